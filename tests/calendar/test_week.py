"""Which days follow from a week: pure, without a database."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from wms.calendar.errors import CutoffNever, CutoffTime, HolidaysUnknown, TimeZoneUnknown
from wms.calendar.house import USUAL_WEEK, check_zone, public_holidays
from wms.calendar.week import Week, coming_days

WARSAW = ZoneInfo("Europe/Warsaw")


def test_a_working_day_closes_and_leaves_in_the_warehouses_own_time() -> None:
    [friday, monday] = coming_days(USUAL_WEEK, WARSAW, date(2026, 3, 27), 4, ())
    assert friday.closes_at == datetime(2026, 3, 27, 12, 0, tzinfo=UTC)
    assert friday.ship_by == datetime(2026, 3, 27, 16, 0, tzinfo=UTC)
    # the clocks went forward on Sunday: one o'clock in Warsaw is eleven in UTC
    assert monday.closes_at == datetime(2026, 3, 30, 11, 0, tzinfo=UTC)
    assert monday.leaves_on == date(2026, 3, 30)


def test_nothing_leaves_on_public_holidays_and_closed_days() -> None:
    holidays = public_holidays("PL", 2026)
    # Corpus Christi moves with Easter; Christmas Eve is free in Poland since 2025
    assert {date(2026, 6, 4), date(2026, 12, 24), date(2026, 11, 11)} <= set(holidays)
    days = coming_days(USUAL_WEEK, WARSAW, date(2026, 12, 23), 7, {*holidays, date(2026, 12, 28)})
    assert [day.leaves_on.day for day in days] == [23, 29]
    assert public_holidays("", 2026) == {}
    assert public_holidays("PL", 2026, "uk")[date(2026, 11, 11)] != holidays[date(2026, 11, 11)]


def test_a_time_that_the_clock_leaves_out_is_still_a_moment() -> None:
    night = Week.of(["02:30"] * 7, ["02:45"] * 7)
    [day] = coming_days(night, WARSAW, date(2026, 3, 29), 1, ())
    assert (day.closes_at, day.ship_by) == (
        datetime(2026, 3, 29, 1, 30, tzinfo=UTC),
        datetime(2026, 3, 29, 1, 45, tzinfo=UTC),
    )


@pytest.mark.parametrize(
    ("closes", "leaves"), [("13:00", ""), ("", "17:00"), ("25:00", "26:00"), ("1pm", "5pm"),
                           ("17:00", "13:00"), ("٠٩:00", "17:00")],
)  # fmt: skip
def test_a_day_needs_two_times_in_their_order(closes: str, leaves: str) -> None:
    with pytest.raises(CutoffTime):
        Week.of([closes, *["13:00"] * 6], [leaves, *["17:00"] * 6])


def test_a_week_without_a_day_is_no_week() -> None:
    with pytest.raises(CutoffNever):
        Week.of([""] * 7, [""] * 7)


def test_what_nobody_knows_is_refused() -> None:
    for name in ("Europe/Atlantis", "", "../etc/passwd", "/etc/passwd"):
        with pytest.raises(TimeZoneUnknown):
            check_zone(name)
    with pytest.raises(HolidaysUnknown):
        public_holidays("XX", 2026)
