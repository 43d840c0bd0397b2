"""kill -9 of the planner at every statement of a round: walks are whole, the next one goes on."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import pytest

from tests.faults import planner_with_faults
from tests.faults.rounds import POINTS_MAX
from tests.picking.walking import Floor, open_floor
from tests.programs import FORKS
from wms.db import HALL, Database
from wms.picking.carts import Cart, set_cart
from wms.settings import Settings
from workers.planner import plan_once

Killed = Callable[[str, int], int]
#: orders that come before each round, an order a cart
NEW = 2


@pytest.fixture
def killed(home: Settings) -> Iterator[Killed]:
    """A planner that dies at a point; how it ended."""
    orders, theirs = FORKS.Pipe()
    process = FORKS.Process(target=planner_with_faults.nursery, args=(home, theirs), daemon=True)
    process.start()
    theirs.close()

    def one(mode: str, at: int) -> int:
        orders.send((mode, at))
        assert orders.poll(30), "the planner does not end"
        return int(orders.recv())

    yield one
    orders.send(None)
    process.join(20)


async def _floor(db: Database) -> Floor:
    floor = await open_floor(db, TEA=("A-01-1", 500))
    async with db.begin(HALL) as tx:
        await set_cart(tx, floor.hall.warehouse_id, Cart(totes=1))
    return floor


async def _plans(floor: Floor) -> tuple[int, int, int]:
    """(walks, orders on them, different orders on them)."""
    found: tuple[int, int, int] = await floor.one(
        "SELECT count(DISTINCT r.id), count(ro.order_id), count(DISTINCT ro.order_id) "
        "FROM pick_runs r LEFT JOIN pick_run_orders ro ON ro.run_id = r.id WHERE r.status = 'open'"
    )
    return found


async def _plan_here(floor: Floor, *, walks: int) -> None:
    """Another planner goes on, as soon as PostgreSQL has seen that the killed one is gone."""
    ahead, thinker = planner_with_faults.AHEAD, planner_with_faults.think_here
    async with asyncio.timeout(20):
        while (await _plans(floor))[0] < walks:
            await plan_once(floor.db, ahead=ahead, thinker=thinker)


async def _everywhere(floor: Floor, killed: Killed, mode: str, *, step: int = 1) -> int:
    """Kill it at every ``step``-th statement; so many points there were about."""
    planned = 0
    for at in range(1, POINTS_MAX, step):
        for n in range(NEW):
            await floor.order(f"{mode}-{at}-{n}", TEA=1)
        ended = killed(mode, at)
        walks, on_them, orders = await _plans(floor)
        assert walks == on_them == orders, "each walk has its one order"
        assert planned <= walks <= planned + NEW
        if ended == 0:
            assert walks == planned + NEW
            return at - 1
        assert ended == -signal.SIGKILL
        planned += NEW
        await _plan_here(floor, walks=planned)
    raise AssertionError("more statements than a round may have")


@pytest.mark.parametrize("step", [pytest.param(1, marks=pytest.mark.large), 6])
async def test_killed_before_any_statement_it_leaves_whole_walks(
    db: Database, killed: Killed, holds: Callable[[], Awaitable[None]], step: int
) -> None:
    points = await _everywhere(await _floor(db), killed, "before", step=step)
    assert points >= 12, f"only {points} points"
    await holds()


@pytest.mark.large
async def test_killed_while_a_statement_is_on_its_way_it_leaves_whole_walks(
    db: Database, killed: Killed, holds: Callable[[], Awaitable[None]]
) -> None:
    points = await _everywhere(await _floor(db), killed, "sent")
    assert points >= 12, f"only {points} points"
    await holds()


async def test_when_its_thinking_process_is_killed_nothing_is_written_and_the_next_one_plans(
    db: Database, holds: Callable[[], Awaitable[None]], monkeypatch: pytest.MonkeyPatch
) -> None:
    floor = await _floor(db)
    await floor.order("W-1", TEA=1)
    really = asyncio.create_subprocess_exec

    async def doomed(*program: str, **how: Any) -> asyncio.subprocess.Process:
        child = await really(*program, **how)
        child.kill()
        return child

    with monkeypatch.context() as patched, pytest.raises(ChildProcessError):
        patched.setattr(asyncio, "create_subprocess_exec", doomed)
        await plan_once(db, ahead=1)
    assert await _plans(floor) == (0, 0, 0)
    await _plan_here(floor, walks=1)
    await holds()
