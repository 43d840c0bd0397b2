"""How contact says no."""

from __future__ import annotations

from wms.errors import N_, Kind, Refusal


class NothingSaid(Refusal):
    """An empty message."""

    kind = Kind.INVALID
    code = "contact.nothing_said"
    sentence = N_("Write something first.")


class TooLong(Refusal):
    """More than a message holds."""

    kind = Kind.INVALID
    code = "contact.too_long"
    sentence = N_("A message has at most {most} characters. Shorten it.")


class MailboxWrong(Refusal):
    """A mailbox cannot be set like this."""

    kind = Kind.INVALID
    code = "contact.mailbox_wrong"
    sentence = N_("Type server, port, user, password and folder. A mailbox is set once.")
