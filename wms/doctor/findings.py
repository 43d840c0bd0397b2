"""What a check answers, and what it may look at."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Literal

import asyncpg
from redis.asyncio import Redis

from wms.settings import Settings

Level = Literal["ok", "warn", "fail"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """How one thing is: what was found, and when it is not well, what to do."""

    level: Level
    found: str
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """A check's name and its verdict."""

    name: str
    level: Level
    found: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Installation:
    """What is examined. ``database`` and ``queue`` are ``None`` when they do not answer; then
    the ``…_error`` says why."""

    settings: Settings
    environ: Mapping[str, str]
    database_url: str
    redis_url: str
    database: asyncpg.Connection | None = None
    database_error: str = ""
    queue: Redis | None = None
    queue_error: str = ""

    @property
    def has_own_postgres(self) -> bool:
        """Whether the embedded PostgreSQL is used."""
        return not self.settings.database_url

    @property
    def has_own_redis(self) -> bool:
        """Whether the embedded Redis is used."""
        return not self.settings.redis_url

    @property
    def sql(self) -> asyncpg.Connection:
        """The open connection as the application role; only for checks that need it."""
        if self.database is None:
            raise NoAnswer("PostgreSQL")
        return self.database

    @property
    def redis(self) -> Redis:
        """The open connection to Redis; only for checks that need it."""
        if self.queue is None:
            raise NoAnswer("Redis")
        return self.queue


class NoAnswer(Exception):  # noqa: N818 -- reads as the fact it is
    """A check needs a server that does not answer, which a check of its own reports."""


Check = Callable[[Installation], Awaitable[Verdict]]


def ok(found: str) -> Verdict:
    """All is well."""
    return Verdict("ok", found)


def warn(found: str, remedy: str) -> Verdict:
    """It works, but should be looked at."""
    return Verdict("warn", found, remedy)


def fail(found: str, remedy: str) -> Verdict:
    """It does not work, or is not safe."""
    return Verdict("fail", found, remedy)
