"""The planner in a process of its own, as a worker runs it."""

from __future__ import annotations

import asyncio

from wms.db import Database
from wms.settings import Settings
from workers.planner import plan_once


def plan_there(here: Settings, walks: int) -> None:
    """Plan so many walks once."""

    async def go() -> None:
        database = Database(here.database_url, here, name="bench-planner")
        await plan_once(database, ahead=walks)
        await database.close()

    asyncio.run(go())
