"""Kits are made of what is there, nothing is made of nothing, and the ledger tells it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest
from sqlalchemy import text

from tests import cast
from tests.packing.bench import Bench, open_bench
from wms.catalog.kits import Kit, Part, set_kit
from wms.db import HALL, Database
from wms.kitting.errors import (
    KitKeepsLots,
    KitNotBuilt,
    KitOrderOver,
    KitOrderUnknown,
    PartsMissing,
)
from wms.kitting.work import (
    KitOrderCard,
    NewKitOrder,
    Work,
    ask_for_kits,
    cancel_kits,
    kit_orders,
    work_on,
)

Holds = Callable[[], Awaitable[None]]


async def scene(db: Database) -> Bench:
    """SET is two TEA and a MUG; ten of each lie at A-05-1, three TEA of them promised."""
    bench = await open_bench(db)
    async with db.begin(HALL) as tx:
        await cast.add_product(tx, bench.shop, "SET")
        parts = (Part(sku="TEA", quantity=2), Part(sku="MUG", quantity=1))
        await set_kit(tx, bench.shop.id, "SET", Kit(kind="built", parts=parts))
        for product in (bench.tea, bench.mug):
            await cast.stock(tx, bench.hall, product, "A-05-1", 10)
    return bench


async def ask(bench: Bench, quantity: int, work: Work = "build", sku: str = "SET") -> KitOrderCard:
    async with bench.db.begin(HALL) as tx:
        new = NewKitOrder(sku=sku, work=work, quantity=quantity)
        return await ask_for_kits(tx, bench.shop.id, new)


async def do(bench: Bench, order: KitOrderCard, quantity: int) -> KitOrderCard:
    place = bench.hall["A-05-1"].id
    async with bench.db.begin(HALL) as tx:
        return await work_on(tx, bench.shop.id, order.id, quantity, place_id=place, by=bench.ola)


async def there(bench: Bench) -> dict[str, int]:
    return await bench.in_place(bench.hall["A-05-1"].id)


async def test_kits_are_built_in_parts_and_taken_apart_again(db: Database, holds: Holds) -> None:
    bench = await scene(db)
    order = await ask(bench, 4)
    assert (await do(bench, order, 1)).status == "open"
    done = await do(bench, order, 3)
    assert (done.status, done.done, done.finished_at is not None) == ("done", 4, True)
    assert await there(bench) == {"TEA": 2, "MUG": 6, "SET": 4}
    await holds()
    with pytest.raises(KitOrderOver):
        await do(bench, order, 1)
    apart = await ask(bench, 3, "break")
    await do(bench, apart, 3)
    assert await there(bench) == {"TEA": 8, "MUG": 9, "SET": 1}
    await holds()
    rows = await bench.rows(
        "SELECT reason, count(*) AS n FROM movements WHERE reason LIKE 'kit%' AND operator_id = :o "
        "GROUP BY reason ORDER BY reason", o=bench.ola.operator_id,
    )  # fmt: skip
    assert [(row.reason, row.n) for row in rows] == [("kit_break", 3), ("kit_build", 6)]
    told = await bench.value("SELECT count(*) FROM events WHERE type = 'stock.changed' "
                             "AND data ->> 'sku' = 'SET'")  # fmt: skip
    assert told >= 2


async def test_nothing_is_made_of_what_is_missing_or_promised(db: Database, holds: Holds) -> None:
    bench = await scene(db)
    order = await ask(bench, 9)
    with pytest.raises(PartsMissing) as no:
        await do(bench, order, 6)
    assert no.value.facts == {"place": "A-05-1", "sku": "TEA", "needed": 12, "available": 10}
    assert await there(bench) == {"TEA": 10, "MUG": 10}
    await bench.picked("WEB-1", TEA=20)
    async with db.begin(HALL) as tx:  # the next order is promised what lies here
        await tx.execute(text("UPDATE balances SET allocated = 3 WHERE product_id = :p "
                              "AND place_id = :x"),
                         {"p": bench.tea.id, "x": bench.hall["A-05-1"].id})  # fmt: skip
        await tx.execute(text("SELECT 1"))
        with pytest.raises(PartsMissing):
            await work_on(tx, bench.shop.id, order.id, 4, place_id=bench.hall["A-05-1"].id, by=None)
    await cancel_over(bench, order)


async def cancel_over(bench: Bench, order: KitOrderCard) -> None:
    async with bench.db.begin(HALL) as tx:
        assert (await cancel_kits(tx, bench.shop.id, order.id)).status == "cancelled"
        with pytest.raises(KitOrderOver):
            await cancel_kits(tx, bench.shop.id, order.id)
        [seen] = await kit_orders(tx, shop_id=bench.shop.id, limit=9)
        assert seen.status == "cancelled"
    with pytest.raises(KitOrderOver):
        await do(bench, order, 1)


async def test_what_cannot_be_built_is_refused_at_once(db: Database) -> None:
    bench = await scene(db)
    with pytest.raises(KitNotBuilt):
        await ask(bench, 1, sku="TEA")
    async with db.begin(HALL) as tx:
        await cast.add_product(tx, bench.shop, "BOX")
        await cast.add_product(tx, bench.shop, "JAM", is_expiry_tracked=True)
        part = (Part(sku="JAM", quantity=1),)
        await set_kit(tx, bench.shop.id, "BOX", Kit(kind="built", parts=part))
    with pytest.raises(KitKeepsLots):
        await ask(bench, 1, sku="BOX")
    async with db.begin(HALL) as tx:
        other = await cast.open_shop(tx, "ACME")
        order = (await kit_orders(tx, limit=9)) or [await ask(bench, 1)]
        with pytest.raises(KitOrderUnknown):
            await cancel_kits(tx, other.id, order[0].id)
