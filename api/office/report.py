"""A shop's month on one page, as a file and on paper: for its own people and for the office."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

import msgspec
from litestar import Response, get
from litestar.di import NamedDependency

from api import i18n
from api.auth import ALL_ROLES
from api.office.desk import DeskPage
from api.office.doing import AnyRequest, shop_choices
from api.office.export import Asked, Column, Exported, export_route
from api.office.filters import Filters
from wms.access.people import Desk
from wms.db import Read
from wms.errors import N_
from wms.report.month import Month, month
from wms.shops.queries import ShopShown, shop, shop_by_code, shops

PAGE: Final = "/office/report"
#: months before this one are none of a warehouse's
FIRST_YEAR: Final = 2000
_DECEMBER: Final = 12


class ReportLine(msgspec.Struct, frozen=True, kw_only=True):
    """A number of the report as a line of its file."""

    #: stock, flow, parcels, weight, papers or cases
    group: str
    #: of which: a flow, a courier and its service, a kind of cases
    what: str
    number: int


def _first_day(said: str) -> date:
    """The first day of the month that was asked for, this month's else; none that is to come."""
    today = i18n.today()
    try:
        wanted = date.fromisoformat(f"{said}-01")
    except ValueError:
        wanted = today
    return min(wanted, today).replace(day=1) if wanted.year >= FIRST_YEAR else today.replace(day=1)


def _beside(first: date) -> tuple[str, str]:
    """The months before and after, as the address says them."""
    before = date.fromordinal(first.toordinal() - 1)
    after = first.replace(
        year=first.year + first.month // _DECEMBER, month=first.month % _DECEMBER + 1
    )
    return f"{before:%Y-%m}", f"{after:%Y-%m}"


async def _whose(read: Read, filters: Filters, desk: Desk) -> ShopShown | None:
    """The shop of the report; None: there is none yet."""
    if desk.shop_id is not None:
        return await shop(read, desk.shop_id)
    if code := filters.text("shop"):
        return await shop_by_code(read, code)
    return next(iter(await shops(read)), None)


@get(PAGE, opt={"roles": ALL_ROLES})
async def show_report(
    request: AnyRequest,
    desk: NamedDependency[Desk],
    desk_page: NamedDependency[DeskPage],
    read: NamedDependency[Read],
) -> Response[Any]:
    """What came, left, came back and was stored in a month."""
    filters = Filters(request)
    first = _first_day(filters.text("month"))
    before, after = _beside(first)
    one = await _whose(read, filters, desk)
    return desk_page.show(
        "office/report.html",
        shop=one,
        month=await month(read, one.id, first, today=i18n.today()) if one else None,
        chosen=f"{first:%Y-%m}",
        before=filters.link(month=before),
        after=filters.link(month=after) if after <= f"{i18n.today():%Y-%m}" else None,
        shops=await shop_choices(read, desk),
        filters=filters,
        is_staff=desk.shop_id is None,
    )


def lines_of(one: Month) -> list[ReportLine]:
    """The report's numbers, one a line."""
    stock = [("first", one.stock_first), ("last", one.stock_last),
             ("average", one.stored_average), ("piece_days", one.piece_days)]  # fmt: skip
    papers = [("deliveries", one.deliveries), ("orders_in", one.orders_in),
              ("orders_out", one.orders_out), ("returns_in", one.returns_in)]  # fmt: skip
    ways = [(f"{c.carrier} {c.service}", c) for c in one.couriers]
    told = [
        *(("stock", what, number) for what, number in stock),
        *(("flow", f.what, f.pieces if f.is_in else -f.pieces) for f in one.flows),
        *(("papers", what, number) for what, number in papers),
        *(("parcels", way, c.parcels) for way, c in ways),
        *(("weight", way, c.weight_g) for way, c in ways),
        *(("cases", f"{c.kind} {what}", n) for c in one.cases
          for what, n in (("opened", c.opened), ("resolved", c.resolved), ("late", c.late))),
    ]  # fmt: skip
    return [ReportLine(group=group, what=what, number=number) for group, what, number in told]


async def _rows(read: Read, asked: Asked, after: str | None, limit: int) -> list[ReportLine]:
    del limit  # a month has a few dozen numbers
    one = await _whose(read, asked.filters, asked.desk)
    if one is None or after is not None:
        return []
    first = _first_day(asked.filters.text("month"))
    return lines_of(await month(read, one.id, first, today=i18n.today()))


EXPORT: Final = Exported[ReportLine](
    name="month",
    columns=(
        Column(N_("What"), lambda one: one.group, word="report_group_word"),
        Column(N_("Of what"), lambda one: one.what, word="report_word"),
        Column(N_("Number"), lambda one: one.number),
    ),
    rows=_rows,
    position=lambda one: one.what,
)

handlers: Final = [show_report, export_route(PAGE, EXPORT, opt={"roles": ALL_ROLES})]
