"""A return comes in several parcels, together or one after the other, and each arrives once."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from tests import cast
from tests.returns.test_returns import World, build, events
from wms.access.people import AtWork
from wms.clocks.due import the_almanac
from wms.clocks.promises import Promises, set_promises
from wms.clocks.terms import working_term
from wms.db import HALL, Database, Tx
from wms.returns.announce import announce
from wms.returns.arrive import arrive
from wms.returns.clocks import LATE_GOODS_DAYS
from wms.returns.deadlines import keep_deadlines
from wms.returns.errors import (
    ParcelHereAlready,
    ParcelsWaited,
    ReturnOver,
    TooManyParcels,
    WeightWrong,
)
from wms.returns.exchange import ExchangeAsked, exchange
from wms.returns.inspection.finish import finish, finish_empty
from wms.returns.inspection.grade import Verdict, grade
from wms.returns.inspection.receive import receive_item
from wms.returns.inspection.rubric import Rubric
from wms.returns.inspection.rubric_versions import save_rubric
from wms.returns.inspection.steps import ScanParcel, WhichParcel, next_step
from wms.returns.inspection.wait_over import end_wait, waited_too_long
from wms.returns.parcels import (
    NEW,
    PARCELS_MAX,
    SAME,
    WHICH,
    Carton,
    NewReturnParcel,
    more_come,
    one_more,
    taken_by,
    this_one,
    weigh,
    which,
)
from wms.returns.queries import ReturnView, return_by_number, return_view
from wms.returns.return_code import return_code
from wms.shipping.again.reship import AgainLine

TWO = (NewReturnParcel(tracking_number="BACK-1"), NewReturnParcel(tracking_number="BACK-2"))


@pytest.fixture
async def world(tx: Tx) -> World:
    return await build(tx)


async def _two(tx: Tx, world: World, **facts: Any) -> ReturnView:
    return await announce(tx, world.shop.id, world.announced(parcels=TWO, **facts))


async def _take(tx: Tx, world: World, number: int, code: str) -> bool:
    """A piece as new, back on the shelf; whether the return ended with it."""
    line = (await receive_item(tx, number, code, by=world.by)).line_id
    verdict = Verdict(line_id=line, grade="A", disposition="restock")
    return (await grade(tx, number, verdict, world.label("A-02-1"), by=world.by)).is_completed


def _here(view: ReturnView) -> list[str | None]:
    return [one.tracking_number for one in view.parcels if one.arrived_at]


async def test_two_parcels_arrive_each_by_itself_and_the_shop_hears_of_both(
    tx: Tx, world: World
) -> None:
    made = await _two(tx, world, declared_at=datetime.now(UTC))
    assert [one.tracking_number for one in made.parcels] == ["BACK-1", "BACK-2"]
    assert made.tracking_number == "BACK-1"
    await save_rubric(tx, world.shop.id, Rubric(refund_when="arrived"), by=None)
    await arrive(tx, "BACK-2", by=world.by)
    for again in ("BACK-2", return_code(made.number), world.gone.slip_code):
        assert (await arrive(tx, again, by=world.by)).return_id == made.id
    view = await return_view(tx, world.shop.id, made.id)
    assert (view.status, _here(view)) == ("arrived", ["BACK-2"])
    assert view.clocks.is_refund_withholdable, "half of the goods are not here"
    assert view.refund_clearable_at is None
    await arrive(tx, "BACK-1", by=world.by)
    view = await return_view(tx, world.shop.id, made.id)
    assert _here(view) == ["BACK-1", "BACK-2"] and view.refund_basis == "arrived"
    assert not view.clocks.is_refund_withholdable
    told = await events(tx, world)
    assert [kind for kind, _ in told] == [
        "return.announced", "return.arrived", "return.parcel_arrived", "return.refund_clearable",
    ]  # fmt: skip
    assert (told[1][1]["parcels_here"], told[1][1]["parcels_waited"]) == (1, 1)
    assert (told[2][1]["parcels_here"], told[2][1]["parcels_waited"]) == (2, 0)
    by = await taken_by(tx, world.shop.id, made.id)  # type: ignore[arg-type]  # a Tx reads as well
    assert set(by.values()) == {world.by.name}


async def test_a_code_of_the_return_asks_which_of_its_parcels_it_is(tx: Tx, world: World) -> None:
    made = await _two(tx, world)
    here = await arrive(tx, return_code(made.number), by=world.by)
    step = await next_step(tx, here.number)  # type: ignore[arg-type]  # a Tx reads as well
    assert isinstance(step, WhichParcel)
    await this_one(tx, here.number, made.parcels[1].id, by=world.by)
    with pytest.raises(ParcelHereAlready):
        await this_one(tx, here.number, made.parcels[1].id, by=world.by)
    step = await next_step(tx, here.number)  # type: ignore[arg-type]  # a Tx reads as well
    assert isinstance(step, ScanParcel) and _here(step.view) == ["BACK-2"]
    await one_more(tx, here.number, "BACK-1", by=world.by)
    await weigh(tx, here.number, made.parcels[0].id, 1200)
    with pytest.raises(WeightWrong):
        await weigh(tx, here.number, made.parcels[0].id, 0)
    view = await return_by_number(tx, here.number)
    assert [one.weight_g for one in view.parcels] == [1200, None]


async def test_one_more_parcel_that_nobody_announced_is_counted(tx: Tx, world: World) -> None:
    here = await arrive(tx, world.gone.slip_code, by=world.by)
    await one_more(tx, here.number, "SECOND", by=world.by)
    with pytest.raises(ParcelHereAlready):
        await one_more(tx, here.number, "SECOND", by=world.by)
    await one_more(tx, here.number, "", by=world.by)
    view = await return_by_number(tx, here.number)
    assert _here(view) == [None, "SECOND", None]
    assert (await arrive(tx, "SECOND")).return_id == here.return_id


async def test_a_shop_that_wants_all_parcels_waits_for_them_and_not_for_ever(
    tx: Tx, world: World
) -> None:
    await save_rubric(tx, world.shop.id, Rubric(ends_with="parcels", parcels_wait_days=5), by=None)
    made = await _two(tx, world, lines={"TEA-100": 1})
    await arrive(tx, "BACK-1", by=world.by)
    assert not await _take(tx, world, made.number, world.tea_code), "BACK-2 is waited for"
    with pytest.raises(ParcelsWaited):
        await finish(tx, made.number)
    assert await waited_too_long(tx) == []
    await tx.execute(text("UPDATE return_parcels SET arrived_at = arrived_at - interval '6 days' "
                          "WHERE arrived_at IS NOT NULL"))  # fmt: skip
    assert await waited_too_long(tx) == [made.number]
    assert await waited_too_long(tx, made.number) == []
    assert await end_wait(tx, made.number)
    with pytest.raises(ReturnOver):
        await end_wait(tx, made.number)
    assert (await return_by_number(tx, made.number)).status == "completed"
    with pytest.raises(ReturnOver):
        await more_come(tx, world.shop.id, made.id, ["BACK-3"])
    # and then it comes all the same: nothing of it is lost
    late = await arrive(tx, "BACK-2", by=world.by)
    assert late.is_new and late.number != made.number
    assert _here(await return_by_number(tx, late.number)) == ["BACK-2"]
    assert (await arrive(tx, "BACK-2", by=world.by)).return_id == late.return_id


async def test_the_desk_ends_what_its_shop_would_wait_for(tx: Tx, world: World) -> None:
    await save_rubric(tx, world.shop.id, Rubric(ends_with="parcels"), by=None)
    made = await _two(tx, world)
    await arrive(tx, "BACK-1", by=world.by)
    await _take(tx, world, made.number, world.tea_code)
    await finish(tx, made.number, is_waiting_over=True)
    view = await return_by_number(tx, made.number)
    assert (view.status, view.lines[0].announced, view.lines[0].received) == ("completed", 2, 1)


async def test_an_empty_parcel_of_two_leaves_the_return_open(tx: Tx, world: World) -> None:
    made = await _two(tx, world)
    await arrive(tx, "BACK-1", by=world.by)
    await finish_empty(tx, made.number, weight_g=300, is_without_photo=True)
    view = await return_by_number(tx, made.number)
    assert (view.status, view.came_weight_g) == ("inspecting", 300)
    await arrive(tx, "BACK-2", by=world.by)
    assert not await _take(tx, world, made.number, world.tea_code)
    assert await _take(tx, world, made.number, world.tea_code)
    kinds = [kind for kind, _ in await events(tx, world)]
    assert kinds.count("return.parcel_empty") == kinds.count("return.completed") == 1


async def test_a_shop_tells_of_parcels_later_and_of_few_enough(tx: Tx, world: World) -> None:
    made = await announce(tx, world.shop.id, world.announced())
    assert made.parcels == []
    one = await more_come(tx, world.shop.id, made.id, ["LATER-1", None])
    again = await more_come(tx, world.shop.id, made.id, ["LATER-1"])
    assert [p.tracking_number for p in again.parcels] == ["LATER-1", None]
    assert again.version == one.version
    assert (await arrive(tx, "LATER-1")).return_id == made.id
    with pytest.raises(TooManyParcels):
        await more_come(tx, world.shop.id, made.id, [f"P-{n}" for n in range(PARCELS_MAX)])


async def test_the_same_parcel_on_two_handhelds_at_the_same_instant_arrives_once(
    db: Database,
) -> None:
    async with db.begin(HALL) as tx:
        world = await build(tx)
        made = await _two(tx, world)
    here = asyncio.Event()

    async def scan(code: str, by: AtWork) -> UUID:
        async with db.begin(HALL) as tx:
            await tx.execute(text("SELECT 1"))  # both have begun
            await here.wait()
            return (await arrive(tx, code, by=by)).return_id

    scans = [asyncio.create_task(scan(code, world.by)) for code in ("BACK-1", "BACK-1", "BACK-2")]
    here.set()
    assert set(await asyncio.gather(*scans)) == {made.id}
    async with db.read(HALL) as read:
        view = await return_by_number(read, made.number)
        assert _here(view) == ["BACK-1", "BACK-2"]
        kinds = await read.scalars(text("SELECT type FROM events WHERE type LIKE 'return.%'"))
        assert sorted(kinds) == ["return.announced", "return.arrived", "return.parcel_arrived"]


def test_which_parcel_a_code_means() -> None:
    now = datetime.now(UTC)

    def carton(number: str | None, *, is_here: bool = False) -> Carton:
        return Carton(id=uuid4(), tracking_number=number, arrived_at=now if is_here else None)

    one, two, blank = carton("1"), carton("2"), carton(None)
    here, blank_here = carton("1", is_here=True), carton(None, is_here=True)
    assert which([], None, is_shared=False) == NEW
    assert which([one], None, is_shared=False) == one.id
    assert which([one, two], None, is_shared=False) == WHICH
    assert which([one, two], "2", is_shared=False) == two.id
    assert which([here, two], None, is_shared=False) == SAME, "the slip is scanned once more"
    assert which([here], "1", is_shared=False) == SAME
    # the carton of the way out is used again: its old label says nothing of the way back
    assert which([one], "OUT", is_shared=True) == one.id
    assert which([here, two], "OUT", is_shared=True) == SAME
    assert which([carton("OUT-1", is_here=True)], "OUT-2", is_shared=True) == NEW
    assert which([blank, here], "3", is_shared=False) == blank.id
    assert which([blank_here], "3", is_shared=False) == blank_here.id, "its slip came first"
    assert which([here], "3", is_shared=False) == NEW


async def test_the_shop_holds_all_of_it_since_the_last_parcel(tx: Tx, world: World) -> None:
    declared = datetime.now(UTC) - timedelta(days=40)
    made = await _two(tx, world, declared_at=declared)
    await arrive(tx, "BACK-1", by=world.by)
    await tx.execute(text("UPDATE returns SET arrived_at = arrived_at - interval '20 days'"))
    await arrive(tx, "BACK-2", by=world.by)
    last = max(one.arrived_at for one in (await return_by_number(tx, made.number)).parcels
               if one.arrived_at)  # fmt: skip
    due = working_term(last, LATE_GOODS_DAYS, await the_almanac(tx))
    assert (await return_by_number(tx, made.number)).clocks.refund_due_at == due
    await keep_deadlines(tx)
    begun = await tx.scalar(text("SELECT due_at FROM deadlines WHERE clock = 'refund'"))
    assert begun == due


async def test_the_promise_to_inspect_runs_from_the_last_parcel(tx: Tx, world: World) -> None:
    await set_promises(tx, world.shop.id, Promises(inspection_days=2))
    await _two(tx, world)
    await arrive(tx, "BACK-1", by=world.by)
    await tx.execute(text("UPDATE returns SET arrived_at = arrived_at - interval '20 days'"))
    await keep_deadlines(tx)
    promised = text("SELECT due_at FROM deadlines WHERE clock = 'inspection'")
    assert await tx.scalar(promised) is None
    await arrive(tx, "BACK-2", by=world.by)
    await keep_deadlines(tx)
    assert await tx.scalar(promised) > datetime.now(UTC)


async def test_a_late_parcel_without_a_number_is_taken_in(tx: Tx, world: World) -> None:
    cartons = (NewReturnParcel(tracking_number="BACK-1"), NewReturnParcel(), NewReturnParcel())
    made = await announce(tx, world.shop.id, world.announced(parcels=cartons))
    await arrive(tx, "BACK-1", by=world.by)
    await _take(tx, world, made.number, world.tea_code)
    await finish(tx, made.number, is_waiting_over=True)
    late = await arrive(tx, return_code(made.number), by=world.by)
    assert late.is_new and _here(await return_by_number(tx, late.number)) == [None]
    ended = await return_by_number(tx, made.number)
    assert [one.tracking_number for one in ended.parcels] == ["BACK-1", None], "one came of two"


async def test_one_empty_parcel_of_several_does_not_make_the_return_empty(
    tx: Tx, world: World
) -> None:
    made = await _two(tx, world)
    await cast.stock(tx, world.hall, world.cup, "A-03-1", 5)
    cup = ExchangeAsked(lines=(AgainLine(sku="CUP-1", quantity=1),), when="inspected")
    await exchange(tx, world.shop.id, made.id, cup)
    await arrive(tx, "BACK-1", by=world.by)
    await finish_empty(tx, made.number, weight_g=300, is_without_photo=True)
    await arrive(tx, "BACK-2", by=world.by)
    for _ in range(2):
        await _take(tx, world, made.number, world.tea_code)
    view = await return_by_number(tx, made.number)
    assert (view.status, view.came_empty_at) == ("completed", None)
    assert view.exchange is not None and not view.exchange.is_waiting, "all came as it was sent"


async def test_a_return_whose_last_parcel_came_a_moment_before_is_not_ended(
    tx: Tx, world: World
) -> None:
    await save_rubric(tx, world.shop.id, Rubric(ends_with="parcels", parcels_wait_days=5), by=None)
    made = await _two(tx, world)
    await arrive(tx, "BACK-1", by=world.by)
    await _take(tx, world, made.number, world.tea_code)
    await tx.execute(text("UPDATE return_parcels SET arrived_at = arrived_at - interval '6 days' "
                          "WHERE arrived_at IS NOT NULL"))  # fmt: skip
    assert await waited_too_long(tx) == [made.number]
    await arrive(tx, "BACK-2", by=world.by)
    assert not await end_wait(tx, made.number)
    assert (await return_by_number(tx, made.number)).status == "inspecting"
