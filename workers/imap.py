"""Fetches mail by IMAP (RFC 3501) with the standard library's client, in a thread.

Mails are looked at, never marked as read (BODY.PEEK) and never deleted: the mailbox stays as its
people know it. What is too large is not fetched: only its head is.
"""

from __future__ import annotations

import imaplib
import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from wms.contact.failures import FOLDER_MISSING, LOGIN_REFUSED, SERVER_AWAY
from wms.contact.mailboxes import MailboxRow
from wms.failures import Failure

#: longest silence of the server, s
SILENCE_MAX_S: Final = 30
#: largest mail that is fetched, bytes
MAIL_MAX_BYTES: Final = 15_000_000
#: of a larger one, its head up to so many bytes
HEAD_MAX_BYTES: Final = 100_000
#: mails fetched at one look; the next look goes on
LOOK_MAX: Final = 100
_SIZE: Final = re.compile(rb"RFC822\.SIZE (\d+)")


class MailboxError(Exception):
    """The mailbox cannot be read just now."""

    def __init__(self, failure: Failure) -> None:
        self.failure = failure
        super().__init__(failure.code)


@dataclass(frozen=True)
class Fetched:
    """A mail as it lies there; ``is_whole`` False: only its head, it is too large."""

    uid_validity: int
    uid: int
    raw: bytes
    is_whole: bool


def fetch_new(mailbox: MailboxRow, password: str) -> Iterator[Fetched]:
    """What came since the last look, the oldest first; runs in a thread.

    Raises:
        MailboxError: the server is away, refuses us, or has no such folder.
    """
    with _opened(mailbox, password) as line:
        kind, _ = line.select(_quoted(mailbox.folder), readonly=True)
        if kind != "OK":
            raise MailboxError(Failure(code=FOLDER_MISSING, facts={"folder": mailbox.folder}))
        validity = int((line.response("UIDVALIDITY")[1] or [b"0"])[0] or b"0")
        behind = mailbox.last_uid if validity == mailbox.uid_validity else 0
        since = imaplib.Time2Internaldate(mailbox.created_at).strip('"').split(" ")[0].strip()
        _, found = line.uid("SEARCH", "UID", f"{behind + 1}:*", "SINCE", since)
        uids = sorted(int(one) for one in (found[0] or b"").split())
        for uid in [one for one in uids if one > behind][:LOOK_MAX]:
            one = _fetched(line, validity, uid)
            if one is not None:
                yield one


def _fetched(line: imaplib.IMAP4, validity: int, uid: int) -> Fetched | None:
    _, sizes = line.uid("FETCH", str(uid), "(RFC822.SIZE)")
    told = _SIZE.search(b" ".join(one for one in sizes if isinstance(one, bytes)))
    is_whole = told is not None and int(told[1]) <= MAIL_MAX_BYTES
    part = "BODY.PEEK[]" if is_whole else f"BODY.PEEK[HEADER]<0.{HEAD_MAX_BYTES}>"
    _, parts = line.uid("FETCH", str(uid), f"({part})")
    raw = next((one[1] for one in parts if isinstance(one, tuple)), None)
    # deleted by somebody in this moment
    return None if not isinstance(raw, bytes) else Fetched(validity, uid, raw, is_whole)


@contextmanager
def _opened(mailbox: MailboxRow, password: str) -> Iterator[imaplib.IMAP4]:
    facts: dict[str, str | int] = {"host": mailbox.host}
    line: imaplib.IMAP4 | None = None
    try:
        line = _connected(mailbox)
        try:
            line.login(mailbox.login, password)
        except imaplib.IMAP4.abort:
            raise
        except imaplib.IMAP4.error as error:
            raise MailboxError(Failure(code=LOGIN_REFUSED, facts=facts)) from error
        yield line
    except (imaplib.IMAP4.error, OSError, EOFError) as error:
        raise MailboxError(Failure(code=SERVER_AWAY, facts=facts)) from error
    finally:
        if line is not None:
            _close(line)


def _connected(mailbox: MailboxRow) -> imaplib.IMAP4:
    if mailbox.tls == "tls":
        return imaplib.IMAP4_SSL(
            mailbox.host,
            mailbox.port,
            ssl_context=ssl.create_default_context(),
            timeout=SILENCE_MAX_S,
        )
    line = imaplib.IMAP4(mailbox.host, mailbox.port, timeout=SILENCE_MAX_S)
    if mailbox.tls == "starttls":
        line.starttls(ssl.create_default_context())
    return line


def _close(line: imaplib.IMAP4) -> None:
    try:
        line.logout()
    except (imaplib.IMAP4.error, OSError, EOFError):
        line.shutdown()


def _quoted(folder: str) -> str:
    return '"' + folder.replace("\\", "\\\\").replace('"', '\\"') + '"'
