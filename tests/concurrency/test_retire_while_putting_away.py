"""A place is retired while somebody puts goods there: one of the two wins, the other is told."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from tests import cast
from tests.concurrency.test_two_at_once import in_turn, refusals
from wms.db import HALL, Database
from wms.rebuild.change import retire_places
from wms.stock.ledger import Goods, move

ROUNDS = 12
#: people who put a piece into the same place at once
HANDS = 3


async def test_no_goods_are_lost_in_a_place_that_is_retired(
    db: Database, holds: Callable[[], Awaitable[None]]
) -> None:
    async with db.begin(HALL) as tx:
        hall, shop = await cast.open_hall(tx), await cast.open_shop(tx)
        tea = await cast.add_product(tx, shop, "TEA")
        await cast.stock(tx, hall, tea, "DOCK", ROUNDS * HANDS)
        shelves = [
            await cast.add_place(tx, hall, f"Z-{n:02}", "storage", order=n) for n in range(ROUNDS)
        ]
        # a place that had goods before has a row of them: nothing new is written but the number
        for shelf in shelves[::2]:
            await cast.stock(tx, hall, tea, shelf.code, 1)
            await move(
                tx, goods := Goods(shop_id=shop.id, product_id=tea.id, lot_id=tea.id), 1,
                from_place=shelf.id, to_place=hall["lost"].id, reason="adjust", by=None,
            )  # fmt: skip
    seen = set()
    for shelf in shelves:
        put = {"from_place": hall["DOCK"].id, "to_place": shelf.id, "reason": "move", "by": None}
        answers = await asyncio.gather(
            *(in_turn(db, move, goods, 1, **put) for _ in range(HANDS)),
            in_turn(db, retire_places, [shelf.id]),
            return_exceptions=True,
        )
        told = refusals(answers)
        async with db.read(HALL) as read:
            row = await read.get_one(type(shelf), shelf.id)
            retired = row.retired_at is not None
        seen.add(retired)
        expected = ["place.retired"] * HANDS if retired else ["place.in_use"]
        assert told == expected, "either nothing got there, or it was not retired"
    assert seen, "it was tried"
    await holds()


async def test_who_waits_for_a_retiring_is_told_and_who_is_first_is_in_the_way(
    db: Database, holds: Callable[[], Awaitable[None]]
) -> None:
    """Both orders, each certain: the second is started while the first has not committed."""
    async with db.begin(HALL) as tx:
        hall, shop = await cast.open_hall(tx), await cast.open_shop(tx)
        tea = await cast.add_product(tx, shop, "TEA")
        await cast.stock(tx, hall, tea, "DOCK", 2)
    goods = Goods(shop_id=shop.id, product_id=tea.id, lot_id=tea.id)

    async def put(place: str) -> object:
        return await in_turn(
            db, move, goods, 1, from_place=hall["DOCK"].id, to_place=hall[place].id,
            reason="move", by=None,
        )  # fmt: skip

    async with db.begin(HALL) as tx:
        await retire_places(tx, [hall["A-01-1"].id])
        late = asyncio.create_task(put("A-01-1"))
        await _waits(db, late)
    assert refusals(await asyncio.gather(late, return_exceptions=True)) == ["place.retired"]

    async with db.begin(HALL) as tx:
        await move(
            tx, goods, 1, from_place=hall["DOCK"].id, to_place=hall["A-02-1"].id,
            reason="move", by=None,
        )  # fmt: skip
        late = asyncio.create_task(in_turn(db, retire_places, [hall["A-02-1"].id]))
        await _waits(db, late)
    assert refusals(await asyncio.gather(late, return_exceptions=True)) == ["place.in_use"]
    await holds()


async def _waits(db: Database, task: asyncio.Task[object]) -> None:
    """Until the task's statement waits for a lock; fails when it does not wait at all."""
    from sqlalchemy import text

    waiting = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
    while True:
        assert not task.done(), "it should wait"
        async with db.read(HALL) as read:
            if await read.scalar(waiting):
                return
        await asyncio.sleep(0.01)
