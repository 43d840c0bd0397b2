"""A piece is missing or broken at the bench: the order goes on without it, and all is booked."""

from __future__ import annotations

from uuid import uuid4

import pytest
from sqlalchemy import text

from tests.packing.bench import Bench
from wms.db import HALL
from wms.errors import Invalid
from wms.packing.errors import NothingMissing, Taken
from wms.packing.missing import BROKEN, MISSING
from wms.packing.queries import parcel_at_bench
from wms.packing.steps import Closed, Weigh, next_step
from wms.shipping.pack_and_request import GoesOn, close_parcel, one_piece_less
from wms.verify import verify


async def less(bench: Bench, parcel: int, sku: str = "TEA", why: str = MISSING) -> GoesOn:
    async with bench.db.begin(HALL) as tx:
        return await one_piece_less(tx, parcel, sku, why, scan_id=uuid4(), by=bench.ola)


async def opened(bench: Bench, **lines: int) -> int:
    order = await bench.picked(**lines)
    return (await bench.open(order.tote)).parcel or 0


async def where(bench: Bench, condition: str) -> list[tuple[str, str, int]]:
    rows = await bench.rows(
        "SELECT pl.code, p.sku, b.on_hand FROM balances b JOIN places pl ON pl.id = b.place_id "
        "JOIN products p ON p.shop_id = b.shop_id AND p.id = b.product_id "
        "WHERE b.condition = :condition AND b.on_hand > 0",
        condition=condition,
    )
    return [tuple(row) for row in rows]


async def assert_all_is_well(bench: Bench) -> None:
    await bench.assert_books_balance()
    async with bench.db.read(HALL) as read:
        assert await verify(read) == []


async def test_the_rest_is_packed_and_the_shop_hears_at_once_and_at_the_end(bench: Bench) -> None:
    number = await opened(bench, TEA=3, MUG=1)
    await bench.scan(number, "TEA")
    done = await less(bench, number)
    assert (done.did, done.sku, done.place) == ("goes_on", "TEA", "A-01-1")
    assert await where(bench, "quarantine") == [("A-01-1", "TEA", 1)]
    short = (await bench.rows("SELECT data FROM events WHERE type = 'order.short_picked'"))[0]
    assert short.data == {
        "sku": "TEA", "missing": 1, "found_elsewhere": 0, "backordered": 1, "at": "bench",
        "reason": "missing",
    }  # fmt: skip
    await bench.scan(number, "TEA")
    assert (await bench.scan(number, "TEA")).code == "pack.too_many"
    assert (await bench.scan(number, "MUG")).is_order_packed
    packed = (await bench.rows("SELECT data FROM events WHERE type = 'order.packed'"))[0]
    assert [(one["sku"], one["quantity"]) for one in packed.data["not_sent"]] == [("TEA", 1)]
    assert await bench.value("SELECT count(*) FROM shipments") == 1
    await assert_all_is_well(bench)


async def test_a_broken_piece_is_carried_to_quarantine(bench: Bench) -> None:
    number = await opened(bench, TEA=2)
    done = await less(bench, number, why=BROKEN)
    assert done.place == "QUAR"
    assert await where(bench, "damaged") == [("QUAR", "TEA", 1)]
    await assert_all_is_well(bench)


async def test_the_last_missing_piece_closes_the_parcel(bench: Bench) -> None:
    number = await opened(bench, TEA=2)
    await bench.scan(number, "TEA")
    assert (await less(bench, number)).did == "closed"
    assert await bench.value("SELECT status FROM orders") == "packed"
    assert await bench.value("SELECT status FROM shipments") == "requested"
    async with bench.db.read(HALL) as read:
        step = next_step(await parcel_at_bench(read, number), bench.ola.operator_id)
    assert isinstance(step, Closed)
    await assert_all_is_well(bench)


async def test_a_parcel_that_is_to_be_weighed_waits_for_the_scale(bench: Bench) -> None:
    async with bench.db.begin(HALL) as tx:
        await tx.execute(text("UPDATE shops SET is_weight_asked = true"))
    number = await opened(bench, TEA=2)
    await bench.scan(number, "TEA")
    assert (await less(bench, number)).did == "to_close"
    async with bench.db.read(HALL) as read:
        step = next_step(await parcel_at_bench(read, number), bench.ola.operator_id)
    assert isinstance(step, Weigh)


async def test_an_empty_second_carton_is_not_needed_any_more(bench: Bench) -> None:
    order = await bench.picked(TEA=2)
    first = (await bench.open(order.tote)).parcel or 0
    await bench.scan(first, "TEA")
    async with bench.db.begin(HALL) as tx:
        await close_parcel(tx, first, by=bench.ola)
    second = (await bench.open(order.tote)).parcel or 0
    assert (await less(bench, second)).did == "closed"
    states = await bench.rows("SELECT status FROM parcels ORDER BY number")
    assert [row.status for row in states] == ["packed", "cancelled"]
    assert await bench.value("SELECT status FROM orders") == "packed"
    assert await bench.value("SELECT count(*) FROM shipments") == 1
    assert await bench.value("SELECT count(*) FROM pick_run_orders WHERE emptied_at IS NULL") == 0
    await assert_all_is_well(bench)


async def test_an_order_of_which_nothing_is_left_waits_for_goods(bench: Bench) -> None:
    number = await opened(bench, TEA=1)
    assert (await less(bench, number)).did == "backordered"
    assert await bench.value("SELECT status FROM orders") == "backordered"
    assert await bench.value("SELECT status FROM parcels") == "cancelled"
    assert await bench.value("SELECT backordered FROM order_lines") == 1
    assert await bench.value("SELECT count(*) FROM events WHERE type = 'order.backordered'") == 1
    assert (await bench.open("T-1")).code == "pack.tote_empty"
    await assert_all_is_well(bench)


async def test_what_cannot_be_missing_is_refused_and_changes_nothing(bench: Bench) -> None:
    number = await opened(bench, TEA=2, MUG=1)
    await bench.scan(number, "MUG")
    for sku, why, no in (
        ("MUG", MISSING, NothingMissing),
        ("NOBODY", MISSING, NothingMissing),
        ("", MISSING, NothingMissing),
        ("TEA", "eaten", Invalid),
    ):
        with pytest.raises(no):
            await less(bench, number, sku, why)
    with pytest.raises(Taken):
        async with bench.db.begin(HALL) as tx:
            await one_piece_less(tx, number, "TEA", MISSING, scan_id=uuid4(), by=bench.jan)
    assert await bench.value("SELECT sum(picked) FROM order_lines") == 3
