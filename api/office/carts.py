"""What goes on one walk: the totes of a cart, and how much goods in all of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from api.office.desk import FLASHES, DeskPage, go
from api.office.doing import MANAGERS, AnyRequest, do_or_show, words_of
from wms.access.people import Desk
from wms.db import Read, Tx
from wms.errors import N_, NotFound, Refusal
from wms.layout.queries import warehouse_list
from wms.picking.carts import (
    BATCH_MAX,
    TOTES_MAX,
    Cart,
    CartImpossible,
    CartSaid,
    cart_of,
    cart_said,
    set_cart,
)

PAGE: Final = "/office/release/carts"
#: fields that may be empty: no limit
LIMITS: Final = ("units_max", "weight_max_g", "volume_max_cm3")
_DIGITS: Final = 9

FLASHES["cart_set"] = N_("Walks that are planned from now on are so large at most.")


class CartShown(msgspec.Struct, frozen=True, kw_only=True):
    """The cart of a warehouse and its form, as it is or as it was typed."""

    warehouse_id: UUID
    warehouse: str
    cart: Cart
    given: Mapping[str, str]
    said: CartSaid | None


async def _show(
    desk: Desk,
    desk_page: DeskPage,
    read: Read,
    *,
    no: str | None = None,
    typed: Mapping[str, str] | None = None,
    of: UUID | None = None,
) -> Response[Any]:
    shown = []
    for one in await warehouse_list(read):
        cart = await cart_of(read, one.id)
        facts = {name: str(value or "") for name, value in msgspec.structs.asdict(cart).items()}
        shown.append(
            CartShown(
                warehouse_id=one.id,
                warehouse=one.name,
                cart=cart,
                given=typed if typed is not None and one.id == of else facts,
                said=await cart_said(read, one.id),
            )
        )
    return desk_page.show(
        "office/carts.html",
        status=422 if no else 200,
        no=no,
        rows=shown,
        usual=Cart(),
        totes_max=TOTES_MAX,
        batch_max=BATCH_MAX,
        may_manage=desk.role in MANAGERS,
        address=PAGE,
    )


@get(PAGE)
async def show_carts(
    desk: NamedDependency[Desk], desk_page: NamedDependency[DeskPage], read: NamedDependency[Read]
) -> Response[Any]:
    """What the cart of each warehouse takes."""
    return await _show(desk, desk_page, read)


def _cart(typed: Mapping[str, str]) -> Cart:
    """What the form says; an empty limit is none.

    Raises:
        CartImpossible: it is no number.
    """
    numbers: dict[str, int | None] = {}
    for name in Cart.__struct_fields__:
        said = typed[name]
        if not said and name in LIMITS:
            numbers[name] = None
        elif said.isascii() and said.isdigit() and len(said) <= _DIGITS:
            numbers[name] = int(said)
        else:
            raise CartImpossible(totes=TOTES_MAX, batch=BATCH_MAX)
    return msgspec.convert(numbers, Cart)


@post(PAGE + "/{warehouse_id:uuid}", status_code=200, opt={"roles": MANAGERS})
async def save_cart(
    warehouse_id: FromPath[UUID],
    request: AnyRequest,
    desk: NamedDependency[Desk],
    desk_page: NamedDependency[DeskPage],
    read: NamedDependency[Read],
) -> Response[Any]:
    """The cart takes so much from now on."""
    form = await desk_page.form()
    typed = {name: form.get(name, "").strip()[: _DIGITS + 1] for name in Cart.__struct_fields__}

    async def write(tx: Tx) -> None:
        if warehouse_id not in {one.id for one in await warehouse_list(tx)}:
            raise NotFound(what="warehouse", name=str(warehouse_id))
        await set_cart(tx, warehouse_id, _cart(typed), by=desk)

    async def show(no: Refusal) -> Response[Any]:
        words = words_of(request, no)
        return await _show(desk, desk_page, read, no=words, typed=typed, of=warehouse_id)

    return await do_or_show(request, write, show=show, done=lambda _: go(PAGE, said="cart_set"))


handlers: Final = [show_carts, save_cart]
