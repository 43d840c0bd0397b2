"""What a mail says and how it looks on the wire: plain text, HTML, pictures inside, attachments."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Final
from uuid import UUID

import idna
import msgspec

#: longest address, octets (RFC 5321, 4.5.3.1.3)
ADDRESS_MAX_CHARS: Final = 254
TITLE_MAX_CHARS: Final = 200
#: a letter whose HTML shows ``cid:logo`` gets its shop's sign when it is sent
LOGO_ID: Final = "logo"
_ADDRESS: Final = re.compile(r"[^\s@<>,;:\"()\[\]\\]{1,64}@([^\s@<>,;:\"()\[\]\\]{1,190})")
#: our own Message-IDs, so that answers and bounces find their mail
_OURS: Final = re.compile(r"<wms\.([0-9a-f]{32})@")


class Attachment(msgspec.Struct, frozen=True, kw_only=True):
    """A file beside the letter, or, with a ``content_id``, a picture that its HTML shows."""

    name: str
    #: "application/pdf"
    media_type: str
    content: bytes
    #: as in ``<img src="cid:logo">``: "logo"
    content_id: str | None = None


class Letter(msgspec.Struct, frozen=True, kw_only=True):
    """Everything personal of a mail; it lies in its row closed."""

    to: str
    title: str
    plain: str
    html: str | None = None
    reply_to: str | None = None
    attachments: list[Attachment] = []
    #: further headers, as List-Unsubscribe
    headers: dict[str, str] = {}


class Sender(msgspec.Struct, frozen=True, kw_only=True):
    """In whose name it goes out."""

    name: str
    address: str
    reply_to: str | None = None


def normal_address(written: str) -> str | None:
    """An address as mail servers want it, its domain in ASCII (RFC 5891); None: it is none."""
    bare = written.strip()
    found = _ADDRESS.fullmatch(bare)
    if found is None or len(bare) > ADDRESS_MAX_CHARS:
        return None
    try:
        domain = idna.encode(found[1], uts46=True).decode()
    except idna.IDNAError:
        return None
    if "." not in domain and domain != "localhost":
        return None
    return f"{bare.rpartition('@')[0]}@{domain}"


def message_id(mail_id: UUID, sender: str) -> str:
    """The Message-ID of a mail: it names the mail, and is the same at every try."""
    return f"<wms.{mail_id.hex}@{sender.rpartition('@')[2]}>"


def mails_named(header: str) -> list[UUID]:
    """The mails of ours that a Message-ID, In-Reply-To or References header names."""
    return [UUID(found) for found in _OURS.findall(header)]


def one_line(words: str) -> str:
    """Words for a header: one line, at most `TITLE_MAX_CHARS`."""
    return " ".join(words.split())[:TITLE_MAX_CHARS]


def wire(
    letter: Letter, sender: Sender, *, number: str, language: str, written_at: datetime
) -> bytes:
    """The whole message, ready for DATA. ``number`` is its Message-ID.

    Raises:
        ValueError: a header cannot be written.
    """
    made = EmailMessage(policy=SMTP)
    made["Message-ID"] = number
    made["Date"] = format_datetime(written_at)
    made["From"] = _named(sender.name, sender.address)
    made["To"] = _named("", letter.to)
    reply_to = letter.reply_to or sender.reply_to
    if reply_to:
        made["Reply-To"] = _named("", reply_to)
    made["Subject"] = one_line(letter.title)
    for name, value in letter.headers.items():
        made[name] = value
    made.set_content(letter.plain)
    if letter.html is not None:
        made.add_alternative(letter.html, subtype="html")
        shown = made.get_payload()[-1]  # type: ignore[index] # a multipart's payload is a list
        for one in letter.attachments:
            if one.content_id:
                main, _, sub = one.media_type.partition("/")
                shown.add_related(  # type: ignore[union-attr] # an EmailMessage by its policy
                    one.content, main, sub, cid=f"<{one.content_id}>", filename=one.name,
                    disposition="inline",
                )  # fmt: skip
    for one in letter.attachments:
        if not one.content_id:
            main, _, sub = one.media_type.partition("/")
            made.add_attachment(one.content, main, sub, filename=one.name)
    made["Content-Language"] = language  # last: contents that are set take such headers away
    return made.as_bytes()


def _named(name: str, address: str) -> Address:
    local, _, domain = address.rpartition("@")
    return Address(one_line(name), username=local, domain=domain)


def with_headers(letter: Letter, headers: Mapping[str, str]) -> Letter:
    """The letter with more headers."""
    return msgspec.structs.replace(letter, headers={**letter.headers, **headers})
