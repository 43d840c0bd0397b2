"""The release board: will we make today's cut-offs?"""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final
from urllib.parse import urlencode

from litestar import Response, get
from litestar.di import NamedDependency

from api import i18n
from api.house import house_of
from api.office.desk import DeskPage
from api.office.doing import AnyRequest, shop_choices
from api.office.export import Asked, Column, Exported, export_route
from api.office.filters import Filters
from wms.access.people import Desk
from wms.calendar.house import begin_of
from wms.db import Read
from wms.errors import N_
from wms.progress.board import (
    Amount,
    Board,
    BoardWanted,
    CutOff,
    release_board,
    release_next,
)

PAGE: Final = "/office/release"
#: the page asks for itself again after so long, ms
FRESH_MS: Final = 15_000
#: how far the board looks: in the address → days
SPANS: Final = {"today": 1, "tomorrow": 2, "week": 7}


@get(PAGE)
async def show_board(
    request: AnyRequest,
    desk: NamedDependency[Desk],
    desk_page: NamedDependency[DeskPage],
    read: NamedDependency[Read],
) -> Response[Any]:
    """Each cut-off: what waits, where it is, and whether it is made."""
    filters = Filters(request)
    wanted = _wanted(filters)
    board = await board_now(request, read, wanted)
    is_danger = filters.text("only") == "danger"
    following = release_next(board)
    return desk_page.show(
        "office/release.html",
        board=board,
        cut_offs=in_danger(board) if is_danger else board.cut_offs,
        is_danger=is_danger,
        total=_total(board.cut_offs),
        to_pick=sum(one.to_pick for one in board.cut_offs),
        to_pack=sum(one.to_pack for one in board.cut_offs),
        following=following,
        orders_of=_orders_of,
        shops=await shop_choices(read, desk),
        wanted=wanted,
        span=_span(filters),
        filters=filters,
        address=PAGE,
        here=filters.link(),
        fresh_ms=FRESH_MS,
    )


async def board_now(request: AnyRequest, read: Read, wanted: BoardWanted) -> Board:
    """The board as it is, at most some seconds old."""
    return await house_of(request.scope).boards.board(read, wanted)


def in_danger(board: Board) -> list[CutOff]:
    """The cut-offs that are not made as the hall works now."""
    return [one for one in board.cut_offs if one.verdict in ("late", "nobody")]


def due_today() -> BoardWanted:
    """What has to leave today, of all shops."""
    return _days(1)


def _days(many: int) -> BoardWanted:
    """So many of the warehouse's own days from today on; one may have 23 hours, or 25."""
    today, zone = i18n.today(), i18n.current_zone()
    return BoardWanted(
        until=begin_of(today + timedelta(days=many), zone), since=begin_of(today, zone)
    )


def _span(filters: Filters) -> str:
    return filters.one_of("span", SPANS) or "today"


def _wanted(filters: Filters) -> BoardWanted:
    days = _days(SPANS[_span(filters)])
    return BoardWanted(
        until=days.until,
        since=days.since,
        shop=filters.text("shop"),
        is_by_shop=filters.text("by") == "shop",
    )


def _total(cut_offs: list[CutOff]) -> dict[str, Amount]:
    """What stands where, of all cut-offs together."""
    stages = ("waits", "walks", "bench", "done", "held", "without_stock")
    return {
        stage: sum((getattr(one, stage) for one in cut_offs), start=Amount()) for stage in stages
    }


def _orders_of(one: CutOff, *, page: str = "/office/orders", **more: str) -> str:
    """The list of orders behind a number of the board."""
    facts = {"sort": "urgent", "shop": one.shop_code, **more}
    if one.ship_by is not None:
        day = i18n.day_of(one.ship_by).isoformat()
        facts |= {"day_of": "ship_by", "from": day, "to": day}
    return f"{page}?" + urlencode({name: value for name, value in facts.items() if value})


async def _rows(read: Read, asked: Asked, after: str | None, limit: int) -> list[CutOff]:
    """A board is never longer than one page of a file."""
    del limit
    return [] if after else (await release_board(read, _wanted(asked.filters))).cut_offs


EXPORT: Final = Exported[CutOff](
    name="cut-offs",
    columns=(
        Column(N_("Ship by (UTC)"), lambda one: one.ship_by),
        Column(N_("Courier"), lambda one: one.carrier),
        Column(N_("Shop"), lambda one: one.shop or None),
        Column(N_("Orders"), lambda one: one.all.orders),
        Column(N_("Wait"), lambda one: one.waits.orders),
        Column(N_("On walks"), lambda one: one.walks.orders),
        Column(N_("At the bench"), lambda one: one.bench.orders),
        Column(N_("Done"), lambda one: one.done.orders),
        Column(N_("Held back"), lambda one: one.held.orders),
        Column(N_("Without stock"), lambda one: one.without_stock.orders),
        Column(N_("Lines"), lambda one: one.all.lines),
        Column(N_("Lines to pick"), lambda one: one.to_pick),
        Column(N_("Lines to pack"), lambda one: one.to_pack),
        Column(N_("Verdict"), lambda one: one.verdict, word="verdict_word"),
        Column(N_("Ready (UTC)"), lambda one: one.ready_at),
        Column(N_("Minutes to spare"), lambda one: one.spare_min),
    ),
    rows=_rows,
    position=lambda one: one.carrier,
)

handlers: Final = [show_board, export_route(PAGE, EXPORT)]
