"""Orders: found, looked at with all that happened to them, cancelled."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from api import fault_pages
from api.auth import ALL_ROLES
from api.failures import say_failure
from api.office.desk import FLASHES, DeskPage, go
from api.office.doing import own_shop, say_refusal, shop_choices
from api.office.export import Asked, Column, Exported, export_route
from api.office.filters import PAGE_ROWS, Filters
from api.office.papers import Shown, shown_paper
from wms.access.people import Desk
from wms.db import Read, Tx
from wms.errors import N_
from wms.orders.queries import order
from wms.packing.queries import parcels_of
from wms.packing.slips import copies_of
from wms.picking.cancel import Answer, cancel, or_tell_too_late
from wms.picking.errors import CancelTooLate
from wms.shipping.carriers.registry import other_ways
from wms.shipping.order_list import (
    GROUPS,
    OrderRow,
    OrderWanted,
    open_orders,
    order_key,
    order_list,
)
from wms.shipping.queries import shipments_of
from wms.shipping.timeline import timeline
from wms.shops.queries import shop

AnyRequest = Request[Any, Any, Any]
#: an order can still be cancelled until its parcel is closed
_CANCELLABLE: Final = frozenset(GROUPS["open"]) - {"packed"}

FLASHES.update(
    {
        "cancelled": N_("The order is cancelled. The shop is told."),
        "intercepted": N_("The packer is told to take this order apart. Then it is cancelled."),
    }
)


@get("/office/orders", opt={"roles": ALL_ROLES})
async def list_orders(
    request: AnyRequest,
    desk: NamedDependency[Desk],
    desk_page: NamedDependency[DeskPage],
    read: NamedDependency[Read],
) -> Response[Any]:
    """Orders by search, state, shop and day."""
    filters = Filters(request)
    wanted = _wanted(filters, desk, filters.number("before"))
    rows = await order_list(read, wanted, limit=PAGE_ROWS + 1)
    return desk_page.show(
        "office/orders.html",
        rows=rows[:PAGE_ROWS],
        next_page=filters.link(before=rows[PAGE_ROWS - 1].number)
        if len(rows) > PAGE_ROWS
        else None,
        counts=await open_orders(read),
        shops=await shop_choices(read, desk),
        wanted=wanted,
        filters=filters,
    )


def _wanted(filters: Filters, desk: Desk, before: int | None) -> OrderWanted:
    return OrderWanted(
        search=filters.text("q"),
        group=filters.one_of("state", GROUPS),
        shop=own_shop(desk, filters.text("shop")),
        since=filters.day("from"),
        until=filters.day("to"),
        before=before,
    )


async def _rows(read: Read, asked: Asked, before: int | None, limit: int) -> list[OrderRow]:
    return await order_list(read, _wanted(asked.filters, asked.desk, before), limit=limit)


EXPORT: Final = Exported[OrderRow](
    name="orders",
    columns=(
        Column(N_("Order"), lambda one: one.number),
        Column(N_("The shop's own number"), lambda one: one.external_id),
        Column(N_("Shop"), lambda one: one.shop),
        Column(
            N_("State"),
            lambda one: "cancelling" if one.is_cancel_requested else one.status,
            word="state_word",
        ),
        Column(N_("Recipient"), lambda one: one.recipient),
        Column(N_("Country"), lambda one: one.country),
        Column(N_("Lines"), lambda one: one.lines),
        Column(N_("Pieces"), lambda one: one.pieces),
        Column(N_("Received (UTC)"), lambda one: one.created_at),
    ),
    rows=_rows,
    position=lambda one: one.number,
)


@get("/office/orders/{number:int}", opt={"roles": ALL_ROLES})
async def show_order(
    request: AnyRequest,
    number: FromPath[int],
    desk: NamedDependency[Desk],
    desk_page: NamedDependency[DeskPage],
    read: NamedDependency[Read],
) -> Response[Any]:
    """One order: its lines, what happened, its parcels and their papers."""
    shop_id, order_id = await order_key(read, number)
    one = await order(read, shop_id, order_id)
    parcels = await parcels_of(read, shop_id, order_id)
    live = {s.parcel_id: s for s in await shipments_of(read, shop_id, order_id)
            if s.status != "voided"}  # fmt: skip
    return desk_page.show(
        "office/order.html",
        order=one,
        shop=await shop(read, shop_id),
        entries=await timeline(read, shop_id, order_id),
        say=say_refusal,
        say_failure=say_failure,
        ways={p: other_ways(s.carrier, s.service) for p, s in live.items()},
        parcels=parcels,
        shipments=live,
        copies={p.id: await copies_of(read, shop_id, p.id) for p in parcels},
        shown=_shown(request, number, {p.number: p.id for p in parcels}),
        can_cancel=one.status in _CANCELLABLE and not one.is_cancel_requested,
        is_staff=desk.shop_id is None,
    )


def _shown(request: AnyRequest, number: int, parcels: dict[int, UUID]) -> Shown | None:
    """The paper that is looked at, when it is of one of these parcels."""
    shown = shown_paper(number, request.query_params.get("show", ""))
    return shown if shown is not None and shown.parcel in parcels else None


@post("/office/orders/{number:int}/cancel", opt={"roles": ALL_ROLES}, status_code=200)
async def cancel_order(
    request: AnyRequest, number: FromPath[int], tx: NamedDependency[Tx]
) -> Response[Any]:
    """Cancel it, wherever it is; too late is told on a page, and to the shop."""
    shop_id, order_id = await order_key(tx, number)
    done = await or_tell_too_late(tx, shop_id, order_id, lambda: cancel(tx, shop_id, order_id))
    if isinstance(done, CancelTooLate):
        return fault_pages.page(request, done)
    said = "cancelled" if done.answer is Answer.ACCEPTED else "intercepted"
    return go(f"/office/orders/{number}", said=said)


handlers: Final = [
    list_orders,
    export_route("/office/orders", EXPORT, opt={"roles": ALL_ROLES}),
    show_order,
    cancel_order,
]
