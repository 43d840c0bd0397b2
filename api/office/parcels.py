"""Parcels and the manifests that they left with."""

from __future__ import annotations

from typing import Any, Final

from babel.numbers import get_currency_precision
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from api.failures import say_failure
from api.office.amounts import minor_of
from api.office.desk import FLASHES, DeskPage, go
from api.office.doing import AnyRequest, back_to, shop_choices
from api.office.export import Asked, Column, Exported, export_route
from api.office.filters import READ_ROWS, Filters, page_of
from wms.access.people import Desk
from wms.db import Read, Tx
from wms.errors import N_
from wms.orders.cod import COD_MAX_MINOR
from wms.packing.weight.weigh import read_weight
from wms.shipping import way_on
from wms.shipping.carriers.registry import NAMES
from wms.shipping.desk.day_of_parcels import OF_A_DAY, TOLD, parcels_by_courier
from wms.shipping.desk.order_list import order_key
from wms.shipping.desk.parcel_list import (
    GROUPS,
    ParcelRow,
    parcel_list,
    parcel_row,
    parcels_waiting,
)
from wms.shipping.errors import CodWrong

STUCK: Final = "/office/parcels?state=stuck"
FLASHES.update(
    {
        "label_again": N_("The label is asked for once more."),
        "label_other": N_("A label of the other service is asked for."),
        "label_held": N_("The parcel waits for the office. Nobody asks for its label any more."),
    }
)


@get("/office/parcels")
async def list_parcels(
    request: AnyRequest,
    desk: NamedDependency[Desk],
    desk_page: NamedDependency[DeskPage],
    read: NamedDependency[Read],
) -> Response[Any]:
    """Parcels by state, shop and day."""
    filters = Filters(request)
    rows = await _parcels(read, Asked(filters, desk), filters.number("before"), READ_ROWS)
    return desk_page.show(
        "office/parcels.html",
        **page_of(filters, rows, before=lambda one: one.number),
        counts=await parcels_waiting(read),
        by_courier=await parcels_by_courier(
            read, shop=filters.text("shop"), day=filters.day("day")
        ),
        told=TOLD,
        of_a_day=OF_A_DAY,
        couriers=sorted(NAMES.items()),
        shops=await shop_choices(read, desk),
        filters=filters,
        say_failure=say_failure,
    )


async def _parcels(read: Read, asked: Asked, before: int | None, limit: int) -> list[ParcelRow]:
    filters = asked.filters
    return await parcel_list(
        read,
        limit=limit,
        group=filters.one_of("state", GROUPS),
        search=filters.text("q"),
        shop=filters.text("shop"),
        carrier=filters.one_of("courier", NAMES),
        day=filters.day("day"),
        before=before,
    )


PARCELS: Final = Exported[ParcelRow](
    name="parcels",
    columns=(
        Column(N_("Parcel"), lambda one: one.number),
        Column(N_("State"), lambda one: "aside" if one.held_at else one.status, word="state_word"),
        Column(N_("Shop"), lambda one: one.shop),
        Column(N_("Order"), lambda one: one.order_number),
        Column(N_("The shop's own number"), lambda one: one.order_external_id),
        Column(N_("Courier"), lambda one: one.carrier),
        Column(N_("Tracking number"), lambda one: one.tracking_number),
        Column(N_("Weight (g)"), lambda one: one.weight_g),
        Column(N_("Packed by"), lambda one: one.packer),
        Column(N_("Packed (UTC)"), lambda one: one.packed_at),
        Column(N_("Manifest"), lambda one: one.manifest),
        Column(N_("Where it stands"), lambda one: one.place),
    ),
    rows=_parcels,
    position=lambda one: one.number,
)


@get("/office/parcels/{number:int}")
async def show_parcel(number: FromPath[int], read: NamedDependency[Read]) -> Response[Any]:
    """A parcel is looked at on its order's page."""
    one = await parcel_row(read, number)
    await order_key(read, one.order_number)
    return go(f"/office/orders/{one.order_number}?show=slip.{number}")


@post("/office/parcels/{number:int}/label", status_code=200)
async def label_again(
    number: FromPath[int],
    desk: NamedDependency[Desk],
    desk_page: NamedDependency[DeskPage],
    tx: NamedDependency[Tx],
) -> Response[Any]:
    """Ask the courier for a label that it refused before."""
    form = await desk_page.form()
    await way_on.try_again(tx, number, by=desk)
    return go(back_to(form, STUCK), said="label_again")


@post("/office/parcels/{number:int}/label/other", status_code=200)
async def label_other(
    number: FromPath[int],
    desk: NamedDependency[Desk],
    desk_page: NamedDependency[DeskPage],
    tx: NamedDependency[Tx],
) -> Response[Any]:
    """Send the parcel with another service."""
    form = await desk_page.form()
    carrier, _, rest = form.get("way", "").partition("/")
    service, has_point, point = rest.partition("/")
    await way_on.send_with(
        tx, number, carrier, service, to_point=point if has_point else None, by=desk
    )
    return go(back_to(form, STUCK), said="label_other")


@post("/office/parcels/{number:int}/label/hold", status_code=200)
async def label_hold(
    number: FromPath[int],
    desk: NamedDependency[Desk],
    desk_page: NamedDependency[DeskPage],
    tx: NamedDependency[Tx],
) -> Response[Any]:
    """No more tries until the office decides."""
    form = await desk_page.form()
    await way_on.hold_for_office(tx, number, by=desk)
    return go(back_to(form, STUCK), said="label_held")


@post("/office/parcels/{number:int}/label/weigh", status_code=200)
async def label_weigh(
    number: FromPath[int],
    desk: NamedDependency[Desk],
    desk_page: NamedDependency[DeskPage],
    tx: NamedDependency[Tx],
) -> Response[Any]:
    """The parcel was weighed again: ask the courier with that."""
    form = await desk_page.form()
    weight_g = read_weight(form.get("weight", ""), "kg")
    await way_on.weigh_again(tx, number, weight_g, by=desk)
    return go(back_to(form, STUCK), said="label_again")


@post("/office/parcels/{number:int}/label/collect", status_code=200)
async def label_collect(
    number: FromPath[int],
    desk: NamedDependency[Desk],
    desk_page: NamedDependency[DeskPage],
    tx: NamedDependency[Tx],
) -> Response[Any]:
    """The shop said how much the courier collects for what is sent."""
    form = await desk_page.form()
    currency = await way_on.cod_currency(tx, number)
    await way_on.collect(tx, number, _minor(form.get("amount", ""), currency), by=desk)
    return go(back_to(form, STUCK), said="label_again")


def _minor(typed: str, currency: str | None) -> int:
    """An amount as somebody typed it, in the currency's smallest unit."""
    minor = minor_of(typed, currency or "")
    if minor is None or minor > COD_MAX_MINOR:
        digits = get_currency_precision(currency) if currency else 0
        raise CodWrong(most=COD_MAX_MINOR // 10**digits, pointer="/amount")
    return minor


handlers: Final = [
    list_parcels,
    export_route("/office/parcels", PARCELS),
    show_parcel,
    label_again,
    label_other,
    label_hold,
    label_weigh,
    label_collect,
]
