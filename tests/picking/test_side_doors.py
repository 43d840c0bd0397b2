"""What may be wrong on the walk: a full tote, a spoilt piece, another place, a doubt, a lot."""

from __future__ import annotations

import asyncio
from typing import Any
from uuid import UUID

import pytest

from tests import cast
from tests.picking.walking import Floor, open_floor
from wms.db import HALL, Database
from wms.picking import pick, queries, side_doors
from wms.picking.cancel import Answer, cancel
from wms.picking.errors import NothingThere, ToteEmpty
from wms.picking.put_back import put_back
from wms.picking.steps import Finished, GoTo, Take, TakeTote
from wms.verify import verify


async def at_the_place(floor: Floor, **lines: int) -> tuple[UUID, Take]:
    """A walk for one order, its picker at the first place."""
    run = await floor.start(await floor.order("W-1", **lines))
    totes = ["T-1"]
    for _ in range(2):
        await floor.scan(run, await floor.code_for(await floor.step(run), totes))
    return run, await in_hand(floor, run)


async def in_hand(floor: Floor, run: UUID) -> Take:
    step = await floor.step(run)
    assert isinstance(step, Take), step
    return step


async def all_is_well(db: Database) -> None:
    async with db.read(HALL) as read:
        assert await verify(read) == []


async def test_an_order_goes_on_in_a_second_tote_and_both_are_its_own(db: Database) -> None:
    floor = await open_floor(db, TEA=("A-01-1", 5))
    run, step = await at_the_place(floor, TEA=2)
    with pytest.raises(ToteEmpty):
        async with db.begin(HALL) as tx:
            await side_doors.full(tx, run, step.task, floor.ola)
    await floor.scan(run, floor.codes["TEA"])
    async with db.begin(HALL) as tx:
        assert await side_doors.full(tx, run, None, floor.ola) == "T-1"
    asked = await floor.step(run)
    assert isinstance(asked, TakeTote)
    used = await floor.scan(run, floor.hall["T-1"].label_code or "")
    assert used["code"] == "pick.tote_in_use", "it is full of this order"
    await floor.walk(run, ["T-2"])
    async with db.read(HALL) as read:
        assert [t.tote for t in await queries.totes(read, run)] == ["T-1 + T-2"]
    assert await floor.one(
        "SELECT array_agg(p.code || b.on_hand ORDER BY p.code) FROM balances b "
        "JOIN places p ON p.id = b.place_id WHERE p.kind = 'tote'"
    ) == ["T-11", "T-21"]
    await all_is_well(db)


async def test_full_is_taken_back_while_the_next_tote_is_not_there(db: Database) -> None:
    floor = await open_floor(db, TEA=("A-01-1", 5))
    run, step = await at_the_place(floor, TEA=2)
    await floor.scan(run, floor.codes["TEA"])
    async with db.begin(HALL) as tx:
        await side_doors.full(tx, run, step.task, floor.ola)
    async with db.begin(HALL) as tx:
        assert await pick.undo(tx, run, floor.ola) is None
    assert (await in_hand(floor, run)).tote == "T-1"
    assert await floor.one("SELECT count(*) FROM full_totes") == 0
    async with db.begin(HALL) as tx:
        assert await pick.undo(tx, run, floor.ola) == step.task


@pytest.mark.parametrize("has_second", [False, True])
async def test_a_cancel_puts_the_goods_of_both_totes_back(db: Database, has_second: bool) -> None:
    floor = await open_floor(db, TEA=("A-01-1", 5))
    run, step = await at_the_place(floor, TEA=3)
    await floor.scan(run, floor.codes["TEA"])
    async with db.begin(HALL) as tx:
        await side_doors.full(tx, run, step.task, floor.ola)
    if has_second:
        await floor.scan(run, floor.hall["T-2"].label_code or "")
        await floor.scan(run, floor.codes["TEA"])
    order = UUID(str(await floor.one("SELECT id FROM orders")))
    async with db.begin(floor.shop.id) as tx:
        assert (await cancel(tx, floor.shop.id, order)).answer is Answer.INTERCEPTED
    assert isinstance(await floor.step(run), Finished), "no tote is asked for any more"
    async with db.begin(HALL) as tx:
        moved = await put_back(tx, floor.shop.id, order, floor.hall["A-02-1"].id, floor.ola)
    assert moved == 1 + has_second
    assert await floor.one("SELECT count(*) FROM full_totes") == 0
    await all_is_well(db)


async def test_a_full_tote_is_nobody_elses_however_many_ask_at_once(db: Database) -> None:
    floor = await open_floor(db, TEA=("A-01-1", 9), CUP=("A-02-1", 9))
    run, step = await at_the_place(floor, TEA=2)
    await floor.scan(run, floor.codes["TEA"])
    others = [await floor.start(await floor.order(f"C-{n}", CUP=1)) for n in range(5)]

    async def say_full() -> None:
        async with db.begin(HALL) as tx:
            await side_doors.full(tx, run, step.task, floor.ola)

    label = floor.hall["T-1"].label_code or ""
    answers = await asyncio.gather(say_full(), *(floor.scan(other, label) for other in others))
    assert {answer["code"] for answer in answers[1:] if answer} == {"pick.tote_in_use"}
    await all_is_well(db)


async def test_a_spoilt_piece_is_damaged_at_its_place_and_another_is_taken(db: Database) -> None:
    floor = await open_floor(db, TEA=("A-01-1", 3))
    run, step = await at_the_place(floor, TEA=2)
    async with db.begin(HALL) as tx:
        told = await side_doors.damaged(tx, run, step.task, "wet", floor.ola)
    assert (told.missing, told.found_elsewhere) == (1, 1)
    assert (await in_hand(floor, run)).place == "A-01-1", "the picker stands there still"
    async with db.begin(HALL) as tx:
        told = await side_doors.damaged(tx, run, (await in_hand(floor, run)).task, "wet", floor.ola)
    assert (told.missing, told.found_elsewhere) == (1, 0)
    while not isinstance(await floor.step(run), Finished):
        assert (await floor.scan(run, floor.codes["TEA"]))["outcome"] == "ok"
    assert await floor.one("SELECT picked, backordered FROM order_lines") == (1, 1)
    assert (
        await floor.one("SELECT sum(on_hand)::int FROM balances WHERE condition = 'damaged'") == 2
    )
    assert await floor.one("SELECT array_agg(DISTINCT reason) FROM movements") == [
        "adjust",
        "damage",
        "pick",
    ]
    assert await floor.one("SELECT count(*) FROM place_counts") == 0, "nothing is in doubt"
    await all_is_well(db)


async def test_the_same_goods_are_taken_from_another_place(db: Database) -> None:
    floor = await open_floor(db, TEA=("A-01-1", 5), CUP=("A-03-1", 1))
    async with db.begin(HALL) as tx:
        await cast.stock(tx, floor.hall, floor.products["TEA"], "A-04-1", 2)
    run, step = await at_the_place(floor, TEA=3)
    async with db.read(HALL) as read:
        offers = await side_doors.offers(read, run, step.task)
    assert [(o.place, o.free) for o in offers] == [("A-04-1", 2)]
    for label in (floor.hall["A-03-1"].label_code, "1000000000", floor.hall["A-01-1"].label_code):
        with pytest.raises(NothingThere):
            async with db.begin(HALL) as tx:
                await side_doors.take_elsewhere(tx, run, step.task, floor.ola, label=label)
    async with db.begin(HALL) as tx:
        moved = await side_doors.take_elsewhere(
            tx, run, step.task, floor.ola, place_id=offers[0].place_id
        )
    assert (moved.moved, moved.left) == (2, 1)
    there = await floor.step(run)
    assert isinstance(there, GoTo)
    assert (there.place, there.quantity) == ("A-04-1", 2)
    await all_is_well(db)
    await floor.walk(run, [])
    assert await floor.one("SELECT status FROM orders") == "picked"
    assert await floor.one("SELECT sum(allocated)::int FROM balances") == 0
    await all_is_well(db)


async def test_two_pickers_want_the_last_piece_of_another_place(db: Database) -> None:
    floor = await open_floor(db, TEA=("A-01-1", 2))
    walks: list[tuple[UUID, Any]] = []
    for n in range(2):
        run = await floor.start(await floor.order(f"W-{n}", TEA=1))
        await floor.scan(run, floor.hall[f"T-{n + 1}"].label_code or "")
        walks.append((run, await floor.step(run)))
    async with db.begin(HALL) as tx:
        await cast.stock(tx, floor.hall, floor.products["TEA"], "A-04-1", 1)

    async def go(run: UUID, step: Any) -> object:
        async with db.begin(HALL) as tx:
            return await side_doors.take_elsewhere(
                tx, run, step.task, floor.ola, place_id=floor.hall["A-04-1"].id
            )

    results = await asyncio.gather(*(go(*walk) for walk in walks), return_exceptions=True)
    assert sorted(type(r).__name__ for r in results) == ["Moved", "NothingThere"]
    await all_is_well(db)


async def test_the_last_piece_by_the_books_asks_whether_the_place_is_empty(db: Database) -> None:
    floor = await open_floor(db, TEA=("A-01-1", 2))
    run, _ = await at_the_place(floor, TEA=2)
    first = await floor.scan(run, floor.codes["TEA"])
    assert first["emptied"] is None
    last = await floor.scan(run, floor.codes["TEA"])
    assert last["emptied"] == "A-01-1"
    for _ in range(2):  # said twice, written down once
        async with db.begin(HALL) as tx:
            task = UUID(last["task"])
            await side_doors.want_count(tx, run, task, "not_empty", None, floor.ola)
    assert await floor.one(
        "SELECT p.code, c.reason FROM place_counts c JOIN places p ON p.id = c.place_id"
    ) == ("A-01-1", "not_empty")


async def test_a_short_opens_a_count_of_the_place(db: Database) -> None:
    floor = await open_floor(db, TEA=("A-01-1", 2))
    run, step = await at_the_place(floor, TEA=2)
    async with db.begin(HALL) as tx:
        await pick.short(tx, run, step.task, "fewer", floor.ola)
    assert await floor.one("SELECT reason, note, closed_at FROM place_counts") == (
        "short",
        "fewer",
        None,
    )


async def test_a_place_with_two_lots_asks_which_one_it_is(db: Database) -> None:
    floor = await open_floor(db, MILK=("A-01-1", 0))
    milk = floor.products["MILK"]
    async with db.begin(HALL) as tx:
        for code, days in (("AAA", 30), ("BBB", 60)):
            lot = await cast.add_lot(tx, milk, code, expires_in_days=days)
            await cast.stock(tx, floor.hall, milk, "A-01-1", 2, lot=lot)
    run, step = await at_the_place(floor, MILK=2)
    assert step.lot == "AAA"
    asked = await floor.scan(run, floor.codes["MILK"])
    assert (asked["did"], asked["lots"]) == ("which_lot", ["AAA", "BBB"])
    assert await floor.one("SELECT count(*) FROM movements WHERE reason = 'pick'") == 0
    said = await floor.scan(run, floor.codes["MILK"], lot="BBB")
    assert said["code"] == "pick.wrong_lot"
    assert (await floor.scan(run, floor.codes["MILK"], lot="AAA"))["did"] == "picked"
    gtin = floor.codes["MILK"].rjust(14, "0")
    assert (await floor.scan(run, f"]C101{gtin}10AAA"))["did"] == "picked"
