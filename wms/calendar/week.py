"""A week of cut-offs, and which days follow from it. Pure: no database, no clock."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Final

import msgspec

from wms.calendar.errors import CutoffNever, CutoffTime

DAYS: Final = 7
_TIME: Final = re.compile(r"([01]\d|2[0-3]):[0-5]\d", re.ASCII)


class DayTimes(msgspec.Struct, frozen=True):
    """A weekday: until when orders leave the same day, and when they have left. Local times."""

    closes: time
    leaves: time


class Week(msgspec.Struct, frozen=True):
    """Seven weekdays from Monday; None: nothing leaves on it."""

    days: tuple[DayTimes | None, ...]

    @classmethod
    def of(cls, closes: Sequence[str], leaves: Sequence[str]) -> Week:
        """The week of two lists of seven times, ``"13:00"``; both empty: nothing leaves.

        Raises:
            CutoffTime: a time is none, one of a pair is missing, or the courier comes too early.
            CutoffNever: nothing leaves on any day.
        """
        pairs = zip(closes, leaves, strict=True)
        days = tuple(_times(weekday, *pair) for weekday, pair in enumerate(pairs))
        assert len(days) == DAYS
        if not any(days):
            raise CutoffNever
        return cls(days)

    @property
    def closes(self) -> list[str]:
        """As a row keeps it."""
        return [f"{day.closes:%H:%M}" if day else "" for day in self.days]

    @property
    def leaves(self) -> list[str]:
        """As a row keeps it."""
        return [f"{day.leaves:%H:%M}" if day else "" for day in self.days]


def _times(weekday: int, closes: str, leaves: str) -> DayTimes | None:
    if not closes and not leaves:
        return None
    if not (_TIME.fullmatch(closes) and _TIME.fullmatch(leaves)) or leaves < closes:
        raise CutoffTime(weekday=weekday, closes=closes, leaves=leaves)
    return DayTimes(time.fromisoformat(closes), time.fromisoformat(leaves))


class Day(msgspec.Struct, frozen=True):
    """A day on which orders leave: those that came before ``closes_at``, by ``ship_by`` (UTC)."""

    leaves_on: date
    closes_at: datetime
    ship_by: datetime


def coming_days(
    week: Week, zone: tzinfo, first: date, count: int, closed: Collection[date]
) -> list[Day]:
    """The dispatch days among the ``count`` days from ``first``, without those that are closed.

    A time that a change of the clock leaves out or repeats is the one before the change
    (PEP 495, fold 0).
    """
    found = []
    for step in range(count):
        day = first + timedelta(days=step)
        times = week.days[day.weekday()]
        if times is not None and day not in closed:
            closes, leaves = (
                datetime.combine(day, at, tzinfo=zone).astimezone(UTC)
                for at in (times.closes, times.leaves)
            )
            found.append(Day(leaves_on=day, closes_at=closes, ship_by=leaves))
    return found
