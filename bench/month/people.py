"""People with handhelds, and shops' programs: they ask the doors, and what they ask is counted."""

from __future__ import annotations

import asyncio
import time
from collections import Counter, defaultdict, deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode, urlsplit

import msgspec

from bench.client import Answer, Line, line, request
from bench.hall import Person
from bench.load import Unexpected
from bench.measures import FORM, JSON
from wms.db import new_id
from wms.demo.page import Page, read_page

REFUSED: Final = "refused"
_CONFLICT: Final = 409

Reply = dict[str, Any]


@dataclass
class Tally:
    """What was asked, how long each took, and what was refused."""

    took_s: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    refused: Counter[str] = field(default_factory=Counter)
    #: what was brought to its end, however many requests that took
    done: Counter[str] = field(default_factory=Counter)
    receipts: int = 0

    @property
    def asked(self) -> int:
        """All requests."""
        return sum(map(len, self.took_s.values()))


class Caller:
    """Asks over one line, and over a new one when the server has hung up meanwhile."""

    def __init__(self, at: Line, port: int) -> None:
        self._at = at
        self._port = port

    async def ask(self, asked: bytes) -> Answer:
        """Send a whole request; its answer."""
        if self._at.is_closed:
            self._at = await line(self._port)
        return await self._at.ask(asked)


class Hand:
    """One person at work on one handheld, as a program that wants JSON."""

    def __init__(self, at: Caller, person: Person, tally: Tally) -> None:
        self._at = at
        self.person = person
        self._tally = tally
        self._headers = {"Accept": JSON, "Content-Type": FORM, "Cookie": person.cookie}

    async def post(self, kind: str, path: str, **fields: str) -> Reply:
        """Scan or tap; the answer, which may be a refusal.

        Raises:
            Unexpected: neither an answer nor a refusal.
        """
        body = urlencode({"scan_id": str(new_id()), **fields}).encode()
        began = time.perf_counter()
        answer = await self._at.ask(request("POST", path, self._headers, body))
        self._tally.took_s[kind].append(time.perf_counter() - began)
        if answer.status not in (200, _CONFLICT):
            raise Unexpected(answer)
        reply: Reply = msgspec.json.decode(answer.body)
        if is_refused(reply):
            self._tally.refused[str(reply.get("code"))] += 1
        return reply

    async def see(self, path: str) -> Page:
        """Look at a page of the floor.

        Raises:
            Unexpected: it did not come.
        """
        headers = {"Accept": "text/html", "Cookie": self.person.cookie}
        began = time.perf_counter()
        answer = await self._at.ask(request("GET", path, headers))
        self._tally.took_s["page"].append(time.perf_counter() - began)
        if answer.status != 200:
            raise Unexpected(answer)
        return read_page(answer.body.decode())

    def received(self) -> None:
        """One scan, or one typed number, was accepted at the dock."""
        self._tally.receipts += 1

    def managed(self, what: str, reply: Reply) -> bool:
        """Whether it was not refused; then it counts as done."""
        if is_refused(reply):
            return False
        self._tally.done[what] += 1
        return True


def is_refused(reply: Reply) -> bool:
    """Whether the warehouse said no."""
    return reply.get("outcome") == REFUSED


def carried_on(reply: Reply) -> dict[str, str]:
    """What stands in the address of the next screen, which its forms send along."""
    return dict(parse_qsl(urlsplit(str(reply["to"])).query))


class Program:
    """A shop's program."""

    def __init__(self, at: Caller, key: str, tally: Tally) -> None:
        self._at = at
        self._tally = tally
        self._headers = {"Accept": JSON, "Authorization": f"Bearer {key}"}
        self._turns = asyncio.Lock()

    async def post(self, kind: str, path: str, body: Any) -> Reply:
        """POST with an Idempotency-Key; the answer, which may be a refusal.

        Raises:
            Unexpected: neither accepted nor refused.
        """
        headers = {**self._headers, "Content-Type": JSON, "Idempotency-Key": str(new_id())}
        answer = await self._ask(kind, request("POST", path, headers, msgspec.json.encode(body)))
        if answer.status not in (200, 201, _CONFLICT):
            raise Unexpected(answer)
        reply: Reply = msgspec.json.decode(answer.body)
        if answer.status == _CONFLICT:
            self._tally.refused[str(reply["code"])] += 1
            reply["outcome"] = REFUSED
        return reply

    async def send_form(self, kind: str, path: str, fields: dict[str, str]) -> int:
        """What a browser sends of a form, without any log-in; the status that was answered."""
        headers = {"Accept": "text/html", "Content-Type": FORM}
        answer = await self._ask(kind, request("POST", path, headers, urlencode(fields).encode()))
        return answer.status

    async def get(self, kind: str, path: str, query: Sequence[tuple[str, str]] = ()) -> Reply:
        """GET; the answer.

        Raises:
            Unexpected: no 200.
        """
        address = f"{path}?{urlencode(query)}" if query else path
        answer = await self._ask(kind, request("GET", address, self._headers))
        if answer.status != 200:
            raise Unexpected(answer)
        reply: Reply = msgspec.json.decode(answer.body)
        return reply

    async def _ask(self, kind: str, asked: bytes) -> Answer:
        async with self._turns:  # one line, one request at a time
            began = time.perf_counter()
            answer = await self._at.ask(asked)
            self._tally.took_s[kind].append(time.perf_counter() - began)
        return answer


Job = Callable[[Hand], Awaitable[None]]


async def share_out(jobs: deque[Job], hands: Sequence[Hand]) -> None:
    """Everybody takes the next job until none is left; a job may add others at the end."""

    async def work(hand: Hand) -> None:
        while jobs:
            await jobs.popleft()(hand)

    await asyncio.gather(*map(work, hands))
