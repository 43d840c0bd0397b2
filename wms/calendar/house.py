"""When the building works: its time zone, public holidays, closed days and its own week."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

import holidays
import msgspec
from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert

from wms.calendar.errors import ClosedDayOutside, HolidaysUnknown, TimeZoneUnknown
from wms.calendar.models import DayOff, HouseCalendar
from wms.calendar.week import Week
from wms.db import Read, Tx
from wms.layout.errors import NoWarehouse
from wms.layout.queries import the_warehouse

#: what a house has that nobody has asked yet
USUAL_ZONE: Final = "Europe/Warsaw"
USUAL_COUNTRY: Final = "PL"
#: Monday to Friday: orders until one o'clock leave by five
USUAL_WEEK: Final = Week.of(["13:00"] * 5 + [""] * 2, ["17:00"] * 5 + [""] * 2)
#: a closed day further away is a typing mistake, days
CLOSED_AHEAD_DAYS: Final = 730
REASON_MAX_CHARS: Final = 100
#: closed days in one list
CLOSED_MAX: Final = 200


class House(msgspec.Struct, frozen=True, kw_only=True):
    """When the building works."""

    warehouse_id: UUID
    time_zone: str
    #: ISO 3166-1 alpha-2, or '' for no public holidays
    holidays_of: str
    week: Week

    @property
    def zone(self) -> ZoneInfo:
        """Its time zone, to compute with."""
        return ZoneInfo(self.time_zone)

    def today(self, now: datetime | None = None) -> date:
        """Which day it is in the building."""
        return (now or datetime.now(UTC)).astimezone(self.zone).date()


class Closed(msgspec.Struct, frozen=True, kw_only=True):
    """A day that somebody closed by hand."""

    closed_on: date
    reason: str


async def the_house(read: Read | Tx) -> House:
    """The one building (the first, should there be several). NoWarehouse before it was opened."""
    warehouse_id = await the_warehouse(read)
    row = await read.get(HouseCalendar, warehouse_id, populate_existing=True)
    if row is None:
        return House(
            warehouse_id=warehouse_id,
            time_zone=USUAL_ZONE,
            holidays_of=USUAL_COUNTRY,
            week=USUAL_WEEK,
        )
    return House(
        warehouse_id=warehouse_id,
        time_zone=row.time_zone,
        holidays_of=row.holidays_of,
        week=Week.of(row.closes, row.leaves),
    )


async def zone_of_the_house(read: Read | Tx) -> ZoneInfo:
    """In which time people in the building live; UTC before it was opened."""
    try:
        return (await the_house(read)).zone
    except NoWarehouse:
        return ZoneInfo("UTC")


def begin_of(day: date, zone: tzinfo) -> datetime:
    """The moment (UTC) at which a day begins there; days with a change of the clock included."""
    return datetime.combine(day, time(), zone).astimezone(UTC)


def check_zone(name: str) -> str:
    """The name of a time zone that there is.

    Raises:
        TimeZoneUnknown
    """
    try:
        return ZoneInfo(name).key
    except (ValueError, OSError, LookupError) as error:  # also a name that is a path
        raise TimeZoneUnknown(name=name) from error


@lru_cache(maxsize=64)
def public_holidays(country: str, year: int, language: str | None = None) -> Mapping[date, str]:
    """The public holidays of a country in a year, by day; '' has none.

    ``language`` as BCP 47 names it, None for the country's own.

    Raises:
        HolidaysUnknown: nobody keeps the holidays of this country.
    """
    if not country:
        return {}
    try:
        found = holidays.country_holidays(country, years=year, language=language)
    except NotImplementedError as error:
        raise HolidaysUnknown(country=country) from error
    return dict(found)


async def set_house(
    tx: Tx, *, time_zone: str, holidays_of: str, week: Week, now: datetime | None = None
) -> None:
    """The building works so from now on; the caller writes the coming days anew (`keep_days`).

    Raises:
        TimeZoneUnknown, HolidaysUnknown
    """
    check_zone(time_zone)
    public_holidays(holidays_of, (now or datetime.now(UTC)).year)
    facts = {
        "time_zone": time_zone,
        "holidays_of": holidays_of,
        "closes": week.closes,
        "leaves": week.leaves,
    }
    await tx.execute(
        insert(HouseCalendar)
        .values(warehouse_id=await the_warehouse(tx), **facts)
        .on_conflict_do_update(
            index_elements=["warehouse_id"],
            set_={**facts, "updated_at": func.clock_timestamp()},
        )
    )


async def days_off(read: Read | Tx, house: House, since: date) -> list[Closed]:
    """The days closed by hand from ``since`` on, the next one first."""
    rows = await read.execute(
        select(DayOff.closed_on, DayOff.reason)
        .where(DayOff.warehouse_id == house.warehouse_id, DayOff.closed_on >= since)
        .order_by(DayOff.closed_on)
        .limit(CLOSED_MAX)
    )
    return [Closed(closed_on=row.closed_on, reason=row.reason) for row in rows]


async def close_day(tx: Tx, day: date, reason: str, *, now: datetime | None = None) -> None:
    """Nothing leaves the building on ``day``; the caller writes the coming days anew.

    Raises:
        ClosedDayOutside: it is over, or further away than two years.
    """
    house = await the_house(tx)
    today = house.today(now)
    if not today <= day <= today + timedelta(days=CLOSED_AHEAD_DAYS):
        raise ClosedDayOutside
    facts = {"reason": reason[:REASON_MAX_CHARS]}
    await tx.execute(
        insert(DayOff)
        .values(warehouse_id=house.warehouse_id, closed_on=day, **facts)
        .on_conflict_do_update(index_elements=["warehouse_id", "closed_on"], set_=facts)
    )


async def open_day(tx: Tx, day: date) -> None:
    """``day`` is a day like others again; also when it was."""
    house = await the_house(tx)
    await tx.execute(
        delete(DayOff).where(DayOff.warehouse_id == house.warehouse_id, DayOff.closed_on == day)
    )
