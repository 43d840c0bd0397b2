"""One connection to a mail server, and what its answers mean (RFC 5321, RFC 3463)."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final

import aiosmtplib

from wms.failures import Failure
from wms.mail.failures import (
    ADDRESS_REFUSED,
    ADDRESS_WRONG,
    LATER,
    LETTER_REFUSED,
    LOGIN_REFUSED,
    SENDER_REFUSED,
    SERVER_AWAY,
    TLS_FAILED,
)
from wms.mail.servers import MailServer

#: one answer before the letter, s
ANSWER_LIMIT_S: Final = 20.0
#: the answer to a letter, s (less than `wms.mail.sending.HANDING_LEASE_S`)
LETTER_LIMIT_S: Final = 300.0
_PERMANENT: Final = 500
_ENHANCED: Final = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b")
#: enhanced codes that say: nobody lives at this address, or it moved without telling where
_NOBODY: Final = ("5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1")


@dataclass(frozen=True)
class Put:
    """One letter for one address."""

    mail: str
    return_path: str
    to: str
    content: bytes


@dataclass(frozen=True)
class Taken:
    """The server answers for it now."""


@dataclass(frozen=True)
class Refused:
    """Never, with this address or this letter."""

    failure: Failure
    is_bounce: bool


@dataclass(frozen=True)
class PutOff:
    """Not now."""

    failure: Failure


@dataclass(frozen=True)
class Doubt:
    """The connection ended between the letter and its answer."""


Outcome = Taken | Refused | PutOff | Doubt


class LineError(Exception):
    """No connection, or not one that we may use."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.code)
        self.failure = failure


class Line:
    """A connection that hands over letters one after the other."""

    def __init__(self, client: aiosmtplib.SMTP) -> None:
        self._client = client

    async def put(self, one: Put, before_letter: Callable[[], Awaitable[bool]]) -> Outcome | None:
        """Hand a letter over; ``before_letter`` writes down that it begins; None: it said no."""
        try:
            refused = await self._addressed(one)
        except (OSError, TimeoutError, aiosmtplib.SMTPException) as error:
            return PutOff(_away(self._client.hostname, error))
        if refused is not None:
            await self._reset()
            return refused
        if not await before_letter():
            await self._reset()
            return None
        try:
            await self._client.data(one.content, timeout=LETTER_LIMIT_S)
        except aiosmtplib.SMTPResponseException as answered:
            return _said(answered.code, answered.message, LETTER_REFUSED)
        except (OSError, TimeoutError, aiosmtplib.SMTPException):
            return Doubt()
        return Taken()

    async def _addressed(self, one: Put) -> Refused | PutOff | None:
        client = self._client
        mail_options, rcpt_options = [], []
        if not one.to.isascii():
            if not client.supports_extension("smtputf8"):
                return Refused(Failure(code=ADDRESS_WRONG), is_bounce=False)
            mail_options.append("SMTPUTF8")
        if client.supports_extension("dsn"):  # RFC 3461: bounces name the mail, and are short
            mail_options += ["RET=HDRS", f"ENVID={one.mail}"]
            rcpt_options.append("NOTIFY=FAILURE")
        try:
            await client.mail(one.return_path, options=mail_options)
        except aiosmtplib.SMTPResponseException as no:
            return _said(no.code, no.message, SENDER_REFUSED)
        encoding = "ascii" if one.to.isascii() else "utf-8"
        try:
            await client.rcpt(one.to, options=rcpt_options, encoding=encoding)
        except aiosmtplib.SMTPResponseException as no:
            return _said(no.code, no.message, ADDRESS_REFUSED)
        return None

    async def _reset(self) -> None:
        try:
            await self._client.rset(timeout=ANSWER_LIMIT_S)
        except (OSError, TimeoutError, aiosmtplib.SMTPException):
            self._client.close()

    @property
    def is_open(self) -> bool:
        """Whether it can take another letter."""
        return self._client.is_connected

    async def close(self) -> None:
        """Say goodbye, if anybody listens."""
        try:
            if self._client.is_connected:
                await self._client.quit(timeout=ANSWER_LIMIT_S)
        except (OSError, TimeoutError, aiosmtplib.SMTPException):
            self._client.close()


async def open_line(server: MailServer) -> Line:
    """Connect, make it safe, log in.

    Raises:
        LineError: the server is away, refuses us, or cannot be trusted.
    """
    client = aiosmtplib.SMTP(
        hostname=server.host,
        port=server.port,
        use_tls=server.tls == "tls",
        start_tls=server.tls == "starttls",
        username=server.user or None,
        password=server.password or None,
        timeout=ANSWER_LIMIT_S,
    )
    facts: dict[str, str | int] = {"host": server.host}
    try:
        await client.connect()
    except aiosmtplib.SMTPAuthenticationError as no:
        client.close()
        code = LOGIN_REFUSED if no.code >= _PERMANENT else SERVER_AWAY
        raise LineError(Failure(code=code, facts=facts)) from no
    except (OSError, TimeoutError, aiosmtplib.SMTPException, ValueError) as error:
        client.close()
        raise LineError(_away(server.host, error)) from error
    return Line(client)


def _away(host: str | None, error: BaseException) -> Failure:
    """Why there is no talking: its certificate, or silence."""
    facts: dict[str, str | int] = {"host": host or ""}
    seen: BaseException | None = error
    while seen is not None:
        said = f"{type(seen).__name__} {seen}".lower()
        if "ssl" in said or "certificate" in said or "starttls" in said:
            return Failure(code=TLS_FAILED, facts=facts)
        seen = seen.__cause__ or seen.__context__
    return Failure(code=SERVER_AWAY, facts=facts)


def _said(code: int, words: str, refused: str) -> Refused | PutOff:
    """What an answer but 250 means. Its words may repeat the address: only codes are kept."""
    found = _ENHANCED.search(words)
    answer = f"{code} {found[1]}" if found else str(code)
    if code < _PERMANENT:
        return PutOff(Failure(code=LATER, facts={"answer": answer}))
    if refused is SENDER_REFUSED:  # our own address is not right: somebody must mend it meanwhile
        return PutOff(Failure(code=SENDER_REFUSED, facts={"answer": answer}))
    if refused is ADDRESS_REFUSED and found is not None and found[1].startswith("5.7."):
        refused = LETTER_REFUSED  # a policy against us or the letter, not an address without people
    is_bounce = refused is ADDRESS_REFUSED or (found is not None and found[1] in _NOBODY)
    return Refused(
        Failure(code=ADDRESS_REFUSED if is_bounce else refused, facts={"answer": answer}),
        is_bounce=is_bounce,
    )
