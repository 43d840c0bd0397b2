"""The planner in a process of its own, as a worker runs it."""

from __future__ import annotations

import asyncio
from multiprocessing.synchronize import Event

from wms.db import Database
from wms.settings import Settings
from workers.planner import plan_once


def plan_there(here: Settings, walks: int, is_up: Event, begin: Event) -> None:
    """Plan so many walks once, when it is time to ``begin``: a worker runs long before."""

    async def go() -> None:
        database = Database(here.database_url, here, name="bench-planner")
        is_up.set()
        begin.wait()
        await plan_once(database, ahead=walks)
        await database.close()

    asyncio.run(go())
