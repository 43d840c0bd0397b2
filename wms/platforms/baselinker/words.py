"""Base's words and ours: an order of getOrders as the warehouse reads it.

Numbers and flags come as numbers in one account and as texts in another ("1", 1, true), empty
texts stand for nothing, and an empty list may be an object: all of it is read.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any, Final

import msgspec

from wms.failures import Failure
from wms.platforms.failures import NO_SKU, NOT_AS_NEEDED, NOTHING_TO_SEND
from wms.platforms.port import Seen, Wish
from wms.platforms.ways import way_of

#: an object of an answer
Row = dict[str, Any]
#: longest note for the warehouse; a buyer may write 510 letters there
NOTE_MAX_CHARS: Final = 500
#: in which language a country's people read the slip; others read English
LANGUAGES: Final[Mapping[str, str]] = {"PL": "pl", "UA": "uk", "DE": "de", "AT": "de"}
#: the least that a payment may be short of and still be whole: amounts come as binary fractions
_CENT: Final = Decimal("0.01")
#: the name of a state that nobody gave an order
REMOVED: Final = "removed"


class Rules(msgspec.Struct, frozen=True, kw_only=True):
    """What a connection says about Base's statuses, which each seller names as they like."""

    #: in one of these an order is to be sent
    send: frozenset[int]
    #: in one of these it is not to be sent any more
    cancel: frozenset[int] = frozenset()
    #: those that we set ourselves while we work on it: it stays as it is
    ours: frozenset[int] = frozenset()
    #: in one of these nothing is wanted of us any more: those of what was shipped and delivered
    over: frozenset[int] = frozenset()
    #: an order that is not paid in full waits, unless it is paid on delivery
    must_be_paid: bool = True
    #: how what its buyers chose is sent: the setting of every connection
    ways: str = ""


def seen(
    order: Mapping[str, Any],
    rules: Rules,
    *,
    names: Mapping[int, str],
    read_at: datetime,
    goods_from: int | None = None,
) -> Seen:
    """An order as it stood there at ``read_at``.

    Base says of an order when it was made and confirmed, not when it was changed last: what was
    read later is newer. Never raises for what stands in a field: it becomes one of the ``faults``.
    """
    status = _whole(order.get("order_status_id")) or 0
    wish, waits_for = _wish(order, status, rules)
    asked, faults = (None, ()) if wish in (Wish.CANCEL, Wish.OVER) else _asked(order, rules.ways)
    return Seen(
        id=number_of(order),
        number=number_of(order),
        changed_at=read_at,
        ordered_at=_moment(order.get("date_add")) or read_at,
        wish=wish,
        state=names.get(status, str(status)),
        waits_for=waits_for,
        asked=asked,
        faults=faults,
        is_meant=status in rules.send,
        goods_from=str(goods_from) if goods_from else None,
    )


def removed(order_id: int, *, read_at: datetime) -> Seen:
    """An order that was deleted there, or became part of another one."""
    return Seen(
        id=str(order_id), number=str(order_id), changed_at=read_at, ordered_at=read_at,
        wish=Wish.CANCEL, state=REMOVED, is_meant=False,
    )  # fmt: skip


def number_of(order: Mapping[str, Any]) -> str:
    """Base's own number. That of the marketplace is no name: the parts of a divided order share it,
    and an order that was entered by hand has none."""
    return str(_whole(order.get("order_id")) or "")


def total(order: Mapping[str, Any]) -> Decimal:
    """What the buyer owes in all, in the order's currency: goods and delivery, with tax."""
    goods = sum(
        (_money(one.get("price_brutto")) * _money(one.get("quantity")) for one in products(order)),
        Decimal(0),
    )
    return (goods + _money(order.get("delivery_price"))).quantize(_CENT, ROUND_HALF_UP)


def products(order: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The lines; a bundle comes as its parts when the catalogue divides bundles."""
    found = order.get("products") or ()
    lines = found.values() if isinstance(found, Mapping) else found
    return [one for one in lines if isinstance(one, Mapping)]


def confirmed_at(order: Mapping[str, Any]) -> int:
    """When it was confirmed, unix seconds; 0: it is not."""
    return _whole(order.get("date_confirmed")) or 0


def is_confirmed(order: Mapping[str, Any]) -> bool:
    """Whether its buyer has said everything; before that it may lack goods and an address."""
    return _flag(order.get("confirmed")) if "confirmed" in order else confirmed_at(order) > 0


def _wish(order: Mapping[str, Any], status: int, rules: Rules) -> tuple[Wish, str]:
    if status in rules.cancel:
        return Wish.CANCEL, ""
    if status in rules.over:
        return Wish.OVER, ""
    if not is_confirmed(order):
        return Wish.WAIT, "shop_request"
    if status in rules.ours:
        return Wish.SEND, ""
    if status not in rules.send:
        return Wish.WAIT, "shop_request"
    if rules.must_be_paid and not _is_cod(order) and _owed(order) >= _CENT:
        return Wish.WAIT, "payment"
    return Wish.SEND, ""


def _asked(
    order: Mapping[str, Any], ways: str
) -> tuple[Mapping[str, Any] | None, tuple[Failure, ...]]:
    faults: list[Failure] = []
    lines = [line for one in products(order) if (line := _line(one, faults))]
    if not lines and not faults:
        faults.append(Failure(code=NOTHING_TO_SEND, facts={}))
    recipient = _recipient(order, faults)
    country = recipient["country"]
    way = way_of(ways, _text(order, "delivery_method"))
    if isinstance(way, Failure):
        faults.append(way)
        way = {}
    worth = _minor(total(order))
    currency = _text(order, "currency").upper()
    asked: dict[str, Any] = {
        "recipient": recipient,
        "lines": lines,
        "language": LANGUAGES.get(country, "en"),
        "note": _note(order) or None,
        **way,
    }
    if worth > 0 and currency:
        asked |= {"value_amount_minor": worth, "value_currency": currency}
    if _is_cod(order) and (owed := _minor(_owed(order))) > 0:
        asked |= {"cod_amount_minor": owed, "cod_currency": currency}
    return asked, tuple(faults)


def _line(product: Mapping[str, Any], faults: list[Failure]) -> dict[str, Any] | None:
    sku, name = _text(product, "sku"), _text(product, "name")
    quantity = _money(product.get("quantity"))
    if quantity <= 0:
        return None
    if not sku:
        faults.append(Failure(code=NO_SKU, facts={"name": name or _text(product, "product_id")}))
        return None
    if quantity != quantity.to_integral_value():
        faults.append(Failure(code=NOT_AS_NEEDED, facts={"field": f"quantity ({sku})"}))
        return None
    line: dict[str, Any] = {"sku": sku, "quantity": int(quantity)}
    if own := _whole(product.get("order_product_id")):
        line["external_id"] = str(own)
    return line


def _recipient(order: Mapping[str, Any], faults: list[Failure]) -> dict[str, Any]:
    """To whom: the delivery address; what it lacks is the pickup point's, or the buyer's."""
    point = _text(order, "delivery_point_id")
    address = {
        "name": _first(order, "delivery_fullname", "invoice_fullname", "delivery_company",
                       "invoice_company", "user_login"),
        "street": _first(order, "delivery_address", *(["delivery_point_address"] if point else ())),
        "postcode": _first(order, "delivery_postcode", *(["delivery_point_postcode"] if point
                                                         else ())),
        "city": _first(order, "delivery_city", *(["delivery_point_city"] if point else ())),
        "country": _first(order, "delivery_country_code", "invoice_country_code").upper(),
    }  # fmt: skip
    faults += [
        Failure(code=NOT_AS_NEEDED, facts={"field": f"delivery_{name}"})
        for name, value in address.items()
        if not value
    ]
    return address | {
        "company": _text(order, "delivery_company") or None,
        "email": _text(order, "email") or None,
        "phone": _text(order, "phone") or None,
        "pickup_point_id": point or None,
    }


def _note(order: Mapping[str, Any]) -> str:
    return _text(order, "user_comments")[:NOTE_MAX_CHARS]


def _is_cod(order: Mapping[str, Any]) -> bool:
    return _flag(order.get("payment_method_cod"))


def _owed(order: Mapping[str, Any]) -> Decimal:
    return total(order) - _money(order.get("payment_done"))


def _first(order: Mapping[str, Any], *names: str) -> str:
    return next((value for name in names if (value := _text(order, name))), "")


def _text(order: Mapping[str, Any], name: str) -> str:
    value = order.get(name)
    return "" if value is None else str(value).strip()


def _flag(value: Any) -> bool:
    return str(value).strip().lower() in ("1", "true")


def rows(told: Any, *numbers: str) -> list[Row]:
    """Rows of a list, which is an object when PHP says so.

    ``numbers``: fields that are numbers; the first of them names the row, without it there is none.
    """
    found = told.values() if isinstance(told, Mapping) else told
    if not isinstance(found, Iterable) or isinstance(found, str):
        return []
    return [
        {**one, **{name: _whole(one.get(name)) or 0 for name in numbers}}
        for one in found
        if isinstance(one, Mapping) and _whole(one.get(numbers[0])) is not None
    ]


def orders_in(told: Mapping[str, Any]) -> list[Row]:
    """The orders of an answer."""
    return rows(told.get("orders"), "order_id", "order_status_id")


def _whole(value: Any) -> int | None:
    try:
        return int(value)
    except (TypeError, ValueError):
        return None


def _money(value: Any) -> Decimal:
    try:
        found = Decimal(str(value).strip().replace(",", "."))
    except InvalidOperation:
        return Decimal(0)
    return found if found.is_finite() else Decimal(0)


def _minor(amount: Decimal) -> int:
    return int((amount * 100).to_integral_value(ROUND_HALF_UP))


def _moment(seconds: Any) -> datetime | None:
    at = _whole(seconds)
    return datetime.fromtimestamp(at, UTC) if at and math.isfinite(at) else None
