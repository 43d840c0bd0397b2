"""What came back, and what is on its way back."""

from __future__ import annotations

from typing import Any, Final

from litestar import Response, get
from litestar.di import NamedDependency

from api.auth import ALL_ROLES
from api.office.desk import DeskPage
from api.office.doing import AnyRequest, own_shop, shop_choices
from api.office.export import Asked, Column, Exported, export_route
from api.office.filters import READ_ROWS, Filters, page_of
from wms.access.people import Desk
from wms.db import Read
from wms.errors import N_
from wms.returns.inspection.follow_ups import count_by_kind
from wms.returns.queries import returns_in_work
from wms.returns.return_list import GROUPS, ReturnRow, return_list
from wms.shipping.desk.order_search import like


@get("/office/returns", opt={"roles": ALL_ROLES})
async def list_returns(
    request: AnyRequest,
    desk: NamedDependency[Desk],
    desk_page: NamedDependency[DeskPage],
    read: NamedDependency[Read],
) -> Response[Any]:
    """Returns by search, state and shop."""
    filters = Filters(request)
    rows = await _rows(read, Asked(filters, desk), filters.number("before"), READ_ROWS)
    return desk_page.show(
        "office/returns.html",
        **page_of(filters, rows, before=lambda one: one.number),
        in_work=await returns_in_work(read),
        waiting=sum((await count_by_kind(read)).values()) if desk.shop_id is None else None,
        shops=await shop_choices(read, desk),
        filters=filters,
    )


async def _rows(read: Read, asked: Asked, before: int | None, limit: int) -> list[ReturnRow]:
    filters = asked.filters
    search = filters.text("q")
    return await return_list(
        read,
        limit=limit,
        group=filters.one_of("state", GROUPS),
        shop=own_shop(asked.desk, filters.text("shop")),
        search=search,
        like=like(search),
        before=before,
    )


EXPORT: Final = Exported[ReturnRow](
    name="returns",
    columns=(
        Column(N_("Return"), lambda one: one.number),
        Column(N_("The shop's own number"), lambda one: one.external_id),
        Column(N_("Shop"), lambda one: one.shop),
        Column(N_("State"), lambda one: one.status, word="state_word"),
        Column(N_("Reason"), lambda one: one.reason, word="reason_word"),
        Column(N_("Order"), lambda one: one.order_number),
        Column(N_("Tracking number"), lambda one: one.tracking_number),
        Column(N_("Announced pieces"), lambda one: one.announced),
        Column(N_("Received pieces"), lambda one: one.received),
        Column(N_("Announced (UTC)"), lambda one: one.created_at),
        Column(N_("Arrived (UTC)"), lambda one: one.arrived_at),
    ),
    rows=_rows,
    position=lambda one: one.number,
)


handlers: Final = [
    list_returns,
    export_route("/office/returns", EXPORT, opt={"roles": ALL_ROLES}),
]
