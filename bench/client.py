"""The load: keep-alive HTTP/1.1 lines on raw asyncio protocols, requests made beforehand.

One client serves the floor and ours alike. It costs a small part of what any server costs, so it
is not what is measured; its own CPU time is told beside theirs.
"""

from __future__ import annotations

import asyncio
import re
from typing import Final, NamedTuple, cast

_END: Final = b"\r\n\r\n"
_LENGTH: Final = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)
_STATUS_AT: Final = slice(9, 12)  # of "HTTP/1.1 200 OK"


class Answer(NamedTuple):
    """What came back."""

    status: int
    head: bytes
    body: bytes

    def header(self, name: str) -> str:
        """A header's value, "" when it did not come."""
        found = re.search(rb"\r\n" + name.encode() + rb": *([^\r]*)", self.head, re.IGNORECASE)
        return found.group(1).decode() if found else ""


class Line(asyncio.Protocol):
    """One connection; one request at a time."""

    def __init__(self) -> None:
        self._received = b""
        self._waiting: asyncio.Future[Answer] | None = None
        self._transport: asyncio.Transport | None = None
        #: the server hangs up a line that nobody has used for some seconds
        self.is_closed = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Called by asyncio."""
        self._transport = cast("asyncio.Transport", transport)  # uvloop's own class, same methods

    def data_received(self, data: bytes) -> None:
        """Called by asyncio: answer the one who waits when the answer is whole."""
        self._received = self._received + data if self._received else data
        end = self._received.find(_END)
        if end < 0:
            return
        head = self._received[:end]
        length = _LENGTH.search(head)
        body_at = end + len(_END)
        whole = body_at + (int(length.group(1)) if length else 0)
        if len(self._received) < whole:
            return
        answer = Answer(int(head[_STATUS_AT]), head, self._received[body_at:whole])
        self._received = self._received[whole:]
        waiting, self._waiting = self._waiting, None
        assert waiting is not None, "the server answered what was not asked"
        waiting.set_result(answer)

    def connection_lost(self, exc: Exception | None) -> None:
        """Called by asyncio."""
        self.is_closed = True
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_exception(exc or ConnectionError("the server hung up"))

    def ask(self, request: bytes) -> asyncio.Future[Answer]:
        """Send a whole request and wait for its answer."""
        assert self._waiting is None, "one request at a time"
        assert self._transport is not None, "connected by `line`"
        self._waiting = asyncio.get_running_loop().create_future()
        self._transport.write(request)
        return self._waiting

    def close(self) -> None:
        """Hang up."""
        if self._transport is not None:
            self._transport.close()


async def line(port: int) -> Line:
    """A new connection to a server on this machine."""
    _, made = await asyncio.get_running_loop().create_connection(Line, "127.0.0.1", port)
    return made


def request(method: str, path: str, headers: dict[str, str], body: bytes = b"") -> bytes:
    """A whole request as bytes."""
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    if method != "GET":
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join([*lines, "", ""]).encode() + body
