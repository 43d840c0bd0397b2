"""256 orders for one lot that lies at several places: it is promised to its last piece, once.

And goods that are carried to a place which is blocked meanwhile stay where they were.
"""

from __future__ import annotations

import asyncio
import dataclasses
import random
from collections.abc import Awaitable, Callable

import pytest
from sqlalchemy import text

from tests import cast
from tests.inbound.scene import at_the_dock, on_hand
from tests.orders.asking import ask
from wms.access.people import AtWork
from wms.db import HALL, Database, new_id
from wms.idempotency import ScanMade
from wms.inbound import put_away
from wms.layout.build import block, unblock
from wms.orders.place import Placed, place
from wms.settings import Settings

TASKS = 256
CONNECTIONS = 20
#: of the lot that expires first, by place; the orders want more than that
FIRST_LOT = {"A-01-1": 40, "A-03-1": 1, "B-01-3": 73, "A-06-1": 30}
#: of the lot that is sold when the first one is all promised
LATER_LOT = {"A-02-1": 50, "B-02-3": 90}
CARRIERS = 4
CARRIED_EACH = 6


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """As many connections as the test's processes would have together."""
    return dataclasses.replace(settings, database_hot_pool=CONNECTIONS)


async def test_a_lot_at_several_places_is_promised_to_its_last_piece(
    db: Database, holds: Callable[[], Awaitable[None]], seed: int, times: int
) -> None:
    rng, hot = random.Random(seed), await db.hot()
    async with db.begin(HALL) as tx:
        hall, shop = await cast.open_hall(tx), await cast.open_shop(tx)
    for number in range(times):
        sku = f"YOGHURT-{number}"
        async with db.begin(HALL) as tx:
            product = await cast.add_product(
                tx, shop, sku, is_lot_tracked=True, is_expiry_tracked=True
            )
            for lot, days, there in (("FIRST", 9, FIRST_LOT), ("LATER", 99, LATER_LOT)):
                batch = await cast.add_lot(tx, product, lot, expires_in_days=days)
                for code, pieces in there.items():
                    await cast.stock(tx, hall, product, code, pieces, lot=batch)
        wanted = [rng.choice((1, 1, 1, 2, 3)) for _ in range(TASKS)]
        answers = await asyncio.gather(
            *(
                place(hot, shop.id, ask(f"{sku}-{n}", policy="as_available", **{sku: pieces}))
                for n, pieces in enumerate(wanted)
            )
        )
        got = sum(line.allocated for a in answers if isinstance(a, Placed) for line in a.lines)
        there_are = sum(FIRST_LOT.values()) + sum(LATER_LOT.values())
        assert got == min(sum(wanted), there_are) == there_are, "all is wanted"
        async with db.read(HALL) as read:
            rows = await read.execute(
                text("SELECT on_hand, allocated FROM balances WHERE product_id = :p"),
                {"p": product.id},
            )
            assert all(row.on_hand == row.allocated for row in rows)
    await holds()


async def test_while_the_first_lot_lasts_nobody_gets_the_later_one(
    db: Database, holds: Callable[[], Awaitable[None]]
) -> None:
    hot = await db.hot()
    async with db.begin(HALL) as tx:
        hall, shop = await cast.open_hall(tx), await cast.open_shop(tx)
        product = await cast.add_product(tx, shop, "MILK", is_expiry_tracked=True)
        first = await cast.add_lot(tx, product, "FIRST", expires_in_days=9)
        later = await cast.add_lot(tx, product, "LATER", expires_in_days=99)
        for code in ("A-01-1", "A-02-1", "B-01-3"):
            await cast.stock(tx, hall, product, code, 90, lot=first)
            await cast.stock(tx, hall, product, code, 90, lot=later)
    await asyncio.gather(*(place(hot, shop.id, ask(f"M-{n}", MILK=1)) for n in range(TASKS)))
    async with db.read(HALL) as read:
        rows = await read.execute(
            text("SELECT lot_id, sum(allocated) AS n FROM balances GROUP BY lot_id")
        )
        promised = {row.lot_id: int(row.n) for row in rows}
    assert promised == {first.id: TASKS, later.id: 0}
    await holds()


async def test_nothing_is_put_into_a_place_that_was_blocked_meanwhile(
    db: Database, holds: Callable[[], Awaitable[None]], seed: int
) -> None:
    rng, hot = random.Random(seed), await db.hot()
    async with db.begin(HALL) as tx:
        s = await at_the_dock(tx, tea=CARRIERS * CARRIED_EACH)
        await s.scan(tx, s.tea_code, times=CARRIERS * CARRIED_EACH)
        people = [await cast.hire(tx, f"Carrier {n}") for n in range(CARRIERS)]
    shelf = s.hall["A-01-1"]
    put = refused = 0

    async def scan(code: str, by: AtWork) -> str:
        made = ScanMade(
            id=new_id(), operator_id=by.operator_id, device_id=by.device_id, flow="put_away",
            code=code,
        )  # fmt: skip
        return await put_away.scan(hot, made)

    async def carry(by: AtWork) -> None:
        nonlocal put, refused
        for _ in range(CARRIED_EACH):
            assert '"taken"' in await scan(s.tea_code, by)
            while '"put_down"' not in (answer := await scan(shelf.label_code or "", by)):
                assert "place.blocked" in answer, answer
                refused += 1
                await asyncio.sleep(rng.random() * 0.01)
            put += 1

    async def supervise() -> None:
        """Blocks it again and again; while it is blocked, nothing comes."""
        while put < CARRIERS * CARRIED_EACH:
            async with db.begin(HALL) as tx:
                await block(tx, shelf.id)
            before = await there()
            await asyncio.sleep(rng.random() * 0.02)
            assert await there() == before, "somebody put goods into a blocked place"
            async with db.begin(HALL) as tx:
                await unblock(tx, shelf.id)
            await asyncio.sleep(rng.random() * 0.01)

    async def there() -> int:
        async with db.begin(HALL) as tx:
            return (await on_hand(tx, s.tea)).get(("A-01-1", "good"), 0)

    await asyncio.gather(supervise(), *map(carry, people))
    assert refused, "nobody met a blocked place: this run proved nothing"
    assert await there() == CARRIERS * CARRIED_EACH
    await holds()
