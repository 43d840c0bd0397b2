"""Another lot than the one whose turn it is: never silently, and no piece is promised twice."""

from __future__ import annotations

import asyncio
from uuid import UUID

import pytest

from tests import cast
from tests.picking.test_side_doors import all_is_well, at_the_place, in_hand
from tests.picking.walking import Floor, open_floor
from wms.db import HALL, Database
from wms.picking.errors import LotElsewhere, LotNotRead
from wms.picking.other_lot import LotOffer, WhyAsked, lot_scanned, other_lots, take_other_lot
from wms.picking.side_doors import Moved
from wms.picking.steps import Finished, GoTo, Take


async def milk(db: Database, **lots: tuple[str, int, int]) -> Floor:
    """``AAA=("A-01-1", 2, 30)``: two pieces of lot AAA that expire in 30 days."""
    floor = await open_floor(db, MILK=("A-01-1", 0))
    async with db.begin(HALL) as tx:
        for code, (place, quantity, days) in lots.items():
            lot = await cast.add_lot(tx, floor.products["MILK"], code, expires_in_days=days)
            await cast.stock(tx, floor.hall, floor.products["MILK"], place, quantity, lot=lot)
    return floor


async def offered(floor: Floor, run: UUID, step: Take) -> list[LotOffer]:
    async with floor.db.read(HALL) as read:
        return await other_lots(read, run, step.task)


async def take(
    floor: Floor, run: UUID, step: Take | GoTo, lot: LotOffer, because: str | None = None
) -> Moved | WhyAsked:
    async with floor.db.begin(HALL) as tx:
        return await take_other_lot(
            tx, run, step.task, lot.lot_id, lot.place_id, floor.ola, because=because
        )


async def test_a_lot_out_of_its_turn_is_taken_for_a_reason_and_the_first_one_for_none(
    db: Database,
) -> None:
    floor = await milk(
        db,
        AAA=("A-01-1", 3, 30),
        BBB=("A-01-1", 5, 60),
        CCC=("A-03-1", 9, 45),
        OLD=("A-04-1", 9, -1),
    )
    run, step = await at_the_place(floor, MILK=2)
    assert step.lot == "AAA"
    here, elsewhere = await offered(floor, run, step)  # the expired one is nobody's
    assert [(o.lot, o.place, o.free, o.is_here, o.is_later) for o in (here, elsewhere)] == [
        ("BBB", "A-01-1", 5, True, True),
        ("CCC", "A-03-1", 9, False, True),
    ]
    assert isinstance(await take(floor, run, step, here), WhyAsked)
    assert (await in_hand(floor, run)).lot == "AAA", "nothing has happened yet"
    assert await take(floor, run, step, here, "out_of_reach") == Moved(moved=2, left=0)
    now = await in_hand(floor, run)
    assert (now.lot, now.place, now.quantity) == ("BBB", "A-01-1", 2)
    # the first lot is free again; back to it without a reason
    back = next(o for o in await offered(floor, run, now) if o.lot == "AAA")
    assert (back.free, back.is_later) == (3, False)
    await take(floor, run, now, back)
    assert (await in_hand(floor, run)).lot == "AAA"
    assert await floor.one(
        "SELECT array_agg(other_lot_because ORDER BY sequence) FROM pick_tasks "
        "WHERE other_lot_because IS NOT NULL"
    ) == ["out_of_reach"]
    assert await floor.one("SELECT count(*) FROM place_counts") == 0
    await all_is_well(db)


async def test_a_lot_that_is_not_there_is_in_doubt_until_its_place_was_counted(
    db: Database,
) -> None:
    floor = await milk(db, AAA=("A-01-1", 5, 30), BBB=("A-03-1", 2, 60))
    run, step = await at_the_place(floor, MILK=3)
    assert (await floor.scan(run, floor.codes["MILK"]))["did"] == "picked"
    [other] = await offered(floor, run, step)
    assert await take(floor, run, step, other, "not_there") == Moved(moved=2, left=0)
    assert (
        await floor.one("SELECT sum(on_hand)::int FROM balances WHERE condition = 'quarantine'")
        == 2
    )
    assert await floor.one("SELECT reason, note FROM place_counts") == ("short", "not_there")
    there = await floor.step(run)
    assert isinstance(there, GoTo)
    assert (there.place, there.lot, there.quantity) == ("A-03-1", "BBB", 2)
    await all_is_well(db)
    await floor.walk(run, [])
    assert isinstance(await floor.step(run), Finished)
    assert await floor.one("SELECT picked, backordered FROM order_lines") == (3, 0)
    assert await floor.one("SELECT sum(allocated)::int FROM balances") == 0
    await all_is_well(db)


async def test_a_scanned_piece_says_which_lot_it_is(db: Database) -> None:
    floor = await milk(db, AAA=("A-01-1", 2, 30), BBB=("A-03-1", 1, 60))
    run, step = await at_the_place(floor, MILK=2)
    gtin = floor.codes["MILK"].rjust(14, "0")
    async with db.begin(HALL) as tx:
        found = await lot_scanned(tx, run, step.task, f"]C101{gtin}10BBB")
        for code in (f"]C101{gtin}10ZZZ", floor.codes["MILK"], "5901234123457", "1000000000"):
            with pytest.raises(LotNotRead):
                await lot_scanned(tx, run, step.task, code)
    assert (found.lot, found.place) == ("BBB", "A-03-1")
    # one piece of it: the other one stays with the first lot, for the end of the walk
    assert await take(floor, run, step, found, "told") == Moved(moved=1, left=1)
    await floor.walk(run, [])
    assert await floor.one("SELECT picked FROM order_lines") == 2
    await all_is_well(db)


async def test_two_pickers_want_the_last_piece_of_another_lot(db: Database) -> None:
    floor = await milk(db, AAA=("A-01-1", 2, 30), BBB=("A-01-1", 1, 60))
    walks = []
    for n in range(2):
        run = await floor.start(await floor.order(f"W-{n}", MILK=1))
        await floor.scan(run, floor.hall[f"T-{n + 1}"].label_code or "")
        step = await floor.step(run)
        assert isinstance(step, GoTo)
        walks.append((run, step))
    [other] = [o for o in await _offers(db, *walks[0]) if o.lot == "BBB"]
    got = await asyncio.gather(
        *(take(floor, run, step, other, "told") for run, step in walks), return_exceptions=True
    )
    assert sorted(type(one).__name__ for one in got) == ["LotElsewhere", "Moved"]
    assert any(isinstance(one, LotElsewhere) for one in got)
    await all_is_well(db)


async def _offers(db: Database, run: UUID, step: GoTo) -> list[LotOffer]:
    async with db.read(HALL) as read:
        return await other_lots(read, run, step.task)
