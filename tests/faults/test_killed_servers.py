"""kill -9 of the web server, of PostgreSQL, and a Redis that is gone or frozen, while people work.

Nobody gives up: a request that was not answered is sent again unchanged. In the end whatever was
answered is there, nothing is there twice, and every invariant of the warehouse holds.
"""

from __future__ import annotations

import asyncio
import os
import random
import signal
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tests.conftest import TEMPLATE
from tests.faults.customers import Work, open_for_work
from tests.faults.installation import Installation
from wms.db import Database
from wms.local import Local
from wms.migrate import APP_ROLE, migrate
from wms.settings import Settings
from wms.verify import verify

PICKERS = 3
SHOPS = 2
#: the service answers again so soon after PostgreSQL is back, s (proof.md §2)
BACK_LIMIT_S = 30.0
KILLS = 2


@pytest.fixture(scope="module")
def own_servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Local]:
    """A PostgreSQL and a Valkey that may be killed; with everything that makes them durable."""
    servers = Local(tmp_path_factory.mktemp("own"))
    servers.start()
    servers.postgres.create_database(TEMPLATE)
    url = servers.postgres.url
    asyncio.run(migrate(url(TEMPLATE), url(TEMPLATE, user=APP_ROLE)))
    yield servers
    servers.stop()


@pytest.fixture
async def house(own_servers: Local, tmp_path: Path) -> AsyncIterator[Installation]:
    """The installation, with the web server open."""
    name = f"wms_{os.urandom(4).hex()}"
    own_servers.postgres.create_database(name, TEMPLATE)
    app_url = own_servers.postgres.url(name, user=APP_ROLE)
    made = Installation(own_servers, app_url, tmp_path)
    made.start("api")
    made.wait_for_api()
    yield made
    print(made.log("api"))
    made.stop()


@pytest.fixture
async def books(house: Installation, settings: Settings) -> AsyncIterator[Database]:
    database = Database(house.app_url, settings, name="test")
    yield database
    await database.close()


@asynccontextmanager
async def at_work(books: Database, house: Installation, seed: int) -> AsyncIterator[Work]:
    """Everybody works inside the block; after it the books are checked."""
    work, badges = await open_for_work(books, house.url, PICKERS)
    chance = random.Random(seed)
    tasks = [
        *(asyncio.create_task(work.shop()) for _ in range(SHOPS)),
        *(asyncio.create_task(work.picker(*one, chance)) for one in badges),
    ]
    await _until(lambda: len(work.accepted_scans) >= 10 and len(work.answered_orders) >= 5, tasks)
    yield work
    seen = len(work.accepted_scans), len(work.answered_orders)
    await _until(lambda: work.accepted_scans and len(work.answered_orders) > seen[1] + 5, tasks)
    work.stop.set()
    await asyncio.gather(*tasks)
    await work.check()


async def _until(question: Callable[[], object], tasks: list[asyncio.Task[None]]) -> None:
    deadline = time.monotonic() + 60
    while not question():
        for task in tasks:
            if task.done():
                task.result()
        assert time.monotonic() < deadline, "nobody gets on"
        await asyncio.sleep(0.02)


async def holds(books: Database) -> None:
    async with books.read("hall") as read:
        assert await verify(read) == []


async def test_the_web_server_is_killed_in_the_middle_of_the_flow(
    house: Installation, books: Database, seed: int
) -> None:
    chance = random.Random(seed)
    async with at_work(books, house, seed) as work:
        for _ in range(KILLS):
            await asyncio.sleep(chance.random() / 2)
            assert house.kill("api") == -signal.SIGKILL
            house.start("api")
            await asyncio.to_thread(house.wait_for_api)
    assert work.broken > 0, "the kill was felt"
    assert work.sent_again > 0, "something was asked twice"
    await holds(books)


async def test_postgresql_is_killed_and_comes_back(
    house: Installation, books: Database, own_servers: Local, seed: int
) -> None:
    async with at_work(books, house, seed) as work:
        before = len(work.accepted_scans), len(work.answered_orders)
        process = own_servers.postgres._process
        assert process is not None
        process.send_signal(signal.SIGKILL)
        assert process.wait() == -signal.SIGKILL
        await asyncio.sleep(0.5)
        felt = work.broken
        assert own_servers.postgres.revive()
        back = time.monotonic()
        await _until(
            lambda: len(work.accepted_scans) > before[0] and len(work.answered_orders) > before[1],
            [],
        )
        assert time.monotonic() - back <= BACK_LIMIT_S
        assert felt > 0, "people noticed that PostgreSQL was away"
        assert house.is_alive("api"), "the web server waited and was not restarted"
        await books.engine.dispose()  # the test's own connections were lost as well
    await holds(books)


@pytest.mark.parametrize("what", [pytest.param("killed", marks=pytest.mark.large), "frozen"])
async def test_without_redis_scanning_and_ordering_go_on(
    house: Installation, books: Database, own_servers: Local, seed: int, what: str
) -> None:
    process = own_servers.redis._process
    assert process is not None
    async with at_work(books, house, seed) as work:
        work.slowest_s, broken = 0.0, work.broken
        before = len(work.accepted_scans), len(work.answered_orders)
        process.send_signal(signal.SIGKILL if what == "killed" else signal.SIGSTOP)
        try:
            if what == "killed":
                assert process.wait() == -signal.SIGKILL
            await asyncio.sleep(1.5)
            after = len(work.accepted_scans), len(work.answered_orders)
            assert after[0] > before[0] + 5, "pickers go on"
            assert after[1] > before[1] + 5, "shops go on"
            assert work.broken == broken, "nobody was told no"
            assert work.slowest_s < 3.0
        finally:
            if what == "killed":
                assert own_servers.redis.revive()
            else:
                process.send_signal(signal.SIGCONT)
    await holds(books)
