"""The tote of a batch at the bench: each piece is an order, chosen by the scan of the piece."""

from __future__ import annotations

import asyncio
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import text

from tests import cast
from tests.orders.asking import ask
from tests.packing.bench import AWAY_AFTER, Bench
from wms.access.people import AtWork
from wms.db import HALL
from wms.orders.holds import hold_order
from wms.orders.place import Placed, place
from wms.packing import pack
from wms.packing.batch import batch_at_bench, batch_of
from wms.packing.pack import Answered
from wms.packing.queries import parcel_at_bench
from wms.packing.take_apart import take_apart
from wms.picking.cancel import Answer, cancel
from wms.picking.errors import CancelTooLate
from wms.picking.runs import plan_run, start_run
from wms.shipping import pack_and_request
from wms.verify import verify


async def batch(bench: Bench, *skus: str, stop_at: int | None = None) -> list[Placed]:
    """Orders of one piece each, picked together into tote T-1; ``stop_at``: after so many scans."""
    hot = await bench.db.hot()
    orders = [
        await place(hot, bench.shop.id, ask(f"WEB-{n}", **{sku: 1})) for n, sku in enumerate(skus)
    ]
    async with bench.db.begin(HALL) as tx:
        run = await plan_run(
            tx, bench.hall.warehouse_id, order_ids=[o.id for o in orders], mode="single"
        )
        await start_run(tx, run.run_id, bench.jan)
    step: dict[str, Any] = {"expects": "tote"}
    scans = 0
    while step["expects"] != "nothing" and scans != stop_at:
        labels = {"tote": bench.hall["T-1"].label_code, "place": step.get("place_label")}
        label = labels.get(step["expects"])
        step = await bench._pick(run.run_id, label or bench.codes[step["sku"]], label=label)
        scans += 1
    return orders


async def piece(
    bench: Bench, sku: str, by: AtWork | None = None, *, tapped: bool = False,
    scan_id: UUID | None = None,
) -> Answered:  # fmt: skip
    """Scan a piece out of T-1, or tap its product."""
    made = bench.made("" if tapped else bench.codes.get(sku, sku), by, scan_id)
    return await pack_and_request.scan_batch(
        await bench.db.hot(), bench.hall["T-1"].id, made, bench_id=bench.hall["BENCH-1"].id,
        away_after=AWAY_AFTER, tapped=f"{bench.shop.id}/{sku}" if tapped else None,
    )  # fmt: skip


async def broken(bench: Bench) -> list[Any]:
    async with bench.db.read(HALL) as read:
        return list(await verify(read))


async def test_a_piece_of_a_batch_is_packed_by_one_scan_for_the_most_urgent_order(
    bench: Bench,
) -> None:
    orders = await batch(bench, "TEA", "TEA", "MUG")
    async with bench.db.begin(HALL) as tx:
        await tx.execute(
            text("UPDATE orders SET priority = 1 WHERE id = :id"), {"id": orders[1].id}
        )
    opened = await bench.open("T-1")
    assert (opened.did, opened.tote) == ("batch", bench.hall["T-1"].id)
    scan_id = uuid4()
    first = await piece(bench, "TEA", scan_id=scan_id)
    assert (first.did, first.order, first.is_order_packed) == ("closed", orders[1].number, True)
    assert (await piece(bench, "TEA", scan_id=scan_id)).repeated
    async with bench.db.read(HALL) as read:
        assert await batch_of(read, orders[1].number) == bench.hall["T-1"].id
        left = await batch_at_bench(read, bench.hall["T-1"].id)
    assert left is not None
    assert [(one.sku, one.left) for one in left.goods] == [("MUG", 1), ("TEA", 1)]
    assert await bench.value("SELECT count(*) FROM shipments") == 1
    assert await bench.value("SELECT count(*) FROM print_jobs WHERE paper = 'slip'") == 1
    assert (await piece(bench, "TEA")).order == orders[0].number
    assert (await piece(bench, "TEA")).code == "pack.not_in_batch"
    assert (await piece(bench, "4006381333931")).code == "pack.not_in_batch.unknown"
    assert (await piece(bench, "MUG")).did == "closed"
    async with bench.db.read(HALL) as read:
        assert await batch_of(read, orders[2].number) is None
    assert (await bench.open("T-1")).code == "pack.tote_empty"
    assert await broken(bench) == []


async def test_a_piece_whose_order_was_cancelled_is_put_back_and_never_lost(bench: Bench) -> None:
    orders = await batch(bench, "TEA", "TEA", "MUG")
    async with bench.db.begin(HALL) as tx:
        assert (await cancel(tx, bench.shop.id, orders[0].id)).answer is Answer.INTERCEPTED
    assert (await piece(bench, "TEA")).order == orders[1].number, "who still wants it comes first"
    surplus = await piece(bench, "TEA")
    assert (surplus.did, surplus.order) == ("cancelled", orders[0].number)
    async with bench.db.begin(HALL) as tx:
        done = await take_apart(
            tx, orders[0].number, bench.hall["A-01-1"].label_code or "", scan_id=uuid4(),
            by=bench.ola,
        )  # fmt: skip
    assert done.quantity == 1
    assert await bench.in_place(bench.hall["T-1"].id) == {"MUG": 1}
    assert await bench.in_place(bench.hall["A-01-1"].id) == {"TEA": 19}
    assert await broken(bench) == []


async def test_what_is_held_back_or_still_picked_waits_in_its_tote(bench: Bench) -> None:
    orders = await batch(bench, "TEA", "TEA", stop_at=3)
    answer = await bench.open("T-1")
    assert (answer.code, answer.facts["by"]) == ("pack.batch_on_walk", "Jan")
    async with bench.db.begin(HALL) as tx:
        await hold_order(tx, bench.shop.id, orders[0].id, "office_check")
    assert (await piece(bench, "TEA")).code == "pack.order_held"
    assert await bench.value("SELECT count(*) FROM parcels") == 0
    async with bench.db.read(HALL) as read:
        left = await batch_at_bench(read, bench.hall["T-1"].id)
    assert left is not None
    assert (left.left, left.held) == (0, 1)


async def test_a_piece_that_is_not_in_the_tote_is_said_of_the_least_urgent_order(
    bench: Bench,
) -> None:
    orders = await batch(bench, "TEA", "TEA")
    opened = await piece(bench, "TEA", tapped=True)
    assert opened.did == "opened"
    assert opened.parcel is not None
    async with bench.db.read(HALL) as read:
        assert (await parcel_at_bench(read, opened.parcel)).order_number == orders[1].number
    async with bench.db.begin(HALL) as tx:
        gone = await pack_and_request.one_piece_less(
            tx, opened.parcel, "TEA", "missing", scan_id=uuid4(), by=bench.ola
        )
    assert gone.did == "backordered"
    assert (await piece(bench, "TEA")).order == orders[0].number
    assert await broken(bench) == []


async def test_what_a_piece_needs_besides_is_asked_in_its_own_parcel(bench: Bench) -> None:
    await batch(bench, "TEA", "TEA", "MUG")
    pair = cast.ean13(7)
    async with bench.db.begin(HALL) as tx:
        await tx.execute(text("UPDATE shops SET is_weight_asked = true"))
        await tx.execute(text("UPDATE products SET is_serial_tracked = true WHERE sku = 'MUG'"))
        await cast.add_barcode(tx, bench.tea, pair, 2)
    assert (await piece(bench, pair)).code == "pack.pack_too_large"
    assert await bench.value("SELECT count(*) FROM parcels") == 0, "nothing was opened for it"
    weigh = await piece(bench, "TEA")
    assert weigh.did == "weigh"
    assert weigh.parcel is not None
    async with bench.db.begin(HALL) as tx:
        assert (await pack.undo(tx, weigh.parcel, scan_id=uuid4(), by=bench.ola)).sku == "TEA"
    assert (await piece(bench, "TEA")).parcel == weigh.parcel, "the parcel that is open goes on"
    asked = await piece(bench, "MUG")
    assert (asked.did, asked.sku) == ("which_serial", "MUG")
    assert asked.parcel is not None
    assert await broken(bench) == []


async def test_two_packers_who_scan_the_same_product_get_two_orders_and_a_cancel_one_answer(
    bench: Bench,
) -> None:
    orders = await batch(bench, *["TEA"] * 6)

    async def stop(one: Placed) -> Answer | None:
        try:
            async with bench.db.begin(HALL) as tx:
                return (await cancel(tx, bench.shop.id, one.id)).answer
        except CancelTooLate:
            return None

    *scanned, first, fourth = await asyncio.gather(
        *(piece(bench, "TEA", bench.ola if n % 2 else bench.jan) for n in range(5)),
        stop(orders[0]), stop(orders[3]),
    )  # fmt: skip
    packed = [one.order for one in scanned if isinstance(one, Answered) and one.did == "closed"]
    stopped = [orders[n].number for n, one in ((0, first), (3, fourth)) if one is not None]
    assert len(packed) == len(set(packed)) == min(5, 6 - len(stopped)), "no order twice"
    assert not set(stopped) & set(packed)
    assert await bench.in_place(bench.hall["T-1"].id) == {"TEA": 6 - len(packed)}
    assert await broken(bench) == []


async def test_a_tote_is_given_to_one_walk_only_whoever_scans_it_at_once(bench: Bench) -> None:
    hot = await bench.db.hot()
    walks = []
    for n, mode in enumerate(("single", "cluster", "single", "order")):
        order = await place(hot, bench.shop.id, ask(f"W-{n}", TEA=1))
        async with bench.db.begin(HALL) as tx:
            who = await cast.hire(tx, f"P{n}")
            run = await plan_run(tx, bench.hall.warehouse_id, order_ids=[order.id], mode=mode)
            await start_run(tx, run.run_id, who)
        walks.append((run.run_id, who))
    label = bench.hall["T-1"].label_code
    answers = await asyncio.gather(
        *(
            hot.call(
                "SELECT pick_scan($1, $2, $3, $4, $5, $6, $7, false)",
                uuid4(), run, who.operator_id, who.device_id, label, label, [],
            )
            for run, who in walks
        )
    )  # fmt: skip
    assert sum('"outcome": "ok"' in one for one in answers) == 1
    assert await bench.value("SELECT count(*) FROM pick_run_orders WHERE tote_id IS NOT NULL") == 1
