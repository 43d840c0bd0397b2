"""A job's transaction begins and ends here, and nowhere else in the workers.

Workers serve the whole hall, so row-level security lets them see every shop.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import TypeVar

from wms.db import HALL, Database, Read, Tx, again_on_conflict

T = TypeVar("T")


@asynccontextmanager
async def job(database: Database) -> AsyncIterator[Tx]:
    """One transaction for the hall: commits at the end, rolls back on any error."""
    async with database.begin(HALL) as tx:
        yield tx


@asynccontextmanager
async def look(database: Database) -> AsyncIterator[Read]:
    """One READ ONLY transaction for the hall."""
    async with database.read(HALL) as read:
        yield read


async def settled(database: Database, unit: Callable[[Tx], Awaitable[T]]) -> T:
    """Run ``unit`` in a transaction of its own; again, whole, after a deadlock or a conflict."""

    async def once() -> T:
        async with job(database) as tx:
            return await unit(tx)

    return await again_on_conflict(once)
