"""What every request passes on its way in and out, around the whole application.

One small ASGI layer instead of many: it gives the request an id, turns away what browsers were
tricked into, sends the request again when PostgreSQL gave its transaction up, adds the headers that
keep pages safe, and writes one line into the log.

It stands outside Litestar because 404 and 405 pass no middleware inside, and because an exception
cannot travel through Litestar's own handling: the request is marked in its scope instead, its
answer is swallowed here and its body, kept as it came, is played again.
"""

from __future__ import annotations

import asyncio
import random
import re
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping
from datetime import tzinfo
from typing import Any, Final
from urllib.parse import urlsplit

import structlog
from litestar.types import Message, Receive, Scope, Send

from api import i18n
from api.asker import at_door, path_for_log, takes_gzip
from api.marks import ACTOR, AGAIN, CROSS_SITE, EXTRA_HEADERS, REQUEST_ID, RUN, marks_of
from api.packing_answers import is_worth_it, pack
from api.pages import CONTENT_SECURITY_POLICY
from api.segments import routable
from wms.db import new_id

log = structlog.get_logger()

App = Callable[[Scope, Receive, Send], Awaitable[None]]

#: a request id from outside is taken over when it looks like one
SANE_REQUEST_ID: Final = re.compile(rb"[A-Za-z0-9._-]{8,64}")
SAFE_METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS"})
#: doors that know people by a cookie, and the one that knows them by a link they were sent
COOKIE_DOORS: Final = ("/scanner", "/office", "/decide", "/whose")
#: doors whose pages tell times: as people in the building live
TIMED_DOORS: Final = ("/office", "/decide", "/whose", "/track", "/o", "/q", "/survey")
_FIRST_PAUSE_S: Final = 0.01
_YEAR_S: Final = 31_536_000
_MS: Final = 1000

_ALWAYS: Final = [
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
]
_PAGE: Final = [
    (b"content-security-policy", CONTENT_SECURITY_POLICY.encode()),
    (b"x-frame-options", b"SAMEORIGIN"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"permissions-policy", b"geolocation=(), microphone=(), payment=(), usb=()"),
    (b"cache-control", b"no-store"),
]
_HSTS: Final = (b"strict-transport-security", f"max-age={_YEAR_S}".encode())
_FOREVER: Final = (b"cache-control", f"public, max-age={_YEAR_S}, immutable".encode())


def is_cross_site(scope: Scope) -> bool:
    """Whether another site's page made the browser send this (Fetch Metadata, else Origin).

    Programs that are no browsers send neither header; they carry no one's cookies by accident.
    """
    origin = host = fetch_site = b""
    for name, value in scope["headers"]:
        if name == b"sec-fetch-site":
            fetch_site = value
        elif name == b"origin":
            origin = value
        elif name == b"host":
            host = value
    if fetch_site:
        return fetch_site not in (b"same-origin", b"none")
    if not origin:
        return False
    return urlsplit(origin.decode("latin-1")).netloc.encode("latin-1") != host


class Front:
    """The layer itself."""

    def __init__(
        self,
        app: App,
        *,
        zone: Callable[[], Awaitable[tzinfo]],
        is_https: bool,
        note: Callable[[Any, Mapping[bytes, bytes], int, float], None],
    ) -> None:
        self._app = app
        self._note = note
        self._zone = zone
        self._always = [*_ALWAYS, _HSTS] if is_https else _ALWAYS

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, running it again while PostgreSQL asks for it."""
        started = time.perf_counter()
        request_id = _request_id(scope["headers"])
        tape = _Tape(receive)
        cross_site = (
            marks_of(scope)["method"] not in SAFE_METHODS
            and any(at_door(scope["path"], door) for door in COOKIE_DOORS)
            and is_cross_site(scope)
        )
        if any(at_door(scope["path"], door) for door in TIMED_DOORS):
            i18n.set_zone(await self._zone())
        run = 1
        path = routable(scope["path"], scope.get("raw_path"))
        while True:
            marks: dict[str, Any] = dict(scope)
            marks["path"] = path
            marks["state"] = dict(marks.get("state", {}))
            marks[REQUEST_ID], marks[RUN], marks[CROSS_SITE] = request_id, run, cross_site
            answer = _Answer(marks, send, self._always)
            await self._app(marks, tape, answer)  # type: ignore[arg-type]  # Litestar has ASGI types of its own
            if not answer.swallowed:
                break
            await asyncio.sleep(_FIRST_PAUSE_S * 2**run * random.random())  # noqa: S311 - jitter
            tape.rewind()
            run += 1
        seconds = time.perf_counter() - started
        _write_line(marks, answer.status, run, seconds)
        self._note(marks, answer.names, answer.status, seconds)


class _Tape:
    """The request's messages, kept so that they can be played again."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._messages: list[Any] = []
        self._at = 0

    async def __call__(self) -> Any:
        if self._at == len(self._messages):
            self._messages.append(await self._receive())
        message = self._messages[self._at]
        self._at += 1
        return message

    def rewind(self) -> None:
        self._at = 0


class _Answer:
    """Passes the answer on with our headers, or swallows it when the request runs again."""

    def __init__(
        self, marks: dict[str, Any], send: Send, always: Iterable[tuple[bytes, bytes]]
    ) -> None:
        self._marks = marks
        self._send = send
        self._always = always
        self.status = 0
        #: the headers that went out
        self.names: dict[bytes, bytes] = {}
        self.swallowed = False
        #: the start of an answer that waits for its body, to be packed with it
        self._held: Any = None

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            if self._marks.get(AGAIN):
                self.swallowed = True
                return
            self.status = message["status"]
            message["headers"] = self._headers(message["headers"])
            self.names = {name.lower(): value for name, value in message["headers"]}
            if is_worth_it(self.names) and takes_gzip(self._marks):
                self._held = message
                return
        if self._held is not None:
            message = await self._send_held(message)
        if not self.swallowed:
            await self._send(message)

    async def _send_held(self, message: Any) -> Any:
        """The start goes out at last; its body's message, packed when it is whole and there."""
        start, self._held = self._held, None
        is_whole = message["type"] == "http.response.body" and not message.get("more_body")
        if is_whole and self._marks["method"] != "HEAD":
            message = {**message, "body": pack(start, message.get("body", b""))}
        await self._send(start)
        return message

    def _headers(self, given: Iterable[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
        headers = [*given]
        named = {name.lower() for name, _ in headers}
        headers += [one for one in self._always if one[0] not in named]
        headers.append((b"x-request-id", self._marks[REQUEST_ID].encode()))
        headers += self._marks.get(EXTRA_HEADERS, ())
        names = {name.lower(): value for name, value in headers}
        if names.get(b"content-type", b"").startswith(b"text/html"):
            headers += [(name, value) for name, value in _PAGE if name not in names]
        elif self._is_versioned():
            headers = [(n, v) for n, v in headers if n.lower() != b"cache-control"]
            headers.append(_FOREVER)
        return headers

    def _is_versioned(self) -> bool:
        """A static file asked for by its version never changes."""
        return (
            self.status == 200
            and self._marks["path"].startswith("/static/")
            and self._marks["query_string"].startswith(b"v=")
        )


def _request_id(headers: Iterable[tuple[bytes, bytes]]) -> str:
    for name, value in headers:
        if name == b"x-request-id" and SANE_REQUEST_ID.fullmatch(value):
            return value.decode("ascii")
    return str(new_id())


def _write_line(marks: dict[str, Any], status: int, run: int, seconds: float) -> None:
    log.info(
        "request",
        method=marks["method"],
        path=path_for_log(marks["path"]),
        status=status,
        ms=round(seconds * _MS, 1),
        run=run,
        actor=marks.get(ACTOR, "-"),
        request_id=marks[REQUEST_ID],
    )
