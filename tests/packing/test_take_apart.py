"""A cancelled order is taken apart and goes back to the shelves."""

from __future__ import annotations

import asyncio
from uuid import uuid4

import pytest
from sqlalchemy import text

from tests.packing.bench import Bench
from wms.db import HALL
from wms.packing.errors import NotAPlace
from wms.packing.queries import parcel_at_bench
from wms.packing.steps import PutBack, next_step
from wms.packing.take_apart import take_apart
from wms.picking.cancel import Answer, cancel
from wms.picking.errors import CancelTooLate, NothingToPutBack


async def cancelled(bench: Bench, order_id: object) -> Answer:
    async with bench.db.begin(HALL) as tx:
        return (await cancel(tx, bench.shop.id, order_id)).answer  # type: ignore[arg-type]  # the id of the test's order


async def test_a_cancel_stops_the_packer_who_puts_everything_back(bench: Bench) -> None:
    order = await bench.picked(TEA=2, MUG=1)
    number = (await bench.open(order.tote)).parcel or 0
    await bench.scan(number, "TEA")
    assert await cancelled(bench, order.id) is Answer.INTERCEPTED
    assert (await bench.scan(number, "TEA")).code == "pack.order_cancelled"
    async with bench.db.read(HALL) as read:
        step = next_step(await parcel_at_bench(read, number), bench.ola.operator_id)
    assert step == PutBack(order_number=order.number)
    assert (await bench.open(order.tote)).did == "cancelled"

    with pytest.raises(NotAPlace):
        async with bench.db.begin(HALL) as tx:
            await take_apart(tx, order.number, bench.codes["TEA"], scan_id=uuid4(), by=bench.ola)
    shelf = bench.hall["B-01-3"]
    async with bench.db.begin(HALL) as tx:
        done = await take_apart(
            tx, order.number, shelf.label_code or "", scan_id=uuid4(), by=bench.ola
        )
    assert (done.place, done.quantity) == ("B-01-3", 3)
    assert await bench.in_place(shelf.id) == {"TEA": 2, "MUG": 1}
    assert await bench.value("SELECT status FROM orders") == "cancelled"
    assert await bench.value("SELECT status FROM parcels") == "cancelled"
    assert await bench.rows("SELECT DISTINCT packed, picked FROM order_lines") == [(0, 0)]
    assert await bench.value("SELECT count(*) FROM events WHERE type = 'order.cancelled'") == 1
    told = await bench.rows(
        "SELECT data ->> 'sku' AS sku, data -> 'available' AS available, data -> 'on_hand' AS n "
        "FROM events WHERE type = 'stock.changed' ORDER BY 1"
    )
    assert told == [("MUG", 20, 20), ("TEA", 20, 20)]
    await bench.assert_books_balance()
    with pytest.raises(NothingToPutBack):
        async with bench.db.begin(HALL) as tx:
            await take_apart(
                tx, order.number, shelf.label_code or "", scan_id=uuid4(), by=bench.ola
            )


async def test_an_order_that_was_not_cancelled_is_not_taken_apart(bench: Bench) -> None:
    order = await bench.picked(TEA=1)
    for number in (order.number, 999_999):
        with pytest.raises(NothingToPutBack):
            async with bench.db.begin(HALL) as tx:
                await take_apart(
                    tx, number, bench.hall["A-01-1"].label_code or "", scan_id=uuid4(), by=bench.ola
                )


async def test_a_cancel_and_the_last_scan_race_and_one_of_them_wins(bench: Bench) -> None:
    """Whoever comes first: never a packed order that was promised to be stopped."""
    outcomes = set()
    for n in range(8):
        bench.used_totes = 0  # the tote is free again
        order = await bench.picked(f"WEB-{n}", TEA=1)
        number = (await bench.open(order.tote)).parcel
        scan, answer = await asyncio.gather(
            bench.scan(number, "TEA"), cancelled(bench, order.id), return_exceptions=True
        )
        assert not isinstance(scan, BaseException), scan
        status = await bench.value("SELECT status FROM orders WHERE id = :id", id=order.id)
        if scan.outcome == "ok":
            assert (status, type(answer)) == ("packed", CancelTooLate)
            outcomes.add("packed")
        else:
            assert (scan.code, status, answer) == (
                "pack.order_cancelled", "packing", Answer.INTERCEPTED,
            )  # fmt: skip
            outcomes.add("stopped")
            async with bench.db.begin(HALL) as tx:
                await take_apart(
                    tx, order.number, bench.hall["A-01-1"].label_code or "",
                    scan_id=uuid4(), by=bench.ola,
                )  # fmt: skip
    assert outcomes
    await bench.assert_books_balance()


async def test_a_batch_goes_into_the_parcel_it_was_picked_from(bench: Bench) -> None:
    """Of two batches in a tote the scanned one moves; a third one is refused."""
    order = await bench.picked(TEA=2)
    async with bench.db.begin(HALL) as tx:
        await tx.execute(text("UPDATE products SET is_lot_tracked = true WHERE sku = 'TEA'"))
        for code in ("L1", "L2"):
            await _rename_one_unit(tx, bench, order.tote, code)
    number = (await bench.open(order.tote)).parcel
    gs1 = "]C101" + bench.codes["TEA"].zfill(14) + "10"
    refused = await bench.scan(number, gs1 + "L9")
    assert (refused.code, refused.facts["needed"]) == ("pack.wrong_lot", "L1, L2")
    await bench.scan(number, gs1 + "L2")
    await bench.scan(number, gs1 + "L1")
    lots = await bench.rows(
        "SELECT l.code, pl.quantity FROM parcel_lines pl JOIN lots l ON l.shop_id = pl.shop_id "
        "AND l.id = pl.lot_id ORDER BY l.code"
    )
    assert lots == [("L1", 1), ("L2", 1)]


async def _rename_one_unit(tx: object, bench: Bench, tote: str, code: str) -> None:
    """Give one unit in the tote a batch, as if it had been received with it."""
    from wms.catalog.models import Lot
    from wms.db import new_id
    from wms.stock.ledger import Goods, move

    lot = Lot(id=new_id(), shop_id=bench.shop.id, product_id=bench.tea.id, code=code)
    tx.add(lot)  # type: ignore[attr-defined]  # the test asks for the session itself
    await tx.flush()  # type: ignore[attr-defined]  # the test asks for the session itself
    place, hall = bench.hall[tote], bench.hall
    without = Goods(shop_id=bench.shop.id, product_id=bench.tea.id, lot_id=bench.tea.id)
    within = Goods(shop_id=bench.shop.id, product_id=bench.tea.id, lot_id=lot.id)
    await move(tx, without, 1, from_place=place.id, to_place=hall["lost"].id,  # type: ignore[arg-type]  # goods of the row just made
               reason="correct", by=None)  # fmt: skip
    await move(tx, within, 1, from_place=hall["found"].id, to_place=place.id,  # type: ignore[arg-type]  # goods of the row just made
               reason="correct", by=None)  # fmt: skip


FOUND_AGAIN = ("A-01-1", "B-01-3", "DOCK", "RET")
FORGOTTEN = ("BENCH-1", "STAGE", "QUAR", "T-5")


@pytest.mark.parametrize("code", FOUND_AGAIN + FORGOTTEN)
async def test_goods_go_back_to_where_somebody_finds_them(bench: Bench, code: str) -> None:
    """From a bench or a staging place nobody sells them and nobody puts them away."""
    order = await bench.picked(TEA=2)
    await cancelled(bench, order.id)
    label = bench.hall[code].label_code or ""
    try:
        async with bench.db.begin(HALL) as tx:
            await take_apart(tx, order.number, label, scan_id=uuid4(), by=bench.ola)
    except NotAPlace:
        assert code in FORGOTTEN
        assert await bench.in_place(bench.hall[order.tote].id) == {"TEA": 2}
    else:
        assert code in FOUND_AGAIN
        assert (await bench.in_place(bench.hall[code].id))["TEA"] >= 2
