"""One scan of a pack is its pieces: on the walk, at the bench and at the dock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import update

from tests import cast
from tests.inbound.scene import at_the_dock
from tests.packing.bench import open_bench
from tests.picking.walking import open_floor
from wms.catalog.models import Product
from wms.db import HALL, Database, Tx

CASE = "15901234123454"
PIECES = 6
SSCC = "006141411234567890"


async def test_on_the_walk(db: Database) -> None:
    floor = await open_floor(db, TEA=("A-01-1", 20))
    async with db.begin(HALL) as tx:
        await cast.add_barcode(tx, floor.products["TEA"], CASE, PIECES)
    run = await floor.start(await floor.order("W-1", TEA=2 * PIECES))
    for code in (floor.hall["T-1"].label_code, floor.hall["A-01-1"].label_code, CASE):
        answer = await floor.scan(run, code or "")
    assert (answer["outcome"], answer["picked"]) == ("ok", PIECES)
    last = await floor.scan(run, f"01{CASE}" + "10LOT7")
    assert last["next"]["expects"] == "nothing", "the same case by its GS1 label"


async def test_a_code_that_counts_is_counted_on_the_walk(db: Database) -> None:
    floor = await open_floor(db, TEA=("A-01-1", 20))
    tea = floor.codes["TEA"]
    run = await floor.start(await floor.order("W-1", TEA=PIECES + 5))
    for code in (floor.hall["T-1"].label_code, floor.hall["A-01-1"].label_code):
        await floor.scan(run, code or "")
    assert (await floor.scan(run, f"01{tea}30{PIECES}"))["picked"] == PIECES
    for code, count in ((f"01{tea}306", 6), (f"01{tea}3099999999", 99_999_999)):
        refused = await floor.scan(run, code)
        assert refused["code"] == "pick.too_many"
        assert refused["facts"] == {"in_pack": count, "left": 5}
    last = await floor.scan(run, f"00{SSCC}02{tea}375")
    assert last["next"]["expects"] == "nothing", "a logistic unit that says what is in it"


async def test_a_code_that_counts_is_counted_at_the_bench(db: Database) -> None:
    bench = await open_bench(db)
    order = await bench.picked("W-1", TEA=PIECES + 1)
    tea = bench.codes["TEA"]
    parcel = (await bench.open(order.tote)).parcel
    refused = await bench.scan(parcel, f"01{tea}308")
    assert (refused.code, refused.facts["in_pack"], refused.facts["left"]) == (
        "pack.pack_too_large", 8, PIECES + 1,
    )  # fmt: skip
    six = await bench.scan(parcel, f"01{tea}30{PIECES}")
    assert (six.did, six.packed, six.of) == ("packed", PIECES, PIECES + 1)
    assert (await bench.scan(parcel, f"02{tea}371")).did == "closed"


async def test_goods_kept_by_their_date_are_told_apart_by_it_and_not_by_their_batch(
    db: Database,
) -> None:
    floor = await open_floor(db, TEA=("A-01-1", 0))
    async with db.begin(HALL) as tx:
        tea = floor.products["TEA"]
        await tx.execute(update(Product).where(Product.id == tea.id).values(is_expiry_tracked=True))
        for days in (300, 600):
            until = datetime.now(UTC).date() + timedelta(days=days)
            lot = await cast.add_lot(tx, tea, until.isoformat(), expires_in_days=days)
            await cast.stock(tx, floor.hall, tea, "A-01-1", 3, lot=lot)
    soon, late = (datetime.now(UTC) + timedelta(days=days) for days in (300, 600))
    item = f"01{floor.codes['TEA']}"
    run = await floor.start(await floor.order("W-1", TEA=3))
    for code in (floor.hall["T-1"].label_code, floor.hall["A-01-1"].label_code):
        await floor.scan(run, code or "")
    wrong = await floor.scan(run, f"{item}17{late:%y%m%d}10AB7")
    assert (wrong["code"], wrong["facts"]["scanned"]) == ("pick.wrong_lot", f"{late:%Y-%m-%d}")
    assert (await floor.scan(run, f"{item}17{soon:%y%m%d}10AB7"))["picked"] == 1
    asked = await floor.scan(run, f"{item}10AB7")
    assert asked["did"] == "which_lot", "the batch alone does not say which date it is"
    assert (await floor.scan(run, f"{item}10AB7", lot=f"{soon:%Y-%m-%d}"))["picked"] == 2
    assert (await floor.scan(run, f"{item}15{soon:%y%m%d}"))["picked"] == 3


async def test_at_the_bench(db: Database) -> None:
    bench = await open_bench(db)
    order = await bench.picked("W-1", TEA=PIECES + 1)
    async with db.begin(HALL) as tx:
        await cast.add_barcode(tx, bench.tea, CASE, PIECES)
    parcel = (await bench.open(order.tote)).parcel
    assert (await bench.scan(parcel, CASE)).did == "packed"
    assert (await bench.scan(parcel, "TEA")).did == "closed"


async def test_at_the_dock(tx: Tx) -> None:
    scene = await at_the_dock(tx, tea=30)
    await cast.add_barcode(tx, scene.tea, CASE, PIECES)
    assert (await scene.scan(tx, CASE)).quantity == PIECES
    assert (await scene.scan(tx, f"02{CASE}" + "373")).quantity == 3 * PIECES, "three cases"
