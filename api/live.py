"""Server-sent events (HTML Standard, 9.2): what is said in a thread, as it is said.

A stream begins behind the message that the browser saw last (``Last-Event-ID``), is read from the
rows, beats so that nobody between cuts it, and ends after a while: the browser comes again.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Final
from uuid import UUID

import msgspec
from litestar.response import Stream

from api.house import House
from api.said import TooManyEars

#: silence between two beats, s; also how late a word is whose ring was lost
BEAT_S: Final = 15.0
#: a stream lives so long, then the browser opens it anew, s
LIFE_S: Final = 300.0
#: a browser whose stream ended comes again after this, ms
RETRY_MS: Final = 2_000
#: (id, JSON) of what is new behind an id
News = Callable[[UUID | None], Awaitable[list[tuple[UUID, object]]]]


def last_id(given: str | None) -> UUID | None:
    """The message that the browser saw last."""
    try:
        return UUID(given) if given else None
    except ValueError:
        return None


def stream(house: House, to: str, after: UUID | None, news: News) -> Stream:
    """A stream of what ``news`` tells; when too many are open it says ``full`` and ends."""

    async def lines() -> AsyncIterator[bytes]:
        try:
            with house.bell.ears.listening(to) as event:
                async for line in _lines(house, event, after, news):
                    yield line
        except TooManyEars:
            yield b"event: full\ndata: {}\n\n"

    return Stream(
        lines(),
        media_type="text/event-stream",
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )


async def _lines(
    house: House, event: asyncio.Event, after: UUID | None, news: News
) -> AsyncIterator[bytes]:
    ends = time.monotonic() + LIFE_S
    yield f"retry: {RETRY_MS}\n\n".encode()
    while time.monotonic() < ends and not house.bell.ears.is_closed:
        event.clear()  # before reading: what is said while we read rings again
        for key, told in await news(after):
            after = key
            yield b"id: %b\ndata: %b\n\n" % (str(key).encode(), msgspec.json.encode(told))
        try:
            async with asyncio.timeout(BEAT_S):
                await event.wait()
        except TimeoutError:
            yield b": \n\n"
