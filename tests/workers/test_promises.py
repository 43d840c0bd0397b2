"""What one order runs into holds up no other order of the pass."""

from __future__ import annotations

import asyncpg
import structlog

from tests import cast
from tests.picking.walking import open_floor
from wms.db import HALL, Database
from workers.promises import Promises

_BREAK = """
    CREATE FUNCTION stumble() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION 'a row that nobody foresaw'; END $$;
    CREATE TRIGGER stumble BEFORE UPDATE ON orders FOR EACH ROW
        WHEN (NEW.external_id = 'BROKEN') EXECUTE FUNCTION stumble();
"""


async def test_one_order_that_cannot_be_promised_holds_up_no_other(
    db: Database, owner_url: str
) -> None:
    floor = await open_floor(db, TEA=("A-01-1", 0))
    for name in ("FIRST", "BROKEN", "NEXT"):
        await floor.order(name, TEA=1)
    async with db.begin(HALL) as tx:
        await cast.stock(tx, floor.hall, floor.products["TEA"], "A-05-1", 3)
    owner = await asyncpg.connect(owner_url)
    await owner.execute(_BREAK)
    promises = Promises(db)
    with structlog.testing.capture_logs() as told:
        assert await promises.serve() == 2
    assert await floor.one(
        "SELECT array_agg(external_id || ' ' || status ORDER BY number) FROM orders"
    ) == ["FIRST allocated", "BROKEN backordered", "NEXT allocated"]
    [line] = [each for each in told if each["event"] == "backorder waits on"]
    assert "nobody foresaw" in line["error"]
    assert line["order_id"] == str(
        await floor.one("SELECT id FROM orders WHERE external_id = 'BROKEN'")
    )

    await owner.execute("DROP TRIGGER stumble ON orders")
    await owner.close()
    assert await promises.serve() == 1, "it is tried again, though nothing came meanwhile"
    assert await promises.serve() == 0
