"""The parts one by one, as containers run them: migrate, api, workers, health."""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
from typing import Final, NoReturn

from sqlalchemy import text

from wms.commands.installation import complete, database_at_hand, environment_of, opened
from wms.commands.parts import CommandFailed, Commands, declare
from wms.db import HALL
from wms.migrate import migrate, pending
from wms.settings import Settings, settings

#: a part that does not answer within this is away
PATIENCE_S: Final = 3.0
#: events that wait longer than this for the relay mean that no worker is at work
LAG_MAX_S: Final = 60.0
_LAG = text(
    "SELECT coalesce(extract(epoch FROM clock_timestamp() - min(occurred_at)), 0)::float "
    "FROM events WHERE sequence IS NULL"
)


def add(commands: Commands) -> None:
    """Declare them."""
    declare(commands, "migrate", "Bring the database to the shape of this release", run_migrate)
    declare(commands, "api", "Run the web server alone", run_api)
    declare(commands, "workers", "Run a worker process alone", run_workers)
    declare(commands, "health", "Exit 0 when database, queue and relay are well", run_health)


def run_migrate(arguments: argparse.Namespace) -> int:
    """Migrate forwards; nothing to do is well too."""
    del arguments
    here = settings()
    if here.database_url and not here.owner_database_url:
        raise CommandFailed(
            "Set WMS_OWNER_DATABASE_URL to the database as the owner of the tables: the "
            "application's role may not change tables."
        )
    if here.database_url:
        return asyncio.run(_migrate(here))
    with database_at_hand(here) as ready:
        return asyncio.run(_migrate(ready))


async def _migrate(ready: Settings) -> int:
    is_behind = await pending(ready.owner_database_url)
    await migrate(ready.owner_database_url, ready.database_url)
    print("The tables are of this release now." if is_behind else "The tables were up to date.")
    return 0


def run_api(arguments: argparse.Namespace) -> NoReturn:
    """Become the web server."""
    del arguments
    _become("api")


def run_workers(arguments: argparse.Namespace) -> NoReturn:
    """Become a worker process."""
    del arguments
    _become("workers")


def _become(program: str) -> NoReturn:
    """Replace this process, so that signals reach the program itself."""
    told = environment_of(complete(settings()))
    os.execve(sys.executable, [sys.executable, "-m", program], {**os.environ, **told})  # noqa: S606 - no shell, by intention


def run_health(arguments: argparse.Namespace) -> int:
    """0 when all is well, else 1 with a sentence."""
    del arguments
    sentence, is_well = asyncio.run(_health(complete(settings())))
    print(sentence)
    return 0 if is_well else 1


async def _health(ready: Settings) -> tuple[str, bool]:
    from redis.asyncio import Redis
    from redis.exceptions import RedisError

    try:
        async with (
            asyncio.timeout(PATIENCE_S),
            opened(ready) as database,
            database.read(HALL) as read,
        ):
            lag_s = float(await read.scalar(_LAG) or 0)
    except Exception as error:  # whatever it is, it is why the database is away
        return f"PostgreSQL does not answer: {error or type(error).__name__}", False
    try:
        async with asyncio.timeout(PATIENCE_S), Redis.from_url(ready.redis_url) as queue:
            await queue.ping()
    except (OSError, TimeoutError, RedisError) as error:
        return f"Redis does not answer: {error or type(error).__name__}", False
    if lag_s > LAG_MAX_S:
        return f"An event waits for {lag_s:.0f} s: is a worker at work?", False
    return f"Well; the oldest event waits for {lag_s:.1f} s.", True
