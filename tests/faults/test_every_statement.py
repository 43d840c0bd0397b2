"""kill -9 of the web server before and after every statement of every write.

What was answered is there; what was not answered is absent or complete, and the same request again
(same scan_id, same Idempotency-Key) completes it once. Each round asserts that the server really
died where it should.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import httpx
import pytest

from tests.faults.flows import FLOWS, Flow, hire, log_in, measured
from tests.faults.servers import Server, insist, send
from wms.db import Database
from wms.settings import Settings

#: no write has more statements
POINTS_MAX = 40


class Rounds:
    """Kills one server after the other while another one, that lives, takes the repeats."""

    def __init__(
        self, db: Database, settings: Settings, folder: Path, flow: Flow, alive: httpx.Client
    ) -> None:
        self.db, self.settings, self.folder = db, settings, folder
        self.flow, self.alive = flow, alive

    async def one(self, mode: str, at: int) -> bool:
        """Whether a server died at this point; else the write has no such point."""
        asked = self.flow.prepare()
        before = await measured(self.db, self.flow)
        done = before + self.flow.step
        server = Server(self.settings, self.folder, mode, at)
        try:
            with server.client(cookies=self.alive.cookies) as client:
                answer = send(client, asked, faulty=True)
            if answer is not None:
                assert answer.is_success, answer.text
                assert await measured(self.db, self.flow) == done, "answered and not there"
                return False
            assert server.was_killed(), "the connection broke and nobody was killed"
        finally:
            server.stop()
        between = await measured(self.db, self.flow)
        assert between in (before, done), "half of it is there"
        insist(self.alive, asked)
        assert await measured(self.db, self.flow) == done, f"{mode} {at}: once and not twice"
        again = insist(self.alive, asked)  # a third time, to a server that answered it already
        assert again.is_success
        assert await measured(self.db, self.flow) == done
        return True

    async def all(self, mode: str) -> int:
        """Kill at every point; how many there were."""
        for at in range(1, POINTS_MAX):
            if not await self.one(mode, at):
                return at - 1
        raise AssertionError("more statements than a write may have")


@pytest.fixture
def home(settings: Settings, app_url: str) -> Settings:
    """Settings of all servers of a test: one database, one secret."""
    from dataclasses import replace

    return replace(
        settings, database_url=app_url, secret_key="faults-" + "0" * 40, log_level="error"
    )


@pytest.fixture
def survivor(home: Settings, tmp_path: Path) -> Iterator[Server]:
    server = Server(home, tmp_path)
    yield server
    server.stop()


Rounded = Callable[[str], Awaitable[Rounds]]


@pytest.fixture
async def rounds(db: Database, home: Settings, survivor: Server, tmp_path: Path) -> Rounded:
    async def make(name: str) -> Rounds:
        alive = log_in(survivor, *await hire(db))
        flow = await FLOWS[name](db, alive)
        return Rounds(db, home, tmp_path, flow, alive)

    return make


@pytest.mark.parametrize("name", FLOWS)
async def test_killed_before_any_statement_and_before_the_answer(
    rounds: Rounded, holds: Callable[[], Awaitable[None]], name: str
) -> None:
    made = await rounds(name)
    points = await made.all("before")
    assert points >= made.flow.least, f"only {points} points"
    assert await made.one("answer", 1), "committed, and nobody was told"
    await holds()


@pytest.mark.large
@pytest.mark.parametrize("name", FLOWS)
async def test_killed_while_a_statement_is_on_its_way(
    rounds: Rounded, holds: Callable[[], Awaitable[None]], name: str
) -> None:
    made = await rounds(name)
    points = await made.all("sent")
    assert points >= made.flow.least, f"only {points} points"
    await holds()


@pytest.mark.parametrize("name", ["pick", "place_order", "pack"])
async def test_killed_while_the_one_statement_is_on_its_way(
    rounds: Rounded, holds: Callable[[], Awaitable[None]], name: str
) -> None:
    made = await rounds(name)
    for _ in range(5):
        assert await made.one("sent", 1)
    await holds()
