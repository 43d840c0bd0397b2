"""A planner in a process that kills itself (SIGKILL) at the n-th statement of a round.

A program of the tests only, as `tests.faults.api_with_faults`.
"""

from __future__ import annotations

import os
from typing import Any, Final

import msgspec
import uvloop

from tests.faults.api_with_faults import Fault, chosen, watch_everything
from wms.db import Database
from wms.picking.runs import Walk
from wms.picking.think import Problem, think
from wms.settings import Settings
from workers.planner import plan_once

#: more walks than are wanted here: whatever waits is planned
AHEAD: Final = 1000


async def think_here(problem: bytes) -> list[Walk]:
    """The planner's thought without its own process, which takes a second to start."""
    walks = think(msgspec.json.decode(problem, type=Problem))
    return msgspec.convert(msgspec.to_builtins(walks), list[Walk])


def _plan(settings: Settings, mode: str, at: int) -> None:
    async def one_round() -> None:
        database = Database(settings.database_url, settings, name="wms-faults")
        chosen.set(Fault(mode, at))
        await plan_once(database, ahead=AHEAD, thinker=think_here)
        chosen.set(None)
        await database.close()

    uvloop.run(one_round())


def nursery(settings: Settings, orders: Any) -> None:
    """Import once, and fork a planner for each order: (mode, at) → how it ended."""
    watch_everything()
    while (order := orders.recv()) is not None:
        pid = os.fork()
        if pid == 0:
            _plan(settings, *order)
            os._exit(0)
        orders.send(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
