"""An order in two totes, and pieces whose code says neither lot nor serial number."""

from __future__ import annotations

from uuid import UUID, uuid4

from sqlalchemy import text

from tests import cast
from tests.orders.asking import ask
from tests.packing.bench import Bench
from wms.access.people import AtWork
from wms.barcodes import Kind, label_code, read_serial
from wms.db import HALL
from wms.orders.place import place
from wms.packing import pack, queries
from wms.packing.missing import MISSING
from wms.picking import side_doors
from wms.picking.runs import plan_run, start_run
from wms.shipping import pack_and_request
from wms.stock.ledger import Goods, move
from wms.verify import verify


async def in_two_totes(bench: Bench, jan: AtWork) -> tuple[str, str]:
    """An order of two mugs, each in a tote of its own."""
    placed = await place(
        await bench.db.hot(), bench.shop.id, ask("WEB-2", policy="as_available", MUG=2)
    )
    async with bench.db.begin(HALL) as tx:
        run = await plan_run(tx, bench.hall.warehouse_id, order_ids=[placed.id])
        await start_run(tx, run.run_id, jan)
    label = bench.hall["T-5"].label_code or ""
    step = await bench._pick(run.run_id, label, label=label)
    await bench._pick(run.run_id, step["place_label"], label=step["place_label"])
    await bench._pick(run.run_id, bench.codes["MUG"], label=None)
    async with bench.db.begin(HALL) as tx:
        await side_doors.full(tx, run.run_id, UUID(step["task"]), jan)
    label = bench.hall["T-6"].label_code or ""
    await bench._pick(run.run_id, label, label=label)
    await bench._pick(run.run_id, bench.codes["MUG"], label=None)
    return "T-5", "T-6"


async def test_packing_opens_by_either_tote_and_empties_both(bench: Bench) -> None:
    first, second = await in_two_totes(bench, bench.jan)
    opened = await bench.open(first)
    assert (await bench.open(second)).parcel == opened.parcel
    assert opened.parcel is not None
    async with bench.db.read(HALL) as read:
        assert (await queries.parcel_at_bench(read, opened.parcel)).tote == "T-5 + T-6"
    assert (await bench.scan(opened.parcel, "MUG")).did == "packed"
    async with bench.db.begin(HALL) as tx:
        await pack.undo(tx, opened.parcel, scan_id=uuid4(), by=bench.ola)
    for did in ("packed", "closed"):
        assert (await bench.scan(opened.parcel, "MUG")).did == did
    assert await bench.value("SELECT count(*) FROM full_totes") == 0
    assert (await bench.open(first)).code == "pack.tote_empty"
    async with bench.db.read(HALL) as read:
        assert await verify(read) == []


async def test_a_piece_that_is_missing_may_be_of_either_tote(bench: Bench) -> None:
    first, _ = await in_two_totes(bench, bench.jan)
    parcel = (await bench.open(first)).parcel
    assert parcel is not None
    await bench.scan(parcel, "MUG")
    async with bench.db.begin(HALL) as tx:
        less = await pack_and_request.one_piece_less(
            tx, parcel, "MUG", MISSING, scan_id=uuid4(), by=bench.ola
        )
    assert less.did == "closed"
    async with bench.db.read(HALL) as read:
        assert await verify(read) == []


async def test_a_tote_with_two_lots_asks_which_one_it_is(bench: Bench) -> None:
    mug = bench.mug
    async with bench.db.begin(HALL) as tx:
        await tx.execute(text("UPDATE products SET is_lot_tracked = true WHERE sku = 'MUG'"))
        await tx.execute(text("UPDATE balances SET on_hand = on_hand"))
    order = await bench.picked(MUG=2)
    async with bench.db.begin(HALL) as tx:  # one of the two turns out to be of another batch
        lot = await cast.add_lot(tx, mug, "M-77", expires_in_days=300)
        tote = bench.hall[order.tote].id
        plain = Goods(shop_id=bench.shop.id, product_id=mug.id, lot_id=mug.id)
        await move(
            tx, plain, 1, from_place=tote, to_place=bench.hall["lost"].id, reason="correct",
            by=None,
        )  # fmt: skip
        other = Goods(shop_id=bench.shop.id, product_id=mug.id, lot_id=lot.id)
        await move(
            tx, other, 1, from_place=bench.hall["found"].id, to_place=tote, reason="correct",
            by=None,
        )  # fmt: skip
    parcel = (await bench.open(order.tote)).parcel
    assert parcel is not None
    asked = await bench.scan(parcel, "MUG")
    assert (asked.did, asked.lots, asked.code) == ("which_lot", ("M-77", ""), bench.codes["MUG"])
    assert await bench.value("SELECT count(*) FROM parcel_lines") == 0
    hot = await bench.db.hot()
    made = bench.made(bench.codes["MUG"])
    assert (await pack_and_request.scan_item(hot, parcel, made, lot="M-77")).did == "packed"
    assert (await bench.scan(parcel, "MUG")).did == "closed", "only one lot is left"


async def test_a_piece_with_a_serial_number_is_not_packed_without_it(bench: Bench) -> None:
    async with bench.db.begin(HALL) as tx:
        await tx.execute(text("UPDATE products SET is_serial_tracked = true WHERE sku = 'MUG'"))
        two = await cast.add_barcode(tx, bench.mug, cast.ean13(22), 2)
    order = await bench.picked(MUG=2)
    parcel = (await bench.open(order.tote)).parcel
    assert parcel is not None
    assert (await bench.scan(parcel, two)).code == "pack.serial_each"
    asked = await bench.scan(parcel, "MUG")
    assert (asked.did, asked.sku) == ("which_serial", "MUG")
    assert await bench.value("SELECT count(*) FROM parcel_lines") == 0
    hot = await bench.db.hot()
    for serial, did in (("SN-1", "packed"), ("SN-2", "closed")):
        made = bench.made(bench.codes["MUG"])
        assert (await pack_and_request.scan_item(hot, parcel, made, serial=serial)).did == did
    assert await bench.value("SELECT serials FROM parcel_lines") == ["SN-1", "SN-2"]


def test_a_serial_number_is_what_no_product_and_no_label_has() -> None:
    assert read_serial("SN-4711") == "SN-4711"
    assert read_serial("]C1010590123412345721AB12") == "AB12"
    for other in ("5901234123457", label_code(Kind.TOTE, 1), ""):
        assert read_serial(other) is None
