"""Thinks of the cartons of orders whose totes wait, before a packer opens them."""

from __future__ import annotations

import asyncio
from typing import Final

from wms.db import Database
from wms.packing.cartons.plan import Planned, cartons_there, keep_plans, orders_to_plan, think
from wms.shipping.carriers.registry import HEAVIEST_G
from workers.loops import steadily
from workers.transaction import look, settled

#: how often it looks, s
LOOK_S: Final = 1.0
#: orders of one transaction
ORDERS_AT_ONCE: Final = 25


async def cartons(database: Database) -> None:
    """Think until cancelled."""

    async def step() -> None:
        while await think_once(database) == ORDERS_AT_ONCE:
            pass

    await steadily("cartons", step, every_s=LOOK_S, wake=asyncio.Event())


async def think_once(database: Database) -> int:
    """Think of the orders that wait longest for it; how many there were."""
    async with look(database) as read:
        asked = await orders_to_plan(read, ORDERS_AT_ONCE)
        if not asked:
            return 0
        there = await cartons_there(read)

    def find() -> list[Planned]:
        return [think(one, there, HEAVIEST_G.get(one.carrier)) for one in asked]

    planned = await asyncio.to_thread(find)
    await settled(database, lambda tx: keep_plans(tx, planned))
    return len(asked)
