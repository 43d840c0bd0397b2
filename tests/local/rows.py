"""Writes and reads marks in both servers, over connections of the test's own."""

import asyncio
from typing import Any

import asyncpg
import redis

from wms.local import Postgres, Redis

AOF_LIMIT_MS = 10_000


def sql(server: Postgres, statement: str, database: str = "wms") -> list[Any]:
    async def run() -> list[Any]:
        connection = await asyncpg.connect(server.url(database))
        try:
            return [tuple(row) for row in await connection.fetch(statement)]
        finally:
            await connection.close()

    return asyncio.run(run())


def write_mark(postgres: Postgres, server: Redis, mark: str) -> None:
    sql(postgres, "DROP TABLE IF EXISTS mark")
    sql(postgres, f"CREATE TABLE mark AS SELECT '{mark}' AS word")
    with redis.Redis.from_url(server.url) as line:
        line.delete("marks")
        line.rpush("marks", mark)
        until_on_disk(line)


def until_on_disk(line: "redis.Redis") -> None:
    """Without this the last writes may be held back in memory while an earlier flush runs."""
    assert line.execute_command("WAITAOF", 1, 0, AOF_LIMIT_MS)[0] == 1


def read_marks(postgres: Postgres, server: Redis) -> tuple[list[str], list[str]]:
    rows = [word for (word,) in sql(postgres, "SELECT word FROM mark ORDER BY word")]
    with redis.Redis.from_url(server.url, decode_responses=True) as line:
        return rows, sorted(line.lrange("marks", 0, -1))
