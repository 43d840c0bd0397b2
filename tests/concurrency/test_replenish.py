"""Several people bring goods to pick faces while others pick from them."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from types import SimpleNamespace
from typing import Any

from sqlalchemy import text

from tests import cast
from tests.picking.walking import Floor, open_floor
from tests.replenish.scene import rule, scene, start
from wms.access.people import AtWork
from wms.db import HALL, Database, again_on_conflict
from wms.layout.queries import place_by_id
from wms.replenish import walk
from wms.replenish.carry import scan
from wms.replenish.errors import NothingToBring
from wms.replenish.plan import plan
from wms.replenish.side_doors import short
from wms.replenish.steps import Finished, Take, next_step
from wms.stock.count_list import ask_counts
from wms.stock.counting import begin_count, left_to_count, say_number

PEOPLE = 4
FACES = 6


async def _bring(db: Database, floor: Floor, who: AtWork, sku: str) -> int:
    """One person brings whatever there is to bring; how many scans that were."""
    labels = {place.id: str(place.label_code) for place in floor.hall.places.values()}

    async def begin() -> None:
        async with db.begin(HALL) as tx:
            await walk.start(tx, floor.hall.warehouse_id, by=who)

    async def one() -> bool:
        async with db.begin(HALL) as tx:
            step = await next_step(tx, who)
            if isinstance(step, Finished):
                return False
            code = floor.codes[sku] if isinstance(step, Take) else labels[step.place_id]
            await scan(tx, code, by=who)
            return True

    scans = 0
    try:
        await again_on_conflict(begin)
    except NothingToBring:
        return 0
    while await again_on_conflict(one):
        scans += 1
    return scans


async def test_two_people_never_get_the_same_task(
    db: Database, holds: Callable[[], Awaitable[None]]
) -> None:
    floor = await open_floor(db, TEA=("B-01-3", 100))
    s = SimpleNamespace(hall=floor.hall, shop=floor.shop)
    async with db.begin(HALL) as tx:
        for face in range(1, FACES + 1):
            await rule(tx, s, floor.products["TEA"], f"A-0{face}-1", 2, 3)
        people = [await cast.hire(tx, f"P{n}") for n in range(PEOPLE)]

    # everybody taps at the same moment, planners among them
    async def plans() -> None:
        async with db.begin(HALL) as tx:
            await plan(tx)

    await asyncio.gather(*(plans() for _ in range(3)))
    await asyncio.gather(*(_bring(db, floor, who, "TEA") for who in people))
    assert await floor.one("SELECT count(*), sum(quantity) FROM replenish_tasks") == (
        FACES, FACES * 3,
    )  # fmt: skip
    assert await floor.one(
        "SELECT sum(on_hand), max(on_hand) FROM balances b JOIN places p ON p.id = b.place_id "
        "WHERE p.kind = 'pick_face'"
    ) == (FACES * 3, 3)
    assert await floor.one("SELECT count(*) FROM replenish_walks WHERE finished_at IS NULL") == 0
    await holds()


async def test_who_has_stock_in_hand_waits_for_no_planner(
    db: Database, holds: Callable[[], Awaitable[None]]
) -> None:
    async with db.begin(HALL) as tx:
        s = await scene(tx, reserve=30)
        await start(tx, s)
        await scan(tx, str(s.hall["B-01-3"].label_code), by=s.ola)
        task = (await next_step(tx, s.ola)).task
    async with db.begin(HALL) as planner:
        await plan(planner)  # it goes on for long, and holds what planners take turns by
        async with db.begin(HALL) as tx:
            await tx.execute(text("SET LOCAL lock_timeout = '200ms'"))
            assert (await short(tx, task, "fewer", by=s.ola)).missing
    await holds()


async def test_orders_follow_their_goods_and_are_picked_meanwhile(
    db: Database, holds: Callable[[], Awaitable[None]]
) -> None:
    floor = await open_floor(db, TEA=("B-01-3", 60))
    s = SimpleNamespace(hall=floor.hall, shop=floor.shop)
    async with db.begin(HALL) as tx:
        await rule(tx, s, floor.products["TEA"], "A-01-1", 5, 12)
        jan = await cast.hire(tx, "Jan")
    orders = [await floor.order(f"o{n}", TEA=2) for n in range(6)]
    async with db.begin(HALL) as tx:
        assert (await plan(tx)).made == 1
    assert await floor.one("SELECT quantity, reason FROM replenish_tasks") == (12, "demand")

    async def picks() -> None:
        run = await again_on_conflict(lambda: floor.start(*orders[:2]))
        await floor.walk(run, ["T-1", "T-2"])

    await asyncio.gather(_bring(db, floor, jan, "TEA"), picks())
    # the four that nobody walked for are picked at the face now
    assert await floor.one(
        "SELECT CAST(sum(b.allocated) AS int) FROM balances b JOIN places p ON p.id = b.place_id "
        "WHERE p.code = 'A-01-1'"
    ) == 8  # fmt: skip
    await holds()
    run = await floor.start(*orders[2:])
    await floor.walk(run, ["T-3", "T-4", "T-5", "T-6"])
    assert await floor.one(
        "SELECT CAST(sum(b.on_hand) AS int) FROM balances b JOIN places p ON p.id = b.place_id "
        "WHERE p.code = 'A-01-1'"
    ) == 4  # fmt: skip
    await holds()


async def test_a_count_begins_anew_when_goods_are_brought_meanwhile(
    db: Database, holds: Callable[[], Awaitable[None]]
) -> None:
    floor = await open_floor(db, TEA=("B-01-3", 60))
    s = SimpleNamespace(hall=floor.hall, shop=floor.shop, code=floor.codes["TEA"])
    async with db.begin(HALL) as tx:
        await cast.stock(tx, floor.hall, floor.products["TEA"], "A-01-1", 1)
        await rule(tx, s, floor.products["TEA"], "A-01-1", 5, 6)
        jan = await cast.hire(tx, "Jan")
        await ask_counts(tx, place="A-01")
        face = await place_by_id(tx, floor.hall["A-01-1"].id)
        await begin_count(tx, face, by=jan)
        [line] = await left_to_count(tx, face.id, by=jan)
    await _bring(db, floor, floor.ola, "TEA")
    said: list[Any] = []
    for number in (1, 6):
        async with db.begin(HALL) as tx:
            said.append(
                await say_number(
                    tx, line.shop_id, line.count_id, lot_id=line.lot_id, condition="good",
                    counted=number, by=jan,
                )
            )  # fmt: skip
    assert [one.did for one in said] == ["again", "counted"]
    await holds()
