"""``python -m bench.waves``: thousands of orders wait; two hundred walks are planned for them.

What each part costs at 1,000 and at 10,000 open orders (the problem read, the thought, the writing,
a picker who starts), and how long a scan takes while a wave is planned, beside the quiet figure.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import resource
import sys
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from statistics import quantiles
from typing import Any, Final

import uvloop
from sqlalchemy import text

from bench import hall
from bench.growth import Figure, growth, run_sized
from bench.processes import Meter
from bench.supply import Orders, Walks
from bench.waves.planner import plan_there
from bench.yard import settle
from wms.access.people import AtWork
from wms.db import HALL, Database, new_id
from wms.local import Local
from wms.picking import plan
from wms.picking.runs import next_run
from wms.progress.board import BoardWanted, release_board
from wms.settings import Settings
from wms.verify import verify
from workers.planner import think
from workers.transaction import look, settled

SIZES: Final = {"full": (1_000, 10_000), "middle": (300, 3_000), "small": (100, 300)}
WALKS: Final = 200
SHOPS, SKUS, PEOPLE = 4, 250, 16
#: pickers who start one after the other
STARTS: Final = 20
#: boards added up, averaged: one is less than the clock of a process tells
BOARDS: Final = 20
#: scans a second while nothing is planned, and while it is
SCANS_PER_S: Final = 60.0
#: scans before any is measured
WARM: Final = 150
#: bays of an aisle, and how far apart bays and aisles are, mm
_RACKS = text(
    "UPDATE places SET aisle = 'R' || pick_order / 40, x_mm = pick_order / 40 * 4200, "
    "y_mm = pick_order % 40 * 1350 WHERE kind = 'pick_face'"
)
_FORGET = text(
    "WITH gone AS (DELETE FROM pick_run_orders ro USING pick_runs r WHERE r.id = ro.run_id "
    "AND r.status = 'open' RETURNING r.id) DELETE FROM pick_runs WHERE status = 'open'"
)
_SCAN: Final = "SELECT pick_scan($1, $2, $3, $4, $5, $6, $7, false)"


@dataclass
class Cost:
    """What a part took."""

    what: str
    seconds: float
    #: of PostgreSQL, of this process, and of the planner's own
    cpu_ms: dict[str, float]

    def figure(self, size: int) -> Figure:
        """Its cell in the table."""
        cpu_ms = sum(self.cpu_ms.values())
        return Figure(
            self.what, size, f"{self.seconds * 1000:,.0f} ms, {cpu_ms:,.0f} CPU-ms", cpu_ms
        )


def main() -> int:
    """0 when walks were planned at each size and everything still adds up."""
    return run_sized("waves", __doc__, SIZES, lambda *given: uvloop.run(_run(*given)))


async def _run(local: Local, here: Settings, sizes: tuple[int, ...]) -> int:
    database = Database(here.database_url, here, name="bench")
    print(f"load average at the beginning: {os.getloadavg()[0]:.1f}")
    built = await hall.build(database, shops=SHOPS, skus=SKUS, people=PEOPLE, totes=PEOPLE * 2 * 6)
    async with database.begin(HALL) as tx:
        await tx.execute(_RACKS)
    orders = Orders(built)
    walks = Walks(database, built, orders)
    await walks.plan(each=2)
    figures: list[Figure] = []
    for number, size in enumerate(sizes):
        await walks.place(size - (sizes[number - 1] if number else 0))
        await settle(local.postgres.url())
        print(f"\n{size:,} open orders")
        for cost in await _planned(local, database, built):
            told = ", ".join(f"{name} {ms:,.0f}" for name, ms in cost.cpu_ms.items() if ms >= 1)
            print(f"  {cost.what:<34} {cost.seconds * 1000:>8,.0f} ms   CPU-ms: {told}")
            figures.append(cost.figure(size))
        await _latency(database, built, walks, here, is_last=size == sizes[-1])
    print("\n" + growth("With so many open orders", figures))
    async with look(database) as read:
        broken = await verify(read)
    print("\ninvariants:", ", ".join(one.name for one in broken) or "all hold")
    await database.close()
    return 1 if broken else 0


async def _planned(local: Local, database: Database, built: hall.Hall) -> list[Cost]:
    costs: list[Cost] = []
    assert local.postgres.pid is not None, "it runs"
    parts = {"PostgreSQL": local.postgres.pid, "here": os.getpid()}

    async def took(what: str, unit: Callable[[], Awaitable[Any]], times: int = 1) -> Any:
        meter, began = Meter(parts), time.perf_counter()
        child = resource.getrusage(resource.RUSAGE_CHILDREN)
        for _ in range(times):
            done = await unit()
        seconds = (time.perf_counter() - began) / times
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        planner = after.ru_utime + after.ru_stime - child.ru_utime - child.ru_stime
        cpu = {name: used * 1000 / times for name, used in meter.used().items()}
        costs.append(Cost(what, seconds, cpu | {"the planner's own": planner * 1000}))
        return done

    async def read() -> bytes:
        async with look(database) as tx:
            return await plan.problem(tx, built.warehouse_id, walks=WALKS, seconds=2.0)

    async def write() -> int:
        count = 0
        for walk in found:
            one = partial(plan.write, warehouse_id=built.warehouse_id, walks=[walk])
            count += await settled(database, one)
        return count

    async def state() -> Any:
        async with look(database) as tx:
            return await plan.state(tx)

    async def starts() -> None:
        for person in built.people[:STARTS]:
            by = AtWork(
                operator_id=person.operator_id, device_id=person.device_id, session_id=new_id(),
                name="", language="en", is_supervisor=False,
            )  # fmt: skip
            async with database.begin(HALL) as tx:
                await next_run(tx, built.warehouse_id, by)

    async def board() -> Any:
        now = datetime.now(UTC)
        async with database.hall() as read:
            return await release_board(
                read, BoardWanted(until=now + timedelta(days=1), since=now - timedelta(hours=12))
            )

    await took("is there anything to plan?", state)
    problem = await took("the problem read", read)
    found = await took("the thought", partial(think, problem))
    written = await took("the walks written", write)
    await took("is there anything to plan now?", state)
    await took(f"{min(STARTS, PEOPLE)} pickers start", starts)
    await took("the release board", board, times=BOARDS)
    length = sum(walk.length_mm or 0 for walk in found) / 1_000_000
    carried = sum(len(walk.orders) for walk in found)
    print(
        f"  problem {len(problem) / 1e6:.1f} MB, {written} walks, {carried} orders, {length:.1f} km"
    )
    return costs


async def _latency(
    database: Database, built: hall.Hall, walks: Walks, here: Settings, *, is_last: bool
) -> None:
    """How long a scan takes, quiet and while a wave is planned in another process."""
    if not is_last:
        return
    hot = await database.hot()

    async def paced(some: list[Any], going: Callable[[], bool] = lambda: True) -> list[float]:
        """How long each scan took from when it was due, while it was so that ``going()``, ms."""
        took: list[float] = []
        began = time.perf_counter()

        async def one(n: int, scan: Any) -> None:
            due = began + n / SCANS_PER_S
            await asyncio.sleep(max(due - time.perf_counter(), 0))
            await hot.call(_SCAN, scan.id, scan.run, scan.by.operator_id, scan.by.device_id,
                           scan.code, scan.label, list(scan.codes))  # fmt: skip
            if going():
                took.append((time.perf_counter() - due) * 1000)

        await asyncio.gather(*(one(n, scan) for n, scan in enumerate(some)))
        return took

    def taken() -> list[Any]:
        return [scan for person in built.people for scan in walks.take(person, 1)]

    first = taken()
    await paced(first[:WARM])  # connections read their functions and plan them
    quiet = await paced(first[WARM:])
    async with database.begin(HALL) as tx:
        await tx.execute(_FORGET)
    spawn = multiprocessing.get_context("spawn")
    is_up, begin = spawn.Event(), spawn.Event()
    process = spawn.Process(target=plan_there, args=(here, WALKS, is_up, begin))
    process.start()
    await asyncio.to_thread(is_up.wait)
    begin.set()
    busy = await paced(taken(), process.is_alive)
    await asyncio.to_thread(process.join)
    for name, took in (("quiet", quiet), ("while it is planned", busy)):
        cuts = quantiles(took, n=100)
        print(
            f"  {len(took)} scans, {name}: p50 {cuts[49]:.1f}, p95 {cuts[94]:.1f}, "
            f"p99 {cuts[98]:.1f}, longest {max(took):.1f} ms"
        )


if __name__ == "__main__":
    sys.exit(main())
