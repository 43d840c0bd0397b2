"""How contact says no."""

from __future__ import annotations

from wms.errors import N_, Kind, Refusal


class NothingSaid(Refusal):
    """An empty message."""

    kind = Kind.INVALID
    code = "contact.nothing_said"
    title = N_("Empty message")
    sentence = N_("Write something first.")
    remedy = N_("Send some words, or a file.")


class TooLong(Refusal):
    """More than a message holds."""

    kind = Kind.INVALID
    code = "contact.too_long"
    title = N_("Message too long")
    sentence = N_("A message has at most {most} characters. Shorten it.")
    remedy = N_("Shorten the message, or say it in two.")


class MailboxWrong(Refusal):
    """A mailbox cannot be set like this."""

    kind = Kind.INVALID
    code = "contact.mailbox_wrong"
    sentence = N_("Type server, port, user, password and folder. A mailbox is set once.")


class TakenByOther(Refusal):
    """Two people would answer the same."""

    code = "contact.taken"
    sentence = N_("{name} answers here. Take it over first, or write a note.")


class NoAddress(Refusal):
    """There is no address to which an e-mail could go."""

    code = "contact.no_address"
    title = N_("No e-mail address")
    sentence = N_("There is no e-mail address to answer to. Choose another channel.")
    remedy = N_("Write to the person another way; nobody here knows an e-mail address of theirs.")


class TooLateToUndo(Refusal):
    """It has left."""

    code = "contact.too_late_to_undo"
    sentence = N_("It has left already. Write once more.")


class OrderUnknown(Refusal):
    """The thread cannot be linked to an order that is not there."""

    kind = Kind.INVALID
    code = "contact.order_unknown"
    sentence = N_("The shop has no order {number}. Look at the number again.")


class ReplyWrong(Refusal):
    """A saved reply without a title or words, or one that there is already."""

    kind = Kind.INVALID
    code = "contact.reply_wrong"
    sentence = N_("Type a title and the words. A title stands once in a language.")


class HoursWrong(Refusal):
    """The hours of a named contact."""

    kind = Kind.INVALID
    code = "contact.hours_wrong"
    sentence = N_("Type hours like 08:00 and 16:00; the first is the earlier one.")


class TooManyAsk(Refusal):
    """A consumer writes faster than anybody reads."""

    kind = Kind.BUSY
    code = "contact.too_many"
    sentence = N_("That were many messages. Wait a minute, then write again.")
    retryable = True
