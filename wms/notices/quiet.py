"""Quiet hours: nobody's telephone rings at night because a parcel moved."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import cache
from importlib.resources import files
from typing import Final
from zoneinfo import ZoneInfo

_HOUR_MIN: Final = 60


@cache
def zones_by_country() -> Mapping[str, str]:
    """The time zone of countries that have one only, by their ISO 3166 code (tzdata's zone.tab)."""
    found: dict[str, list[str]] = {}
    for line in files("tzdata.zoneinfo").joinpath("zone.tab").read_text().splitlines():
        if not line.startswith("#"):
            country, _where, zone = line.split("\t")[:3]
            found.setdefault(country, []).append(zone)
    return {country: zones[0] for country, zones in found.items() if len(zones) == 1}


def zone_of(country: str, house: ZoneInfo) -> ZoneInfo:
    """By whose clock a consumer lives: their country's, or the house's where there are several."""
    name = zones_by_country().get(country.upper())
    return ZoneInfo(name) if name else house


def is_quiet(at: datetime, quiet_from: int, quiet_until: int) -> bool:
    """Whether a moment, in its own zone, lies in the quiet hours (minutes of the day)."""
    minute = at.hour * _HOUR_MIN + at.minute
    if quiet_from < quiet_until:
        return quiet_from <= minute < quiet_until
    return minute >= quiet_from or minute < quiet_until


def first_loud(now: datetime, quiet_from: int, quiet_until: int, zone: ZoneInfo) -> datetime | None:
    """When something may be sent that is ready now; None: at once."""
    here = now.astimezone(zone)
    if not is_quiet(here, quiet_from, quiet_until):
        return None
    end = here.replace(
        hour=quiet_until // _HOUR_MIN, minute=quiet_until % _HOUR_MIN, second=0, microsecond=0
    )
    # by the wall: a night in which the clock is set is an hour longer or shorter
    return (end if end > here else end + timedelta(days=1)).astimezone(UTC)
