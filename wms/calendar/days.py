"""The days that come, kept as rows: written whole at each change, and once a day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

import msgspec
from sqlalchemy import delete, insert, select, text

from wms.calendar.house import House, days_off, public_holidays, the_house
from wms.calendar.models import Cutoff, DispatchDay, HouseDay
from wms.calendar.week import Day, Week, coming_days
from wms.db import Read, Tx
from wms.layout.errors import NoWarehouse

#: so far ahead days are kept: longer than any row of public holidays, and than workers are away
AHEAD_DAYS: Final = 60
#: days shown of a calendar
PREVIEW_DAYS: Final = 14
#: who writes the days takes turns on this advisory lock ("days" in ASCII)
_TURN: Final = 0x64617973


class Preview(msgspec.Struct, frozen=True, kw_only=True):
    """A coming day as people see it: what leaves, or why nothing does."""

    on: date
    #: local times as ``13:00``; both None: nothing leaves
    closes: str | None = None
    leaves: str | None = None
    #: the public holiday, or what was written beside a day closed by hand
    why: str | None = None


async def closed_days(
    read: Read | Tx, house: House, first: date, count: int, language: str | None = None
) -> Mapping[date, str]:
    """Why nothing leaves on the days that are closed, by day."""
    last = first + timedelta(days=count)
    why = {
        day: name
        for year in range(first.year, last.year + 1)
        for day, name in public_holidays(house.holidays_of, year, language).items()
    }
    by_hand = {one.closed_on: one.reason for one in await days_off(read, house, first)}
    return {**why, **by_hand}


_IS_SANDBOX = text("SELECT is_sandbox FROM warehouses WHERE id = :warehouse")


async def keep_days(tx: Tx, *, now: datetime | None = None) -> int:
    """Write the coming days of the house and of every week of a shop anew; how many.

    Orders that are taken in meanwhile read the days as they were. Without a warehouse there is
    nothing to write, nor of the hall of the sandboxes: test orders leave on the house's days.
    """
    try:
        house = await the_house(tx)
    except NoWarehouse:
        return 0
    if await tx.scalar(_IS_SANDBOX, {"warehouse": house.warehouse_id}):
        return 0
    await tx.execute(text("SELECT pg_advisory_xact_lock(:turn)"), {"turn": _TURN})
    today = house.today(now)
    closed = await closed_days(tx, house, today, AHEAD_DAYS)

    def days(week: Week) -> list[Day]:
        return coming_days(week, house.zone, today, AHEAD_DAYS, closed)

    of_house = [msgspec.structs.asdict(day) for day in days(house.week)]
    of_shops = [
        {"shop_id": row.shop_id, "carrier": row.carrier, "service": row.service}
        | msgspec.structs.asdict(day)
        for row in (await tx.scalars(select(Cutoff))).all()
        for day in days(Week.of(row.closes, row.leaves))
    ]
    await _replace(tx, HouseDay, of_house)
    await _replace(tx, DispatchDay, of_shops)
    return len(of_house) + len(of_shops)


async def _replace(tx: Tx, table: Any, rows: Sequence[dict[str, Any]]) -> None:
    await tx.execute(delete(table))
    if rows:
        await tx.execute(insert(table), rows)


_HAS_DAYS = text("SELECT EXISTS (SELECT FROM house_days WHERE closes_at > now())")


async def has_days(read: Read | Tx) -> bool:
    """Whether there are coming days; a house that was just opened has none yet."""
    return bool(await read.scalar(_HAS_DAYS))


async def preview(
    read: Read | Tx, week: Week, *, language: str | None = None, now: datetime | None = None
) -> list[Preview]:
    """The next two weeks of a week of cut-offs; holidays by their names in ``language``."""
    house = await the_house(read)
    today = (now or datetime.now(UTC)).astimezone(house.zone).date()
    closed = await closed_days(read, house, today, PREVIEW_DAYS, language)
    shown = []
    for step in range(PREVIEW_DAYS):
        day = today + timedelta(days=step)
        times = week.days[day.weekday()]
        if day in closed or times is None:
            shown.append(Preview(on=day, why=closed.get(day)))
        else:
            shown.append(
                Preview(on=day, closes=f"{times.closes:%H:%M}", leaves=f"{times.leaves:%H:%M}")
            )
    return shown


class Coming(msgspec.Struct, frozen=True, kw_only=True):
    """A day on which a shop's orders leave: those taken in before ``closes_at``, by ``ship_by``."""

    #: the day on which they leave
    leaves_on: date
    #: orders that are taken in before then are among them
    closes_at: datetime
    ship_by: datetime


_COMING = text(
    """
    WITH own AS (
        SELECT leaves_on, closes_at, ship_by, carrier, service FROM dispatch_days
        WHERE shop_id = :shop AND carrier IN (:carrier, '') AND service IN (:service, '')
    )
    SELECT leaves_on, closes_at, ship_by FROM (
        SELECT leaves_on, closes_at, ship_by FROM own
        WHERE (carrier, service) = (SELECT carrier, service FROM own
                                    ORDER BY carrier DESC, service DESC LIMIT 1)
        UNION ALL
        SELECT leaves_on, closes_at, ship_by FROM house_days
        WHERE NOT EXISTS (SELECT FROM own)
    ) AS days
    WHERE closes_at > :now ORDER BY closes_at LIMIT :limit
    """
)


async def coming(
    read: Read | Tx,
    shop_id: UUID,
    *,
    carrier: str,
    service: str,
    limit: int,
    now: datetime | None = None,
) -> list[Coming]:
    """The next days on which a shop's orders with this service leave."""
    facts = {"shop": shop_id, "carrier": carrier, "service": service, "limit": limit}
    rows = await read.execute(_COMING, {**facts, "now": now or datetime.now(UTC)})
    return [Coming(**row._mapping) for row in rows]
