"""An order typed at the desk by its shop's own person: the same use cases as by REST.

The form needs no script: each of its buttons posts all of it, so that nothing typed is lost while
products are looked for. What stands in it twice is placed once.
"""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from api import i18n
from api.office.cartons import CURRENCIES
from api.office.colleagues import OF_SHOPS
from api.office.desk import FLASHES, DeskPage, go
from api.office.doing import AnyRequest, attempt, words_of
from api.office.order_typed import TO, Typed, lines_of, order_of, typed_again, typed_of
from api.reasons import tell
from wms.access.errors import ShopSuspended
from wms.access.people import Desk
from wms.barcodes import candidates, parse
from wms.db import Hot, Read, Tx
from wms.errors import N_, Refusal
from wms.orders.amend import RANKED_STATES, OrderChange, RecipientChange, lock_order
from wms.orders.holds import HOLDABLE
from wms.orders.place import OrderAsked, Placed, place
from wms.orders.queries import OrderView, order
from wms.shipping.accounts.accounts import usable_by
from wms.shipping.amend import amend_order
from wms.shipping.carriers.registry import POINT_IDS
from wms.shipping.desk.order_list import order_key
from wms.shipping.desk.order_search import like
from wms.shipping.told.quote import Quote, QuoteAsked, quote
from wms.shipping.ways.incoming import on_its_way
from wms.shops.queries import shop
from wms.stock.stock_list import stock_list

NEW: Final = "/office/orders/new"
CHANGE: Final = "/office/orders/{number:int}/change"
#: products that a search shows
FOUND_MAX: Final = 12
POLICIES: Final = ("all_or_nothing", "as_available")
LANGUAGES: Final = ("en", "pl", "uk", "de")

FLASHES.update(
    {
        "order_placed": N_("The order is placed."),
        "order_changed": N_("The order is changed."),
        "order_same": N_("Nothing of the order is different."),
        "order_moved": N_("The order has changed meanwhile. Look at it and change it again."),
    }
)


@get(NEW, opt=OF_SHOPS)
async def show_new(
    request: AnyRequest,
    desk: NamedDependency[Desk],
    desk_page: NamedDependency[DeskPage],
    read: NamedDependency[Read],
) -> Response[Any]:
    """An empty form, with what is usual in it."""
    typed = typed_of([])
    own = await shop(read, _shop_of(desk))
    typed.told |= {
        "external_id": f"{datetime.now(UTC):%y%m%d-%H%M%S}", "language": own.language,
        "country": str(own.address.get("country") or ""), "cod_currency": CURRENCIES[0],
    }  # fmt: skip
    return await _show(request, desk, desk_page, read, typed)


def _shop_of(desk: Desk) -> UUID:
    assert desk.shop_id is not None, "the form is a shop's own people's"
    return desk.shop_id


async def _show(
    request: AnyRequest,
    desk: Desk,
    desk_page: DeskPage,
    read: Read,
    typed: Typed,
    *,
    no: Refusal | None = None,
    changing: OrderView | None = None,
) -> Response[Any]:
    shop_id = _shop_of(desk)
    pattern, codes = like(typed.search), candidates(parse(typed.search))
    told = await _quoted(read, shop_id, typed) if may_change_lines(changing) else None
    language = i18n.current_language()
    return desk_page.show(
        "office/order_form.html",
        status=422 if no or typed.errors else 200,
        no=words_of(request, no) if no else None,
        typed=typed,
        errors={
            field: i18n.translate(language, sentence, **facts)
            for field, (sentence, facts) in typed.errors.items()
        },
        found=await stock_list(read, limit=FOUND_MAX, like=pattern, codes=list(codes))
        if pattern
        else [],
        told=told,
        goods={one.sku: one for one in told.lines if one.kit is None} if told else {},
        blocks=list(dict.fromkeys(tell(one).sentence for one in told.blocks)) if told else [],
        ways=[
            (carrier, sorted(services))
            for carrier, services in sorted((await usable_by(read, shop_id)).items())
        ],
        policies=POLICIES,
        languages_of_buyers=LANGUAGES,
        currencies=CURRENCIES,
        changing=changing,
        may_change_lines=may_change_lines(changing),
        address=NEW if changing is None else CHANGE.replace("{number:int}", str(changing.number)),
    )  # fmt: skip


def may_change_lines(changing: OrderView | None) -> bool:
    """Nobody walks for it, it sends nothing again, and each product stands in it once."""
    return changing is None or (
        changing.status in RANKED_STATES
        and changing.reship_of is None
        and len({line.sku for line in changing.lines}) == len(changing.lines)
    )


async def _quoted(read: Read, shop_id: UUID, typed: Typed) -> Quote | None:
    """What would become of it as it stands; None: it says too little."""
    looked = Typed(told=typed.told, lines=list(typed.lines))
    lines, country = lines_of(looked), typed.told["country"].upper()
    carrier, _space, service = typed.told["way"].partition(" ")
    facts = {
        "lines": lines, "country": country, "carrier": carrier or None,
        "service": service or None, "has_pickup_point": bool(typed.told["pickup_point_id"]),
        "is_cod": bool(typed.told["cod"]), "postcode": typed.told["postcode"] or None,
    }  # fmt: skip
    try:
        return await quote(read, shop_id, msgspec.convert(facts, QuoteAsked))
    except msgspec.ValidationError:
        return None


def _pressed(fields: list[tuple[str, str]], typed: Typed) -> bool:
    """Whether the form is to be sent; any other button changes the lines or looks for products."""
    verb, _colon, sku = dict(fields).get("do", "find").partition(":")
    if verb == "add":
        typed.add(sku)
    elif verb == "drop":
        typed.lines = [line for line in typed.lines if line[0] != sku]
    return verb == "send"


@post(NEW, opt=OF_SHOPS, status_code=200)
async def place_typed(
    request: AnyRequest,
    desk: NamedDependency[Desk],
    desk_page: NamedDependency[DeskPage],
    read: NamedDependency[Read],
    hot: NamedDependency[Hot],
) -> Response[Any]:
    """Place it, or look for a product, or show what is wrong beside what was typed."""
    fields = await desk_page.form_list()
    typed = typed_of(fields)
    if not _pressed(fields, typed):
        return await _show(request, desk, desk_page, read, typed)
    asked = order_of(typed)
    if asked is None:
        return await _show(request, desk, desk_page, read, typed)
    shop_id = _shop_of(desk)
    try:
        if (await shop(read, shop_id)).suspended_at is not None:
            raise ShopSuspended
        usable = await usable_by(read, shop_id)
        placed = await _place(hot, shop_id, asked, usable)
    except Refusal as refusal:
        no = typed.refused(refusal)
        return await _show(request, desk, desk_page, read, typed, no=no)
    return go(f"/office/orders/{placed.number}", said="order_placed")


async def _place(hot: Hot, shop_id: UUID, asked: OrderAsked, usable: Any) -> Placed:
    """By REST's own way; the very same order again is the first one (a form that is sent twice)."""
    digest = hashlib.sha256(msgspec.json.encode(asked)).digest()
    ready = await on_its_way(hot, shop_id, asked, usable)
    return await place(
        hot,
        shop_id,
        ready.order,
        point_id=POINT_IDS.get(ready.order.carrier or ""),
        way=ready.chosen,
        key=f"desk:{digest.hex()}",
        request_hash=digest,
    )


@get(CHANGE, opt=OF_SHOPS)
async def show_change(
    request: AnyRequest,
    number: FromPath[int],
    desk: NamedDependency[Desk],
    desk_page: NamedDependency[DeskPage],
    read: NamedDependency[Read],
) -> Response[Any]:
    """The order in the form."""
    one = await order(read, *await order_key(read, number))
    if not can_change(one):
        return go(f"/office/orders/{number}")
    return await _show(request, desk, desk_page, read, typed_again(one), changing=one)


def can_change(one: OrderView) -> bool:
    """Whether its shop may change it still; whether a carton is closed already, the verb knows."""
    return one.status in HOLDABLE and not one.is_cancel_requested and bool(one.recipient)


@post(CHANGE, opt=OF_SHOPS, status_code=200)
async def change_typed(
    request: AnyRequest,
    number: FromPath[int],
    desk: NamedDependency[Desk],
    desk_page: NamedDependency[DeskPage],
    read: NamedDependency[Read],
) -> Response[Any]:
    """Change what is different, as long as nothing of it is packed."""
    fields = await desk_page.form_list()
    typed = typed_of(fields)
    shop_id, order_id = await order_key(read, number)
    one = await order(read, shop_id, order_id)
    typed.told["external_id"] = one.external_id
    if not may_change_lines(one):
        typed.lines = typed_again(one).lines
    if not _pressed(fields, typed):
        return await _show(request, desk, desk_page, read, typed, changing=one)
    asked = order_of(typed)
    if asked is None:
        return await _show(request, desk, desk_page, read, typed, changing=one)
    if dict(fields).get("version") != str(one.version):
        return go(f"/office/orders/{number}", said="order_moved")

    async def unit(tx: Tx) -> list[str]:
        if (await shop(tx, shop_id)).suspended_at is not None:
            raise ShopSuspended
        now = await lock_order(tx, shop_id, order_id)
        return await amend_order(tx, now, _change(asked, one), by=desk)

    done = await attempt(request, unit)
    if isinstance(done, Refusal):
        no = typed.refused(done)
        return await _show(request, desk, desk_page, read, typed, no=no, changing=one)
    return go(f"/office/orders/{number}", said="order_changed" if done else "order_same")


def _change(asked: OrderAsked, one: OrderView) -> OrderChange:
    """What the form says, as a change: lines only when they are others, so that a picker's order
    can still be sent to another street."""
    change = OrderChange(
        recipient=RecipientChange(**{name: getattr(asked.recipient, name) for name in TO}),
        language=asked.language,
        cod_amount_minor=asked.cod_amount_minor,
        cod_currency=asked.cod_currency,
        note=asked.note,
        gift_note=asked.gift_note,
    )
    before = typed_again(one)
    way = (None, None) if one.chosen_way else (one.carrier, one.service)
    if (asked.carrier, asked.service) != way:
        change = msgspec.structs.replace(change, carrier=asked.carrier, service=asked.service)
    if [(line.sku, str(line.quantity)) for line in asked.lines] != before.lines:
        named = {line.sku: line.external_id for line in one.lines}
        lines = [
            msgspec.structs.replace(line, external_id=named.get(line.sku)) for line in asked.lines
        ]
        change = msgspec.structs.replace(change, lines=lines)
    return change


handlers: Final = [show_new, place_typed, show_change, change_typed]
