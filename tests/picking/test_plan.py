"""Walks are planned before anybody begins them, and a plan is never in anybody's way."""

from __future__ import annotations

import asyncio
import os
import sys
from uuid import UUID

import msgspec
import pytest
from sqlalchemy import text

from tests import cast
from tests.concurrency.test_two_at_once import in_turn
from tests.picking.walking import Floor, open_floor
from wms.access.people import AtWork
from wms.db import HALL, Database
from wms.orders.amend import OrderChange, lock_order
from wms.picking import plan, runs
from wms.picking.cancel import cancel
from wms.picking.carts import Cart, set_cart
from wms.picking.errors import NothingToPick
from wms.picking.runs import Walk, next_run, write_walks
from wms.picking.think import Problem, think
from wms.release.rules import Rule, add_rule
from wms.shipping.amend import amend_order
from workers.planner import plan_once

PLANNED = "SELECT count(*) FROM pick_runs WHERE status = 'open'"


async def thought_here(problem: bytes) -> list[Walk]:
    """Without a process of its own, which takes its time on a machine that is busy."""
    walks = think(msgspec.json.decode(problem, type=Problem))
    return msgspec.convert(msgspec.to_builtins(walks), list[Walk])


async def planned_ahead(db: Database) -> int:
    return await plan_once(db, ahead=5, thinker=thought_here)


async def crew(floor: Floor, people: int) -> list[AtWork]:
    async with floor.db.begin(HALL) as tx:
        return [await cast.hire(tx, f"P{n}") for n in range(people)]


async def planned(floor: Floor, *walks: list[UUID]) -> list[runs.Planned]:
    """As a planner writes them, each by itself."""
    written = []
    for orders in walks:
        walk = Walk(mode="cluster", orders=[(floor.shop.id, one) for one in orders])
        async with floor.db.begin(HALL) as tx:
            written += await write_walks(tx, floor.hall.warehouse_id, [walk])
    return written


async def test_what_waits_is_planned_and_walked_for_as_planned(db: Database) -> None:
    floor = await open_floor(db, TEA=("A-05-1", 9), CUP=("A-01-1", 9))
    for n in range(8):
        await floor.order(f"W-{n}", TEA=1, CUP=1)
    assert await planned_ahead(db) == 2, "eight orders are two carts of six totes"
    assert await planned_ahead(db) == 0, "nothing is left to plan"
    assert await floor.one("SELECT count(*) FROM pick_tasks") == 0, "a plan binds nothing"
    assert await floor.one("SELECT array_agg(DISTINCT status) FROM orders") == ["allocated"]
    async with db.begin(HALL) as tx:
        run = await next_run(tx, floor.hall.warehouse_id, floor.ola)
    orders = await floor.one(f"SELECT count(*) FROM pick_run_orders WHERE run_id = '{run}'")
    assert 2 <= orders <= 6
    assert await floor.one("SELECT count(*) FROM events WHERE type = 'order.released'") == orders
    await floor.walk(run, [f"T-{n}" for n in range(1, 7)])
    assert await floor.one("SELECT count(*) FROM orders WHERE status = 'picked'") == orders


async def test_new_orders_are_put_on_walks_that_nobody_has_begun(db: Database) -> None:
    floor = await open_floor(db, TEA=("A-01-1", 30))
    first = [await floor.order(f"W-{n}", TEA=1) for n in range(2)]
    assert await planned_ahead(db) == 1
    begun = await floor.start(first[0])  # by hand: it comes off the plan
    urgent = await floor.order("W-9", TEA=1)
    assert await planned_ahead(db) == 1
    together = "SELECT array_agg(order_id ORDER BY order_id) FROM pick_run_orders ro " \
        "JOIN pick_runs r ON r.id = ro.run_id WHERE r.status = 'open'"  # fmt: skip
    assert await floor.one(together) == sorted([first[1].id, urgent.id])
    assert await floor.one(PLANNED) == 1, "the old plan is gone"
    assert await floor.one(f"SELECT status FROM pick_runs WHERE id = '{begun}'") == "picking"


async def test_what_happens_to_an_order_needs_to_know_nothing_of_the_plan(db: Database) -> None:
    floor = await open_floor(db, TEA=("A-01-1", 3), CUP=("A-02-1", 3))
    gone, stays = await floor.order("W-1", TEA=1), await floor.order("W-2", TEA=1, CUP=1)
    [walk] = await planned(floor, [gone.id, stays.id])
    async with db.begin(floor.shop.id) as tx:
        await cancel(tx, floor.shop.id, gone.id)
    async with db.begin(HALL) as tx:  # and what was promised lies elsewhere meanwhile
        assert await next_run(tx, floor.hall.warehouse_id, floor.ola) == walk.run_id
    assert await floor.one("SELECT count(*), count(DISTINCT order_id) FROM pick_tasks") == (2, 1)
    # of another walk nothing is left
    last = await floor.order("W-3", TEA=1)
    await planned(floor, [last.id])
    async with db.begin(floor.shop.id) as tx:
        await cancel(tx, floor.shop.id, last.id)
    [jan] = await crew(floor, 1)
    with pytest.raises(NothingToPick):
        async with db.begin(HALL) as tx:
            await next_run(tx, floor.hall.warehouse_id, jan)
    async with db.begin(HALL) as tx:
        await plan.tidy(tx)
    assert await floor.one(PLANNED) == 0


async def test_a_cart_takes_what_it_can_carry(db: Database) -> None:
    floor = await open_floor(db, TEA=("A-01-1", 99))  # 200 g each
    for n in range(6):
        await floor.order(f"W-{n}", TEA=4)
    async with db.begin(HALL) as tx:
        await set_cart(tx, floor.hall.warehouse_id, Cart(totes=4, weight_max_g=2000))
    run = await in_turn(db, next_run, floor.hall.warehouse_id, floor.ola)
    on_it = f"SELECT count(*) FROM pick_run_orders WHERE run_id = '{run}'"
    assert await floor.one(on_it) == 2, "three would weigh 2.4 kg"
    assert await planned_ahead(db) == 2


async def test_twenty_pickers_at_once_get_twenty_walks_while_it_is_planned_anew(
    db: Database,
) -> None:
    floor = await open_floor(db, TEA=("A-01-1", 200))
    orders = [(await floor.order(f"W-{n}", TEA=1)).id for n in range(60)]
    await planned(floor, *(orders[n : n + 3] for n in range(0, 60, 3)))
    people = await crew(floor, 20)

    async def planner(turn: int) -> None:
        for n in range(0, 60, 4):  # other carts than before, again and again
            await planned(floor, orders[(n + turn) % 57 :][:4])

    answers = await asyncio.gather(
        *(in_turn(db, next_run, floor.hall.warehouse_id, one) for one in people),
        planner(0), planner(1), return_exceptions=True,
    )  # fmt: skip
    walks = [one for one in answers if isinstance(one, UUID)]
    told = [one for one in answers if isinstance(one, NothingToPick)]
    assert len(walks) + len(told) == 20, answers
    assert len(walks) == len(set(walks)) >= 15
    assert (
        await floor.one(
            "SELECT count(*) FROM (SELECT FROM pick_run_orders WHERE emptied_at IS NULL "
            "GROUP BY order_id HAVING count(*) > 1) AS doubled"
        )
        == 0
    )
    assert (
        await floor.one(
            "SELECT count(*) FROM orders o WHERE status = 'released' AND NOT EXISTS ("
            "SELECT FROM pick_tasks t JOIN pick_runs r ON r.id = t.run_id AND r.status = 'picking' "
            "WHERE t.order_id = o.id)"
        )
        == 0
    ), "whatever was released is on a walk that somebody has begun"
    assert (
        await floor.one(
            "SELECT count(*) FROM pick_tasks t JOIN pick_runs r ON r.id = t.run_id "
            "WHERE r.status <> 'picking'"
        )
        == 0
    )
    while True:  # and nothing is lost: one after the other, all of it is walked for
        try:
            await in_turn(db, next_run, floor.hall.warehouse_id, (await crew(floor, 1))[0])
        except NothingToPick:
            break
    async with db.read(HALL) as read:
        left = await read.scalar(text("SELECT count(*) FROM orders WHERE status <> 'released'"))
    assert left == 0


async def test_a_held_order_leaves_the_walk_that_was_planned_for_it(db: Database) -> None:
    floor = await open_floor(db, TEA=("A-01-1", 3))
    held, free = await floor.order("W-1", TEA=1), await floor.order("W-2", TEA=1)
    await planned(floor, [held.id, free.id])
    async with db.begin(HALL) as tx:
        await tx.execute(text("UPDATE orders SET is_held = true WHERE id = :o"), {"o": held.id})
    run = await in_turn(db, next_run, floor.hall.warehouse_id, floor.ola)
    on_it = f"SELECT array_agg(order_id) FROM pick_run_orders WHERE run_id = '{run}'"
    assert await floor.one(on_it) == [free.id]
    assert await planned_ahead(db) == 0, "nobody plans for it"
    async with db.begin(HALL) as tx:
        await tx.execute(text("UPDATE orders SET is_held = false WHERE id = :o"), {"o": held.id})
    assert await planned_ahead(db) == 1
    async with db.begin(HALL) as tx:
        await tx.execute(text("UPDATE orders SET is_held = true WHERE id = :o"), {"o": held.id})
    async with db.begin(HALL) as tx:
        assert await plan.tidy(tx) == 1


async def test_an_order_that_is_hurried_hurries_the_walk_that_was_planned_for_it(
    db: Database,
) -> None:
    floor = await open_floor(db, TEA=("A-01-1", 9))
    orders = [await floor.order(f"W-{n}", TEA=1) for n in range(3)]
    walks = [(await planned(floor, [one.id]))[0] for one in orders]
    async with db.begin(HALL) as tx:
        now = await lock_order(tx, floor.shop.id, orders[2].id)
        await amend_order(tx, now, OrderChange(priority=1))
    await plan_once(db, ahead=3, thinker=thought_here)
    assert await in_turn(db, next_run, floor.hall.warehouse_id, floor.ola) == walks[2].run_id


PLANNER = """
import asyncio, os
from wms.db import Database
from wms.settings import Settings
from wms.shipping.amend import amend_order
from workers.planner import plan_once

async def main():
    database = Database(os.environ["PLANS_IN"], Settings(), name="planner")
    await plan_once(database, ahead=30)

asyncio.run(main())
"""


async def test_a_planner_that_is_killed_leaves_whole_walks_and_the_next_one_goes_on(
    db: Database, app_url: str
) -> None:
    floor = await open_floor(db, TEA=("A-01-1", 50))
    for n in range(30):
        await floor.order(f"W-{n}", TEA=1)
    async with db.begin(HALL) as tx:
        await set_cart(tx, floor.hall.warehouse_id, Cart(totes=1))
    planner = await asyncio.create_subprocess_exec(
        sys.executable, "-c", PLANNER, env={**os.environ, "PLANS_IN": app_url}
    )
    async with asyncio.timeout(120):
        while await floor.one(PLANNED) < 3:  # noqa: ASYNC110 - another process writes them
            await asyncio.sleep(0.01)
    planner.kill()
    await planner.wait()
    written = await floor.one(PLANNED)
    assert 3 <= written < 30, "it died in the middle"
    assert await floor.one("SELECT count(*), count(DISTINCT order_id) FROM pick_run_orders") == (
        written, written,
    ), "each walk has its order, and no order two"  # fmt: skip
    async with asyncio.timeout(20):  # as soon as PostgreSQL has seen that it is gone
        while not await plan_once(db, ahead=50, thinker=thought_here):  # noqa: ASYNC110 - it is no event
            await asyncio.sleep(0.05)
    assert await floor.one("SELECT count(DISTINCT order_id) FROM pick_run_orders") == 30
    assert await floor.one(PLANNED) == 30


async def test_the_planner_sends_people_into_each_zone_for_the_same_orders(db: Database) -> None:
    floor = await open_floor(db, TEA=("A-01-1", 9), CUP=("A-04-1", 9))
    async with db.begin(HALL) as tx:
        for code, shelf in (("EAST", "A-01-1"), ("WEST", "A-04-1")):
            await tx.execute(
                text(
                    "WITH z AS (INSERT INTO zones (id, warehouse_id, code, name) "
                    "VALUES (uuidv7(), :w, :code, :code) RETURNING id) "
                    "UPDATE places SET zone_id = z.id FROM z WHERE places.id = :p"
                ),
                {"w": floor.hall.warehouse_id, "code": code, "p": floor.hall[shelf].id},
            )
        await add_rule(tx, Rule(release="now", mode="zone"), by=None)
    for n in range(3):
        await floor.order(f"W-{n}", TEA=1, CUP=1)
    await floor.order("W-4", TEA=2)  # in one zone: on a cart
    assert await planned_ahead(db) == 3
    assert await planned_ahead(db) == 0, "the plan is as it was"
    groups = "SELECT count(DISTINCT group_id), count(*) FILTER (WHERE mode = 'zone') FROM pick_runs"
    assert await floor.one(groups) == (1, 2)
    assert await floor.one("SELECT count(*) FROM pick_run_orders WHERE zone_id IS NOT NULL") == 6
    await floor.order("W-5", TEA=1, CUP=1)
    assert await planned_ahead(db) == 2, "both zones anew"
    assert await floor.one(groups) == (1, 2)
    assert await floor.one("SELECT count(*) FROM pick_run_orders WHERE zone_id IS NOT NULL") == 8
