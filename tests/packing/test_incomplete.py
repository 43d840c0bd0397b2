"""A shop that wants all or nothing never gets a part sent: what was picked goes back and waits."""

from __future__ import annotations

from uuid import uuid4

import pytest
from sqlalchemy import text

from tests import cast
from tests.orders.asking import can_be_served
from tests.packing.bench import AWAY_AFTER, Bench, Picked
from tests.picking.walking import Floor, open_floor
from wms.db import HALL, Database
from wms.idempotency import ScanMade
from wms.orders.backorders import promise_backorder
from wms.packing import pack
from wms.packing.missing import MISSING
from wms.packing.queries import parcel_at_bench
from wms.packing.steps import PutBack, next_step
from wms.packing.take_apart import is_incomplete, take_apart
from wms.picking import pick
from wms.picking.errors import NothingToPutBack
from wms.picking.steps import Finished, GoTo
from wms.shipping.pack_and_request import one_piece_less
from wms.verify import verify


async def _short_of_tea(floor: Floor) -> None:
    """The walk ends with the cup in the tote and no tea."""
    run = await floor.start(await floor.order("W-1", "all_or_nothing", TEA=1, CUP=1))
    await floor.scan(run, floor.hall["T-1"].label_code or "")
    while not isinstance(step := await floor.step(run), Finished):
        if isinstance(step, GoTo) and step.sku == "TEA":
            async with floor.db.begin(HALL) as tx:
                await pick.short(tx, run, step.task, "empty", floor.ola)
        else:
            await floor.scan(run, await floor.code_for(step, []))


async def _at_the_bench(floor: Floor) -> pack.Answered:
    made = ScanMade(
        id=uuid4(),
        operator_id=floor.ola.operator_id,
        device_id=floor.ola.device_id,
        flow="pack",
        code=floor.hall["T-1"].label_code or "",
    )
    return await pack.open_order(floor.hot, made, bench_id=None, away_after=AWAY_AFTER)


async def test_after_a_short_pick_it_goes_back_and_waits_for_all_of_it(db: Database) -> None:
    floor = await open_floor(db, TEA=("A-01-1", 1), CUP=("A-02-1", 1))
    await _short_of_tea(floor)
    told = await _at_the_bench(floor)
    assert (told.did, told.parcel) == ("cancelled", None)
    assert told.order is not None
    async with db.read(HALL) as read:
        assert await is_incomplete(read, told.order)
    shelf = floor.hall["A-02-1"].label_code or ""
    async with db.begin(HALL) as tx:
        assert (
            await take_apart(tx, told.order, shelf, scan_id=uuid4(), by=floor.ola)
        ).quantity == 1
    assert await floor.one("SELECT status FROM orders") == "backordered"
    assert await floor.one("SELECT sum(backordered), sum(allocated + picked) FROM order_lines") == (
        2,
        0,
    )
    assert await floor.one("SELECT count(*) FROM events WHERE type = 'order.cancelled'") == 0
    async with db.read(HALL) as read:
        assert await can_be_served(read) == []  # the cup alone is nothing
        assert not await is_incomplete(read, told.order)
        assert await verify(read) == []
    with pytest.raises(NothingToPutBack):
        async with db.begin(HALL) as tx:
            await take_apart(tx, told.order, shelf, scan_id=uuid4(), by=floor.ola)

    async with db.begin(HALL) as tx:
        await cast.stock(tx, floor.hall, floor.products["TEA"], "B-01-3", 1)
    async with db.read(HALL) as read:
        waiting = await can_be_served(read)
    async with db.begin(HALL) as tx:
        assert await promise_backorder(tx, *waiting[0])
    assert await floor.one("SELECT status FROM orders") == "allocated"


async def _whole(bench: Bench) -> tuple[Picked, int]:
    bench.policy = "all_or_nothing"
    order = await bench.picked("WEB-1", TEA=2, MUG=1)
    return order, (await bench.open(order.tote)).parcel or 0


async def test_a_piece_missing_at_the_bench_sends_all_of_it_back(bench: Bench) -> None:
    order, number = await _whole(bench)
    await bench.scan(number, "TEA")
    async with bench.db.begin(HALL) as tx:
        done = await one_piece_less(tx, number, "TEA", MISSING, scan_id=uuid4(), by=bench.ola)
    assert done.did == "put_back"
    refused = await bench.scan(number, "MUG")
    assert (refused.code, refused.facts["order"]) == ("pack.order_incomplete", order.number)
    async with bench.db.read(HALL) as read:
        step = next_step(await parcel_at_bench(read, number), bench.ola.operator_id)
    assert step == PutBack(order_number=order.number)
    async with bench.db.begin(HALL) as tx:
        shelf = bench.hall["A-02-1"].label_code or ""
        back = await take_apart(tx, order.number, shelf, scan_id=uuid4(), by=bench.ola)
    assert back.quantity == 2
    assert await bench.value("SELECT status FROM orders") == "backordered"
    assert await bench.value("SELECT status FROM parcels") == "cancelled"
    assert await bench.value("SELECT count(*) FROM shipments") == 0
    async with bench.db.read(HALL) as read:
        assert await can_be_served(read) == [
            (bench.shop.id, order.id)
        ]  # there is more tea elsewhere
        assert await verify(read) == []
    await bench.assert_books_balance()


async def test_the_same_order_is_picked_and_packed_whole_the_second_time(bench: Bench) -> None:
    order, number = await _whole(bench)
    async with bench.db.begin(HALL) as tx:
        await one_piece_less(tx, number, "MUG", MISSING, scan_id=uuid4(), by=bench.ola)
    async with bench.db.begin(HALL) as tx:
        shelf = bench.hall["A-01-1"].label_code or ""
        await take_apart(tx, order.number, shelf, scan_id=uuid4(), by=bench.ola)
    async with bench.db.begin(HALL) as tx:
        assert await promise_backorder(tx, bench.shop.id, order.id)
    tote = await bench.walked(order.id)
    number = (await bench.open(tote)).parcel or 0
    for sku in ("TEA", "TEA", "MUG"):
        last = await bench.scan(number, sku)
    assert last.is_order_packed
    async with bench.db.read(HALL) as read:
        assert await verify(read) == []


async def test_an_order_that_is_whole_or_may_be_sent_in_part_is_packed(bench: Bench) -> None:
    order, number = await _whole(bench)
    with pytest.raises(NothingToPutBack):
        async with bench.db.begin(HALL) as tx:
            shelf = bench.hall["A-01-1"].label_code or ""
            await take_apart(tx, order.number, shelf, scan_id=uuid4(), by=bench.ola)
    for sku in ("TEA", "TEA", "MUG"):
        assert (await bench.scan(number, sku)).outcome == "ok"
    bench.policy = "as_available"
    part = await bench.picked("WEB-2", TEA=1)
    async with bench.db.begin(HALL) as tx:
        await tx.execute(text("UPDATE order_lines SET ordered = 2, backordered = 1 "
                              "WHERE order_id = :id"), {"id": part.id})  # fmt: skip
    number = (await bench.open(part.tote)).parcel or 0
    assert (await bench.scan(number, "TEA")).is_order_packed
