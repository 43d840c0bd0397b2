"""Terms end when the law says."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from wms.clocks.terms import Almanac, can_withdraw_until, term, working_term

WARSAW = Almanac()


def at(*when: int) -> datetime:
    return datetime(*when, tzinfo=UTC)  # type: ignore[arg-type, misc]


def test_the_day_of_the_event_is_not_counted_and_the_term_ends_with_its_last_day() -> None:
    assert term(at(2026, 11, 2, 12), 14, WARSAW) == at(2026, 11, 16, 22, 59, 59)
    # half past eleven at night in UTC is the next day in Warsaw
    assert term(at(2026, 11, 2, 23, 30), 14, WARSAW) == at(2026, 11, 17, 22, 59, 59)
    # delivered on 10 October: the 24th is a Saturday, so Monday the 26th, after the clocks changed
    assert can_withdraw_until(at(2026, 10, 10, 9), WARSAW) == at(2026, 10, 26, 22, 59, 59)


def test_a_term_over_christmas_ends_after_it() -> None:
    # 24 December is a day off in Poland since 2025; 25 and 26 were before
    assert term(at(2025, 12, 10, 9), 14, WARSAW) == at(2025, 12, 29, 22, 59, 59)
    assert term(at(2024, 12, 10, 9), 14, WARSAW) == at(2024, 12, 24, 22, 59, 59)
    nowhere = Almanac(holidays_of="")
    assert term(at(2025, 12, 10, 9), 14, nowhere) == at(2025, 12, 24, 22, 59, 59)


def test_working_days_skip_the_week_end_and_days_off() -> None:
    assert working_term(at(2026, 11, 6, 9), 1, WARSAW) == at(2026, 11, 9, 22, 59, 59)
    # Wednesday the 11th is Independence Day
    assert working_term(at(2026, 11, 10, 9), 1, WARSAW) == at(2026, 11, 12, 22, 59, 59)
    assert working_term(at(2026, 11, 10, 9), 0, WARSAW) == at(2026, 11, 10, 22, 59, 59)
    assert working_term(at(2026, 11, 7, 9), 0, WARSAW) == at(2026, 11, 9, 22, 59, 59)


@settings(max_examples=60, deadline=None)
@given(
    st.integers(0, 20 * 366 * 24).map(lambda hours: at(2020, 1, 1) + timedelta(hours=hours)),
    st.integers(0, 40),
)
def test_a_term_ends_on_the_first_working_day_from_its_last_day_on(
    begun: datetime, days: int
) -> None:
    ends = term(begun, days, WARSAW)
    last = WARSAW.day_of(ends)
    named = WARSAW.day_of(begun) + timedelta(days=days)
    assert WARSAW.is_working(last) and last >= named
    assert not any(WARSAW.is_working(named + timedelta(days=n)) for n in range((last - named).days))
    assert WARSAW.day_of(ends + timedelta(seconds=1)) == last + timedelta(days=1)
    assert working_term(begun, days, WARSAW) >= ends - timedelta(days=0 if days else 1)


def test_christmas_eve_is_off_from_2025_on() -> None:
    for year in range(2020, 2040):
        assert (date(year, 12, 24) in WARSAW.off(year)) == (year >= 2025)
