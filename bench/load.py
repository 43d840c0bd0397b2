"""Two ways to ask a server: as fast as it answers (closed loop) or at a pace (open loop)."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

from bench.client import Answer, Line, line, request

_MS: Final = 1000.0
_MEDIAN, _P95, _P99 = 0.50, 0.95, 0.99

Ask = TypeVar("Ask")
#: does one operation on a line; raises when its answer is not the expected one
Operation = Callable[[Line, Ask], Awaitable[None]]


class Unexpected(Exception):
    """A server answered something else than what the warehouse's rules say."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(f"{answer.status}: {answer.body[:500]!r}")


@dataclass(frozen=True)
class Driven:
    """What a load did."""

    operations: int
    seconds: float
    #: of each operation, s; in the open loop since the moment it was due
    latencies_s: tuple[float, ...]

    @property
    def per_s(self) -> float:
        """Operations a second."""
        return self.operations / self.seconds

    def at_ms(self, share: float) -> float:
        """The latency that this share of the operations stayed within, ms."""
        ordered = sorted(self.latencies_s)
        return ordered[min(len(ordered) - 1, int(len(ordered) * share))] * _MS

    @property
    def latencies_ms(self) -> tuple[float, float, float]:
        """p50, p95 and p99, ms."""
        return self.at_ms(_MEDIAN), self.at_ms(_P95), self.at_ms(_P99)


async def closed(port: int, work: Sequence[Sequence[Ask]], do: Operation[Ask]) -> Driven:
    """Each client does its own list, one operation after the other."""
    lines = [await line(port) for _ in work]
    took: list[float] = []
    clock = time.perf_counter

    async def client(at: Line, mine: Sequence[Ask]) -> None:
        for one in mine:
            began = clock()
            await do(at, one)
            took.append(clock() - began)

    began = clock()
    await asyncio.gather(*map(client, lines, work))
    seconds = clock() - began
    for each in lines:
        each.close()
    return Driven(len(took), seconds, tuple(took))


async def paced(
    port: int, work: Sequence[Sequence[Ask]], do: Operation[Ask], *, per_s: float
) -> Driven:
    """So many operations a second are due, whether or not the server keeps up.

    An operation's time counts from when it was due, so waiting behind a slow one is not hidden.
    """
    lines = [await line(port) for _ in work]
    took: list[float] = []
    clock = time.perf_counter
    began = clock()

    async def client(number: int, at: Line, mine: Sequence[Ask]) -> None:
        for turn, one in enumerate(mine):
            due = began + (turn * len(work) + number) / per_s
            if (wait := due - clock()) > 0:
                await asyncio.sleep(wait)
            await do(at, one)
            took.append(clock() - due)

    await asyncio.gather(*map(client, range(len(work)), lines, work))
    seconds = clock() - began
    for each in lines:
        each.close()
    return Driven(len(took), seconds, tuple(took))


async def expect_ok(at: Line, asked: bytes) -> None:
    """One accepted scan or order.

    Raises:
        Unexpected: it was refused, repeated or failed.
    """
    answer = await at.ask(asked)
    if answer.status not in (200, 201) or b"refused" in answer.body or b"repeated" in answer.body:
        raise Unexpected(answer)


#: how the next screen sounds when the scan was accepted
_ACCEPTED: Final = (b'data-tone="ok"', b'data-tone="done"')


@dataclass(frozen=True)
class Page:
    """A scan as a page: what is posted, and the cookie with which the next screen is fetched."""

    post: bytes
    cookie: str


async def post_and_see(at: Line, asked: Page) -> None:
    """Post, follow the redirect, get the next screen.

    Raises:
        Unexpected: no redirect, no page, or a page that says no.
    """
    answer = await at.ask(asked.post)
    if answer.status != 303:
        raise Unexpected(answer)
    headers = {"Accept": "text/html", "Cookie": asked.cookie}
    page = await at.ask(request("GET", answer.header("location"), headers))
    if page.status != 200 or not any(tone in page.body for tone in _ACCEPTED):
        raise Unexpected(page)
