"""``python -m bench.waiting``: thousands of orders wait; what does it cost to serve them?"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from math import log10
from pathlib import Path
from typing import Any, Final

import uvloop
from sqlalchemy import text

from bench.ledger.plans import plan_of
from bench.processes import Meter
from bench.waiting.scene import Scene, open_scene
from bench.yard import opened, settings_of, settle
from wms.db import HALL, Database
from wms.local import Local
from wms.orders.backorders import servable, waited_for
from wms.verify import verify
from workers.promises import ORDERS_AT_ONCE, Promises

#: (shops, products of each, how many orders wait at each step)
SIZES: Final = {"full": (4, 250, (1_000, 10_000, 20_000)), "small": (2, 20, (50, 100))}
#: the longest statement that fills the scene, ms
FILL_LIMIT_MS: Final = 600_000
#: looks that find nothing, averaged
LOOKS: Final = 20
#: products of which something comes while all others are missing
A_FEW: Final = 4
_WAIT: Final = text("SELECT count(*) FROM orders WHERE status = 'backordered'")


@dataclass(frozen=True)
class Took:
    """One thing that was asked with so many orders waiting."""

    what: str
    orders: int
    served: int
    s: float
    cpu_ms: float


def main() -> int:
    """0 when everything was served and adds up, else 1."""
    parser = argparse.ArgumentParser(prog="python -m bench.waiting", description=__doc__)
    parser.add_argument("--size", choices=SIZES, default="full")
    parser.add_argument(
        "--folder", type=Path, default=Path(".data/waiting"), help="emptied before and after"
    )
    given = parser.parse_args()
    folder = given.folder.absolute()
    if folder.exists() and any(folder.iterdir()) and not (folder / "postgres").exists():
        print(f"{folder} has something else in it: choose a folder that may be emptied.")
        return 1
    shutil.rmtree(folder, ignore_errors=True)
    try:
        with opened(folder) as local:
            return uvloop.run(_run(local, folder, given.size), debug=False)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


async def _run(local: Local, folder: Path, size: str) -> int:
    shops, skus, steps = SIZES[size]
    # filling may take its time; each statement of the pass is far from any limit
    here = replace(settings_of(local, folder), statement_timeout_ms=FILL_LIMIT_MS)
    database = Database(here.database_url, here, name="waiting")
    try:
        scene = await open_scene(database, shops=shops, skus=skus)
        took: list[Took] = []
        for orders in steps:
            took += await step(scene, local, orders)
            for one in took[-4:]:
                print(f"{one.orders:>6,} wait: {one.what}: {one.s * 1000:,.0f} ms, "
                      f"{one.cpu_ms:,.0f} CPU-ms, {one.served:,} served", flush=True)  # fmt: skip
        print(table(took))
        for name, plan in (await plans(scene, steps[-1])).items():
            print(f"\n{name}\n{plan}")
        async with database.read(HALL) as read:
            broken = await verify(read)
            left = await read.scalar(_WAIT)
        print(f"\n`wms verify`: {broken or 'all hold'}")
        return 1 if broken or left != steps[-1] else 0
    finally:
        await database.close()


async def step(scene: Scene, local: Local, orders: int) -> list[Took]:
    """So many wait; they are looked at, a few are served, then all of them."""
    assert local.postgres.pid is not None, "started by opened()"
    parts = {"us": os.getpid(), "postgres": local.postgres.pid}
    await scene.clear()
    await scene.orders(f"N{orders}", orders)
    await settle(local.postgres.url())
    promises = Promises(scene.database)
    await promises.serve()

    async def measured(what: str, deed: Callable[[], Awaitable[int]], times: int = 1) -> Took:
        meter, began, served = Meter(parts), time.perf_counter(), 0
        for _ in range(times):
            served += await deed()
        s = (time.perf_counter() - began) / times
        return Took(what, orders, served, s, sum(meter.used().values()) * 1000 / times)

    took = [await measured("a look, and nothing came", promises.serve, LOOKS)]
    await scene.bring(1, products=A_FEW)
    took.append(await measured("a little of a few products came", promises.serve))
    await scene.bring(orders)
    await settle(local.postgres.url())
    took.append(await measured("enough for everybody came", promises.serve))
    took.append(await measured("a look, and nobody waits", promises.serve, LOOKS))
    return took


def table(took: list[Took]) -> str:
    """As it stands in docs/benchmarks.md."""
    sizes = sorted({one.orders for one in took})
    lines = ["| With so many orders waiting | " + " | ".join(f"{n:,}" for n in sizes)
             + " | × for ten times as many |", "|---" * (len(sizes) + 2) + "|"]  # fmt: skip
    for what in dict.fromkeys(one.what for one in took):
        rows = [one for one in took if one.what == what]
        cells = [f"{r.s * 1000:,.0f} ms, {r.cpu_ms:,.0f} CPU-ms" for r in rows]
        first, last = rows[0], rows[-1]
        slope = (max(last.cpu_ms, 0.1) / max(first.cpu_ms, 0.1)) ** (
            1 / log10(last.orders / first.orders)
        )
        lines.append(f"| {what} | " + " | ".join(cells) + f" | {slope:.1f} |")
    return "\n".join(lines)


async def plans(scene: Scene, orders: int) -> dict[str, str]:
    """How the look and the choice of orders find their rows, with so many waiting."""
    await scene.orders("PLANS", orders)
    await scene.bring(1, products=A_FEW)
    async with scene.database.read(HALL) as read:
        wanted = list(await waited_for(read))
    shop_id = wanted[0][0]
    came = [product for shop, product in wanted if shop == shop_id]

    async def choose(read: Any) -> Any:
        return await servable(read, shop_id, came, most=ORDERS_AT_ONCE)

    return {
        "A look": await plan_of(scene.database, HALL, waited_for),
        "Who can have something of what came": await plan_of(scene.database, HALL, choose),
    }


if __name__ == "__main__":
    sys.exit(main())
