"""What the hall's pages read with: every shop, and not one write."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from tests import cast
from wms.db import HALL, Database

SHOPS = text("SELECT count(*) FROM shops")


async def test_the_hall_reads_every_shop_and_writes_nothing(db: Database) -> None:
    async with db.begin(HALL) as tx:
        mine = await cast.open_shop(tx, "MINE")
        await cast.open_shop(tx, "OTHER")
    async with db.hall() as read:
        assert await read.scalar(SHOPS) == 2
        for statement in ("UPDATE shops SET name = 'x'", "DELETE FROM shops"):
            with pytest.raises(DBAPIError, match="read-only transaction"):
                await read.execute(text(statement))
            await read.rollback()
        assert await read.scalar(SHOPS) == 2
    # a shop's own reads run on other connections, which belong to nobody
    async with db.read(mine.id) as read:
        assert await read.scalar(SHOPS) == 1
    with pytest.raises(DBAPIError):
        async with db._reads() as session:
            await session.scalar(SHOPS)


async def test_each_statement_sees_what_was_committed_before_it(db: Database) -> None:
    async with db.hall() as read:
        assert await read.scalar(SHOPS) == 0
        async with db.begin(HALL) as tx:
            await cast.open_shop(tx)
        assert await read.scalar(SHOPS) == 1


async def test_nothing_stays_open_behind_a_hall_read(db: Database) -> None:
    async def look() -> None:
        async with db.hall() as read:
            await read.scalar(SHOPS)
            await asyncio.sleep(0.2)

    readers = [asyncio.create_task(look()) for _ in range(3)]
    await asyncio.sleep(0.15)
    async with db.begin(HALL) as tx:
        waiting = await tx.scalar(
            text(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
                "AND state = 'idle in transaction' AND pid <> pg_backend_pid()"
            )
        )
    await asyncio.gather(*readers)
    assert waiting == 0
