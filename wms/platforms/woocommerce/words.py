"""WooCommerce's orders in our words: a translation without memory, by its REST API v3."""

from __future__ import annotations

import hashlib
import html
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Final

from wms.failures import Failure
from wms.platforms.failures import NO_SKU
from wms.platforms.port import Back, Seen, Wish
from wms.platforms.ways import way_of

#: minor units of a unit that are not hundredths (ISO 4217)
_DIGITS: Final = {"JPY": 0, "KRW": 0, "CLP": 0, "ISK": 0, "VND": 0, "HUF": 2, "KWD": 3, "BHD": 3,
                  "TND": 3, "JOD": 3, "OMR": 3}  # fmt: skip
_USUAL_DIGITS: Final = 2
#: statuses that come with WooCommerce, besides those that its shop sends in
_WISHES: Final = {
    "pending": Wish.WAIT,
    "on-hold": Wish.WAIT,
    "checkout-draft": Wish.WAIT,
    "processing": Wish.WAIT,
    "completed": Wish.OVER,
    "cancelled": Wish.CANCEL,
    "failed": Wish.CANCEL,
    "refunded": Wish.CANCEL,
    "trash": Wish.CANCEL,
}
#: in these its stock is not taken off
_KEEPS_STOCK: Final = ("pending", "failed", "cancelled", "checkout-draft", "trash", "refunded")
#: waits for money in these; in a status of the shop's own, for the shop
_UNPAID: Final = ("pending", "on-hold", "checkout-draft")
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f]+")
_LANGUAGES: Final = ("en", "pl", "uk", "de")
NOTE_MAX_CHARS: Final = 500


def seen_of(
    order: Mapping[str, Any],
    settings: Mapping[str, str],
    refunds: Sequence[Mapping[str, Any]] | None = None,
) -> Seen:
    """An order as its API and its webhooks have it.

    ``refunds``: what its refunds are of, when they were read; an order names only their sums.
    Raises KeyError, ValueError, TypeError: it is none.
    """
    status = str(order["status"]).removeprefix("wc-")
    sends = [one.strip() for one in settings.get("send", "processing").split(",")]
    wish = Wish.SEND if status in sends else _WISHES.get(status, Wish.WAIT)
    asked, faults = _asked(order, settings, _refunded(refunds or ()))
    return Seen(
        id=str(int(order["id"])),
        number=str(order.get("number") or order["id"]),
        changed_at=time_of(order, "date_modified"),
        ordered_at=time_of(order, "date_created"),
        wish=wish,
        state=status,
        waits_for="payment" if status in _UNPAID else "shop_request",
        asked=asked,
        faults=faults,
        has_goods=status not in _KEEPS_STOCK,
        refunds=_backs(order, refunds or ()),
    )


def gone(order_id: str, at: datetime) -> Seen:
    """An order that was thrown away there."""
    return Seen(
        id=order_id, number=order_id, changed_at=at, ordered_at=at, wish=Wish.CANCEL, state="trash",
        has_goods=False,
    )  # fmt: skip


def time_of(order: Mapping[str, Any], name: str) -> datetime:
    """A moment; WooCommerce gives GMT without saying so."""
    said = order.get(f"{name}_gmt") or order.get("date_created_gmt")
    moment = datetime.fromisoformat(str(said))
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def minor(amount: Any, currency: str) -> int:
    """``"129.90"`` as 12990: the smallest unit of the currency."""
    digits = _DIGITS.get(currency, _USUAL_DIGITS)
    return int((Decimal(str(amount or "0")) * 10**digits).quantize(Decimal(1)))


def mark_of(delivery_id: str, body: bytes) -> str:
    """What tells deliveries apart. WooCommerce makes its id of the webhook and the second: two
    orders of one second have the same, so what was delivered belongs to it."""
    return f"{delivery_id}:{hashlib.sha256(body).hexdigest()[:32]}"


def _asked(
    order: Mapping[str, Any], settings: Mapping[str, str], refunded: Mapping[int, int]
) -> tuple[dict[str, Any], tuple[Failure, ...]]:
    lines, faults = _lines(order, settings, refunded)
    way = way_of(settings.get("ways", ""), *_methods(order))
    if isinstance(way, Failure):
        faults, way = [*faults, way], {}
    currency = str(order.get("currency") or "")
    asked: dict[str, Any] = {"recipient": _recipient(order, settings), "lines": lines, **way}
    if str(order.get("payment_method")) in _named(settings.get("cod", "cod")):
        amount = minor(order.get("total"), currency)
        if amount > 0:
            asked |= {"cod_amount_minor": amount, "cod_currency": currency}
    worth = sum(
        (Decimal(str(line.get("total") or "0")) + Decimal(str(line.get("total_tax") or "0"))
         for line in order.get("line_items", ())),
        Decimal(),
    )  # fmt: skip
    if worth > 0 and currency:
        asked |= {"value_amount_minor": minor(worth, currency), "value_currency": currency}
    if note := _clean(order.get("customer_note"), NOTE_MAX_CHARS):
        asked["note"] = note
    asked["language"] = _language(order, settings)
    return asked, tuple(faults)


def _lines(
    order: Mapping[str, Any], settings: Mapping[str, str], refunded: Mapping[int, int]
) -> tuple[list[dict[str, Any]], list[Failure]]:
    """Goods to be sent. A variation has its own SKU in its line."""
    left_out = {one.casefold() for one in _named(settings.get("not_sent", ""))}
    lines: list[dict[str, Any]] = []
    faults: list[Failure] = []
    for item in order.get("line_items", ()):
        sku, name = str(item.get("sku") or "").strip(), _clean(item.get("name"), 80)
        if sku.casefold() in left_out or name.casefold() in left_out:
            continue
        quantity = int(Decimal(str(item.get("quantity") or 0))) - refunded.get(int(item["id"]), 0)
        if quantity <= 0:
            continue
        if not sku:
            faults.append(Failure(code=NO_SKU, facts={"name": name or str(item["id"])}))
            continue
        lines.append({"sku": sku, "quantity": quantity, "external_id": str(item["id"])})
    return lines, faults


def _recipient(order: Mapping[str, Any], settings: Mapping[str, str]) -> dict[str, Any]:
    """Where it goes: the shipping address, or the billing one of a shop that asks for one only."""
    billing: Mapping[str, Any] = order.get("billing") or {}
    shipping: Mapping[str, Any] = order.get("shipping") or {}
    to = shipping if shipping.get("address_1") or shipping.get("city") else billing
    company = _clean(to.get("company"))
    person = " ".join(filter(None, (_clean(to.get("first_name")), _clean(to.get("last_name")))))
    found: dict[str, Any] = {
        "name": person or company or _clean(billing.get("last_name")),
        "street": " ".join(
            filter(None, (_clean(to.get("address_1")), _clean(to.get("address_2"))))
        ),
        "postcode": _clean(to.get("postcode")),
        "city": _clean(to.get("city")),
        "country": _clean(to.get("country")).upper(),
    }
    more = {
        "company": company if company != found["name"] else "",
        "email": _clean(billing.get("email")),
        "phone": _clean(to.get("phone")) or _clean(billing.get("phone")),
        "pickup_point_id": _point(order, settings),
    }
    return found | {name: value for name, value in more.items() if value}


def _point(order: Mapping[str, Any], settings: Mapping[str, str]) -> str:
    """The pickup point, under the first of the keys that its plugin may keep it in."""
    found: dict[str, Any] = {}
    for meta in _metas(order):
        found.setdefault(str(meta.get("key")), meta.get("value"))
    for key in _named(settings.get("point_keys", "")):
        value = found.get(key)
        if isinstance(value, Mapping):
            value = value.get("id") or value.get("name")
        if isinstance(value, str | int) and _clean(value):
            return _clean(value)
    return ""


def _metas(order: Mapping[str, Any]) -> Iterable[Mapping[str, Any]]:
    yield from order.get("meta_data") or ()
    for line in order.get("shipping_lines") or ():
        yield from line.get("meta_data") or ()


def _methods(order: Mapping[str, Any]) -> list[str]:
    """The names by which its way may be known, the most exact first."""
    names: list[str] = []
    for line in order.get("shipping_lines") or ():
        method, instance = str(line.get("method_id") or ""), str(line.get("instance_id") or "")
        if method and instance:
            names.append(f"{method}:{instance}")
        names += [_clean(line.get("method_title")), method]
    return [name for name in names if name]


def _language(order: Mapping[str, Any], settings: Mapping[str, str]) -> str:
    for meta in order.get("meta_data") or ():
        if meta.get("key") in ("wpml_language", "_order_language", "trp_language"):
            said = str(meta.get("value"))[:2].lower()
            if said in _LANGUAGES:
                return said
    said = settings.get("language", "")
    return said if said in _LANGUAGES else "en"


def _refunded(refunds: Sequence[Mapping[str, Any]]) -> dict[int, int]:
    """Line of the order → pieces for which money was given back."""
    found: dict[int, int] = {}
    for refund in refunds:
        for line, pieces, _ in _refund_lines(refund):
            found[line] = found.get(line, 0) + pieces
    return found


def _refund_lines(refund: Mapping[str, Any]) -> Iterable[tuple[int, int, str]]:
    for item in refund.get("line_items") or ():
        pieces = abs(int(Decimal(str(item.get("quantity") or 0))))
        of = next(
            (meta.get("value") for meta in item.get("meta_data") or ()
             if meta.get("key") == "_refunded_item_id"),
            None,
        )  # fmt: skip
        if pieces and of is not None:
            yield int(str(of)), pieces, str(item.get("sku") or "")


def _backs(order: Mapping[str, Any], refunds: Sequence[Mapping[str, Any]]) -> tuple[Back, ...]:
    known = {
        str(refund["id"]): tuple((sku, pieces) for _, pieces, sku in _refund_lines(refund))
        for refund in refunds
    }
    return tuple(
        Back(id=str(one["id"]), goods=known.get(str(one["id"]), ()))
        for one in order.get("refunds") or ()
    )


def _named(said: str) -> list[str]:
    return [one.strip() for one in re.split(r"[,\n]", said) if one.strip()]


def _clean(value: Any, most: int | None = None) -> str:
    """One line without control characters; entities of HTML as WordPress writes them are undone."""
    line = _CONTROL.sub(" ", html.unescape(str(value if value is not None else "")))
    return " ".join(line.split())[:most]
