"""Who picked and packed how much, how fast and how exactly: people, teams, days.

Managers see people. Others see teams, and a team of one or two is put together with the others:
a number of two people is a number of one.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

import msgspec
from sqlalchemy import text

from wms.calendar.house import begin_of, zone_of_the_house
from wms.db import Read, Tx
from wms.progress.hours import first_open_hour, running

#: fewer people than this are not shown as a team of their own
TEAM_MIN_PEOPLE: Final = 3
#: rows of one answer
ROWS_MAX: Final = 500
#: longest stretch that is asked for, days
DAYS_MAX: Final = 92
#: by what it is added up
BY: Final = ("day", "team", "person")


class Work(msgspec.Struct, frozen=True, kw_only=True):
    """What a person, a team or the hall did in a stretch of days; quantities in base units."""

    #: a person's or team's name; empty: people without a team, or teams too small to be shown
    name: str
    #: None unless it is added up day by day
    day: date | None
    flow: str
    people: int
    minutes: int
    lines: int
    units: int
    scans: int
    rejected: int
    shorts: int
    undone: int
    proved_right: int
    proved_wrong: int

    @property
    def lines_an_hour(self) -> float | None:
        """How fast; None: no time was worked."""
        return 60 * self.lines / self.minutes if self.minutes else None

    @property
    def units_an_hour(self) -> float | None:
        """The same in base units."""
        return 60 * self.units / self.minutes if self.minutes else None

    @property
    def wrong_per_mille(self) -> float | None:
        """Refused scans of a thousand; None: nothing was scanned."""
        return 1000 * self.rejected / self.scans if self.scans else None


class WorkWanted(msgspec.Struct, frozen=True, kw_only=True):
    """Which work: the warehouse's own days (both included), one flow or both, one team or all."""

    since: date
    until: date
    by: str = "day"
    flow: str = ""
    team: str = ""


_NAME: Final = {"person": "op.name", "team": "coalesce(op.team, '')", "day": "''"}
_KEY: Final = {"person": "op.id", "team": "NULL::uuid", "day": "NULL::uuid"}
_SUMS: Final = ", ".join(
    f"CAST(sum(w.{column}) AS bigint) AS {column}"
    for column in (
        "minutes", "lines", "units", "scans", "rejected", "shorts", "undone", "proved_right",
        "proved_wrong",
    )
)  # fmt: skip
_ASK: Final = """
    WITH w AS (
        SELECT * FROM work_hours WHERE hour >= :since AND hour < :until
        UNION ALL {running}
    )
    SELECT w.name, w.day, w.flow, count(DISTINCT w.operator_id) AS people, {sums}
    FROM (
        SELECT w.*, {name} AS name, {key} AS key, {day} AS day
        FROM w JOIN operators op ON op.id = w.operator_id
        WHERE w.hour >= :since AND w.hour < :until AND (:flow = '' OR w.flow = :flow)
          AND (:team = '' OR op.team = :team)) AS w
    GROUP BY w.name, w.key, w.day, w.flow
    ORDER BY w.day DESC NULLS LAST, lower(w.name), w.key, w.flow DESC LIMIT :most
"""


async def work_done(
    read: Read | Tx, wanted: WorkWanted, *, sees_people: bool, now: datetime | None = None
) -> list[Work]:
    """What was done, by name or the newest day first; never by how much.

    ``sees_people``: managers. For others a person is no row, and small teams are put together.
    """
    now = now or datetime.now(UTC)
    by = wanted.by if sees_people or wanted.by != "person" else "team"
    zone = await zone_of_the_house(read)
    since = begin_of(wanted.since, zone)
    until = begin_of(wanted.until + timedelta(days=1), zone)
    sql, window = running(max(since, await first_open_hour(read, now=now)), now)
    asked = _ASK.format(
        running=sql, name=_NAME[by], key=_KEY[by].replace("::", "\\:\\:"), sums=_SUMS,
        day="CAST(w.hour AT TIME ZONE :zone AS date)" if by == "day" else "CAST(NULL AS date)",
    )  # fmt: skip
    facts: dict[str, Any] = {
        "since": max(since, until - timedelta(days=DAYS_MAX)), "until": until,
        "flow": wanted.flow, "team": wanted.team if sees_people else "", "most": ROWS_MAX,
    }  # fmt: skip
    if by == "day":
        facts["zone"] = zone.key
    rows = [Work(**row._mapping) for row in await read.execute(text(asked), facts | window)]
    return rows if sees_people or by != "team" else _large_teams(rows)


def _large_teams(rows: list[Work]) -> list[Work]:
    """Teams of enough people; the others as one, or not at all when they are few together."""
    kept = [one for one in rows if one.name and one.people >= TEAM_MIN_PEOPLE]
    for flow in sorted({one.flow for one in rows}, reverse=True):
        small = [one for one in rows if one.flow == flow and one not in kept]
        if sum(one.people for one in small) >= TEAM_MIN_PEOPLE:
            kept.append(_together(small))
    return kept


def _together(rows: list[Work]) -> Work:
    first = rows[0]
    sums = {
        field: sum(getattr(one, field) for one in rows)
        for field in Work.__struct_fields__
        if field not in ("name", "day", "flow")
    }
    return Work(name="", day=first.day, flow=first.flow, **sums)


_TEAMS = text("SELECT DISTINCT team FROM operators WHERE team IS NOT NULL ORDER BY team LIMIT 100")


async def teams(read: Read | Tx) -> list[str]:
    """The teams that somebody is in."""
    return list(await read.scalars(_TEAMS))
