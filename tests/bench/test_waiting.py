"""The bench of waiting orders must not rot: a few wait, are served, and it adds up."""

from __future__ import annotations

from bench.waiting.__main__ import plans, table
from bench.waiting.scene import open_scene
from wms.db import HALL, Database
from wms.orders.backorders import waited_for
from wms.verify import verify
from workers.promises import Promises


async def test_orders_wait_and_are_served_in_one_pass(db: Database) -> None:
    scene = await open_scene(db, shops=2, skus=8)
    await scene.orders("W", 20)
    promises = Promises(db)
    assert await promises.serve() == 0
    await scene.bring(20)
    assert await promises.serve() == 20
    await scene.clear()
    shown = await plans(scene, 20)
    assert all("Execution Time" in plan for plan in shown.values())
    async with db.read(HALL) as read:
        assert len(await waited_for(read)) > 0
        assert await verify(read) == []
    assert "ten times" in table([])
