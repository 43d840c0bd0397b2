"""An order that is held back while it is walked for or packed stops at the bench."""

from __future__ import annotations

from tests.packing.bench import Bench
from wms.db import HALL
from wms.orders.holds import hold_order, release_hold
from wms.packing import pack
from wms.packing.errors import OrderHeld
from wms.packing.queries import parcel_at_bench
from wms.packing.steps import OnHold, ScanItems, Step, next_step
from wms.picking.cancel import Answer, cancel


async def test_the_packer_is_told_before_the_parcel_closes(bench: Bench) -> None:
    order = await bench.picked("WEB-1", TEA=2)

    async def hold(code: str) -> None:
        async with bench.db.begin(HALL) as tx:
            await hold_order(tx, bench.shop.id, order.id, code)

    async def release(code: str) -> None:
        async with bench.db.begin(HALL) as tx:
            await release_hold(tx, bench.shop.id, order.id, code)

    async def step(parcel: int) -> Step:
        async with bench.db.read(HALL) as read:
            return next_step(await parcel_at_bench(read, parcel), bench.ola.operator_id)

    await hold("payment")
    await hold("fraud")
    no = await bench.open(order.tote)
    assert (no.outcome, no.code) == ("refused", "pack.order_held")
    assert no.facts == {"order": order.number, "hold": "payment"}
    await release("payment")
    assert (await bench.open(order.tote)).facts["hold"] == "fraud"
    await release("fraud")
    parcel = (await bench.open(order.tote)).parcel
    assert parcel is not None
    assert (await bench.scan(parcel, "TEA")).did == "packed"

    await hold("fraud")
    assert await step(parcel) == OnHold(order_number=order.number, hold="fraud")
    assert (await bench.scan(parcel, "TEA")).code == "pack.order_held"
    async with bench.db.begin(HALL) as tx:
        try:
            await pack.close_parcel(tx, parcel, by=bench.ola)
        except OrderHeld as refused:
            assert refused.facts["hold"] == "fraud"
        else:
            raise AssertionError("a held order's parcel was closed")
    await release("fraud")
    assert isinstance(await step(parcel), ScanItems)
    assert (await bench.scan(parcel, "TEA")).did == "closed"
    await bench.assert_books_balance()


async def test_a_held_order_that_is_cancelled_is_taken_apart_and_waits_for_nobody(
    bench: Bench,
) -> None:
    order = await bench.picked("WEB-1", TEA=2)
    async with bench.db.begin(HALL) as tx:
        await hold_order(tx, bench.shop.id, order.id, "payment")
    async with bench.db.begin(bench.shop.id) as tx:
        assert (await cancel(tx, bench.shop.id, order.id)).answer is Answer.INTERCEPTED
    assert (await bench.open(order.tote)).did == "cancelled"
    assert not await bench.value("SELECT is_held FROM orders")
    assert await bench.value("SELECT count(*) FROM order_holds WHERE released_at IS NULL") == 0
