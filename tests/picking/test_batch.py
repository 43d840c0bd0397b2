"""Orders of one piece are picked together into one tote: the sum of what lies at a place."""

from __future__ import annotations

from uuid import UUID

import pytest

from tests import cast
from tests.picking.walking import Floor, open_floor
from wms.barcodes import Verb, command_code
from wms.db import HALL, Database
from wms.orders.place import Placed
from wms.picking import other_lot, pick, queries, runs, side_doors
from wms.picking.cancel import Answer, cancel
from wms.picking.errors import NothingToPick, NothingToUndo
from wms.picking.put_back import put_back
from wms.picking.steps import Finished, GoTo, Take, TakeTote
from wms.picking.work_pack import work_pack

IN_TOTES = """
    SELECT string_agg(p.code || ' ' || pr.sku || ' ' || b.on_hand, ', ' ORDER BY p.code, pr.sku)
    FROM balances b JOIN places p ON p.id = b.place_id AND p.kind = 'tote'
    JOIN products pr ON pr.shop_id = b.shop_id AND pr.id = b.product_id WHERE b.on_hand > 0"""


async def batch(floor: Floor, *skus: str) -> tuple[UUID, list[Placed]]:
    """A batch of an order of one piece each, with its tote; who picks stands at the first place."""
    orders = [await floor.order(f"W-{n}", **{sku: 1}) for n, sku in enumerate(skus)]
    run = await floor.start(*orders, mode="single")
    assert isinstance(step := await floor.step(run), TakeTote)
    assert step.orders == len(skus)
    await scan(floor, run, "T-1")
    return run, orders


async def scan(floor: Floor, run: UUID, *codes: str) -> dict[str, object]:
    """Scan these, all of them right; a place by its name, goods by their SKU."""
    answer: dict[str, object] = {}
    for code in codes:
        scanned = floor.codes.get(code) or (
            floor.hall[code].label_code if code in floor.hall.places else code
        )
        answer = await floor.scan(run, scanned or "")
        assert answer["outcome"] == "ok", answer
    return answer


async def statuses(floor: Floor) -> str:
    told: str = await floor.one("SELECT string_agg(status, ' ' ORDER BY number) FROM orders")
    return told


async def test_a_batch_takes_the_sum_of_a_place_into_one_tote(db: Database) -> None:
    floor = await open_floor(db, TEA=("A-01-1", 9), CUP=("A-03-1", 9))
    run, _ = await batch(floor, "TEA", "CUP", "TEA", "TEA", "CUP")
    step = await floor.step(run)
    assert isinstance(step, GoTo)
    assert (step.place, step.quantity, step.picked, step.orders) == ("A-01-1", 3, 0, 3)
    assert (await work_pack(floor.hot, run)).totes_missing, "the server alone judges a batch"
    await scan(floor, run, "A-01-1")
    six = cast.ean13(1)
    async with db.begin(HALL) as tx:
        await cast.add_barcode(tx, floor.products["TEA"], six, 6)
    assert (await floor.scan(run, six))["code"] == "pick.too_many"
    assert (await floor.scan(run, command_code(Verb.CONFIRM)))["code"] == "pick.scan_item_first"
    assert (await floor.scan(run, floor.codes["CUP"]))["code"] == "pick.wrong_item.item"
    answer = await scan(floor, run, "TEA")
    assert (answer["picked"], answer["quantity"]) == (1, 3)
    assert await statuses(floor) == "picked released released released released"
    step = await floor.step(run)
    assert isinstance(step, Take)
    assert (step.quantity, step.picked, step.done, step.total) == (3, 1, 1, 5)
    await scan(floor, run, command_code(Verb.CONFIRM), "A-03-1", "CUP", "CUP")
    assert isinstance(await floor.step(run), Finished)
    assert await floor.one(IN_TOTES) == "T-1 CUP 2, T-1 TEA 3"
    assert await statuses(floor) == "picked picked picked picked picked"
    assert await floor.one("SELECT sum(allocated)::int FROM balances") == 0


async def test_undo_takes_back_all_pieces_of_a_scan_of_a_batch(db: Database) -> None:
    floor = await open_floor(db, TEA=("A-01-1", 9))
    pair = cast.ean13(1)
    async with db.begin(HALL) as tx:
        await cast.add_barcode(tx, floor.products["TEA"], pair, 2)
    run, orders = await batch(floor, "TEA", "TEA", "TEA")
    await scan(floor, run, "A-01-1", "TEA", pair)
    assert isinstance(await floor.step(run), Finished)
    async with db.begin(HALL) as tx:
        stopped = await cancel(tx, floor.shop.id, orders[2].id)
        assert stopped.answer is Answer.INTERCEPTED
    async with db.begin(HALL) as tx:
        await pick.undo(tx, run, floor.ola)
    assert await statuses(floor) == "picked picking picked", "what was cancelled stays in the tote"
    async with db.begin(HALL) as tx:
        await pick.undo(tx, run, floor.ola)
    with pytest.raises(NothingToUndo):
        async with db.begin(HALL) as tx:
            await pick.undo(tx, run, floor.ola)
    assert await floor.one(IN_TOTES) == "T-1 TEA 1"
    assert await floor.one("SELECT sum(allocated)::int FROM balances") == 2
    await scan(floor, run, "TEA", "TEA")
    async with db.begin(HALL) as tx:
        assert (
            await put_back(tx, floor.shop.id, orders[2].id, floor.hall["A-01-1"].id, floor.ola) == 1
        )
    assert await floor.one(IN_TOTES) == "T-1 TEA 2", "the other orders' pieces stay"


async def test_what_may_be_wrong_is_said_of_the_whole_step_of_a_batch(db: Database) -> None:
    floor = await open_floor(db, TEA=("A-01-1", 5), CUP=("A-03-1", 2))
    run, _ = await batch(floor, "TEA", "TEA", "TEA", "TEA", "CUP")
    async with db.begin(HALL) as tx:
        for code, quantity in (("A-02-1", 1), ("A-04-1", 1)):
            await cast.stock(tx, floor.hall, floor.products["TEA"], code, quantity)
    step = await floor.step(run)
    assert isinstance(step, GoTo)
    async with db.begin(HALL) as tx:
        await pick.skip(tx, run, step.task, floor.ola)
    step = await floor.step(run)
    assert isinstance(step, GoTo)
    assert (step.place, step.quantity) == ("A-03-1", 1)
    await scan(floor, run, "A-03-1", "CUP", "A-01-1", "TEA")
    step = await floor.step(run)
    assert isinstance(step, Take)
    assert (step.quantity, step.picked) == (4, 1)
    async with db.begin(HALL) as tx:  # one of the three goes elsewhere, two stay
        moved = await side_doors.take_elsewhere(
            tx, run, step.task, floor.ola, place_id=floor.hall["A-02-1"].id
        )
        assert (moved.moved, moved.left) == (1, 2)
    await scan(floor, run, "A-02-1", "TEA", "A-01-1")
    step = await floor.step(run)
    assert isinstance(step, Take)
    async with db.begin(HALL) as tx:
        spoilt = await side_doors.damaged(tx, run, step.task, "wet", floor.ola)
        assert (spoilt.missing, spoilt.found_elsewhere) == (1, 1)
    step = await floor.step(run)
    assert isinstance(step, Take)
    async with db.begin(HALL) as tx:
        short = await pick.short(tx, run, step.task, "empty", floor.ola)
        assert short.missing >= 1
    while not isinstance(step := await floor.step(run), Finished):
        async with db.begin(HALL) as tx:
            await pick.short(tx, run, step.task, "empty", floor.ola)  # type: ignore[union-attr]
    assert await statuses(floor) == "picked picked backordered backordered picked"
    assert await floor.one(IN_TOTES) == "T-1 CUP 1, T-1 TEA 2"


async def test_a_full_tote_of_a_batch_is_packed_while_the_walk_fills_the_next(db: Database) -> None:
    floor = await open_floor(db, TEA=("A-01-1", 5))
    run, _ = await batch(floor, "TEA", "TEA", "TEA")
    await scan(floor, run, "A-01-1", "TEA")
    async with db.begin(HALL) as tx:
        assert await side_doors.full(tx, run, None, floor.ola) == "T-1"
    step = await floor.step(run)
    assert isinstance(step, TakeTote)
    assert step.orders == 2
    async with db.begin(HALL) as tx:  # it was not full after all
        assert await pick.undo(tx, run, floor.ola) is None
    assert isinstance(await floor.step(run), Take)
    async with db.begin(HALL) as tx:
        await side_doors.full(tx, run, None, floor.ola)
    assert (await floor.scan(run, floor.hall["T-1"].label_code or ""))["code"] == "pick.tote_in_use"
    await scan(floor, run, "T-2", "TEA", "TEA")
    assert await floor.one(IN_TOTES) == "T-1 TEA 1, T-2 TEA 2"
    async with db.read(HALL) as read:
        assert len(await queries.totes(read, run)) == 3


async def test_a_batch_is_of_orders_of_one_piece_whose_barcodes_are_one_shops(db: Database) -> None:
    floor = await open_floor(db, TEA=("A-01-1", 9))
    many = await floor.order("MANY", TEA=2)
    with pytest.raises(NothingToPick):
        await floor.start(many, mode="single")
    async with db.begin(HALL) as tx:
        other = await cast.open_shop(tx, "OTHER")
        tea = await cast.add_product(tx, other, "TEA-O")
        await cast.add_barcode(tx, tea, floor.codes["TEA"], 1)
        await cast.stock(tx, floor.hall, tea, "A-02-1", 3)
    mine = await floor.order("MINE", TEA=1)
    shop, floor.shop = floor.shop, other
    theirs = await floor.order("THEIRS", **{"TEA-O": 1})
    floor.shop = shop
    run = await floor.start(mine, theirs, mode="single")
    assert await floor.one("SELECT count(*) FROM pick_run_orders WHERE emptied_at IS NULL") == 1
    async with db.begin(HALL) as tx:
        await scan(floor, run, "T-1")
    async with db.begin(HALL) as tx:
        await runs.give_back_run(tx, run, floor.ola)
    assert await floor.one("SELECT count(tote_id) FROM pick_run_orders") == 0


async def test_other_lots_are_taken_for_the_whole_step_of_a_batch(db: Database) -> None:
    floor = await open_floor(db, TEA=("A-01-1", 0))
    tea = floor.products["TEA"]
    async with db.begin(HALL) as tx:
        for code, days in (("L1", 30), ("L2", 60)):
            lot = await cast.add_lot(tx, tea, code, expires_in_days=days)
            await cast.stock(tx, floor.hall, tea, "A-01-1", 2, lot=lot)
    run, _ = await batch(floor, "TEA", "TEA")
    await scan(floor, run, "A-01-1")
    step = await floor.step(run)
    assert isinstance(step, Take)
    async with db.read(HALL) as read:
        [offer] = await other_lot.other_lots(read, run, step.task)
    async with db.begin(HALL) as tx:
        asked = await other_lot.take_other_lot(
            tx, run, step.task, offer.lot_id, offer.place_id, floor.ola
        )
        assert isinstance(asked, other_lot.WhyAsked)
    async with db.begin(HALL) as tx:
        moved = await other_lot.take_other_lot(
            tx, run, step.task, offer.lot_id, offer.place_id, floor.ola, because="told"
        )
    assert isinstance(moved, side_doors.Moved)
    assert (moved.moved, moved.left) == (2, 0)
