"""A piece that is scanned without its tote opens and packs the order that wants it."""

from __future__ import annotations

from uuid import uuid4

from sqlalchemy import text

from tests import cast
from tests.orders.asking import ask
from tests.packing.bench import AWAY_AFTER, Bench
from tests.packing.test_batch import batch, broken, piece
from wms.db import HALL
from wms.errors import REFUSALS
from wms.orders.place import place
from wms.packing.pack import Answered
from wms.picking.runs import plan_run, start_run
from wms.shipping.open_by_item import open_by_item


async def scanned(bench: Bench, sku: str, at: str = "BENCH-1", **facts: object) -> Answered:
    """Scan a piece at the bench's first page."""
    made = bench.made(bench.codes.get(sku, sku), None, facts.pop("scan_id", None))  # type: ignore[arg-type]  # the id
    return await open_by_item(
        await bench.db.hot(), made, bench_id=bench.hall[at].id, away_after=AWAY_AFTER,
        **facts,  # type: ignore[arg-type]  # the shop's id
    )  # fmt: skip


def words(answer: Answered) -> str:
    """A refused answer in words."""
    return str(REFUSALS[answer.code or ""](**answer.facts))


async def second_tote(bench: Bench, sku: str, shop_id: object = None) -> int:
    """One more batch, of one order, in tote T-2; the order's number."""
    hot = await bench.db.hot()
    order = await place(hot, shop_id or bench.shop.id, ask("WEB-T2", **{sku: 1}))  # type: ignore[arg-type]  # an id
    async with bench.db.begin(HALL) as tx:
        run = await plan_run(tx, bench.hall.warehouse_id, order_ids=[order.id], mode="single")
        await start_run(tx, run.run_id, bench.jan)
    step = {"expects": "tote"}
    while step["expects"] != "nothing":
        labels = {"tote": bench.hall["T-2"].label_code, "place": step.get("place_label")}
        label = labels.get(step["expects"])
        step = await bench._pick(run.run_id, label or bench.codes[step["sku"]], label=label)
    return order.number


async def test_one_scan_of_a_piece_packs_the_oldest_order_that_wants_it(bench: Bench) -> None:
    order = await bench.picked("WEB-TOTE", MUG=1)
    orders = await batch_in_its_own_tote(bench)
    scan_id = uuid4()
    first = await scanned(bench, "TEA", scan_id=scan_id)
    assert (first.did, first.order, first.is_order_packed) == ("closed", orders[0], True)
    again = await scanned(bench, "TEA", scan_id=scan_id)
    assert (again.order, again.repeated) == (orders[0], True)
    assert await bench.value("SELECT count(*) FROM shipments") == 1
    assert (await scanned(bench, "TEA")).order == orders[1]
    none = await scanned(bench, "MUG")
    assert words(none) == (
        "This is MUG of Globex. No tote with single pieces holds it. "
        "Scan the tote or the slip of its order."
    )
    assert (await scanned(bench, "4006381333931")).code == "pack.not_an_order"
    assert (await bench.open(order.tote)).did == "opened"
    assert await broken(bench) == []


async def batch_in_its_own_tote(bench: Bench) -> list[int]:
    """Two orders of one TEA each, in T-2; T-1 has an order of its own."""
    hot = await bench.db.hot()
    orders = [await place(hot, bench.shop.id, ask(f"WEB-B{n}", TEA=1)) for n in range(2)]
    async with bench.db.begin(HALL) as tx:
        run = await plan_run(
            tx, bench.hall.warehouse_id, order_ids=[one.id for one in orders], mode="single"
        )
        await start_run(tx, run.run_id, bench.jan)
    step = {"expects": "tote"}
    while step["expects"] != "nothing":
        assert (await scanned(bench, "TEA")).code in ("pack.batch_on_walk", "pack.no_batch")
        labels = {"tote": bench.hall["T-2"].label_code, "place": step.get("place_label")}
        label = labels.get(step["expects"])
        step = await bench._pick(run.run_id, label or bench.codes[step["sku"]], label=label)
    return [one.number for one in orders]


async def test_of_two_totes_the_one_that_this_bench_packs_from_is_meant(bench: Bench) -> None:
    orders = await batch(bench, "TEA", "TEA", "MUG")
    other = await second_tote(bench, "TEA")
    unsure = await scanned(bench, "TEA")
    assert (
        words(unsure)
        == "Such pieces lie in totes T-1, T-2. Scan the tote that stands at your bench."
    )
    assert (await piece(bench, "TEA")).order == orders[0].number
    assert (await scanned(bench, "TEA")).order == orders[1].number, "T-1 stands at this bench"
    assert (await scanned(bench, "TEA")).order == other
    assert await broken(bench) == []


async def test_of_two_shops_with_one_barcode_the_packer_says_whose_piece_it_is(
    bench: Bench,
) -> None:
    async with bench.db.begin(HALL) as tx:
        initech = await cast.open_shop(tx, "INITECH")
        same = await cast.add_product(tx, initech, "TEE", name="Green tea")
        await tx.execute(
            text("UPDATE barcodes SET code = :code WHERE product_id = :id"),
            {"code": bench.codes["TEA"], "id": same.id},
        )
        await cast.stock(tx, bench.hall, same, "A-03-1", 5)
    bench.codes["TEE"] = bench.codes["TEA"]
    await batch(bench, "TEA")
    theirs = await second_tote(bench, "TEE", initech.id)
    asked = await scanned(bench, "TEA")
    assert asked.did == "which_shop"
    assert [one["shop"] for one in asked.choices] == ["Globex", "Initech"]
    assert await bench.value("SELECT count(*) FROM parcels") == 0
    told = await scanned(bench, asked.code or "", shop_id=initech.id)
    assert (told.did, told.order) == ("closed", theirs)
    assert (await scanned(bench, "TEA")).did == "closed", "now only one shop's can be meant"
    assert await broken(bench) == []
