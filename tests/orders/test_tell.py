"""A shop hears what its orders took of what is available, once a product and not once an order."""

from __future__ import annotations

import asyncio
from typing import Any

from sqlalchemy import text

from tests.orders.asking import ask
from tests.picking.walking import Floor, open_floor
from wms.db import HALL, Database
from wms.events.feed import number_events
from wms.orders.place import place
from wms.orders.tell import tell_promises, untold
from wms.picking.cancel import Answer, cancel
from workers.sweeper import Sweeper


async def number(db: Database) -> None:
    async with db.begin(HALL) as tx:
        await number_events(tx)


async def tell(db: Database) -> int:
    """What the workers do every two seconds; how many products were told."""
    async with db.read(HALL) as read:
        stretches = await untold(read)
    told = 0
    for stretch in stretches:
        async with db.begin(HALL) as tx:
            told += await tell_promises(tx, stretch)
    return told


async def told(floor: Floor) -> list[tuple[Any, ...]]:
    """(sku, available, why) of each stock.changed, in their order."""
    async with floor.db.read(HALL) as read:
        rows = await read.execute(
            text(
                "SELECT data ->> 'sku', (data ->> 'available')::int, data ->> 'reason' "
                "FROM events WHERE type = 'stock.changed' ORDER BY id"
            )
        )
    return [tuple(row) for row in rows]


async def test_what_orders_took_is_told_once_a_product_and_a_cancel_at_once(db: Database) -> None:
    floor = await open_floor(db, TEA=("A-01-1", 40), CUP=("A-02-1", 5))
    order = await floor.order("W-1", TEA=2)
    await floor.order("W-2", TEA=3)
    assert await told(floor) == [], "an order waits for nobody"
    await number(db)
    assert await tell(db) == 1
    assert await told(floor) == [("TEA", 35, "promise")]
    await number(db)
    assert await tell(db) == 0, "its own event is no promise"
    async with db.begin(HALL) as tx:
        assert (await cancel(tx, floor.shop.id, order.id)).answer is Answer.ACCEPTED
        await cancel(tx, floor.shop.id, order.id)
    assert (await told(floor))[1:] == [("TEA", 37, "promise")]
    await number(db)
    assert await tell(db) == 0


async def test_a_cancel_while_walking_tells_what_was_not_taken_yet(db: Database) -> None:
    floor = await open_floor(db, TEA=("A-01-1", 5), CUP=("A-03-1", 5))
    order = await floor.order("W-1", TEA=1, CUP=2)
    run, totes = await floor.start(order), ["T-1"]
    for _ in range(3):
        await floor.scan(run, await floor.code_for(await floor.step(run), totes))
    async with db.begin(floor.shop.id) as tx:
        assert (await cancel(tx, floor.shop.id, order.id)).answer is Answer.INTERCEPTED
    assert await told(floor) == [("CUP", 5, "promise")], "the tea lies in a tote still"


async def test_sixteen_programs_order_one_product_and_two_workers_tell_it_once(
    db: Database,
) -> None:
    floor = await open_floor(db, TEA=("A-01-1", 100))
    await asyncio.gather(
        *(place(floor.hot, floor.shop.id, ask(f"W-{n}", TEA=1)) for n in range(16))
    )
    await number(db)
    async with db.read(HALL) as read:
        stretches = await untold(read)

    async def one_worker() -> int:
        async with db.begin(HALL) as tx:
            return await tell_promises(tx, stretches[0])

    assert sorted(await asyncio.gather(one_worker(), one_worker())) == [0, 1]
    assert await told(floor) == [("TEA", 84, "promise")]


class _Silent:
    """A queue that takes nothing: what is told here needs no message."""

    async def depth(self) -> None:
        return None


async def test_the_sweeper_tells_and_gathers_for_a_while_before_it_tells_again(
    db: Database,
) -> None:
    floor = await open_floor(db, TEA=("A-01-1", 10))
    sweeper = Sweeper(db, _Silent())  # type: ignore[arg-type]  # what it needs of a publisher
    for n in range(3):
        await floor.order(f"W-{n}", TEA=1)
        await number(db)
        await sweeper.sweep()
    assert await told(floor) == [("TEA", 9, "promise")], "the others wait for the next look"
    assert await tell(db) == 1
    assert (await told(floor))[-1] == ("TEA", 7, "promise")
