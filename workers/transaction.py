"""A job's transaction begins and ends here, and nowhere else in the workers.

Workers serve a whole hall, so row-level security lets them see every shop in it: the real one,
unless somebody says otherwise. An actor serves the hall of its row's shop (`workers.broker`); a
loop that test shops need, too, runs a second time for theirs (`serving`).
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from contextvars import ContextVar
from typing import Final, TypeVar

from wms.db import HALL, Database, Read, Tx, again_on_conflict

T = TypeVar("T")

#: for which hall this task works
_hall: Final[ContextVar[str]] = ContextVar("hall", default=HALL)


@contextmanager
def in_hall_of(hall: str) -> Iterator[None]:
    """The jobs within work for this hall (`wms.halls`)."""
    before = _hall.set(hall)
    try:
        yield
    finally:
        _hall.reset(before)


async def serving(hall: str, work: Awaitable[None]) -> None:
    """A loop, running for this hall."""
    with in_hall_of(hall):
        await work


@asynccontextmanager
async def job(database: Database) -> AsyncIterator[Tx]:
    """One transaction for a hall: commits at the end, rolls back on any error."""
    async with database.begin(_hall.get()) as tx:
        yield tx


@asynccontextmanager
async def look(database: Database) -> AsyncIterator[Read]:
    """One READ ONLY transaction for a hall."""
    async with database.read(_hall.get()) as read:
        yield read


async def settled(database: Database, unit: Callable[[Tx], Awaitable[T]]) -> T:
    """Run ``unit`` in a transaction of its own; again, whole, after a deadlock or a conflict."""

    async def once() -> T:
        async with job(database) as tx:
            return await unit(tx)

    return await again_on_conflict(once)
