"""Reads a mail that came: who wrote what, in plain words, and what it answers (RFC 5322, MIME).

Whoever writes may be hostile. Nothing of a mail is ever shown as HTML, nothing is loaded from
outside, and broken MIME is read as far as it goes.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from email.utils import getaddresses
from html.parser import HTMLParser
from typing import Any, Final

import msgspec

from wms.contact.models import WORDS_MAX_CHARS
from wms.mail.letter import normal_address

#: a mail that says no more than its quotation is kept whole
ENDINGS: Final = re.compile(
    r"^(?:-{2,}\s*(?:original message|oryginalna wiadomość|wiadomość oryginalna|"
    r"ursprüngliche nachricht|вихідне повідомлення).*|_{10,}\s*|"
    r"(?:on|am|w dniu|dnia|el|le)\b.{5,200}(?:wrote|schrieb|napisał\(?a?\)?|pisze)\s*:\s*|"
    r".{5,200}(?:пише|написав|написала|<[^<>@\s]+@[^<>\s]+>)\s*:\s*)$",
    re.IGNORECASE,
)
FILES_MAX: Final = 10
FILE_MAX_BYTES: Final = 8_000_000
SUBJECT_MAX_CHARS: Final = 200
NAME_MAX_CHARS: Final = 100
REFERENCES_MAX: Final = 30
#: a file of another kind is named, not kept
KEPT_TYPES: Final = frozenset({"image/jpeg", "image/png", "image/webp", "application/pdf"})
_MESSAGE_ID: Final = re.compile(r"<[^<>\s]{3,250}>")
_BLANKS: Final = re.compile(r"[ \t\u00a0]+")
_LINES: Final = re.compile(r"\n{3,}")
#: RFC 3834 and what mail programs wrote before it
_AUTOMATIC: Final = frozenset({"bulk", "junk", "list", "auto_reply"})


class Heads(msgspec.Struct, frozen=True, kw_only=True):
    """What stands around the words of a mail that came."""

    address: str
    name: str = ""
    subject: str = ""
    message_id: str = ""
    references: list[str] = []
    #: what it quotes of earlier mails
    quoted: str = ""
    #: files that were not kept, by name
    left_out: list[str] = []
    #: it came from another address than the order's
    is_other_address: bool = False


class Enclosed(msgspec.Struct, frozen=True, kw_only=True):
    """A file as it came."""

    name: str
    media_type: str
    content: bytes


class ReadMail(msgspec.Struct, frozen=True, kw_only=True):
    """A mail, understood."""

    heads: Heads
    words: str
    files: list[Enclosed]
    #: to whom it was sent, in all headers that tell it
    recipients: list[str]
    #: a machine wrote it: it is not filed, and nothing answers it
    is_automatic: bool


def mark_of(raw: bytes) -> bytes:
    """What is the same for the same mail: SHA-256 of its Message-ID, or of all of it."""
    head = raw.split(b"\r\n\r\n", 1)[0]
    found = re.search(rb"(?im)^message-id:\s*(<[^<>\s]{3,250}>)", head)
    return hashlib.sha256(found[1] if found else raw).digest()


def mark_of_id(message_id: str) -> bytes:
    """The mark of the mail with this Message-ID."""
    return hashlib.sha256(message_id.encode()).digest()


def read_mail(raw: bytes) -> ReadMail:
    """Read a mail.

    Raises:
        ValueError: it has no sender's address, or is so broken that nobody can read it.
    """
    try:
        return _read(raw)
    except Exception as error:  # Python's parser raises whatever a stranger makes it trip over
        raise ValueError("not readable") from error


def _read(raw: bytes) -> ReadMail:
    mail = message_from_bytes(raw, policy=default)
    name, address = _sender(mail)
    plain, files, left_out = _parts(mail)
    words, quoted = fold(plain)
    numbers = _MESSAGE_ID.findall(_head(mail, "Message-ID"))
    answers = _MESSAGE_ID.findall(f"{_head(mail, 'References')} {_head(mail, 'In-Reply-To')}")
    heads = Heads(
        address=address,
        name=name[:NAME_MAX_CHARS],
        subject=_head(mail, "Subject")[:SUBJECT_MAX_CHARS],
        message_id=numbers[0] if numbers else "",
        references=answers[-REFERENCES_MAX:],
        quoted=quoted[:WORDS_MAX_CHARS],
        left_out=left_out,
    )
    return ReadMail(
        heads=heads,
        words=words[:WORDS_MAX_CHARS],
        files=files,
        recipients=_recipients(mail),
        is_automatic=_is_automatic(mail),
    )


def _head(mail: EmailMessage, name: str) -> str:
    """All of a header in one line; a broken one is empty."""
    try:
        return " ".join(" ".join(str(one) for one in mail.get_all(name, [])).split())
    except (ValueError, IndexError, AttributeError, TypeError):  # the parser of broken headers
        return ""


def _sender(mail: EmailMessage) -> tuple[str, str]:
    for header in ("Reply-To", "From"):
        for name, written in getaddresses([_head(mail, header)]):
            address = normal_address(written)
            if address:
                return name, address
    raise ValueError("no sender")


def _recipients(mail: EmailMessage) -> list[str]:
    told = [_head(mail, name) for name in ("To", "Cc", "Delivered-To", "X-Original-To")]
    return [address.lower() for _, address in getaddresses(told) if "@" in address]


def _is_automatic(mail: EmailMessage) -> bool:
    submitted = _head(mail, "Auto-Submitted").lower()
    return (
        (bool(submitted) and not submitted.startswith("no"))
        or _head(mail, "Precedence").lower() in _AUTOMATIC
        or any(_head(mail, name) for name in ("X-Autoreply", "X-Autorespond", "List-Id"))
        or _head(mail, "Message-ID").startswith("<wms.")  # it is one of ours
    )


def _parts(mail: EmailMessage) -> tuple[str, list[Enclosed], list[str]]:
    """The words, the files that are kept, and the names of the others."""
    plain: list[str] = []
    html: list[str] = []
    files: list[Enclosed] = []
    left_out: list[str] = []
    for part in mail.walk():
        if part.is_multipart():
            continue
        kind = part.get_content_type()
        name = _file_name(part)
        is_file = part.get_content_disposition() == "attachment" or bool(name)
        if kind in ("text/plain", "text/html") and not is_file:
            (plain if kind == "text/plain" else html).append(_text(part))
            continue
        content = _content(part)
        kept = kind in KEPT_TYPES and len(content) <= FILE_MAX_BYTES and len(files) < FILES_MAX
        if kept:
            files.append(Enclosed(name=name or "file", media_type=kind, content=content))
        else:
            left_out.append(name or kind)
    words = "\n".join(plain).strip() or "\n".join(plain_of(one) for one in html)
    return _tidy(words), files, left_out[:FILES_MAX]


def _file_name(part: Any) -> str:
    try:
        name = part.get_filename() or ""
    except (ValueError, IndexError, AttributeError, TypeError):
        return "file"
    return "".join(c for c in name.replace("\\", "/").rpartition("/")[2] if c.isprintable())[
        :NAME_MAX_CHARS
    ]


def _content(part: Any) -> bytes:
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def _text(part: Any) -> str:
    charset = part.get_content_charset() or "utf-8"
    try:
        return _content(part).decode(charset, errors="replace")
    except LookupError:  # a charset that nobody knows
        return _content(part).decode("utf-8", errors="replace")


def _tidy(words: str) -> str:
    lines = (_BLANKS.sub(" ", line).strip() for line in words.replace("\r", "").split("\n"))
    kept = "".join(c for c in "\n".join(lines) if c in "\n\t" or c.isprintable())
    return _LINES.sub("\n\n", kept).strip()


def fold(words: str) -> tuple[str, str]:
    """What is new in a mail, and what it quotes of earlier ones."""
    lines = words.split("\n")
    cut = next((at for at, line in enumerate(lines) if ENDINGS.match(line.strip())), None)
    if cut is None:
        cut = len(lines)
        while cut and (lines[cut - 1].startswith(">") or not lines[cut - 1].strip()):
            cut -= 1
        if not any(line.startswith(">") for line in lines[cut:]):
            return words, ""
    fresh = "\n".join(lines[:cut]).strip()
    return (fresh, "\n".join(lines[cut:]).strip()) if fresh else (words, "")


def plain_of(html: str) -> str:
    """HTML as plain words: nothing of it is run, loaded or kept."""
    reader = _Plain()
    try:
        reader.feed(html)
        reader.close()
    except (AssertionError, ValueError):  # the parser gives up on some nonsense
        pass
    return "".join(reader.pieces())


class _Plain(HTMLParser):
    """Keeps the words of an HTML page, with line breaks where it has them."""

    _SILENT: Final = frozenset({"script", "style", "head", "title", "template", "svg", "noscript"})
    _BREAKS: Final = frozenset(
        {"p", "div", "br", "li", "tr", "table", "h1", "h2", "h3", "h4", "blockquote", "hr"}
    )

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._found: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        if tag in self._SILENT:
            self._silent += 1
        elif tag in self._BREAKS:
            self._found.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in self._SILENT:
            self._silent = max(0, self._silent - 1)
        elif tag in self._BREAKS and tag != "br":
            self._found.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self._found.append(" ".join(data.split("\n")))

    def pieces(self) -> Iterator[str]:
        """What was found."""
        yield from self._found
