"""A delivery announced at the desk, for a shop that telephoned."""

from __future__ import annotations

from typing import Any, Final

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency

from api.auth import ALL_ROLES
from api.office.desk import FLASHES, DeskPage, go
from api.office.doing import AnyRequest, attempt, shop_choices, words_of
from api.office.inbound import BOARD
from wms.access.people import Desk
from wms.catalog.product_list import product_list
from wms.db import Read, Tx
from wms.errors import N_, Kind, Refusal
from wms.inbound.announce import NewAsn, announce
from wms.inbound.queries import AsnCard
from wms.shops.queries import shop_by_code

EVERYBODY: Final = {"roles": ALL_ROLES}
#: rows of the form; a longer list comes as a file
ROWS: Final = 10
#: products that a field offers to a shop's own person
OFFERED: Final = 200
_FIELDS: Final = ("external_id", "expected_on", "carrier_reference", "note")

FLASHES["delivery_announced"] = N_("The delivery is announced.")


class FormUnreadable(Refusal):
    """A field of the form holds something else than it should."""

    kind = Kind.INVALID
    code = "asn.form_unreadable"
    sentence = N_(
        "Give the delivery a name, write products by their SKU, and whole numbers of pieces."
    )


@get(BOARD + "/new", opt=EVERYBODY)
async def show_form(
    desk: NamedDependency[Desk], desk_page: NamedDependency[DeskPage], read: NamedDependency[Read]
) -> Response[Any]:
    """What is coming?"""
    return await _form(desk, desk_page, read, told={}, lines=[])


async def _form(
    desk: Desk,
    desk_page: DeskPage,
    read: Read,
    *,
    told: dict[str, str],
    lines: list[tuple[str, str]],
    no: str | None = None,
) -> Response[Any]:
    empty = [("", "")] * max(ROWS - len(lines), 0)
    return desk_page.show(
        "office/inbound_new.html",
        status=422 if no else 200,
        no=no,
        told=told,
        lines=lines + empty,
        shops=await shop_choices(read, desk),
        # the first ones are offered while somebody types
        products=await product_list(read, limit=OFFERED) if desk.shop_id else [],
        address=BOARD,
    )


@post(BOARD, opt=EVERYBODY, status_code=200)
async def announce_delivery(
    request: AnyRequest,
    desk: NamedDependency[Desk],
    desk_page: NamedDependency[DeskPage],
    read: NamedDependency[Read],
) -> Response[Any]:
    """Write it down; a no is shown beside what was typed."""
    fields = await desk_page.form_list()
    told = {name: value.strip() for name, value in fields}
    skus = [value.strip() for name, value in fields if name == "sku"]
    counts = [value.strip() for name, value in fields if name == "quantity"]
    lines = [pair for pair in zip(skus, counts, strict=False) if any(pair)]
    shop_id = desk.shop_id or (await shop_by_code(read, told.get("shop", ""))).id

    async def unit(tx: Tx) -> AsnCard:
        return await announce(tx, shop_id, _read(told, lines), user_id=desk.user_id)

    done = await attempt(request, unit)
    if isinstance(done, Refusal):
        no = words_of(request, done)
        return await _form(desk, desk_page, read, told=told, lines=lines, no=no)
    return go(f"{BOARD}/{done.number}", said="delivery_announced")


def _read(told: dict[str, str], lines: list[tuple[str, str]]) -> NewAsn:
    """What the form says. FormUnreadable when a field is not what it should be."""
    facts: dict[str, Any] = {name: told[name] for name in _FIELDS if told.get(name)}
    facts["lines"] = [{"sku": sku, "quantity": quantity} for sku, quantity in lines]
    try:
        return msgspec.convert(facts, NewAsn, strict=False)
    except msgspec.ValidationError as error:
        raise FormUnreadable from error


handlers: Final = [show_form, announce_delivery]
