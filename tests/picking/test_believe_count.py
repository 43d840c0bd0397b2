"""A count finds less than orders were promised: the least urgent of them give way."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from tests import cast
from tests.picking.walking import Floor, open_floor
from tests.stock.test_counts import desk
from wms.access.people import AtWork
from wms.db import HALL, Database
from wms.layout.queries import place_by_id
from wms.picking.believe_count import believe_count
from wms.stock.counting import begin_count, left_to_count, say_number
from wms.stock.errors import CountPromised
from wms.stock.settle import settle

Holds = Callable[[], Awaitable[None]]


async def counted_twice(floor: Floor, number: int) -> UUID:
    """Two persons say the same number of A-01-1, far from the books."""
    for name in ("Jan", "Ewa"):
        async with floor.db.begin(HALL) as tx:
            by: AtWork = await cast.hire(tx, name)
            place = await place_by_id(tx, floor.hall["A-01-1"].id)
            await begin_count(tx, place, by=by)
            [line] = await left_to_count(tx, place.id, by=by)
            await say_number(
                tx, line.shop_id, line.count_id, lot_id=line.lot_id, condition="good",
                counted=number, by=by,
            )  # fmt: skip
            await settle(tx, line.count_id, by=by)
    return line.count_id


async def believed(floor: Floor, count_id: UUID) -> str:
    async with floor.db.begin(HALL) as tx:
        return await believe_count(tx, count_id, why="lost", by=await desk(tx, "Adam"))


async def orders(floor: Floor) -> dict[str, tuple[str, int, int]]:
    """External id → state, promised, waiting."""
    async with floor.db.read(HALL) as read:
        rows = await read.execute(
            text(
                "SELECT o.external_id, o.status, sum(l.allocated), sum(l.backordered) "
                "FROM orders o JOIN order_lines l ON l.shop_id = o.shop_id AND l.order_id = o.id "
                "GROUP BY o.shop_id, o.id ORDER BY o.number"
            )
        )
        return {row[0]: (row[1], int(row[2]), int(row[3])) for row in rows}


async def events(floor: Floor, kind: str) -> list[dict[str, Any]]:
    async with floor.db.read(HALL) as read:
        rows = await read.scalars(
            text("SELECT data FROM events WHERE type = :kind ORDER BY id"), {"kind": kind}
        )
        return list(rows)


async def test_the_last_order_waits_and_its_shop_is_told(db: Database, holds: Holds) -> None:
    floor = await open_floor(db, TEA=("A-01-1", 6))
    for name in ("1", "2", "3"):
        await floor.order(name, "as_available", TEA=2)
    assert await believed(floor, await counted_twice(floor, 3)) == "done"
    assert await orders(floor) == {
        "1": ("allocated", 2, 0), "2": ("allocated", 1, 1), "3": ("backordered", 0, 2),
    }  # fmt: skip
    told = {"sku": "TEA", "found_elsewhere": 0, "at": "count"}
    assert sorted(await events(floor, "order.short_picked"), key=lambda e: e["missing"]) == [
        {**told, "missing": 1, "backordered": 1}, {**told, "missing": 2, "backordered": 2},
    ]  # fmt: skip
    last = (await events(floor, "stock.changed"))[-1]
    assert (last["on_hand"], last["allocated"], last["available"]) == (3, 3, 0)
    await holds()


async def test_other_stock_is_promised_instead(db: Database, holds: Holds) -> None:
    floor = await open_floor(db, TEA=("A-01-1", 6))
    await floor.order("1", "as_available", TEA=6)
    async with db.begin(HALL) as tx:
        await cast.stock(tx, floor.hall, floor.products["TEA"], "A-02-1", 9)
    await believed(floor, await counted_twice(floor, 2))
    assert await orders(floor) == {"1": ("allocated", 6, 0)}
    [told] = await events(floor, "order.short_picked")
    assert (told["missing"], told["found_elsewhere"], told["backordered"]) == (4, 4, 0)
    await holds()


async def test_who_wants_all_or_nothing_keeps_no_part(db: Database, holds: Holds) -> None:
    floor = await open_floor(db, TEA=("A-01-1", 6), CUP=("A-02-1", 1))
    await floor.order("1", "all_or_nothing", TEA=6, CUP=1)
    await believed(floor, await counted_twice(floor, 4))
    assert await orders(floor) == {"1": ("backordered", 0, 7)}
    free = {e["sku"]: e["available"] for e in await events(floor, "stock.changed")}
    assert free == {"TEA": 4, "CUP": 1}
    await holds()


async def test_what_a_picker_is_fetching_is_left_to_the_picker(db: Database, holds: Holds) -> None:
    floor = await open_floor(db, TEA=("A-01-1", 4))
    order = await floor.order("1", "as_available", TEA=4)
    count_id = await counted_twice(floor, 1)
    await floor.start(order)
    with pytest.raises(CountPromised):
        await believed(floor, count_id)
    assert (await orders(floor))["1"][1:] == (4, 0)
    await holds()
