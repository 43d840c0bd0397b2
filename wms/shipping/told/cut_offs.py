"""When a shop's orders leave next, by courier and service, and the days on which nothing does."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import msgspec

from wms.calendar.days import AHEAD_DAYS, Coming, closed_days, coming
from wms.calendar.house import the_house
from wms.db import Read, in_the_hall
from wms.shipping.accounts.accounts import usable_by
from wms.shipping.carriers.registry import SERVICES


class CutOffs(msgspec.Struct, frozen=True, kw_only=True):
    """The next days on which orders with one service leave; empty: the calendar has none."""

    carrier: str
    service: str
    days: list[Coming]


class ClosedDay(msgspec.Struct, frozen=True, kw_only=True):
    """A day on which nothing leaves the building."""

    #: the day
    closed_on: date
    #: the public holiday, or what the warehouse wrote beside a day that it closed
    why: str


class ShopCalendar(msgspec.Struct, frozen=True, kw_only=True):
    """A shop's cut-offs, in the time of the building."""

    #: as the IANA database names it: days and cut-offs are days and times there
    time_zone: str
    #: which day it is there
    today: date
    #: until when orders leave on which day, for each service
    cut_offs: list[CutOffs]
    #: besides weekends and other days of the week on which nothing leaves
    closed_days: list[ClosedDay]


async def shop_calendar(
    read: Read, shop_id: UUID, *, limit: int, language: str | None = None
) -> ShopCalendar:
    """The next ``limit`` days of each service; public holidays by their names in ``language``.

    Raises:
        NoWarehouse: it was not opened yet.
    """
    house = await the_house(read)
    today = house.today()
    usable = await usable_by(read, shop_id)
    async with in_the_hall(read):  # the days on which the house is closed are everybody's
        closed = await closed_days(read, house, today, AHEAD_DAYS, language)
    return ShopCalendar(
        time_zone=house.time_zone,
        today=today,
        cut_offs=[
            CutOffs(
                carrier=carrier,
                service=service,
                days=await coming(read, shop_id, carrier=carrier, service=service, limit=limit),
            )
            for carrier, services in SERVICES.items()
            for service in services
            if service in usable.get(carrier, ())
        ],
        closed_days=[
            ClosedDay(closed_on=day, why=why)
            for day, why in sorted(closed.items())
            if (day - today).days in range(AHEAD_DAYS)
        ],
    )
