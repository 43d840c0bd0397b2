"""Goods that come go to the orders that waited for them, whole and in turn."""

from __future__ import annotations

from tests import cast
from tests.orders.asking import ask
from tests.picking.walking import Floor, open_floor
from wms.db import HALL, Database
from wms.orders.place import place
from workers.promises import Promises


async def sweep(db: Database) -> int:
    """What the workers do every second; how many orders got something by it."""
    return await Promises(db).serve()


async def bring(floor: Floor, sku: str, quantity: int) -> None:
    async with floor.db.begin(HALL) as tx:
        await cast.stock(tx, floor.hall, floor.products[sku], "A-05-1", quantity)


async def test_all_or_nothing_waits_until_everything_is_there(db: Database) -> None:
    floor = await open_floor(db, TEA=("A-01-1", 2), CUP=("A-02-1", 0))
    order = await floor.order("W-1", TEA=2, CUP=1)
    assert order.status == "backordered"
    assert await sweep(db) == 0
    assert await floor.one("SELECT status FROM orders") == "backordered"
    await bring(floor, "CUP", 1)
    assert await sweep(db) == 1
    assert await floor.one(
        "SELECT sum(allocated)::int, sum(backordered)::int FROM order_lines"
    ) == (3, 0)


async def test_orders_that_must_wait_do_not_stand_in_the_way(db: Database) -> None:
    floor = await open_floor(db, TEA=("A-01-1", 1), CUP=("A-02-1", 0))
    for n in range(60):
        await floor.order(f"T-{n}", TEA=2)
    await floor.order("C-1", CUP=5)
    await bring(floor, "CUP", 5)
    assert await sweep(db) == 1
    assert await floor.one("SELECT status FROM orders WHERE external_id = 'C-1'") == "allocated"


async def test_as_available_gets_the_rest_while_it_waits_for_a_picker(db: Database) -> None:
    floor = await open_floor(db, TEA=("A-01-1", 1))
    order = await floor.order("W-1", policy="as_available", TEA=3)
    assert (order.lines[0].allocated, order.lines[0].backordered) == (1, 2)
    await bring(floor, "TEA", 1)
    assert await sweep(db) == 1
    assert await floor.one("SELECT status FROM orders") == "allocated"
    assert await floor.one("SELECT allocated, backordered FROM order_lines") == (2, 1)
    assert await sweep(db) == 0
    assert await floor.one("SELECT status FROM orders") == "allocated"


async def test_the_more_urgent_order_is_served_first(db: Database) -> None:
    floor = await open_floor(db, TEA=("A-01-1", 0))
    await floor.order("LATER", TEA=1)
    urgent = ask("URGENT", TEA=1)
    await place(floor.hot, floor.shop.id, type(urgent)(**{**_fields(urgent), "priority": 1}))
    await bring(floor, "TEA", 1)
    assert await sweep(db) == 1
    assert await floor.one("SELECT external_id FROM orders WHERE status = 'allocated'") == "URGENT"


def _fields(order: object) -> dict[str, object]:
    return {name: getattr(order, name) for name in order.__struct_fields__}  # type: ignore[attr-defined]  # every order is a Struct
