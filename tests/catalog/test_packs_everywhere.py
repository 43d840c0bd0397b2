"""One scan of a pack is its pieces: on the walk, at the bench and at the dock."""

from __future__ import annotations

from tests import cast
from tests.inbound.scene import at_the_dock
from tests.packing.bench import open_bench
from tests.picking.walking import open_floor
from wms.db import HALL, Database, Tx

CASE = "15901234123454"
PIECES = 6


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
