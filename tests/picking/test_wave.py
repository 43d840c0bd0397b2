"""Waves: what is urgent, the oldest, and what lies together; one after the other."""

from __future__ import annotations

from random import Random
from uuid import UUID

import msgspec
import pytest
from sqlalchemy import text

from tests.picking.test_plan import crew
from tests.picking.walking import open_floor
from tests.planning.test_batches import steps
from wms.db import HALL, Database
from wms.picking.runs import next_run
from wms.picking.wave import OLDEST_SHARE, Waiting, WaveProblem, choose, next_wave
from wms.release.errors import WaveImpossible
from wms.release.foresee import released_by_hand
from wms.release.rules import Rule, add_rule, change_rule, remove_rule
from workers.planner import Key, wave_once

AISLES, BAYS = 20, 30
PLACES = [UUID(int=aisle * 100 + bay + 1) for aisle in range(AISLES) for bay in range(BAYS)]
AISLE_OF = {place: f"A{place.int // 100}" for place in PLACES}


def waits(number: int, places: list[UUID], *, priority: int = 100) -> Waiting:
    key = UUID(int=10**6 + number)
    return Waiting(shop=UUID(int=1), id=key, priority=priority, rank=1.8e9, places=places)


def some(rng: Random, many: int, *, begin: int = 0, priority: int = 100) -> list[Waiting]:
    def goods() -> list[UUID]:
        return sorted({rng.choice(PLACES) for _ in range(rng.randint(1, 3))})

    return [waits(begin + n, goods(), priority=priority) for n in range(many)]


def test_a_wave_takes_what_is_urgent_the_oldest_and_then_what_lies_together() -> None:
    rng = Random(7)
    urgent = some(rng, 7, priority=10)
    orders = urgent + some(rng, 193, begin=7)
    room, oldest = 30, round(23 * OLDEST_SHARE)
    problem = WaveProblem(orders=orders, aisles=AISLE_OF, room=room, seconds=0.2)
    went = {one for _, one in choose(problem)}
    assert len(went) == room
    assert {one.id for one in orders[: 7 + oldest]} <= went, "urgent ones whole, and the oldest"
    chosen = next_wave([urgent, orders[7:]], room, AISLE_OF, steps(300))
    visited = {AISLE_OF[place] for one in chosen[7 + oldest :] for place in one.places}
    first_come = {AISLE_OF[place] for one in orders[7 + oldest : room] for place in one.places}
    assert len(visited) < len(first_come), "fewer aisles than those who came first"


def test_a_wave_can_be_left_at_any_moment_and_is_never_larger_than_its_room() -> None:
    rng = Random(3)
    orders = some(rng, 60)
    for many in (0, 1, 7, 59, 60, 99):
        wave = next_wave([orders], many, AISLE_OF, lambda: 1.0)
        assert len(wave) == min(many, len(orders)) == len({one.id for one in wave})
        assert wave == [one for one in orders if one in wave], "in the order in which they wait"
    assert next_wave([orders], 20, {}, lambda: 1.0) == orders[:20], "nobody knows where they lie"
    lost = [msgspec.structs.replace(one, places=[]) for one in orders]
    assert next_wave([lost], 20, AISLE_OF, lambda: 1.0) == lost[:20]


def test_an_order_that_lies_alone_is_not_passed_over_for_ever() -> None:
    rng = Random(5)
    alone = waits(0, [PLACES[-1]])
    backlog, number = [*some(rng, 40, begin=1), alone], 100
    near = PLACES[: BAYS * 2]
    for _ in range(12):  # each time as many come as go, all of them where everybody walks
        wave = next_wave([backlog], 20, AISLE_OF, steps(60))
        if alone in wave:
            break
        backlog = [one for one in backlog if one not in wave]
        for _ in range(20):
            backlog.append(waits(number, [rng.choice(near)]))
            number += 1
    else:
        raise AssertionError("it starved")


async def chosen_here(problem: bytes) -> list[Key]:
    """Without a process of its own."""
    return choose(msgspec.json.decode(problem, type=WaveProblem))


async def test_waves_are_released_one_after_the_other_as_they_are_walked_for(
    db: Database,
) -> None:
    floor = await open_floor(db, TEA=("A-05-1", 30), CUP=("A-01-1", 30))
    placed = [await floor.order(f"W-{n}", **{"CUP" if n % 2 else "TEA": 1}) for n in range(12)]
    ready = (
        "SELECT count(*) FROM orders WHERE status = 'allocated' AND released_as(orders) = 'order'"
    )

    async def waves() -> int:
        return await wave_once(db, chooser=chosen_here)

    assert await waves() == 0, "no rule says so"
    async with db.begin(HALL) as tx:
        rule = await add_rule(tx, Rule(release="in_waves", wave_orders=4, mode="order"), by=None)
        with pytest.raises(WaveImpossible):
            await change_rule(tx, rule, Rule(release="in_waves"), by=None)
    assert await floor.one(ready) == 0
    assert await waves() == 4 and await floor.one(ready) == 4
    assert await waves() == 0, "nobody has walked for them yet"
    async with db.read(HALL) as read:
        assert await released_by_hand(read) == [], "the desk did not say it"
    [jan] = await crew(floor, 1)
    for more in (0, 0, 4):
        async with db.begin(HALL) as tx:
            run = await next_run(tx, floor.hall.warehouse_id, jan)
            await tx.execute(
                text("UPDATE pick_runs SET status = 'picked' WHERE id = :r"), {"r": run}
            )
        assert await waves() == more, "the next comes when less than half of one is left"
    async with db.begin(HALL) as tx:
        late = "UPDATE orders SET ship_by = now() + interval '1 hour' WHERE id = ANY (:o)"
        await tx.execute(text(late), {"o": [one.id for one in placed]})
    assert await floor.one(ready) == 9, "what must leave soon goes in any case"
    async with db.begin(HALL) as tx:
        await remove_rule(tx, rule, by=None)
    assert await waves() == 0
