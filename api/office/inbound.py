"""Deliveries: the board of what comes and stands here, and one delivery with all that is known."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from api.auth import ALL_ROLES
from api.house import house_of
from api.office.desk import DeskPage
from api.office.discrepancies import links_for
from api.office.doing import MANAGERS, AnyRequest, own_shop, say_refusal, shop_choices
from api.office.export import Asked, Column, Exported, export_route
from api.office.filters import PAGE_ROWS, READ_ROWS, Filters, page_of
from wms.access.people import Desk
from wms.db import Read
from wms.errors import N_
from wms.inbound.board import GROUPS, BoardRow, BoardWanted, board, board_counts
from wms.inbound.decision_links import link_of_delivery
from wms.inbound.discrepancy_list import DiscrepancyWanted, discrepancy_list
from wms.inbound.queries import asn_card
from wms.inbound.receipt import asn_key, receipt_lines, receipt_scans, went_to
from wms.inbound.timeline import timeline
from wms.shipping.desk.order_search import like
from wms.shops.queries import shop

EVERYBODY: Final = {"roles": ALL_ROLES}
BOARD: Final = "/office/inbound"
#: the board asks for itself again after so long, ms
FRESH_MS: Final = 15_000
#: rows of one delivery's page: a delivery has at most 500 products
LINES_MAX: Final = 1_000
SCANS_SHOWN: Final = 50
DIFFERENCES_MAX: Final = 200
WENT_MAX: Final = 200


@get(BOARD, opt=EVERYBODY)
async def show_board(
    request: AnyRequest,
    desk: NamedDependency[Desk],
    desk_page: NamedDependency[DeskPage],
    read: NamedDependency[Read],
) -> Response[Any]:
    """What comes, what is late, what stands here, who counts it."""
    filters = Filters(request)
    wanted = _wanted(Asked(filters, desk), _position(filters))
    rows = await board(read, wanted, limit=READ_ROWS)
    return desk_page.show(
        "office/inbound.html",
        **page_of(filters, rows, day=lambda one: one.day, after=lambda one: one.number),
        days=_by_day(rows[:PAGE_ROWS]),
        counts=await board_counts(read, wanted.shop),
        shops=await shop_choices(read, desk),
        wanted=wanted,
        filters=filters,
        address=filters.link(),
        fresh_ms=FRESH_MS,
    )


def _wanted(asked: Asked, after: tuple[date, int] | None) -> BoardWanted:
    filters = asked.filters
    search = filters.text("q")
    return BoardWanted(
        group=filters.one_of("state", GROUPS),
        search=search,
        like=like(search),
        shop=own_shop(asked.desk, filters.text("shop")),
        since=filters.day("from"),
        until=filters.day("to"),
        after=after,
    )


async def _rows(
    read: Read, asked: Asked, after: tuple[date, int] | None, limit: int
) -> list[BoardRow]:
    return await board(read, _wanted(asked, after), limit=limit)


EXPORT: Final = Exported[BoardRow](
    name="deliveries",
    columns=(
        Column(N_("Delivery"), lambda one: one.number),
        Column(N_("The shop's own number"), lambda one: one.external_id),
        Column(N_("Shop"), lambda one: one.shop),
        Column(N_("State"), lambda one: one.status, word="state_word"),
        Column(N_("Overdue"), lambda one: one.is_overdue),
        Column(N_("Announced"), lambda one: one.is_announced),
        Column(N_("Expected on"), lambda one: one.expected_on),
        Column(N_("Waybill"), lambda one: one.carrier_reference),
        Column(N_("Arrived (UTC)"), lambda one: one.arrived_at),
        Column(N_("Dock"), lambda one: one.dock),
        Column(N_("Products"), lambda one: one.lines),
        Column(N_("Pieces announced"), lambda one: one.expected),
        Column(N_("Pieces counted"), lambda one: one.received),
        Column(N_("Differences open"), lambda one: one.unsettled),
    ),
    rows=_rows,
    position=lambda one: (one.day, one.number),
)


def _position(filters: Filters) -> tuple[date, int] | None:
    day, number = filters.day("day"), filters.number("after")
    return (day, number) if day is not None and number is not None else None


def _by_day(rows: list[BoardRow]) -> list[tuple[date, list[BoardRow]]]:
    days: dict[date, list[BoardRow]] = {}
    for row in rows:
        days.setdefault(row.day, []).append(row)
    return list(days.items())


@get(BOARD + "/{number:int}", opt=EVERYBODY)
async def show_delivery(
    request: AnyRequest,
    number: FromPath[int],
    desk: NamedDependency[Desk],
    desk_page: NamedDependency[DeskPage],
    read: NamedDependency[Read],
) -> Response[Any]:
    """One delivery."""
    return await delivery_page(request, number, desk, desk_page, read)


async def delivery_page(
    request: AnyRequest,
    number: int,
    desk: Desk,
    desk_page: DeskPage,
    read: Read,
    *,
    no: str | None = None,
    typed: dict[str, str] | None = None,
) -> Response[Any]:
    """The page of a delivery; ``no``: why something was not done, ``typed``: what was said then."""
    filters = Filters(request)
    shop_id, asn_id = await asn_key(read, number)
    before = filters.id("before")
    scans = await receipt_scans(read, shop_id, asn_id, limit=SCANS_SHOWN + 1, before=before)
    asn = await asn_card(read, shop_id, asn_id)
    differences = await discrepancy_list(
        read, DiscrepancyWanted(asn_id=asn_id), limit=DIFFERENCES_MAX
    )
    is_staff = desk.shop_id is None
    whole_link = link_of_delivery(house_of(request.scope).settings, shop_id, asn_id, differences)
    return desk_page.show(
        "office/inbound_delivery.html",
        status=409 if no else 200,
        no=no,
        why=(typed or {}).get("why", ""),
        asn=asn,
        shop=await shop(read, shop_id),
        lines=await receipt_lines(read, shop_id, asn_id, limit=LINES_MAX),
        differences=differences,
        links=links_for(request, desk, differences),
        whole_link=whole_link if is_staff else None,
        scans=scans[:SCANS_SHOWN],
        next_scans=filters.link(before=scans[SCANS_SHOWN - 1].id)
        if len(scans) > SCANS_SHOWN
        else None,
        first_scans=filters.link(before=None) if before else None,
        went=await went_to(read, shop_id, asn_id, limit=WENT_MAX),
        entries=await timeline(read, shop_id, asn_id),
        shown=filters.one_of("show", ("receipt", "labels")),
        address=f"{BOARD}/{number}",
        is_staff=is_staff,
        is_manager=desk.role in MANAGERS,
        say=say_refusal,
    )


handlers: Final = [show_board, export_route(BOARD, EXPORT, opt=EVERYBODY), show_delivery]
