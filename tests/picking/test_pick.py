"""Goods leave the shelf: expectation first, every scan once, nothing half-done."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import text

from tests import cast
from tests.picking.walking import open_floor
from wms.barcodes import Verb, command_code
from wms.db import HALL, Database
from wms.orders.amend import OrderChange, lock_order
from wms.orders.place import LineAsked
from wms.picking import pick, queries, runs
from wms.picking.cancel import Answer, cancel
from wms.picking.errors import NothingToUndo, RunTaken
from wms.picking.put_back import put_back
from wms.picking.steps import Finished, GoTo, Take
from wms.shipping.amend import amend_order

#: who was not seen for so long has gone home
QUARTER = timedelta(minutes=15)


async def test_a_walk_takes_two_scans_a_unit_line_and_ends_in_the_totes(db: Database) -> None:
    floor = await open_floor(db, TEA=("A-01-1", 5), CUP=("A-03-1", 5))
    orders = [await floor.order("W-1", TEA=1, CUP=1), await floor.order("W-2", CUP=1)]
    run = await floor.start(*orders)
    scans = await floor.walk(run, ["T-1", "T-2"])
    # two totes, then TEA: place + item, CUP: place + item + item of the other order
    assert scans == 2 + 2 + 3
    assert await floor.one("SELECT array_agg(DISTINCT status) FROM orders") == ["picked"]
    assert await floor.one("SELECT status FROM pick_runs") == "picked"
    assert await floor.one(
        "SELECT sum(on_hand)::int, sum(allocated)::int FROM balances b "
        "JOIN places p ON p.id = b.place_id WHERE p.kind = 'tote'"
    ) == (3, 0)
    assert await floor.one("SELECT sum(allocated)::int FROM balances") == 0


async def test_a_wrong_scan_is_told_in_words_kept_and_changes_nothing(db: Database) -> None:
    floor = await open_floor(db, TEA=("A-01-1", 5), CUP=("A-03-1", 5))
    run = await floor.start(await floor.order("W-1", TEA=1))
    for code, expected in (
        ("nonsense", "pick.not_a_tote"),
        (floor.hall["T-1"].label_code, None),
        (floor.codes["TEA"], "pick.wrong_place.item"),
        (floor.hall["A-02-1"].label_code, "pick.wrong_place.place"),
        (floor.hall["A-01-1"].label_code, None),
        (floor.codes["CUP"], "pick.wrong_item.item"),
        (floor.hall["A-01-1"].label_code, "pick.wrong_item.place"),
        ("4006381333931", "pick.wrong_item"),
        (command_code(Verb.CONFIRM), "pick.scan_item_first"),
    ):
        answer = await floor.scan(run, code or "")
        assert answer.get("code") == expected, (code, answer)
    assert await floor.one("SELECT count(*) FROM movements WHERE reason = 'pick'") == 0
    assert await floor.one("SELECT count(*) FROM scans WHERE outcome = 'refused'") == 7


async def test_the_same_scan_twice_is_one_pick_with_one_answer(db: Database) -> None:
    floor = await open_floor(db, TEA=("A-01-1", 5))
    run = await floor.start(await floor.order("W-1", TEA=3))
    for code in (floor.hall["T-1"].label_code, floor.hall["A-01-1"].label_code):
        await floor.scan(run, code or "")
    scan_id = uuid4()
    answers = await asyncio.gather(
        *(floor.scan(run, floor.codes["TEA"], scan_id=scan_id) for _ in range(20))
    )
    assert [a.get("repeated", False) for a in answers].count(False) == 1
    assert {a["picked"] for a in answers} == {1}
    assert await floor.one("SELECT sum(quantity) FROM movements WHERE reason = 'pick'") == 1


async def test_a_pack_counts_its_pieces_and_never_more_than_are_needed(db: Database) -> None:
    floor = await open_floor(db, TEA=("A-01-1", 20))
    six, twelve = cast.ean13(1), cast.ean13(2)
    async with db.begin(HALL) as tx:
        await cast.add_barcode(tx, floor.products["TEA"], six, 6)
        await cast.add_barcode(tx, floor.products["TEA"], twelve, 12)
    run = await floor.start(await floor.order("W-1", TEA=8))
    for code in (floor.hall["T-1"].label_code, floor.hall["A-01-1"].label_code):
        await floor.scan(run, code or "")
    assert (await floor.scan(run, twelve))["code"] == "pick.too_many"
    assert (await floor.scan(run, six))["picked"] == 6
    answer = await floor.scan(run, command_code(Verb.CONFIRM))
    assert (answer["picked"], answer["next"]["expects"]) == (8, "nothing")


async def test_two_pickers_never_get_the_same_walk(db: Database) -> None:
    floor = await open_floor(db, TEA=("A-01-1", 5))
    async with db.begin(HALL) as tx:
        jan = await cast.hire(tx, "Jan")
    run = await floor.start(await floor.order("W-1", TEA=1))
    with pytest.raises(RunTaken) as caught:
        async with db.begin(HALL) as tx:
            await runs.start_run(tx, run, jan)
    assert caught.value.facts["by"] == "Ola"
    answer = await floor.scan(run, floor.hall["T-1"].label_code or "", by=jan)
    assert (answer["code"], answer["facts"]["by"]) == ("pick.run_taken", "Ola")


async def test_ten_pickers_at_once_share_out_the_orders_without_a_clash(db: Database) -> None:
    floor = await open_floor(db, TEA=("A-01-1", 100))
    for n in range(20):
        await floor.order(f"W-{n}", TEA=1)
    async with db.begin(HALL) as tx:
        crew = [await cast.hire(tx, f"P{n}") for n in range(10)]

    async def begin(who: cast.AtWork) -> object:
        async with db.begin(HALL) as tx:
            return await runs.next_run(tx, floor.hall.warehouse_id, who)

    await asyncio.gather(*(begin(who) for who in crew), return_exceptions=True)
    assert await floor.one("SELECT count(*), count(DISTINCT order_id) FROM pick_run_orders") == (
        20,
        20,
    )
    assert (
        await floor.one(
            "SELECT max(n) FROM (SELECT count(*) AS n FROM pick_runs GROUP BY operator_id) x"
        )
        == 1
    )


async def test_short_takes_the_rest_from_elsewhere_and_doubts_the_place(db: Database) -> None:
    floor = await open_floor(db, TEA=("A-01-1", 3))
    run = await floor.start(await floor.order("W-1", TEA=3))
    async with db.begin(HALL) as tx:
        await cast.stock(tx, floor.hall, floor.products["TEA"], "A-04-1", 1)
    for code in (floor.hall["T-1"].label_code, floor.hall["A-01-1"].label_code):
        await floor.scan(run, code or "")
    await floor.scan(run, floor.codes["TEA"])
    step = await floor.step(run)
    assert isinstance(step, Take)
    async with db.begin(HALL) as tx:
        result = await pick.short(tx, run, step.task, "empty", floor.ola)
    assert (result.missing, result.found_elsewhere) == (2, 1)
    step = await floor.step(run)
    assert isinstance(step, GoTo)
    assert (step.place, step.quantity) == ("A-04-1", 1)
    await floor.walk(run, [])
    assert await floor.one("SELECT ordered, allocated, picked, backordered FROM order_lines") == (
        3,
        2,
        2,
        1,
    )
    assert await floor.one("SELECT on_hand FROM balances WHERE condition = 'quarantine'") == 2
    assert await floor.one(
        "SELECT data -> 'conditions', data ->> 'reason' FROM events WHERE type = 'stock.changed'"
    ) == ({"good": 2, "quarantine": 2}, "count")
    assert await floor.one("SELECT status FROM orders") == "picked"


async def test_an_order_of_which_nothing_is_there_waits_again_and_frees_its_tote(
    db: Database,
) -> None:
    floor = await open_floor(db, TEA=("A-01-1", 1))
    run = await floor.start(await floor.order("W-1", TEA=1))
    await floor.scan(run, floor.hall["T-1"].label_code or "")
    step = await floor.step(run)
    assert isinstance(step, GoTo)
    async with db.begin(HALL) as tx:
        await pick.short(tx, run, step.task, "empty", floor.ola)
    assert isinstance(await floor.step(run), Finished)
    assert await floor.one("SELECT status FROM orders") == "backordered"
    assert await floor.one("SELECT count(*) FROM pick_run_orders WHERE emptied_at IS NULL") == 0


async def test_a_skipped_step_comes_back_at_the_end(db: Database) -> None:
    floor = await open_floor(db, TEA=("A-01-1", 1), CUP=("A-02-1", 1))
    run = await floor.start(await floor.order("W-1", TEA=1, CUP=1))
    await floor.scan(run, floor.hall["T-1"].label_code or "")
    first = await floor.step(run)
    assert isinstance(first, GoTo)
    async with db.begin(HALL) as tx:
        await pick.skip(tx, run, first.task, floor.ola)
    second = await floor.step(run)
    assert isinstance(second, GoTo)
    assert (first.sku, second.sku) == ("TEA", "CUP")
    await floor.walk(run, [])
    assert await floor.one("SELECT status FROM orders") == "picked"


async def test_undo_takes_the_last_scan_back_even_when_it_ended_the_walk(db: Database) -> None:
    floor = await open_floor(db, TEA=("A-01-1", 2))
    run = await floor.start(await floor.order("W-1", TEA=2))
    await floor.walk(run, ["T-1"])
    for left in (1, 0):
        async with db.begin(HALL) as tx:
            await pick.undo(tx, run, floor.ola)
        assert await floor.one("SELECT picked FROM order_lines") == left
        assert await floor.one("SELECT picked FROM allocations") == left
    with pytest.raises(NothingToUndo):
        async with db.begin(HALL) as tx:
            await pick.undo(tx, run, floor.ola)
    assert await floor.one("SELECT on_hand, allocated FROM balances WHERE on_hand > 0") == (2, 2)
    await floor.walk(run, [])
    assert await floor.one("SELECT status FROM orders") == "picked"


@pytest.mark.parametrize("scans", [0, 1, 2, 3, 4])
async def test_a_cancel_at_any_moment_leaves_no_promise(db: Database, scans: int) -> None:
    floor = await open_floor(db, TEA=("A-01-1", 2))
    order = await floor.order("W-1", TEA=2)
    if scans:
        run, totes = await floor.start(order), ["T-1"]
        for _ in range(scans):
            await floor.scan(run, await floor.code_for(await floor.step(run), totes))
    async with db.begin(floor.shop.id if not scans else HALL) as tx:
        said = await cancel(tx, floor.shop.id, order.id)
        again = await cancel(tx, floor.shop.id, order.id)
    assert said == again
    assert await floor.one("SELECT sum(allocated)::int FROM balances") == 0
    if scans < 3:
        assert (said.answer, said.status) == (Answer.ACCEPTED, "cancelled")
    else:
        assert said.answer is Answer.INTERCEPTED
        async with db.begin(HALL) as tx:
            moved = await put_back(tx, floor.shop.id, order.id, floor.hall["A-02-1"].id, floor.ola)
        assert moved == scans - 2
    assert await floor.one("SELECT status FROM orders") == "cancelled"
    assert await floor.one("SELECT sum(on_hand)::int, sum(allocated)::int FROM balances") == (2, 0)


async def test_a_cancel_racing_the_scans_gets_one_answer_and_no_deadlock(db: Database) -> None:
    floor = await open_floor(db, TEA=("A-01-1", 50))
    for n in range(10):
        order = await floor.order(f"W-{n}", TEA=2)
        run, totes = await floor.start(order), [f"T-{n % 6 + 1}"]
        await floor.scan(run, await floor.code_for(await floor.step(run), totes))
        await floor.scan(run, floor.hall["A-01-1"].label_code or "")

        async def wish(order_id: object = order.id) -> object:
            async with db.begin(HALL) as tx:
                return await cancel(tx, floor.shop.id, order_id)  # type: ignore[arg-type]  # the id of the test's order

        results = await asyncio.gather(
            floor.scan(run, floor.codes["TEA"]), wish(), floor.scan(run, floor.codes["TEA"])
        )
        if results[1].answer is Answer.INTERCEPTED:
            async with db.begin(HALL) as tx:
                await put_back(tx, floor.shop.id, order.id, floor.hall["A-01-1"].id, floor.ola)
    assert await floor.one("SELECT array_agg(DISTINCT status) FROM orders") == ["cancelled"]
    assert await floor.one("SELECT sum(on_hand)::int, sum(allocated)::int FROM balances") == (50, 0)


async def test_a_screen_is_the_next_step_and_the_answer_that_led_to_it(db: Database) -> None:
    floor = await open_floor(db, TEA=("A-01-1", 5))
    run = await floor.start(await floor.order("W-1", TEA=1))
    before = await queries.on_screen(floor.hot, run, None)
    assert (before.step, before.answer) == (await floor.step(run), None)
    scan = uuid4()
    answer = await floor.scan(run, floor.hall["T-1"].label_code or "", scan_id=scan)
    after = await queries.on_screen(floor.hot, run, scan)
    assert (after.step, after.answer) == (await floor.step(run), answer)
    assert isinstance(after.step, GoTo)
    assert (await queries.on_screen(floor.hot, run, uuid4())).answer is None, "never heard of it"


async def test_undo_leaves_an_order_alone_that_its_shop_cancelled(db: Database) -> None:
    floor = await open_floor(db, TEA=("A-01-1", 1), CUP=("A-02-1", 1))
    order = await floor.order("W-1", TEA=1, CUP=1)
    run, totes = await floor.start(order), ["T-1"]
    for _ in range(3):
        await floor.scan(run, await floor.code_for(await floor.step(run), totes))
    async with db.begin(HALL) as tx:
        assert (await cancel(tx, floor.shop.id, order.id)).answer is Answer.INTERCEPTED
    with pytest.raises(NothingToUndo):
        async with db.begin(HALL) as tx:
            await pick.undo(tx, run, floor.ola)
    async with db.begin(HALL) as tx:
        await put_back(tx, floor.shop.id, order.id, floor.hall["A-03-1"].id, floor.ola)
    assert await floor.one("SELECT sum(on_hand)::int, sum(allocated)::int FROM balances") == (2, 0)


async def test_what_is_put_back_is_taken_off_the_line_that_was_picked(db: Database) -> None:
    floor = await open_floor(db, TEA=("A-01-1", 2))
    order = await floor.order("W-1", TEA=1)
    lines = [LineAsked(sku="TEA", quantity=2, external_id="the other line")]
    async with db.begin(floor.shop.id) as tx:
        now = await lock_order(tx, floor.shop.id, order.id)
        await amend_order(tx, now, OrderChange(lines=lines))
    run = await floor.start(order)
    for _ in range(4):
        await floor.scan(run, await floor.code_for(await floor.step(run), ["T-1"]))
    async with db.begin(HALL) as tx:
        assert (await cancel(tx, floor.shop.id, order.id)).answer is Answer.INTERCEPTED
        await put_back(tx, floor.shop.id, order.id, floor.hall["A-03-1"].id, floor.ola)
    by_line = (
        "SELECT array_agg(ordered ORDER BY line_no), array_agg(units ORDER BY line_no) FROM ("
        "SELECT l.line_no, l.ordered, "
        "coalesce(sum(m.quantity) FILTER (WHERE m.reason = {}), 0)::int AS units "
        "FROM order_lines l LEFT JOIN movements m ON m.line_id = l.id GROUP BY 1, 2) AS x"
    )
    assert await floor.one(by_line.format("'pick'")) == ([0, 2], [0, 2])
    assert await floor.one(by_line.format("'unpick'")) == ([0, 2], [0, 2])


async def test_undo_after_a_short_goes_to_the_pick_before_it(db: Database) -> None:
    floor = await open_floor(db, TEA=("A-01-1", 2), CUP=("A-02-1", 1))
    run = await floor.start(await floor.order("W-1", CUP=1, TEA=2))
    totes = ["T-1"]
    for _ in range(3):
        await floor.scan(run, await floor.code_for(await floor.step(run), totes))
    step = await floor.step(run)
    assert isinstance(step, Take)
    async with db.begin(HALL) as tx:
        await pick.short(tx, run, step.task, "fewer", floor.ola)
    await floor.scan(run, floor.hall["A-02-1"].label_code or "")
    await floor.scan(run, floor.codes["CUP"])
    async with db.begin(HALL) as tx:
        await pick.undo(tx, run, floor.ola)
    assert await floor.one("SELECT sum(picked)::int FROM order_lines") == 1
    with pytest.raises(NothingToUndo):
        async with db.begin(HALL) as tx:
            await pick.undo(tx, run, floor.ola)


async def test_a_gs1_code_of_another_lot_is_refused(db: Database) -> None:
    floor = await open_floor(db, MILK=("A-01-1", 0))
    milk = floor.products["MILK"]
    async with db.begin(HALL) as tx:
        lot = await cast.add_lot(tx, milk, "AAA", expires_in_days=30)
        await cast.stock(tx, floor.hall, milk, "A-01-1", 1, lot=lot)
    run = await floor.start(await floor.order("W-1", MILK=1))
    await floor.scan(run, floor.hall["T-1"].label_code or "")
    await floor.scan(run, floor.hall["A-01-1"].label_code or "")
    gtin = floor.codes["MILK"].rjust(14, "0")
    wrong = await floor.scan(run, f"]C101{gtin}10BBB")
    assert (wrong["code"], wrong["facts"]) == (
        "pick.wrong_lot",
        {"scanned": "BBB", "needed": "AAA"},
    )
    assert (await floor.scan(run, f"]C101{gtin}10AAA"))["outcome"] == "ok"


async def test_a_short_and_an_undo_work_at_a_place_that_was_blocked_since(db: Database) -> None:
    floor = await open_floor(db, TEA=("A-01-1", 2))
    run = await floor.start(await floor.order("W-1", TEA=2))
    for code in (floor.hall["T-1"].label_code, floor.hall["A-01-1"].label_code):
        await floor.scan(run, code or "")
    await floor.scan(run, floor.codes["TEA"])
    async with db.begin(HALL) as tx:
        place = await tx.get_one(type(floor.hall["A-01-1"]), floor.hall["A-01-1"].id)
        place.blocked_at = place.created_at
        await tx.flush()
    async with db.begin(HALL) as tx:
        await pick.undo(tx, run, floor.ola)
    step = await floor.step(run)
    assert isinstance(step, Take)
    async with db.begin(HALL) as tx:
        assert (await pick.short(tx, run, step.task, "empty", floor.ola)).missing == 2


async def test_one_pickers_two_taps_start_one_walk(db: Database) -> None:
    floor = await open_floor(db, TEA=("A-01-1", 20))
    for n in range(12):
        await floor.order(f"W-{n}", TEA=1)

    async def tap() -> object:
        async with db.begin(HALL) as tx:
            return await runs.next_run(tx, floor.hall.warehouse_id, floor.ola)

    assert len(set(await asyncio.gather(tap(), tap(), tap()))) == 1


async def test_a_walk_goes_on_in_other_hands_when_its_picker_has_gone(db: Database) -> None:
    floor = await open_floor(db, TEA=("A-01-1", 1))
    run = await floor.start(await floor.order("W-1", TEA=1))
    await floor.scan(run, floor.hall["T-1"].label_code or "")
    async with db.begin(HALL) as tx:
        jan = await cast.hire(tx, "Jan")
        ewa = await cast.hire(tx, "Ewa", is_supervisor=True)
    with pytest.raises(RunTaken):
        async with db.begin(HALL) as tx:
            await runs.take_over_run(tx, run, jan, away_after=QUARTER)
    async with db.begin(HALL) as tx:
        assert await queries.runs_to_take_over(tx, jan.operator_id, away_after=QUARTER) == []
        await runs.take_over_run(tx, run, ewa, away_after=QUARTER)
    answer = await floor.scan(run, floor.hall["A-01-1"].label_code or "", by=ewa)
    assert answer["outcome"] == "ok"
    async with db.begin(HALL) as tx:  # she logs out: now it is anybody's
        await tx.execute(text("UPDATE operator_sessions SET ended_at = clock_timestamp() "
                              "WHERE operator_id = :ewa"), {"ewa": ewa.operator_id})  # fmt: skip
        [left] = await queries.runs_to_take_over(tx, jan.operator_id, away_after=QUARTER)
        assert left.operator == "Ewa"
        await runs.take_over_run(tx, run, jan, away_after=QUARTER)
    assert (await floor.scan(run, floor.codes["TEA"], by=ewa))["code"] == "pick.run_taken"
