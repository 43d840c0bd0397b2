"""What one order runs into holds up neither the other orders nor anybody's messages."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from uuid import UUID

import asyncpg
import pytest
import structlog

from tests import cast
from tests.picking.walking import Floor, open_floor
from wms.db import HALL, Database, Read, new_id
from wms.local import Redis as LocalRedis
from workers import broker, sweeper
from workers.broker import Broker, Work, actor
from workers.sweeper import Sweeper

ROW = (new_id(), new_id())
_BREAK = """
    CREATE FUNCTION stumble() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION 'a row that nobody foresaw'; END $$;
    CREATE TRIGGER stumble BEFORE UPDATE ON orders FOR EACH ROW
        WHEN (NEW.external_id = 'BROKEN') EXECUTE FUNCTION stumble();
"""


@pytest.fixture
async def redis_broker(
    own_redis: LocalRedis, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Broker]:
    """A broker with one actor, for which one row waits."""
    monkeypatch.setattr(broker, "ACTORS", {})
    monkeypatch.setattr(sweeper, "ACTORS", broker.ACTORS)

    async def due(_read: Read, _limit: int) -> Sequence[tuple[UUID, UUID]]:
        return [ROW]

    async def buy_label(_work: Work, _shop_id: UUID, _row_id: UUID) -> None: ...

    actor(due=due)(buy_label)
    made = Broker(own_redis.url)
    yield made
    made.stop(0)


async def _goods_for_two(db: Database, owner_url: str) -> Floor:
    """Two orders whose goods have come; the first one cannot be promised."""
    floor = await open_floor(db, TEA=("A-01-1", 0))
    await floor.order("BROKEN", TEA=1)
    await floor.order("NEXT", TEA=1)
    async with db.begin(HALL) as tx:
        await cast.stock(tx, floor.hall, floor.products["TEA"], "A-05-1", 2)
    owner = await asyncpg.connect(owner_url)
    try:
        await owner.execute(_BREAK)
    finally:
        await owner.close()
    return floor


async def test_one_order_that_cannot_be_promised_holds_up_nothing(
    db: Database, owner_url: str, redis_broker: Broker
) -> None:
    floor = await _goods_for_two(db, owner_url)
    with structlog.testing.capture_logs() as told:
        await Sweeper(db, redis_broker).sweep()
    assert await floor.one(
        "SELECT array_agg(external_id || ' ' || status ORDER BY number) FROM orders"
    ) == ["BROKEN backordered", "NEXT allocated"]
    assert await redis_broker.depth() == 1
    [line] = [each for each in told if each["event"] == "backorder waits on"]
    assert "nobody foresaw" in line["error"]
    assert line["order_id"] == str(
        await floor.one("SELECT id FROM orders WHERE external_id = 'BROKEN'")
    )


async def test_a_look_at_backorders_that_fails_holds_up_no_message(
    db: Database, owner_url: str, redis_broker: Broker
) -> None:
    owner = await asyncpg.connect(owner_url)
    try:
        await owner.execute("ALTER TABLE order_lines RENAME COLUMN backordered TO renamed")
    finally:
        await owner.close()
    with structlog.testing.capture_logs() as told:
        await Sweeper(db, redis_broker).sweep()
    assert await redis_broker.depth() == 1
    assert [each["event"] for each in told] == ["no look at backorders"]
