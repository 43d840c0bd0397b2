"""IPP: what office printers, newer label printers and CUPS speak (RFC 8010, 8011; PWG 5100).

Each job carries our own id in its name. When the line breaks, or the sender dies, the printer's
list of jobs is asked for that name before anything is sent again.
"""

from __future__ import annotations

import asyncio
from typing import Final
from urllib.parse import urlsplit, urlunsplit

import httpx

from printing.printers import ipp_words
from printing.printers.ipp_words import Answer, Attribute, Operation, Tag, message
from printing.printers.way import Begin, Health, Job, NotSent, State, TakenAway, Unsure

PORT: Final = 631
CONNECT_LIMIT_S: Final = 3.0
#: a question is answered within this, s
ANSWER_LIMIT_S: Final = 5.0
#: a document is taken within this, s
SEND_LIMIT_S: Final = 20.0
#: jobs of the printer's list that are looked through, the newest first
JOBS_MAX: Final = 200
#: after a broken line: how often, and with which pause, the printer is asked whether it has it, s
ASKS, ASK_PAUSE_S = 3, 0.5
_STOPPED: Final = 5  # printer-state, RFC 8011, 5.4.11
_REQUEST: Final = 1
_WANTED: Final = (
    "printer-state", "printer-state-reasons", "printer-state-message", "printer-is-accepting-jobs",
)  # fmt: skip
#: keywords of printer-state-reasons (RFC 8011, 5.4.12), the gravest first
_REASONS: Final = (
    (State.OFFLINE, ("shutdown", "timed-out", "connecting-to-device", "offline")),
    (State.DOOR_OPEN, ("door-open", "cover-open", "interlock-open")),
    (State.JAMMED, ("media-jam",)),
    (State.OUT_OF_PAPER, ("media-empty", "media-needed")),
    (State.OUT_OF_RIBBON, ("marker-supply-empty", "toner-empty")),
    (State.PAUSED, ("paused", "moving-to-paused")),
)
#: a reason may end in how grave it is; a report stops nothing
_REPORT: Final = "-report"
_GRAVE: Final = ("-error", "-warning")
_BUSY: Final = (0x0506, 0x0507)  # not accepting jobs, busy


class Ipp:
    """The printer at ``uri``: ipp://host:631/ipp/print, ipps:// over TLS."""

    def __init__(self, uri: str) -> None:
        self._uri = uri
        parts = urlsplit(uri)
        scheme = "https" if parts.scheme == "ipps" else "http"
        where = f"{parts.hostname}:{parts.port or PORT}"
        if parts.hostname and ":" in parts.hostname:
            where = f"[{parts.hostname}]:{parts.port or PORT}"
        self._url = urlunsplit((scheme, where, parts.path or "/ipp/print", "", ""))

    async def state(self) -> Health:
        """By Get-Printer-Attributes."""
        try:
            answer = await self._say(
                message(Operation.GET_PRINTER_ATTRIBUTES, _REQUEST,
                        [*self._about(), (Tag.KEYWORD, "requested-attributes", _WANTED)])
            )  # fmt: skip
        except httpx.HTTPError as error:
            return Health(State.OFFLINE, type(error).__name__)
        except ValueError as error:
            return Health(State.FAULT, str(error))
        return read_health(answer)

    async def send(self, job: Job, begin: Begin) -> None:
        """Print-Job. Raises NotSent, TakenAway, Unsure."""
        health = await self.state()
        if not health.state.is_well:
            raise NotSent(health.state, health.words)
        if not await begin():
            raise TakenAway
        try:
            answer = await print_job(self, job)
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            raise NotSent(State.OFFLINE, type(error).__name__) from error
        except (httpx.HTTPError, ValueError) as error:
            return await self._after_a_broken_line(job, error)
        if not answer.is_well:
            raise NotSent(
                State.PAUSED if answer.status in _BUSY else State.FAULT,
                f"IPP 0x{answer.status:04x}",
            )
        return None

    async def _after_a_broken_line(self, job: Job, error: Exception) -> None:
        """It may have the whole job, or half of it and print nothing: its list tells."""
        for _ in range(ASKS):
            has_come = await self.has_come(job)
            if has_come:
                return
            await asyncio.sleep(ASK_PAUSE_S)
        if has_come is None:
            raise Unsure(type(error).__name__) from error
        raise NotSent(State.FAULT, type(error).__name__) from error

    async def has_come(self, job: Job) -> bool | None:
        """By its list of jobs, waiting and done; None when it does not answer or keeps none."""
        for which in ("not-completed", "completed"):
            ask: list[Attribute] = [
                *self._about(),
                (Tag.INTEGER, "limit", JOBS_MAX),
                (Tag.KEYWORD, "which-jobs", which),
                (Tag.KEYWORD, "requested-attributes", ("job-id", "job-name")),
            ]
            try:
                answer = await self._say(message(Operation.GET_JOBS, _REQUEST, ask))
            except (httpx.HTTPError, ValueError):
                return None
            if not answer.is_well:
                return None
            if any(job.id in str(one.get("job-name", [""])[0]) for one in answer.every(Tag.JOB)):
                return True
        return False

    def about_job(self, job: Job) -> list[Attribute]:
        """What Print-Job says before the document."""
        return [
            *self._about(),
            (Tag.NAME, "job-name", f"{job.title} {job.id}"),
            (Tag.MIME, "document-format", job.content_type),
        ]

    def _about(self) -> list[Attribute]:
        return [
            (Tag.CHARSET, "attributes-charset", "utf-8"),
            (Tag.LANGUAGE, "attributes-natural-language", "en"),
            (Tag.URI, "printer-uri", self._uri),
            (Tag.NAME, "requesting-user-name", "warehouse"),
        ]

    async def _say(self, content: bytes, limit_s: float = ANSWER_LIMIT_S) -> Answer:
        timeout = httpx.Timeout(limit_s, connect=CONNECT_LIMIT_S)
        # printers sign their own certificates; TLS keeps who only listens from reading addresses
        async with httpx.AsyncClient(timeout=timeout, verify=False, trust_env=False) as web:  # noqa: S501
            answer = await web.post(
                self._url, content=content, headers={"Content-Type": "application/ipp"}
            )
        if not answer.is_success:
            raise ValueError(f"HTTP {answer.status_code}")
        return ipp_words.read(answer.content)


async def print_job(printer: Ipp, job: Job) -> Answer:
    """The one message from which on it prints."""
    content = message(Operation.PRINT_JOB, _REQUEST, printer.about_job(job), data=job.content)
    return await printer._say(content, SEND_LIMIT_S)


def read_health(answer: Answer) -> Health:
    """What a printer's attributes mean."""
    told = answer.first(Tag.PRINTER)
    if not answer.is_well or not told:
        return Health(State.FAULT, f"IPP 0x{answer.status:04x}")
    words = str(next(iter(told.get("printer-state-message", [])), ""))[:200]
    reasons = {_bare(str(one)) for one in told.get("printer-state-reasons", [])} - {""}
    for state, keywords in _REASONS:
        if reasons.intersection(keywords):
            return Health(state, words)
    if next(iter(told.get("printer-state", [])), 0) == _STOPPED:
        return Health(State.FAULT, words)
    if next(iter(told.get("printer-is-accepting-jobs", [])), True) is False:
        return Health(State.PAUSED, words)
    return Health(State.READY, words)


def _bare(reason: str) -> str:
    """The keyword without how grave it is; "" for a mere report."""
    if reason.endswith(_REPORT):
        return ""
    for ending in _GRAVE:
        reason = reason.removesuffix(ending)
    return reason
