"""Pickup points: couriers are asked about those that orders go to, and about areas shops look at.

An order that names a point nobody knows is held back some seconds after it came, when its courier
says that there is none, or that it is closed; it goes on by itself when the point opens.
"""

from __future__ import annotations

import asyncio
import time
from functools import partial
from typing import Final

import structlog

from wms.db import Database, Tx
from wms.orders.points import (
    BATCH,
    Area,
    ToAsk,
    areas_to_ask,
    judge_orders,
    keep_area,
    keep_points,
    keep_unknown,
    points_to_ask,
)
from wms.shipping.carriers.port import Can, Carrier, CarrierNo, Point, PointsNear
from wms.shipping.carriers.registry import PROFILES
from wms.shipping.couriers import Couriers
from workers.loops import steadily
from workers.transaction import look, settled

log = structlog.get_logger("workers.points")

#: how often it is looked whether somebody goes to a point that nobody knows, s
LOOK_S: Final = 5.0
#: a courier that has not answered by then counts as away, s; then it is left alone for so long, s
CALL_LIMIT_S: Final = 20.0
PAUSE_S: Final = 60.0
WITH_POINTS: Final = tuple(code for code, one in PROFILES.items() if Can.POINTS in one.can)


class Points:
    """Asks couriers; remembers which of them does not answer."""

    def __init__(self, database: Database, couriers: Couriers) -> None:
        self._database = database
        self._couriers = couriers
        self._paused_until: dict[str, float] = {}

    async def run(self) -> None:
        """Until cancelled."""
        await steadily("pickup points", self.refresh, every_s=LOOK_S, wake=asyncio.Event())

    async def refresh(self) -> None:
        """Everything that is due now, then the orders that it concerns."""
        now = time.monotonic()
        awake = [code for code in WITH_POINTS if self._paused_until.get(code, 0.0) <= now]
        async with look(self._database) as read:
            asked: list[ToAsk | Area] = [
                *await points_to_ask(read, awake),
                *await areas_to_ask(read, awake),
            ]
        for code in dict.fromkeys(one.carrier for one in asked):
            await self._ask(code, [one for one in asked if one.carrier == code])
        while await settled(self._database, judge_orders) == BATCH:
            pass

    async def _ask(self, code: str, asked: list[ToAsk | Area]) -> None:
        try:
            courier = await self._couriers.of_shop(code, None)
            for one in asked:
                await ask_about(self._database, courier, one)
        except (CarrierNo, TimeoutError) as no:
            self._paused_until[code] = time.monotonic() + PAUSE_S
            log.info("a courier does not tell of its points", carrier=code, error=str(no))


async def ask_about(database: Database, courier: Carrier, one: ToAsk | Area) -> None:
    """Ask about a point, and about its neighbours when it takes no parcels; or about an area.

    Raises:
        CarrierNo, TimeoutError: it does not answer; nothing is written.
    """
    near = PointsNear(country=one.country, postcode=one.postcode)
    async with asyncio.timeout(CALL_LIMIT_S):
        if isinstance(one, Area):
            told = await courier.points(near)
            await settled(database, partial(_keep_area, area=one, points=told))
            return
        found = await courier.point(one.point_id)
        neighbours = [] if found is not None and found.is_open else await courier.points(near)
    await settled(database, partial(_keep, one=one, found=found, neighbours=neighbours))


async def _keep(tx: Tx, *, one: ToAsk, found: Point | None, neighbours: list[Point]) -> None:
    told = {point.id: point for point in neighbours} | ({found.id: found} if found else {})
    await keep_points(tx, one.carrier, list(told.values()))
    if one.point_id not in told:
        await keep_unknown(tx, one.carrier, one.point_id)


async def _keep_area(tx: Tx, *, area: Area, points: list[Point]) -> None:
    await keep_points(tx, area.carrier, points)
    await keep_area(tx, area)
