"""The days that come are rows: the house's for everybody, a shop's own before them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from tests import cast
from wms.calendar.days import has_days, keep_days, preview
from wms.calendar.errors import ClosedDayOutside
from wms.calendar.house import (
    USUAL_WEEK,
    USUAL_ZONE,
    begin_of,
    close_day,
    open_day,
    set_house,
    the_house,
    zone_of_the_house,
)
from wms.calendar.shop_weeks import forget_week, put_week, weeks_of
from wms.calendar.week import Week
from wms.db import Tx

MONDAY = datetime(2026, 3, 2, 7, 0, tzinfo=UTC)  # 8 o'clock in Warsaw
EVENING = Week.of(["20:00"] * 7, ["22:00"] * 7)
LATE = Week.of(["18:00"] * 5 + [""] * 2, ["19:00"] * 5 + [""] * 2)


async def ship_by(
    tx: Tx, shop: UUID, at: datetime, service: str = "standard", carrier: str = "house"
) -> datetime | None:
    facts = {"shop": shop, "carrier": carrier, "service": service, "at": at}
    found: Any = await tx.scalar(text("SELECT next_ship_by(:shop, :carrier, :service, :at)"), facts)
    return found


def warsaw(day: int, hour: int) -> datetime:
    return datetime(2026, 3, day, hour - 1, tzinfo=UTC)


async def test_a_new_shop_has_the_houses_week_at_once(tx: Tx) -> None:
    await cast.open_hall(tx)
    shop = await cast.open_shop(tx)
    await tx.execute(text("DELETE FROM house_days"))
    assert not await has_days(tx)
    assert await ship_by(tx, shop.id, MONDAY) is None
    await keep_days(tx, now=MONDAY)
    assert await ship_by(tx, shop.id, MONDAY) == warsaw(2, 17)
    # who comes a second too late leaves a day later; on Friday, on Monday
    assert await ship_by(tx, shop.id, warsaw(2, 13)) == warsaw(3, 17)
    assert await ship_by(tx, shop.id, warsaw(6, 14)) == warsaw(9, 17)


async def test_the_most_special_week_of_a_shop_wins(tx: Tx) -> None:
    await cast.open_hall(tx)
    shop, other = await cast.open_shop(tx), await cast.open_shop(tx)
    await put_week(tx, shop.id, LATE)
    await put_week(tx, shop.id, EVENING, carrier="house", service="express")
    await keep_days(tx, now=MONDAY)
    assert await ship_by(tx, shop.id, MONDAY) == warsaw(2, 19)
    assert await ship_by(tx, shop.id, MONDAY, "express") == warsaw(2, 22)
    assert await ship_by(tx, shop.id, warsaw(6, 18), "express") == warsaw(6, 22)
    assert await ship_by(tx, shop.id, MONDAY, "express", "other") == warsaw(2, 19)
    assert await ship_by(tx, other.id, MONDAY, "express") == warsaw(2, 17)
    assert [(one.carrier, one.service) for one in await weeks_of(tx, shop.id)] == [
        ("", ""),
        ("house", "express"),
    ]
    await forget_week(tx, shop.id, carrier="house", service="express")
    await keep_days(tx, now=MONDAY)
    assert await ship_by(tx, shop.id, MONDAY, "express") == warsaw(2, 19)


async def test_one_look_finds_the_day_however_many_weeks_a_shop_has(tx: Tx) -> None:
    await cast.open_hall(tx)
    shop = await cast.open_shop(tx)
    for n in range(20):
        await put_week(tx, shop.id, LATE, carrier=f"c{n}")
    await keep_days(tx, now=MONDAY)
    await tx.execute(text("SET LOCAL enable_seqscan = off"))
    plan = "\n".join(
        await tx.scalars(
            text(
                "EXPLAIN SELECT ship_by FROM dispatch_days WHERE shop_id = :shop "
                "AND carrier IN ('c7', '') AND service IN ('x', '') AND closes_at > now() "
                "ORDER BY carrier DESC, service DESC, closes_at LIMIT 1"
            ),
            {"shop": shop.id},
        )
    )
    assert "ix_dispatch_days_first" in plan and "Sort" not in plan, plan


async def test_a_closed_day_is_passed_over_until_it_is_opened(tx: Tx) -> None:
    await cast.open_hall(tx)
    shop = await cast.open_shop(tx)
    await close_day(tx, date(2026, 3, 2), "stocktaking", now=MONDAY)
    await keep_days(tx, now=MONDAY)
    assert await ship_by(tx, shop.id, MONDAY) == warsaw(3, 17)
    [today, tomorrow, *_] = await preview(tx, USUAL_WEEK, now=MONDAY)
    assert (today.closes, today.why) == (None, "stocktaking")
    assert (tomorrow.closes, tomorrow.leaves, tomorrow.why) == ("13:00", "17:00", None)
    await open_day(tx, date(2026, 3, 2))
    await keep_days(tx, now=MONDAY)
    assert await ship_by(tx, shop.id, MONDAY) == warsaw(2, 17)
    for day in (date(2026, 3, 1), date(2029, 3, 1)):
        with pytest.raises(ClosedDayOutside):
            await close_day(tx, day, "no", now=MONDAY)


async def test_the_house_has_its_own_time_and_holidays(tx: Tx) -> None:
    await cast.open_hall(tx)
    shop = await cast.open_shop(tx)
    assert (await the_house(tx)).time_zone == "Europe/Warsaw"
    await set_house(tx, time_zone="Europe/Kyiv", holidays_of="UA", week=EVENING, now=MONDAY)
    await keep_days(tx, now=MONDAY)
    assert await ship_by(tx, shop.id, MONDAY) == datetime(2026, 3, 2, 20, 0, tzinfo=UTC)
    house = await the_house(tx)
    assert (house.time_zone, house.week) == ("Europe/Kyiv", EVENING)
    assert house.today(MONDAY + timedelta(hours=15)) == date(2026, 3, 3)


async def test_a_day_begins_at_the_buildings_midnight_whatever_the_clock_does(tx: Tx) -> None:
    begins = text("SELECT day_begins(CAST(:day AS date))")

    async def hours_of(day: date) -> float:
        begin = await tx.scalar(begins, {"day": day})
        end = await tx.scalar(begins, {"day": day + timedelta(days=1)})
        assert begin and end
        assert begin == begin_of(day, await zone_of_the_house(tx)), "Python says the same"
        return float((end - begin) / timedelta(hours=1))

    assert await tx.scalar(text("SELECT house_zone()")) == "UTC", "before it was opened"
    await cast.open_hall(tx)
    assert await tx.scalar(text("SELECT house_zone()")) == USUAL_ZONE, "nobody said anything"
    assert [await hours_of(date(2026, *day)) for day in ((3, 29), (7, 1), (10, 25))] == [23, 24, 25]
    await set_house(tx, time_zone="Europe/Kyiv", holidays_of="UA", week=USUAL_WEEK)
    assert await tx.scalar(begins, {"day": date(2026, 11, 30)}) == datetime(
        2026, 11, 29, 22, tzinfo=UTC
    )
