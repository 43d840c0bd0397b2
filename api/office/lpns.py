"""LPNs at the desk: where they stand, what is in them, and labels for more of them."""

from __future__ import annotations

from typing import Any, Final

from litestar import Response, get, post
from litestar.di import NamedDependency

from api.office.desk import FLASHES, DeskPage, go
from api.office.doing import MANAGERS, AnyRequest
from api.office.export import Asked, Column, Exported, export_route
from api.office.filters import READ_ROWS, Filters, page_of
from wms.access.people import Desk
from wms.db import Read, Tx
from wms.errors import N_
from wms.layout.build import add_lpns
from wms.layout.queries import the_warehouse
from wms.shipping.desk.order_search import like
from wms.stock.container_list import STATES, ContainerRow, container_list

PAGE: Final = "/office/lpns"
#: labels made at once: a few sheets
NEW_MAX: Final = 200

FLASHES["lpns_added"] = N_("The LPNs are there. Print their labels.")


@get(PAGE)
async def list_lpns(
    request: AnyRequest,
    desk: NamedDependency[Desk],
    desk_page: NamedDependency[DeskPage],
    read: NamedDependency[Read],
) -> Response[Any]:
    """By name, those in use or those that are free."""
    filters = Filters(request)
    rows = await _rows(read, Asked(filters, desk), filters.text("after"), READ_ROWS)
    return desk_page.show(
        "office/lpns.html",
        **page_of(filters, rows, after=lambda one: one.code),
        filters=filters,
        address=PAGE,
        most=NEW_MAX,
    )


async def _rows(read: Read, asked: Asked, after: str | None, limit: int) -> list[ContainerRow]:
    return await container_list(
        read,
        limit=limit,
        like=like(asked.filters.text("q")),
        state=asked.filters.one_of("state", STATES) or "",
        after=after or "",
    )


@post(PAGE, status_code=200, opt={"roles": MANAGERS})
async def add(desk_page: NamedDependency[DeskPage], tx: NamedDependency[Tx]) -> Response[Any]:
    """So many more."""
    typed = (await desk_page.form()).get("count", "").strip()[:4]
    count = int(typed) if typed.isascii() and typed.isdigit() else 0
    if not count:
        return go(PAGE)
    await add_lpns(tx, await the_warehouse(tx), min(count, NEW_MAX))
    return go(f"{PAGE}?state=free", said="lpns_added")


EXPORT: Final = Exported[ContainerRow](
    name="lpns",
    columns=(
        Column(N_("LPN"), lambda one: one.code),
        Column(N_("Label"), lambda one: one.label_code),
        Column(N_("Place"), lambda one: one.stands_at),
        Column(N_("Inside"), lambda one: one.inside),
        Column(N_("On hand"), lambda one: one.quantity),
        Column(N_("Promised"), lambda one: one.promised),
        Column(N_("Shop"), lambda one: one.shops),
    ),
    rows=_rows,
    position=lambda one: one.code,
)

handlers: Final = [list_lpns, add, export_route(PAGE, EXPORT)]
