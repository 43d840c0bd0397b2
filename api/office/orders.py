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
from api.house import house_of
from api.office.again_form import again_form
from api.office.desk import FLASHES, DeskPage, go
from api.office.doing import (
    own_shop,
    say_refusal,
    shop_choices,
    words_of,
)
from api.office.export import Asked, Column, Exported, export_route
from api.office.filters import READ_ROWS, Filters, page_of
from api.office.next_ways import next_ways
from api.office.order_form import can_change
from api.office.order_mails import MAIL_NAMES
from api.office.papers import Shown, shown_paper
from api.reasons import tell
from wms.access.people import Desk
from wms.access.saved_filters import kept_filters
from wms.consumer.withdrawals import withdrawals_of
from wms.db import Read, Tx
from wms.errors import N_, Refusal
from wms.mail.queries import mails_of
from wms.orders.hold_codes import HOLD_CODES, OFFICE_CODES, SHOP_CODES, HoldCode
from wms.orders.holds import HOLDABLE
from wms.orders.queries import order
from wms.packing.queries import parcels_of
from wms.packing.slips.slips import copies_of
from wms.packing.weight.check import weighings_of
from wms.picking.cancel import Answer, cancel, or_tell_too_late
from wms.picking.errors import CancelTooLate
from wms.shipping.accounts.accounts import usable_by
from wms.shipping.again.listed import reshipment, reshipments_of
from wms.shipping.carriers.incidents import INCIDENTS
from wms.shipping.carriers.registry import SERVICES, name_of
from wms.shipping.desk.changes import may_end
from wms.shipping.desk.order_list import (
    ANY_HOLD,
    DAYS,
    GROUPS,
    RANKS,
    SORTS,
    OrderRow,
    OrderWanted,
    open_orders,
    order_key,
    order_list,
)
from wms.shipping.queries import shipments_of
from wms.shipping.told.explain import explain
from wms.shipping.told.for_shop import for_shop
from wms.shipping.told.timeline import timeline
from wms.shipping.tracking.whereabouts import news_for_desk
from wms.shops.consumer_links import order_url
from wms.shops.queries import shop

AnyRequest = Request[Any, Any, Any]
LIST: Final = "/office/orders"
NOTHING_WANTED: Final = OrderWanted()
#: ISO 3166-1 alpha-2
COUNTRY_CHARS: Final = 2
#: an order can still be cancelled until its parcel is closed
_CANCELLABLE: Final = frozenset(GROUPS["open"]) - {"packed"}

FLASHES.update(
    {
        "cancelled": N_("The order is cancelled. The shop is told."),
        "intercepted": N_("The packer is told to take this order apart. Then it is cancelled."),
    }
)


@get(LIST, opt={"roles": ALL_ROLES})
async def list_orders(
    request: AnyRequest,
    desk: NamedDependency[Desk],
    desk_page: NamedDependency[DeskPage],
    read: NamedDependency[Read],
) -> Response[Any]:
    """Orders by search, state, shop and day; opened from the menu, as the reader likes it."""
    filters = Filters(request)
    kept = await kept_filters(read, "orders", by=desk)
    opens = next((one for one in kept if one.is_default), None)
    if opens is not None and filters.is_empty:
        return go(f"{LIST}?{opens.query}")
    wanted = wanted_of(filters, desk, filters.number("before"))
    rows = await order_list(read, wanted, limit=READ_ROWS)
    return desk_page.show(
        "office/orders.html",
        **page_of(filters, rows, before=lambda one: one.number),
        counts=await open_orders(read),
        shops=await shop_choices(read, desk),
        ways=courier_choices(),
        ranks=tuple(RANKS),
        holds=HOLD_CODES,
        wanted=wanted,
        filters=filters,
        is_narrowed=wanted != NOTHING_WANTED,
        kept=kept,
    )


def wanted_of(filters: Filters, desk: Desk, before: int | None = None) -> OrderWanted:
    """What the address of the list narrows it to."""
    carrier, _, service = filters.text("courier").partition("/")
    is_known = carrier in SERVICES and (not service or service in SERVICES[carrier])
    return OrderWanted(
        search=filters.text("q"),
        group=filters.one_of("state", GROUPS),
        shop=own_shop(desk, filters.text("shop")),
        day_of=filters.one_of("day_of", DAYS) or "received",
        since=filters.day("from"),
        until=filters.day("to"),
        carrier=carrier if is_known else "",
        service=service if is_known else "",
        country=filters.text("country", most=COUNTRY_CHARS).upper(),
        rank=filters.one_of("rank", RANKS),
        hold=filters.one_of("hold", (ANY_HOLD, *HOLD_CODES)),
        has_note=filters.text("note") == "yes",
        is_late=filters.text("late") == "yes",
        sort=filters.one_of("sort", SORTS) or "new",
        before=before,
    )


def hold_choices(desk: Desk) -> dict[str, HoldCode]:
    """The reasons for which this person may hold an order back."""
    return SHOP_CODES if desk.shop_id else OFFICE_CODES | SHOP_CODES


def courier_choices() -> list[tuple[str, str, str]]:
    """(value, courier, service's English name) of every way a parcel can go, to filter by."""
    return [
        (f"{code}/{service}", name_of(code), said)
        for code, offered in SERVICES.items()
        for service, said in offered.items()
    ]


async def _rows(read: Read, asked: Asked, before: int | None, limit: int) -> list[OrderRow]:
    return await order_list(read, wanted_of(asked.filters, asked.desk, before), limit=limit)


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
        Column(N_("Postcode"), lambda one: one.postcode),
        Column(N_("Courier"), lambda one: one.carrier),
        Column(N_("Service"), lambda one: one.service),
        Column(N_("Priority"), lambda one: one.priority),
        Column(N_("Ship by (UTC)"), lambda one: one.ship_by),
        Column(N_("Late"), lambda one: one.is_late),
        Column(N_("Waits because"), lambda one: ", ".join(one.holds), word="holds_word"),
        Column(N_("Note"), lambda one: one.note),
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
    return await order_page(request, number, desk, desk_page, read)


async def order_page(
    request: AnyRequest,
    number: int,
    desk: Desk,
    desk_page: DeskPage,
    read: Read,
    *,
    no: Refusal | None = None,
    form: dict[str, str] | None = None,
) -> Response[Any]:
    """The page of an order; ``no``: why something was not done, ``form``: what was typed."""
    shop_id, order_id = await order_key(read, number)
    one = await order(read, shop_id, order_id)
    parcels = await parcels_of(read, shop_id, order_id)
    entries = await timeline(read, shop_id, order_id)
    live = {s.parcel_id: s for s in await shipments_of(read, shop_id, order_id)
            if s.status != "voided"}  # fmt: skip
    return desk_page.show(
        "office/order.html",
        status=409 if no else 200,
        no=words_of(request, no) if no else None,
        typed=form is not None,
        form={name: (form or {}).get(name, "") for name in ("code", "note")},
        order=one,
        weighings=await weighings_of(read, shop_id, order_id) if desk.shop_id is None else [],
        shop=await shop(read, shop_id),
        explained=await explain(read, shop_id, order_id),
        tell=tell,
        entries=entries if desk.shop_id is None else for_shop(entries),
        say=say_refusal,
        say_failure=say_failure,
        ways=await next_ways(read, live, await usable_by(read, shop_id)),
        parcels=parcels,
        shipments=live,
        copies={p.id: await copies_of(read, shop_id, p.id) for p in parcels}
        if desk.shop_id is None
        else {},
        news={p: await news_for_desk(read, shop_id, s.id) for p, s in live.items() if s.bought_at},
        incidents=INCIDENTS,
        again=await again_form(request, read, one, parcels, live) if not desk.shop_id else None,
        sends_again=await reshipment(read, shop_id, order_id) if one.reship_of else None,
        sent_again=await reshipments_of(read, shop_id, order_id) if one.shipped_at else [],
        shown=_shown(request, number, {p.number: p.id for p in parcels}),
        can_cancel=one.status in _CANCELLABLE and not one.is_cancel_requested,
        can_change=desk.shop_id is not None and can_change(one),
        can_hold=one.status in HOLDABLE and not one.is_cancel_requested,
        hold_codes=HOLD_CODES,
        hold_choices=hold_choices(desk),
        may_end=[one.code for one in one.holds if may_end(one.code, desk)],
        is_staff=desk.shop_id is None,
        consumer_url=order_url(house_of(request.scope).settings, shop_id, order_id),
        withdrawals=await withdrawals_of(read, shop_id, order_id),
        mails=await mails_of(read, shop_id, order_id),
        mail_names=MAIL_NAMES,
        may_mail=desk.shop_id is None,
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
    export_route(LIST, EXPORT, opt={"roles": ALL_ROLES}),
    show_order,
    cancel_order,
]
