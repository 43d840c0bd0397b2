"""``python -m bench.waiting``: thousands of orders wait; what does it cost to serve them?"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Any, Final

import uvloop
from sqlalchemy import text

from bench.growth import Figure, growth, run_sized
from bench.ledger.plans import plan_of
from bench.processes import Meter
from bench.waiting.scene import Scene, open_scene
from bench.yard import settle
from wms.db import HALL, Database
from wms.local import Local
from wms.orders.backorders import servable, waited_for
from wms.settings import Settings
from wms.verify import verify
from workers.promises import ORDERS_AT_ONCE, Promises

#: (shops, products of each, how many orders wait at each step)
Size = tuple[int, int, tuple[int, ...]]
SIZES: Final[dict[str, Size]] = {
    "full": (4, 250, (1_000, 10_000, 20_000)),
    "small": (2, 20, (50, 100)),
}
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
    return run_sized("waiting", __doc__, SIZES, lambda *given: uvloop.run(_run(*given)))


async def _run(local: Local, here: Settings, size: Size) -> int:
    shops, skus, steps = size
    # filling may take its time; each statement of the pass is far from any limit
    here = replace(here, statement_timeout_ms=FILL_LIMIT_MS)
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
    return growth(
        "With so many orders waiting",
        [
            Figure(
                one.what, one.orders, f"{one.s * 1000:,.0f} ms, {one.cpu_ms:,.0f} CPU-ms",
                one.cpu_ms,
            )
            for one in took
        ],
    )  # fmt: skip


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
