"""Consumers are told what stands in the shops' feeds, and asked some days after the delivery."""

from __future__ import annotations

import asyncio
from functools import partial

import structlog

from wms.db import Database
from wms.notices.survey import ask_due
from wms.notices.tell import shops_to_tell, tell
from wms.settings import Settings
from workers.loops import steadily
from workers.transaction import look, settled

log = structlog.get_logger("workers.notices")

#: how often the feeds are looked at, s
LOOK_S = 2.0
#: how often it is asked whose parcels came some days ago, s
ASK_S = 60.0


async def notices(database: Database, settings: Settings) -> None:
    """Tell until cancelled."""

    async def step() -> None:
        async with look(database) as read:
            shops = await shops_to_tell(read)
        for shop_id in shops:
            while await settled(database, partial(tell, settings=settings, shop_id=shop_id)):
                pass

    await steadily("notices", step, every_s=LOOK_S, wake=asyncio.Event())


async def surveys(database: Database, settings: Settings) -> None:
    """Ask until cancelled."""

    async def step() -> None:
        while asked := await settled(database, partial(ask_due, settings=settings)):
            log.info("consumers asked", asked=asked)

    await steadily("surveys", step, every_s=ASK_S, wake=asyncio.Event())
