"""A parcel that is still here is packed again; a cancelled order's labels are given back."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import uuid4

import pytest
from sqlalchemy import text

from tests.packing.bench import AWAY_AFTER, Bench, Picked
from tests.shipping.couriers import Moody
from wms.db import HALL
from wms.errors import Refusal
from wms.packing import pack
from wms.packing.errors import NothingToUndo
from wms.packing.queries import parcel_at_bench
from wms.packing.steps import ScanItems, next_step
from wms.picking.cancel import Answer, cancel
from wms.picking.errors import CancelTooLate
from wms.shipping import labels, pack_and_request
from wms.shipping.carriers.house import WEIGHT_MAX_G
from wms.shipping.carriers.port import Carrier
from wms.shipping.errors import LabelVoided
from wms.shipping.give_back import due_to_give_back
from wms.shipping.loading import load as loading
from wms.shipping.loading.hand_over import close_manifest
from wms.shipping.open_by_item import open_by_item
from wms.shipping.pack_again import pack_again, take_apart
from workers.labels import buy, give_back


async def _work(bench: Bench, couriers: Mapping[str, Carrier]) -> None:
    async with bench.db.read(HALL) as read:
        keys = await labels.due_shipments(read, 10)
    for key in keys:
        await buy(bench.db, couriers, *key)


async def _too_heavy(bench: Bench) -> tuple[Picked, int]:
    """An order of two whose one parcel no courier takes: its catalog was wrong until just now."""
    order, number = await bench.packed(TEA=2)
    async with bench.db.begin(HALL) as tx:
        await tx.execute(text("UPDATE parcels SET weight_g = :g"), {"g": WEIGHT_MAX_G + 1})
        await tx.execute(text("UPDATE products SET weight_g = :g"), {"g": WEIGHT_MAX_G - 1})
    await _work(bench, {"house": Moody()})
    assert await bench.value("SELECT status FROM shipments") == "failed"
    return order, number


async def _again(bench: Bench, parcel: int, tote: str) -> None:
    label = bench.hall[tote].label_code or ""
    async with bench.db.begin(HALL) as tx:
        await pack_again(tx, parcel, label, scan_id=uuid4(), by=bench.ola)


async def _refused(bench: Bench, parcel: int, tote: str) -> str:
    with pytest.raises(Refusal) as caught:
        await _again(bench, parcel, tote)
    return caught.value.code


async def test_a_parcel_that_is_too_heavy_becomes_two(bench: Bench) -> None:
    order, number = await _too_heavy(bench)
    await bench.picked("WEB-2", MUG=1)  # it has T-2 now
    assert await _refused(bench, number, "T-2") == "pick.tote_in_use"
    assert await _refused(bench, number, "A-01-1") == "pick.not_a_tote"
    await _again(bench, number, "T-4")
    assert await _refused(bench, number, "T-5") == "pack.parcel_gone"
    assert await bench.in_place(bench.hall["T-4"].id) == {"TEA": 2}
    async with bench.db.read(HALL) as read:
        step = next_step(await parcel_at_bench(read, number), bench.ola.operator_id)
    assert isinstance(step, ScanItems) and step.left == 2
    with pytest.raises(NothingToUndo):  # the scans of the first time are no scans of this one
        async with bench.db.begin(HALL) as tx:
            await pack.undo(tx, number, scan_id=uuid4(), by=bench.ola)

    assert (await bench.scan(number, "TEA")).did == "packed"
    assert (await bench.scan(number, "TEA")).code == "pack.too_heavy"
    async with bench.db.begin(HALL) as tx:
        await pack_and_request.close_parcel(tx, number, by=bench.ola)
    second = (await bench.open("T-4")).parcel
    assert (await bench.scan(second, "TEA")).is_order_packed
    await _work(bench, {"house": Moody()})
    assert await bench.rows(
        "SELECT pa.number, s.status FROM shipments s JOIN parcels pa ON pa.id = s.parcel_id "
        "ORDER BY s.created_at"
    ) == [(number, "voided"), (number, "bought"), (second, "bought")]
    assert await bench.value("SELECT status FROM orders WHERE id = :id", id=order.id) == "packed"
    assert await bench.rows(
        "SELECT copy_no FROM print_jobs j JOIN parcels pa ON pa.id = j.parcel_id "
        "WHERE pa.number = :n AND paper = 'slip' ORDER BY 1",
        n=number,
    ) == [(1,), (2,)]
    await bench.assert_books_balance()


async def test_a_parcel_is_opened_until_it_is_handed_over_and_its_old_label_loads_nothing(
    bench: Bench,
) -> None:
    courier = Moody()
    _, number = await bench.packed(TEA=1)
    await _work(bench, {"house": courier})
    old = await bench.value("SELECT tracking_number FROM shipments")
    async with bench.db.begin(HALL) as tx:
        await loading.load_anywhere(tx, old, by=bench.ola)
    await _again(bench, number, "T-4")
    assert await bench.rows("SELECT status, manifest_id FROM shipments") == [("voided", None)]
    assert await bench.rows("SELECT DISTINCT status, failure ->> 'code' FROM print_jobs") == [
        ("failed", "paper.opened_again")
    ]
    assert (await bench.scan(number, "TEA")).is_order_packed
    await _work(bench, {"house": courier})
    async with bench.db.read(HALL) as read:
        [given_back] = await due_to_give_back(read, 10)
    assert await give_back(bench.db, {"house": courier}, *given_back)
    new = await bench.value("SELECT tracking_number FROM shipments WHERE status = 'bought'")
    assert new != old
    for look in (loading.load_anywhere, lambda tx, code, by: loading.load(tx, 1, code)):
        with pytest.raises(LabelVoided) as no:
            async with bench.db.begin(HALL) as tx:
                await look(tx, old, by=bench.ola)
        assert f"Parcel {number} was packed anew" in str(no.value)
    hot = await bench.db.hot()
    seen = [
        await open_by_item(hot, bench.made(code), bench_id=None, away_after=AWAY_AFTER)
        for code in (old, new)
    ]
    assert [one.code or one.did for one in seen] == ["shipment.label_voided", "shown"]
    assert seen[1].parcel == number
    async with bench.db.begin(HALL) as tx:
        await loading.load_anywhere(tx, new, by=bench.ola)
    async with bench.db.begin(HALL) as tx:
        await close_manifest(tx, 1, signed_by="Piotr", scan_id=uuid4(), by=bench.ola)
    assert await _refused(bench, number, "T-5") == "pack.parcel_gone"
    assert await _refused(bench, 999_999, "T-4") == "pack.no_parcel"
    await bench.assert_books_balance()


async def test_an_order_that_is_open_again_can_be_cancelled(bench: Bench) -> None:
    order, number = await _too_heavy(bench)
    async with bench.db.begin(HALL) as tx:
        with pytest.raises(CancelTooLate):
            await cancel(tx, bench.shop.id, order.id)
    await _again(bench, number, "T-4")
    async with bench.db.begin(HALL) as tx:
        assert (await cancel(tx, bench.shop.id, order.id)).answer is Answer.INTERCEPTED
    async with bench.db.begin(HALL) as tx:
        shelf = bench.hall["A-01-1"].label_code or ""
        await take_apart(tx, order.number, shelf, scan_id=uuid4(), by=bench.ola)
    assert await bench.in_place(bench.hall["A-01-1"].id) == {"TEA": 20}
    assert await bench.value("SELECT status FROM orders") == "cancelled"
    await bench.assert_books_balance()


async def _one_failed_of_two(bench: Bench) -> tuple[Picked, int, int, Moody]:
    """Two cartons: the first has its label, the courier refused the second."""
    order = await bench.picked(TEA=2)
    first = (await bench.open(order.tote)).parcel or 0
    await bench.scan(first, "TEA")
    async with bench.db.begin(HALL) as tx:
        await pack_and_request.close_parcel(tx, first, by=bench.ola)
    second = (await bench.open(order.tote)).parcel or 0
    await bench.scan(second, "TEA")
    courier = Moody()
    async with bench.db.read(HALL) as read:
        one, other = await labels.due_shipments(read, 10)
    await buy(bench.db, {"house": courier}, *one)
    courier.refuses = "no such street"
    await buy(bench.db, {"house": courier}, *other)
    courier.refuses = None
    async with bench.db.begin(HALL) as tx:
        tracking = await tx.scalar(
            text("SELECT tracking_number FROM shipments WHERE bought_at IS NOT NULL")
        )
        await loading.load_anywhere(tx, tracking, by=bench.ola)
    failed = await bench.value(
        "SELECT pa.number FROM parcels pa JOIN shipments s ON s.parcel_id = pa.id "
        "WHERE s.status = 'failed'"
    )
    return order, first + second - failed, failed, courier


async def test_a_label_of_a_cancelled_order_is_given_back(bench: Bench) -> None:
    order, _labelled, failed, courier = await _one_failed_of_two(bench)
    await _again(bench, failed, "T-4")
    async with bench.db.begin(HALL) as tx:
        await cancel(tx, bench.shop.id, order.id)
    async with bench.db.begin(HALL) as tx:
        shelf = bench.hall["A-01-1"].label_code or ""
        done = await take_apart(tx, order.number, shelf, scan_id=uuid4(), by=bench.ola)
    assert done.quantity == 2
    assert await bench.rows("SELECT DISTINCT status FROM parcels") == [("cancelled",)]
    assert await bench.rows("SELECT DISTINCT status, manifest_id FROM shipments") == [
        ("voided", None)
    ]
    async with bench.db.read(HALL) as read:
        keys = await due_to_give_back(read, 10)
    assert len(keys) == 2
    for key in keys:
        assert await give_back(bench.db, {"house": courier}, *key)
    assert await bench.value("SELECT count(*) FROM shipments WHERE given_back_at IS NULL") == 0
    await bench.assert_books_balance()


async def test_an_order_of_which_a_parcel_left_is_not_cancelled(bench: Bench) -> None:
    order, _labelled, failed, _ = await _one_failed_of_two(bench)
    async with bench.db.begin(HALL) as tx:
        await close_manifest(tx, 1, signed_by="Piotr", scan_id=uuid4(), by=bench.ola)
    await _again(bench, failed, "T-4")
    with pytest.raises(CancelTooLate):
        async with bench.db.begin(HALL) as tx:
            await cancel(tx, bench.shop.id, order.id)
    assert (await bench.scan(failed, "TEA")).is_order_packed
    await bench.assert_books_balance()
