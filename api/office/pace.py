"""Pace and accuracy: how much was picked and packed, how fast, how exactly."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Final

from litestar import Response, get
from litestar.di import NamedDependency

from api import i18n
from api.office.desk import DeskPage
from api.office.doing import MANAGERS, AnyRequest
from api.office.export import Asked, Column, Exported, export_route
from api.office.filters import Filters
from wms.access.people import Desk
from wms.db import Read
from wms.errors import N_
from wms.progress.models import FLOWS
from wms.progress.pace import pace_now
from wms.progress.people import (
    BY,
    DAYS_MAX,
    ROWS_MAX,
    TEAM_MIN_PEOPLE,
    Work,
    WorkWanted,
    teams,
    work_done,
)

PAGE: Final = "/office/pace"
#: days shown when nobody says which
DAYS_SHOWN: Final = 7


@get(PAGE)
async def show_pace(
    request: AnyRequest,
    desk: NamedDependency[Desk],
    desk_page: NamedDependency[DeskPage],
    read: NamedDependency[Read],
) -> Response[Any]:
    """What was done in some days, day by day, team by team, or by whom."""
    filters = Filters(request)
    sees_people = desk.role in MANAGERS
    wanted = _wanted(filters, sees_people=sees_people)
    return desk_page.show(
        "office/pace.html",
        rows=await work_done(read, wanted, sees_people=sees_people),
        now=await pace_now(read),
        wanted=wanted,
        by_choices=BY if sees_people else tuple(by for by in BY if by != "person"),
        teams=await teams(read) if sees_people else [],
        flows=FLOWS,
        sees_people=sees_people,
        team_min=TEAM_MIN_PEOPLE,
        days_max=DAYS_MAX,
        most=ROWS_MAX,
        filters=filters,
        address=PAGE,
    )


def _wanted(filters: Filters, *, sees_people: bool) -> WorkWanted:
    today = i18n.today()
    until = filters.day("to") or today
    since = filters.day("from") or _before(until, DAYS_SHOWN - 1)
    by = filters.one_of("by", BY) or "day"
    return WorkWanted(
        since=max(since, _before(until, DAYS_MAX - 1)),
        until=until,
        by=by if sees_people or by != "person" else "team",
        flow=filters.one_of("flow", FLOWS),
        team=filters.text("team"),
    )


def _before(day: date, days: int) -> date:
    return day - timedelta(days=min(days, (day - date.min).days))


async def _rows(read: Read, asked: Asked, after: str | None, limit: int) -> list[Work]:
    """All of it: what is added up is short."""
    del limit
    if after is not None:
        return []
    sees_people = asked.desk.role in MANAGERS
    wanted = _wanted(asked.filters, sees_people=sees_people)
    return await work_done(read, wanted, sees_people=sees_people)


def _rounded(number: float | None) -> int | None:
    return None if number is None else round(number)


EXPORT: Final = Exported[Work](
    name="pace",
    columns=(
        Column(N_("Day"), lambda one: one.day),
        Column(N_("Who"), lambda one: one.name),
        Column(N_("Work"), lambda one: one.flow, word="flow_word"),
        Column(N_("People"), lambda one: one.people),
        Column(N_("Minutes worked"), lambda one: one.minutes),
        Column(N_("Lines"), lambda one: one.lines),
        Column(N_("Pieces"), lambda one: one.units),
        Column(N_("Lines an hour"), lambda one: _rounded(one.lines_an_hour)),
        Column(N_("Pieces an hour"), lambda one: _rounded(one.units_an_hour)),
        Column(N_("Scans"), lambda one: one.scans),
        Column(N_("Wrong scans"), lambda one: one.rejected),
        Column(N_("Taken back"), lambda one: one.undone),
        Column(N_("Shorts"), lambda one: one.shorts),
        Column(N_("Shorts proved right"), lambda one: one.proved_right),
        Column(N_("Shorts proved wrong"), lambda one: one.proved_wrong),
    ),
    rows=_rows,
    position=lambda one: one.name,
)

handlers: Final = [show_pace, export_route(PAGE, EXPORT)]
