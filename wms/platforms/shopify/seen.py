"""A fulfillment order of Shopify as an order of ours.

One fulfillment order is one order here: of what a buyer ordered it is the part that is ours. Both
of its states together say what is wanted of us. Source: Shopify's reference of FulfillmentOrder.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from wms.failures import Failure
from wms.orders.place import MAX_LINES
from wms.platforms.failures import NO_SKU, NOTHING_TO_SEND
from wms.platforms.port import Seen, Wish
from wms.platforms.shopify.ask import number_of
from wms.platforms.shopify.failures import COD_IN_PARTS, NO_ADDRESS, NOT_SENT
from wms.platforms.ways import way_of

#: in which slips are written
LANGUAGES: Final = ("en", "pl", "uk", "de")
#: countries whose post wants the state beside the city
_WITH_STATE: Final = ("US", "CA", "AU")
#: of the ways in which a buyer gets goods, those that are a parcel
_PARCEL: Final = ("SHIPPING", "PICKUP_POINT", None)
#: hundredths of the money that our warehouse counts
_MINOR: Final = 100
_NOTE_MAX_CHARS: Final = 500
#: the request was taken, whatever was asked after
_TAKEN: Final = ("ACCEPTED", "CANCELLATION_REQUESTED", "CANCELLATION_REJECTED")


Lines = Sequence[Mapping[str, Any]]


def seen_of(
    one: Mapping[str, Any], lines: Lines, settings: Mapping[str, str], location: str | None
) -> Seen:
    """What it is at this moment. ``location``: ours; one that was moved away is not to be sent."""
    wish, is_asking, waits_for = _wish(one, lines, location)
    number = number_of(one["id"])
    asked, faults = _asked(one, lines, settings)
    return Seen(
        id=number,
        number=f"{one['orderName']}/{number}",
        changed_at=datetime.fromisoformat(one["updatedAt"]),
        ordered_at=datetime.fromisoformat(one["orderProcessedAt"]),
        wish=wish,
        state=f"{one['status']}/{one['requestStatus']}",
        waits_for=waits_for,
        asked=asked,
        faults=tuple(faults),
        is_asking=is_asking,
        # Shopify itself counts what was bought and has not left (`stock`)
        has_goods=False,
        is_whole_only=settings["missing"] == "reject",
    )


def _wish(one: Mapping[str, Any], lines: Lines, location: str | None) -> tuple[Wish, bool, str]:
    """What is wanted, whether it waits for our answer, and the hold of one that must wait."""
    status, request = one["status"], one["requestStatus"]
    where = ((one.get("assignedLocation") or {}).get("location") or {}).get("id")
    if location is not None and where is not None and where != location:
        return Wish.CANCEL, False, ""
    if request == "CANCELLATION_REQUESTED" and status in ("IN_PROGRESS", "ON_HOLD"):
        return Wish.CANCEL, True, ""
    if status == "CANCELLED" or request == "CANCELLATION_ACCEPTED":
        return Wish.CANCEL, False, ""
    if status in ("CLOSED", "INCOMPLETE"):
        # closed with nothing sent: its owner took it back without asking
        is_gone = status == "CLOSED" and not _pieces(lines)
        return (Wish.CANCEL if is_gone else Wish.OVER), False, ""
    if request == "SUBMITTED" or request in _TAKEN:
        if status == "ON_HOLD":
            return Wish.WAIT, False, _waits_for(one)
        return Wish.SEND, request == "SUBMITTED", ""
    # not requested, or refused by us, or the request was withdrawn before we answered
    return Wish.CANCEL, False, ""


def _waits_for(one: Mapping[str, Any]) -> str:
    reasons = [hold.get("reason") for hold in one.get("fulfillmentHolds") or ()]
    return "payment" if "AWAITING_PAYMENT" in reasons else "shop_request"


def _pieces(lines: Lines) -> int:
    return sum(line["totalQuantity"] for line in lines)


def _asked(
    one: Mapping[str, Any], found: Lines, settings: Mapping[str, str]
) -> tuple[Mapping[str, Any] | None, list[Failure]]:
    """What ``POST /v1/orders`` would take, and why not."""
    faults: list[Failure] = []
    to, order = one.get("destination"), one["order"]
    method = one.get("deliveryMethod") or {}
    lines = _lines(found, faults)
    if not lines and not faults:
        faults.append(Failure(code=NOTHING_TO_SEND))
    if method.get("methodType") not in _PARCEL:
        named = method.get("presentedName") or method.get("methodType") or ""
        faults.append(Failure(code=NOT_SENT, facts={"method": named}))
    if to is None:
        return None, [*faults, Failure(code=NO_ADDRESS)]
    way = way_of(settings["ways"], method.get("presentedName"))
    if isinstance(way, Failure):
        faults.append(way)
        way = {}
    asked: dict[str, Any] = {
        "recipient": _recipient(to, _attribute(order, settings["point_attribute"])),
        "lines": lines,
        "language": _language(order.get("customerLocale")),
        **way,
        **_cod(order, _pieces(found), settings["cod_gateway"], faults),
    }
    if note := _note(one):
        asked["note"] = note
    return asked, faults


def _lines(found: Lines, faults: list[Failure]) -> list[dict[str, Any]]:
    lines = []
    for line in found:
        if not line["totalQuantity"] or not line["requiresShipping"]:
            continue
        if not line.get("sku"):
            faults.append(Failure(code=NO_SKU, facts={"name": line["productTitle"]}))
            continue
        lines.append(
            {
                "sku": line["sku"],
                "quantity": line["totalQuantity"],
                "external_id": number_of(line["id"]),
            }
        )
    return lines[: MAX_LINES + 1]


def _recipient(to: Mapping[str, Any], point: str | None) -> dict[str, Any]:
    name = " ".join(part for part in (to.get("firstName"), to.get("lastName")) if part)
    city = to.get("city") or ""
    if to.get("countryCode") in _WITH_STATE and to.get("province"):
        city = f"{city}, {to['province']}"
    said = {
        "name": name or to.get("company") or "",
        "street": ", ".join(part for part in (to.get("address1"), to.get("address2")) if part),
        "postcode": to.get("zip") or "",
        "city": city,
        "country": to.get("countryCode") or "",
    }
    more = {
        "company": to.get("company"),
        "email": to.get("email"),
        "phone": to.get("phone"),
        "pickup_point_id": point,
    }
    return said | {name: value for name, value in more.items() if value}


def _attribute(order: Mapping[str, Any], name: str) -> str | None:
    """What the shop's own app wrote into the order, such as the locker that the buyer chose."""
    wanted = name.strip().casefold()
    if not wanted:
        return None
    found = order.get("customAttributes") or ()
    return next((each["value"] for each in found if each["key"].strip().casefold() == wanted), None)


def _language(locale: str | None) -> str:
    short = (locale or "")[:2].lower()
    return short if short in LANGUAGES else LANGUAGES[0]


def _cod(
    order: Mapping[str, Any], pieces: int, gateway: str, faults: list[Failure]
) -> dict[str, Any]:
    """What is collected at the door: what is still to be paid of an order that is paid there."""
    if gateway.strip().casefold() not in [
        name.strip().casefold() for name in order.get("paymentGatewayNames") or ()
    ]:
        return {}
    money = order["totalOutstandingSet"]["shopMoney"]
    try:
        amount_minor = int(Decimal(str(money["amount"])) * _MINOR)
    except InvalidOperation:
        return {}
    if amount_minor <= 0:
        return {}
    if order["currentSubtotalLineItemsQuantity"] > pieces > 0:
        faults.append(Failure(code=COD_IN_PARTS))
    return {"cod_amount_minor": amount_minor, "cod_currency": money["currencyCode"]}


def _note(one: Mapping[str, Any]) -> str:
    """What the shop wrote to us with its request, and the note of the order."""
    requests = (one.get("merchantRequests") or {}).get("nodes") or ()
    words = [request.get("message") for request in requests] + [one["order"].get("note")]
    return "\n".join(word.strip() for word in words if word and word.strip())[:_NOTE_MAX_CHARS]
