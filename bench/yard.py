"""Where everything stands while it is measured: one PostgreSQL, the floor, our web and worker
processes, and the work that waits for them."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import asyncpg

from bench.processes import free_port, program
from wms.commands.installation import environment_of
from wms.db import driver_url
from wms.local import DATABASE, Local
from wms.migrate import APP_ROLE, migrate
from wms.settings import Settings

#: without these a rate means nothing: an answer must be on the disk before it is given
DURABLE: Final = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}
#: requests a minute and at once: the limit is counted as ever, and never reached
NO_LIMIT: Final = 1_000_000_000


@dataclass(frozen=True)
class Yard:
    """What runs, and where."""

    settings: Settings
    local: Local
    owner_url: str
    api_port: int
    floor_port: int
    #: process ids by name of the part
    pids: dict[str, int]

    def parts(self, *names: str) -> dict[str, int]:
        """The processes whose CPU time a measurement counts; the client is ourselves."""
        return {"client": os.getpid(), **{name: self.pids[name] for name in names}}


@contextmanager
def opened(folder: Path) -> Iterator[Local]:
    """PostgreSQL and Valkey in ``folder``, migrated, with the defaults of an installation."""
    with Local(folder) as local:
        owner = local.postgres.url()
        asyncio.run(migrate(owner, local.postgres.url(user=APP_ROLE)))
        asyncio.run(_require_durable(owner))
        yield local


async def _require_durable(owner_url: str) -> None:
    connection = await asyncpg.connect(driver_url(owner_url))
    try:
        for name, wanted in DURABLE.items():
            found = await connection.fetchval(f"SHOW {name}")
            assert found == wanted, f"{name} is {found}: nothing measured with it counts"
    finally:
        await connection.close()


def settings_of(local: Local, folder: Path) -> Settings:
    """The settings of an ordinary installation, its servers named and its limit lifted."""
    port = free_port()
    return Settings(
        data_dir=folder,
        database_url=local.postgres.url(DATABASE, APP_ROLE),
        redis_url=local.redis.url,
        secret_key="b" * 64,
        bind_port=port,
        rate_limit_per_minute=NO_LIMIT,
        rate_limit_burst=NO_LIMIT,
        log_format="json",
    )


@contextmanager
def working(local: Local, folder: Path) -> Iterator[Yard]:
    """The floor, our web process and our workers beside the servers of ``local``."""
    here = settings_of(local, folder)
    floor_port = free_port()
    # a walk is what a measurement says, not what a planner makes of what it left
    told = environment_of(replace(here, runs_ahead=0))
    assert local.postgres.pid is not None, "started by opened()"
    assert local.redis.pid is not None, "started by opened()"
    with ExitStack() as undo:

        def start(words: list[str], log: str, port: int | None) -> int:
            return undo.enter_context(program(words, log=folder / log, environment=told, port=port))

        pids = {"postgres": local.postgres.pid, "valkey": local.redis.pid}
        connections = str(here.database_hot_pool)
        floor = ["bench.floor", driver_url(here.database_url), str(floor_port), connections]
        pids["floor"] = start(floor, "floor.log", floor_port)
        pids["api"] = start(["api"], "api.log", here.bind_port)
        pids["workers"] = start(["workers"], "workers.log", None)
        yield Yard(here, local, local.postgres.url(), here.bind_port, floor_port, pids)


#: an empty table must not be analysed: PostgreSQL would believe it, and plan for an empty one
_WITH_ROWS: Final = "SELECT relname FROM pg_stat_user_tables WHERE n_live_tup > 0"


async def settle(owner_url: str) -> None:
    """Statistics, and no old dirt to be written while we measure."""
    connection = await asyncpg.connect(driver_url(owner_url))
    try:
        for table in await connection.fetch(_WITH_ROWS):
            await connection.execute(f"VACUUM ANALYZE {table['relname']}")
        await connection.execute("CHECKPOINT")
    finally:
        await connection.close()
