"""Lifts requests of older programs, and lowers their answers: around every operation of REST.

Which version counts: the header `WMS-Version`, else the one of the key; the guard leaves it as a
mark. The newest costs nothing.
"""

from __future__ import annotations

from typing import Any, Final

import msgspec
from litestar.enums import ScopeType
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from api.marks import API_VERSION, marks_of
from api.rest.dated import changes_since
from api.rest.dated.change import Rewrite
from wms.access.api_versions import NEWEST

_JSON: Final = b"application/json"


def ups(version: str, operation: str) -> list[Rewrite]:
    """What lifts a request of this version to the newest, in its order."""
    return [one.up[operation] for one in changes_since(version) if operation in one.up]


def downs(version: str, operation: str) -> list[Rewrite]:
    """What lowers an answer of the newest to this version, in its order."""
    return [one.down[operation] for one in changes_since(version)[::-1] if operation in one.down]


def lifted(scope: Scope, body: bytes) -> bytes:
    """The body as the newest version writes it; one that is no JSON, or no object, as it came."""
    steps = _steps(scope, ups)
    if not steps:
        return body
    try:
        asked = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return body
    for step in steps:
        step(asked)
    return msgspec.json.encode(asked)


def _steps(scope: Scope, which: Any) -> list[Rewrite]:
    version = marks_of(scope).get(API_VERSION, NEWEST)
    if version == NEWEST:
        return []
    found: list[Rewrite] = which(version, str(scope["route_handler"].operation_id))  # type: ignore[union-attr]  # REST has HTTP handlers only
    return found


def in_its_version(app: ASGIApp) -> ASGIApp:
    """The layer around REST's operations that lowers what they answer."""

    async def layer(scope: Scope, receive: Receive, send: Send) -> None:
        is_request = scope["type"] == ScopeType.HTTP
        await app(scope, receive, _Lowered(scope, send) if is_request else send)

    return layer


class _Lowered:
    """Passes an answer on; one that an older program would not know is held back and rewritten."""

    def __init__(self, scope: Scope, send: Send) -> None:
        self._scope = scope
        self._send = send
        self._start: Any = None
        self._body = b""
        self._by: list[Rewrite] = []

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._by = _steps(self._scope, downs) if _is_good_json(message) else []
            if self._by:
                self._start = message
                return
        if not self._by or message["type"] != "http.response.body":
            await self._send(message)
            return
        self._body += message["body"]
        if not message["more_body"]:
            await self._send_lowered(message)

    async def _send_lowered(self, last: Any) -> None:
        answer = msgspec.json.decode(self._body)
        for step in self._by:
            step(answer)
        body = msgspec.json.encode(answer)
        length = (b"content-length", str(len(body)).encode())
        others = [one for one in self._start["headers"] if one[0].lower() != length[0]]
        start: Any = {**self._start, "headers": [*others, length]}
        await self._send(start)
        end: Any = {**last, "body": body}
        await self._send(end)


def _is_good_json(start: Any) -> bool:
    kinds = [value for name, value in start["headers"] if name.lower() == b"content-type"]
    return start["status"] < 300 and any(kind.startswith(_JSON) for kind in kinds)
