"""What every test can have: real servers, a migrated database, a named cast.

Each xdist worker starts its own embedded PostgreSQL and Valkey once. A test asks for

- ``tx``: a hall transaction that is rolled back at the end (most tests);
- ``db``: a ``Database`` of its own, cloned from the migrated template, with real commits
  (concurrency, doors, workers).
"""

from __future__ import annotations

import asyncio
import gc
import itertools
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
import structlog
from argon2 import PasswordHasher
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from tests.databases import Maker, Warm, compile_once, keep_open
from tests.lived import check_events
from tests.memory import folder_in_memory
from wms.access import secrets as kept_secrets
from wms.db import HALL, Database, Tx, work_for
from wms.local import Local
from wms.migrate import APP_ROLE, migrate
from wms.settings import Settings
from wms.verify import verify

TEMPLATE = "wms_template"
#: tests kill processes, not the machine: nothing here needs to survive a power cut
FAST = {"fsync": "off", "full_page_writes": "off", "max_connections": "300", "wal_level": "minimal",
        "max_wal_senders": "0"}  # fmt: skip
#: objects made before Python looks for circles among them. Its 700 are less than a page's, and each
#: look goes through whatever a whole suite has imported: a fifth of the tests' time
OBJECTS_BETWEEN_COLLECTIONS = 50_000
gc.set_threshold(OBJECTS_BETWEEN_COLLECTIONS)
compile_once()
keep_open()
_numbers = itertools.count(1)
#: whole processes and browsers: begun first, so that two test processes end together
SLOW_FOLDERS = (
    "faults", "browser", "office", "flows", "workers",
    "concurrency", "fuzz", "cli", "bench", "tenants",
)  # fmt: skip


def pytest_addoption(parser: pytest.Parser) -> None:
    """How random tests are replayed and made larger."""
    parser.addoption("--seed", type=int, help="replay a random test with the seed it printed")
    parser.addoption("--times", type=int, default=1, help="make random tests so many times larger")


@pytest.fixture
def seed(request: pytest.FixtureRequest) -> int:
    """The seed of a random test; a failed test shows how to replay it."""
    given: int | None = request.config.getoption("--seed")
    chosen = secrets.randbelow(10**9) if given is None else given
    print(f"replay with: pytest {request.node.nodeid!r} --seed {chosen}")
    return chosen


@pytest.fixture
def times(request: pytest.FixtureRequest) -> int:
    """How many times larger than in the suite a random test shall be."""
    return int(request.config.getoption("--times"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The slow folders first; within a folder the order stays."""
    root = Path(__file__).parent

    def rank(item: pytest.Item) -> int:
        folder = item.path.relative_to(root).parts[0]
        return SLOW_FOLDERS.index(folder) if folder in SLOW_FOLDERS else len(SLOW_FOLDERS)

    items.sort(key=rank)


def pytest_collection_finish() -> None:
    """What was imported stays: no need to look through it for circles again."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def plain_logs() -> None:
    """Tracebacks as the programs log them; structlog's own show all variables, for seconds each."""
    plain = structlog.dev.ConsoleRenderer(
        colors=False, exception_formatter=structlog.dev.plain_traceback
    )
    structlog.configure(processors=[structlog.processors.add_log_level, plain])


#: argon2id as the product has it: 35 ms of a core for each PIN that is given or kept
HASHER = kept_secrets.HASHER


@pytest.fixture(scope="session", autouse=True)
def quick_hashes() -> None:
    """Everybody of the cast logs in by argon2id of a thousandth of the work.

    Hundreds of tests have somebody hired and logged in: with the product's own parameters that was
    a tenth of their time. Tests of log-ins themselves ask for ``slow_hashes``.
    """
    kept_secrets.HASHER = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)  # type: ignore[misc]  # Final in the product


@pytest.fixture
def slow_hashes(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """PINs and passwords cost what they cost in the product."""
    monkeypatch.setattr(kept_secrets, "HASHER", HASHER)
    kept_secrets._nobodys_hash.cache_clear()
    yield
    kept_secrets._nobodys_hash.cache_clear()


@pytest.fixture(scope="session")
def anyio_backend() -> tuple[str, dict[str, bool]]:
    return ("asyncio", {"use_uvloop": True})


@pytest.fixture(scope="session")
def local(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Local]:
    """This worker's own PostgreSQL and Valkey."""
    with folder_in_memory(otherwise=tmp_path_factory.mktemp("data")) as folder:
        servers = Local(folder, postgres_settings=FAST)
        servers.start()
        yield servers
        servers.stop()


@pytest.fixture(scope="session")
def template(local: Local) -> str:
    """Name of the migrated database that others are cloned from."""
    local.postgres.create_database(TEMPLATE)
    asyncio.run(
        migrate(
            local.postgres.url(TEMPLATE),
            local.postgres.url(TEMPLATE, user=APP_ROLE),
        )
    )
    return TEMPLATE


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings of an installation of the test's own."""
    return Settings(data_dir=tmp_path, secret_key="test-" + "0" * 40)


@pytest.fixture(scope="session")
def maker(local: Local) -> Iterator[Maker]:
    """Clones databases."""
    made = Maker(local.postgres.url("postgres"))
    yield made
    made.close()


def clone(maker: Maker, template: str) -> str:
    """A new database from the template; returns its name."""
    name = f"wms_{next(_numbers)}"
    maker.clone(name, template)
    return name


@pytest.fixture
def database_name(maker: Maker, template: str) -> Iterator[str]:
    """A database of the test's own."""
    name = clone(maker, template)
    yield name
    maker.drop(name)


@pytest.fixture
def app_url(local: Local, database_name: str) -> str:
    """The test's own database as the application role."""
    return local.postgres.url(database_name, user=APP_ROLE)


@pytest.fixture
def owner_url(local: Local, database_name: str) -> str:
    """The test's own database as its owner."""
    return local.postgres.url(database_name)


@pytest.fixture(scope="session")
async def warm(local: Local, maker: Maker, template: str) -> AsyncIterator[Warm]:
    """The database that serves one test after another; asynchronous, so that all have one loop."""
    kept = Warm(maker, template, local.postgres.url)
    yield kept
    await kept.close()


@pytest.fixture
def warm_database(warm: Warm) -> Warm:
    """Where ``db`` is; a folder that begins with a furnished warehouse has another one."""
    return warm


@pytest.fixture
async def db(
    request: pytest.FixtureRequest, settings: Settings, warm_database: Warm
) -> AsyncIterator[Database]:
    """A database for this test alone, with real commits."""
    own = "database_name" in request.fixturenames
    url = request.getfixturevalue("app_url") if own else await warm_database.url()
    database = Database(url, settings, name="test")
    yield database
    try:
        async with database.read(HALL) as read:
            await check_events(read.execute)
    finally:  # what one test leaves behind is never the next one's
        await database.close()
        if not own:
            warm_database.empty()


@pytest.fixture
def holds(db: Database) -> Callable[[], Awaitable[None]]:
    """``await holds()``: every invariant of the warehouse holds in the test's own database."""

    async def check() -> None:
        async with db.read(HALL) as read:
            assert await verify(read) == []

    return check


@pytest.fixture(scope="session")
async def warm_for_tx(local: Local, maker: Maker, template: str) -> AsyncIterator[Warm]:
    """Where ``tx`` is: nothing is ever committed there."""
    kept = Warm(maker, template, local.postgres.url)
    yield kept
    await kept.close()


@pytest.fixture
async def tx(warm_for_tx: Warm, settings: Settings) -> AsyncIterator[Tx]:
    """A hall transaction that is rolled back at the end of the test."""
    database = Database(await warm_for_tx.url(), settings, name="test-tx")
    async with database._writes() as session:
        # plans of a table that was empty when the first test asked are wrong for the fortieth
        await session.execute(text("SET LOCAL plan_cache_mode = force_custom_plan"))
        await work_for(session, HALL)
        yield Tx(session)
        with suppress(DBAPIError):  # the database said no last, and answers no more
            await check_events(session.execute)
        await session.rollback()
    await database.close()
