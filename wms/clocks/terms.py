"""How the law counts days (pure).

- The day of the event is not counted: Polish Civil Code (kodeks cywilny), art. 111 § 2; Regulation
  (EEC, Euratom) No 1182/71, art. 3(1).
- A term in days ends with the end of its last day: art. 111 § 1; art. 3(2)(b).
- A term whose last day is a day off by law or a Saturday ends on the next day that is neither:
  art. 115; art. 3(4). 24 December is a day off in Poland since 2025.

Both count alike, so one function serves terms of either. A term ends at the last second of its last
day where the building stands, as people there would say it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import msgspec

from wms.calendar.house import USUAL_COUNTRY, USUAL_ZONE, House, begin_of, public_holidays

#: Directive 2011/83/EU, art. 9(1); consumer rights act of 30 May 2014, art. 27: to withdraw,
#: counted from the day on which the goods came
WITHDRAW_DAYS: Final = 14
#: art. 14(1) of the directive, art. 34(1) of the act: to send the goods back, from declaring
SEND_BACK_DAYS: Final = 14
#: art. 13(1), art. 32(1): to pay back, from hearing of the withdrawal
REFUND_DAYS: Final = 14
#: art. 7a(1) of the act: to answer a complaint, from receiving it; (2): no answer accepts it
COMPLAINT_DAYS: Final = 14

_SATURDAY: Final = 5
_A_SECOND: Final = timedelta(seconds=1)


class Almanac(msgspec.Struct, frozen=True, kw_only=True):
    """Where days are counted: the time zone, and whose days off."""

    time_zone: str = USUAL_ZONE
    #: ISO 3166-1 alpha-2, or '' for no public holidays
    holidays_of: str = USUAL_COUNTRY

    @classmethod
    def of(cls, house: House) -> Almanac:
        """As the building counts."""
        return cls(time_zone=house.time_zone, holidays_of=house.holidays_of)

    @property
    def zone(self) -> ZoneInfo:
        """Its time zone, to compute with."""
        return ZoneInfo(self.time_zone)

    def day_of(self, at: datetime) -> date:
        """Which day it is there."""
        return at.astimezone(self.zone).date()

    def off(self, year: int) -> Mapping[date, str]:
        """The days off by law of a year."""
        return public_holidays(self.holidays_of, year)

    def is_working(self, day: date) -> bool:
        """Whether it is neither a Saturday nor a day off by law (a Sunday is one)."""
        return day.weekday() < _SATURDAY and day not in self.off(day.year)

    def end_of(self, day: date) -> datetime:
        """The last second of a day there, UTC."""
        return begin_of(day + timedelta(days=1), self.zone) - _A_SECOND


def term(at: datetime, days: int, almanac: Almanac) -> datetime:
    """When a term of ``days`` calendar days ends that an event at ``at`` began."""
    last = almanac.day_of(at) + timedelta(days=days)
    while not almanac.is_working(last):
        last += timedelta(days=1)
    return almanac.end_of(last)


def working_term(at: datetime, days: int, almanac: Almanac) -> datetime:
    """When ``days`` working days are over; the day itself is not counted."""
    last = almanac.day_of(at)
    left = days
    while left > 0 or not almanac.is_working(last):
        last += timedelta(days=1)
        left -= almanac.is_working(last)
    return almanac.end_of(last)


def working_hours_term(
    at: datetime, hours: int, almanac: Almanac, opens_at: time, closes_at: time
) -> datetime:
    """When ``hours`` working hours are over that begin at ``at``: those of working days between
    ``opens_at`` and ``closes_at`` there. A term that ends with the last hour of a day ends then,
    not with the next morning."""
    here, left = at.astimezone(almanac.zone), timedelta(hours=hours)
    day = here.date()
    while True:
        begins = datetime.combine(day, opens_at, almanac.zone).astimezone(UTC)
        ends = datetime.combine(day, closes_at, almanac.zone).astimezone(UTC)
        begins = max(begins, at)
        if almanac.is_working(day) and begins < ends:
            if left <= ends - begins:
                return begins + left
            left -= ends - begins
        day += timedelta(days=1)


def is_over(due_at: datetime, now: datetime) -> bool:
    """Whether the last second of a term has passed."""
    return now >= due_at + _A_SECOND


def can_withdraw_until(
    delivered_at: datetime, almanac: Almanac, days: int = WITHDRAW_DAYS
) -> datetime:
    """Until when a withdrawal is in time; sending it before is enough (art. 30(2) of the act).

    ``days``: more than the law's 14 when the shop promised so; such a term is counted like the
    law's. One that came later is received all the same: what follows is the shop's to say.
    """
    return term(delivered_at, max(days, WITHDRAW_DAYS), almanac)
