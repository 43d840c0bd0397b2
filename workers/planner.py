"""Plans walks ahead of the pickers, in a process of its own that gives way to everything else.

One worker at a time plans: who holds an advisory lock on a connection of its own, so a killed one
lets go at once. What it thinks with (`wms.picking.think`) runs as a child at the lowest priority
and may be killed, too: nothing is written before it has answered. Without any of it a picker who
starts still gets a walk, from `wms.picking.runs.next_run`.
"""

from __future__ import annotations

import asyncio
import contextlib
import sys
import time
from collections.abc import Awaitable, Callable
from functools import partial
from itertools import groupby
from typing import Final
from uuid import UUID

import msgspec
import structlog

from wms.db import Database
from wms.layout.errors import NoWarehouse
from wms.layout.queries import the_warehouse
from wms.picking import plan
from wms.picking.reroute import go_around, walks_in_the_way
from wms.picking.runs import Walk
from wms.picking.waves import due_waves
from wms.picking.waves import release as release_wave
from workers.loops import steadily
from workers.transaction import look, settled

log = structlog.get_logger("workers.planner")

#: how often it is looked whether there is anything to plan, s
LOOK_S: Final = 3.0
#: one thought, s; and how long its process may take in all, on a machine that is busy
THINK_S: Final = 2.0
#: one choice of a wave, s
WAVE_S: Final = 1.0
THINK_LIMIT_S: Final = 300.0
#: after a round so many times as long a rest: it never takes more than a part of the machine
REST_ROUNDS: Final = 4
#: planned anew when fewer walks than this part of what is wanted are left
LOW: Final = 0.75
#: pause between two walks that are written: pickers' scans go first, s
BREATH_S: Final = 0.005
#: who holds it plans ("plan" in ASCII)
PLANNING_LOCK: Final = 0x706C616E

#: finds the walks of a problem that is told as JSON
Thinker = Callable[[bytes], Awaitable[list[Walk]]]
#: an order, by shop and id
Key = tuple[UUID, UUID]
#: chooses the orders of a wave
Chooser = Callable[[bytes], Awaitable[list[Key]]]


async def planner(database: Database, *, ahead: int) -> None:
    """Keep ``ahead`` walks ready, until cancelled."""
    rest_until = 0.0

    async def step() -> None:
        nonlocal rest_until
        await lead_around(database)
        if ahead <= 0 or time.monotonic() < rest_until:
            return
        began = time.monotonic()
        if await plan_once(database, ahead=ahead):
            rest_until = time.monotonic() + REST_ROUNDS * (time.monotonic() - began)

    await steadily("planner", step, every_s=LOOK_S, wake=asyncio.Event())


async def waves(database: Database) -> None:
    """Release the waves of the rules that want some, until cancelled."""

    async def step() -> None:
        await wave_once(database)

    await steadily("waves", step, every_s=LOOK_S, wake=asyncio.Event())


async def plan_once(database: Database, *, ahead: int, thinker: Thinker | None = None) -> int:
    """Plan if there is anything to plan and nobody else does; how many walks were written.

    ``thinker``: who finds the walks, when it is not `think`.
    """
    async with look(database) as read:
        before = await plan.state(read)
        try:
            warehouse_id = await the_warehouse(read)
        except NoWarehouse:
            return 0
    if before.planned:
        await settled(database, plan.tidy)
    if not (before.is_urgent or (before.is_waiting and before.planned < LOW * ahead)):
        return 0
    connection = await database.connection()
    try:
        if not await connection.fetchval("SELECT pg_try_advisory_lock($1)", PLANNING_LOCK):
            return 0
        return await _plan(database, warehouse_id, ahead, thinker or think)
    finally:
        connection.terminate()  # and with it the lock


async def wave_once(database: Database, *, chooser: Chooser | None = None) -> int:
    """Release the next waves of the rules that want some; how many orders were released.

    ``chooser``: who chooses a wave, when it is not a process of its own.
    """
    async with look(database) as read:
        if not await due_waves(read, seconds=WAVE_S):
            return 0
    connection = await database.connection()
    try:
        if not await connection.fetchval("SELECT pg_try_advisory_lock($1)", PLANNING_LOCK):
            return 0
        async with look(database) as read:  # again: another one may have released it meanwhile
            waves = await due_waves(read, seconds=WAVE_S)
        released = 0
        for wave in waves:
            orders = await (chooser or choose_wave)(wave.problem)
            released += await settled(
                database, partial(release_wave, rule_id=wave.rule_id, orders=orders)
            )
        log.info("waves released", waves=len(waves), orders=released)
        return released
    finally:
        connection.terminate()  # and with it the lock


async def lead_around(database: Database) -> int:
    """Walks that lead past a place which was blocked come there last; how many were changed."""
    async with look(database) as read:
        walks = await walks_in_the_way(read)
    for run_id in walks:
        await settled(database, partial(go_around, run_id=run_id))
    return len(walks)


async def _plan(database: Database, warehouse_id: UUID, ahead: int, thinker: Thinker) -> int:
    async with look(database) as read:
        problem = await plan.problem(read, warehouse_id, walks=ahead, seconds=THINK_S)
    walks = await thinker(problem)
    written = 0
    for _, together in groupby(walks, key=lambda walk: walk.group or walk):
        written += await settled(
            database, partial(plan.write, warehouse_id=warehouse_id, walks=list(together))
        )
        await asyncio.sleep(BREATH_S)
    log.info("walks planned", wanted=len(walks), written=written)
    return written


async def think(problem: bytes, *, limit_s: float = THINK_LIMIT_S) -> list[Walk]:
    """The walks of a problem. Raises as `_ask`."""
    return msgspec.json.decode(await _ask("think", problem, limit_s), type=list[Walk])


async def choose_wave(problem: bytes, *, limit_s: float = THINK_LIMIT_S) -> list[Key]:
    """The orders of a wave. Raises as `_ask`."""
    return msgspec.json.decode(await _ask("wave", problem, limit_s), type=list[Key])


async def _ask(program: str, problem: bytes, limit_s: float) -> bytes:
    """Ask a process of its own; it gives way to everything else on the machine.

    Raises:
        ChildProcessError: it died.
        TimeoutError: it did not answer in time, and is killed.
    """
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-m", f"wms.picking.{program}",
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, start_new_session=True,
    )  # fmt: skip
    try:
        async with asyncio.timeout(limit_s):
            told, _ = await child.communicate(problem)
    finally:
        with contextlib.suppress(ProcessLookupError):
            child.kill()
    if child.returncode != 0:
        raise ChildProcessError(f"the planner ended with {child.returncode}")
    return told
