"""Cases counted for a period, and what is to be done about them all."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from litestar import Response, get
from litestar.di import NamedDependency

from api.auth import ALL_ROLES
from api.office.desk import DeskPage
from api.office.doing import AnyRequest, own_shop, shop_choices
from api.office.export import Asked, Column, Exported, export_route
from api.office.filters import Filters
from wms.access.people import Desk
from wms.calendar.house import begin_of, zone_of_the_house
from wms.cases.models import KINDS
from wms.cases.statistics import BY, CaseNumbers, case_numbers
from wms.cases.tasks import open_tasks
from wms.db import Read
from wms.errors import N_

STATISTICS: Final = "/office/cases/statistics"
TASKS: Final = "/office/case-tasks"
EVERYBODY: Final = {"roles": ALL_ROLES}
#: the period that is shown when nobody chose one, and the longest, days
USUAL_DAYS: Final = 30
DAYS_MAX: Final = 366
#: whose people they are is the house's own
OF_SHOPS: Final = ("kind", "day")


@get(STATISTICS, opt=EVERYBODY)
async def show_statistics(
    request: AnyRequest,
    desk: NamedDependency[Desk],
    desk_page: NamedDependency[DeskPage],
    read: NamedDependency[Read],
) -> Response[Any]:
    """Open, late and time to the first answer, by shop, kind, person or day."""
    asked = Asked(Filters(request), desk)
    zone = await zone_of_the_house(read)
    begin, end = _period(asked.filters, zone)
    rows = await _rows(read, asked, None, 0)
    return desk_page.show(
        "office/case_statistics.html",
        total=rows[0],
        rows=rows[1:],
        by=_by(asked),
        ways=_ways(desk),
        begin=begin,
        end=end,
        kinds=KINDS,
        shops=await shop_choices(read, desk),
        is_staff=desk.shop_id is None,
        filters=asked.filters,
        address=STATISTICS,
    )


def _ways(desk: Desk) -> tuple[str, ...]:
    return tuple(BY) if desk.shop_id is None else OF_SHOPS


def _by(asked: Asked) -> str:
    ways = _ways(asked.desk)
    return asked.filters.one_of("by", ways) or ways[0]


def _period(filters: Filters, zone: ZoneInfo) -> tuple[date, date]:
    """The first and the last day; nonsense is the usual period."""
    end = filters.day("to") or datetime.now(zone).date()
    begin = filters.day("from") or end - timedelta(days=USUAL_DAYS - 1)
    if not begin <= end < begin + timedelta(days=DAYS_MAX):
        begin = end - timedelta(days=USUAL_DAYS - 1)
    return begin, end


async def _rows(read: Read, asked: Asked, after: str | None, _limit: int) -> list[CaseNumbers]:
    if after is not None:
        return []
    filters, zone = asked.filters, await zone_of_the_house(read)
    begin, end = _period(filters, zone)
    return await case_numbers(
        read,
        by=_by(asked),
        begin=begin_of(begin, zone),
        end=begin_of(end + timedelta(days=1), zone),
        zone=str(zone),
        shop=own_shop(asked.desk, filters.text("shop")),
        kind=filters.one_of("kind", KINDS),
    )


EXPORT: Final = Exported[CaseNumbers](
    name="case-statistics",
    columns=(
        Column(N_("Whose or which"), lambda one: one.name, word="case_kind_word"),
        Column(N_("Opened"), lambda one: one.opened),
        Column(N_("Still open"), lambda one: one.open),
        Column(N_("Late"), lambda one: one.late),
        Column(N_("Answered"), lambda one: one.answered),
        Column(N_("Answered in time"), lambda one: one.in_time),
        Column(N_("Resolved"), lambda one: one.resolved),
        Column(N_("Half within (h)"), lambda one: one.median_h),
        Column(N_("Nine of ten within (h)"), lambda one: one.p90_h),
    ),
    rows=_rows,
    position=lambda one: one.key,
)


@get(TASKS)
async def show_tasks(
    request: AnyRequest,
    desk: NamedDependency[Desk],
    desk_page: NamedDependency[DeskPage],
    read: NamedDependency[Read],
) -> Response[Any]:
    """What is to be done, the most urgent first: one's own, or everybody's."""
    filters = Filters(request)
    today = datetime.now(await zone_of_the_house(read)).date()
    is_mine, is_today = filters.text("who") == "mine", filters.text("due") == "today"
    return desk_page.show(
        "office/case_tasks.html",
        rows=await open_tasks(
            read,
            user=desk.user_id if is_mine else None,
            until=today if is_today else None,
            shop=filters.text("shop"),
        ),
        today=today,
        shops=await shop_choices(read, desk),
        filters=filters,
        here=filters.link(),
        address=TASKS,
    )


handlers: Final = [
    show_statistics, export_route(STATISTICS, EXPORT, opt=EVERYBODY), show_tasks,
]  # fmt: skip
