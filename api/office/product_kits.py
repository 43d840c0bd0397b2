"""Kits at the desk: work orders opened, booked when they are done, cancelled."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from litestar import Response, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from api.office.desk import FLASHES, DeskPage, go
from api.office.doing import AnyRequest, attempt
from api.office.products import EVERYBODY, page_again
from wms.db import Read, Tx
from wms.errors import N_, Refusal
from wms.kitting.work import (
    PIECES_MAX,
    KitOrderCard,
    NewKitOrder,
    ask_for_kits,
    cancel_kits,
    work_on,
)
from wms.layout.errors import PlaceUnknown
from wms.layout.queries import place_by_code, the_warehouse
from wms.stock.stock_list import product_stock

_NUMBER_MAX_DIGITS: Final = 8
_CODE_MAX_CHARS: Final = 40

FLASHES.update(
    {
        "kits_asked": N_("The work order is open."),
        "kits_booked": N_("Booked. The parts and the kits are in the ledger."),
        "kits_cancelled": N_("The work order is cancelled."),
    }
)


def number_in(form: dict[str, str], name: str) -> int:
    """A whole number that somebody typed; 0 when it is none."""
    value = form.get(name, "").strip()
    return int(value) if value.isdecimal() and len(value) <= _NUMBER_MAX_DIGITS else 0


@post("/office/products/{product_id:uuid}/kits", opt=EVERYBODY, status_code=200)
async def open_kit_order(
    request: AnyRequest,
    product_id: FromPath[UUID],
    desk_page: NamedDependency[DeskPage],
    read: NamedDependency[Read],
) -> Response[Any]:
    """So many kits are to be built or taken apart."""
    form = await desk_page.form()
    one = await product_stock(read, product_id)
    asked = NewKitOrder(
        sku=one.sku,
        work="break" if form.get("work") == "break" else "build",
        quantity=max(1, min(number_in(form, "quantity"), PIECES_MAX)),
    )
    done = await attempt(request, lambda tx: ask_for_kits(tx, one.shop_id, asked))
    if isinstance(done, Refusal):
        return await page_again(request, desk_page, read, product_id, done)
    return go(f"/office/products/{product_id}", said="kits_asked")


@post("/office/products/{product_id:uuid}/kits/{order_id:uuid}/done", status_code=200)
async def book_kits(
    request: AnyRequest,
    product_id: FromPath[UUID],
    order_id: FromPath[UUID],
    desk_page: NamedDependency[DeskPage],
    read: NamedDependency[Read],
) -> Response[Any]:
    """So many were built or taken apart at a place, out of what lay there."""
    form = await desk_page.form()
    one = await product_stock(read, product_id)

    async def book(tx: Tx) -> KitOrderCard:
        code = form.get("place", "").strip()[:_CODE_MAX_CHARS]
        place = await place_by_code(tx, await the_warehouse(tx), code)
        pieces = number_in(form, "quantity")
        return await work_on(tx, one.shop_id, order_id, pieces, place_id=place.id, by=None)

    try:
        done = await attempt(request, book)
    except PlaceUnknown as no:
        done = no
    if isinstance(done, Refusal):
        return await page_again(request, desk_page, read, product_id, done)
    return go(f"/office/products/{product_id}", said="kits_booked")


@post(
    "/office/products/{product_id:uuid}/kits/{order_id:uuid}/cancel",
    opt=EVERYBODY,
    status_code=200,
)
async def cancel_kit_order(
    product_id: FromPath[UUID], order_id: FromPath[UUID], tx: NamedDependency[Tx]
) -> Response[Any]:
    """What was done stays done."""
    one = await product_stock(tx, product_id)
    await cancel_kits(tx, one.shop_id, order_id)
    return go(f"/office/products/{product_id}", said="kits_cancelled")


handlers: Final = [open_kit_order, book_kits, cancel_kit_order]
