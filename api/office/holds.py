"""The holds desk: everything that waits and why, by who must act, the longest first."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from litestar import Response, get
from litestar.di import NamedDependency

from api.auth import ALL_ROLES
from api.office.desk import DeskPage
from api.office.doing import AnyRequest, own_shop, shop_choices
from api.office.export import Asked, Column, Exported, export_route
from api.office.filters import PAGE_ROWS, Filters
from wms.access.people import Desk
from wms.db import Read
from wms.errors import N_
from wms.orders.hold_codes import HOLD_CODES, OWNERS
from wms.shipping.desk.changes import may_end
from wms.shipping.told.waiting import CODES, Wait, WaitsWanted, count_waits, waits

PAGE: Final = "/office/holds"
EVERYBODY: Final = {"roles": ALL_ROLES}
#: rows of each owner, while all owners are shown
EACH: Final = 15
#: the page asks for itself again after so long, ms
FRESH_MS: Final = 30_000
_PLACE_PARTS: Final = 3
_PLACE_CHARS: Final = 100


@get(PAGE, opt=EVERYBODY)
async def show_holds(
    request: AnyRequest,
    desk: NamedDependency[Desk],
    desk_page: NamedDependency[DeskPage],
    read: NamedDependency[Read],
) -> Response[Any]:
    """Who must act on what."""
    filters = Filters(request)
    wanted = _wanted(Asked(filters, desk), _position(filters))
    groups: list[tuple[str, list[Wait], bool]] = []
    next_page = None
    if wanted.owner:
        rows = await waits(read, wanted, limit=PAGE_ROWS + 1)
        groups = [(wanted.owner, rows[:PAGE_ROWS], False)] if rows else []
        if len(rows) > PAGE_ROWS:
            next_page = filters.link(after=rows[PAGE_ROWS - 1].place)
    else:
        for owner in OWNERS:
            of_owner = WaitsWanted(owner=owner, code=wanted.code, shop=wanted.shop)
            rows = await waits(read, of_owner, limit=EACH + 1)
            if rows:
                groups.append((owner, rows[:EACH], len(rows) > EACH))
    return desk_page.show(
        "office/holds.html",
        groups=groups,
        shown=sum(len(rows) for _owner, rows, _more in groups),
        next_page=next_page,
        first_page=filters.link(after=None) if wanted.after else None,
        counts=await count_waits(read, wanted.shop),
        owners=OWNERS,
        codes=CODES,
        hold_codes=HOLD_CODES,
        may_end=[code for code in HOLD_CODES if may_end(code, desk)],
        shops=await shop_choices(read, desk),
        wanted=wanted,
        filters=filters,
        address=PAGE,
        here=filters.link(after=None),
        fresh_ms=FRESH_MS,
        is_staff=desk.shop_id is None,
    )


def _wanted(asked: Asked, after: tuple[datetime, int, str] | None) -> WaitsWanted:
    filters = asked.filters
    return WaitsWanted(
        owner=filters.one_of("owner", OWNERS),
        code=filters.one_of("code", CODES),
        shop=own_shop(asked.desk, filters.text("shop")),
        after=after,
    )


def _position(filters: Filters) -> tuple[datetime, int, str] | None:
    """Where the page before ended; nonsense begins anew."""
    parts = filters.text("after", most=_PLACE_CHARS).split("~")
    if len(parts) != _PLACE_PARTS or not (parts[1].isascii() and parts[1].isdigit()):
        return None
    try:
        since = datetime.fromisoformat(parts[0].replace(" ", "+"))
    except ValueError:
        return None
    is_place = since.tzinfo is not None and len(parts[1]) <= 18 and parts[2] in CODES
    return (since, int(parts[1]), parts[2]) if is_place else None


async def _rows(
    read: Read, asked: Asked, after: tuple[datetime, int, str] | None, limit: int
) -> list[Wait]:
    return await waits(read, _wanted(asked, after), limit=limit)


EXPORT: Final = Exported[Wait](
    name="waiting",
    columns=(
        Column(N_("Who must act"), lambda one: one.owner, word="owner_word"),
        Column(N_("Waits because"), lambda one: one.code, word="wait_word"),
        Column(N_("Since (UTC)"), lambda one: one.since),
        Column(N_("Order"), lambda one: one.number),
        Column(N_("The shop's own number"), lambda one: one.external_id),
        Column(N_("Shop"), lambda one: one.shop),
        Column(N_("State"), lambda one: one.status, word="state_word"),
        Column(N_("Ship by (UTC)"), lambda one: one.ship_by),
        Column(N_("Late"), lambda one: one.is_late),
        Column(N_("Note"), lambda one: one.note),
    ),
    rows=_rows,
    position=lambda one: (one.since, one.number, one.code),
)

handlers: Final = [show_holds, export_route(PAGE, EXPORT, opt=EVERYBODY)]
