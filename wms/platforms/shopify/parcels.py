"""What left: a fulfillment for each parcel, and never two of them.

Shopify knows no reference of ours, but it keeps the tracking number: before a parcel is told, all
that was told of its order is read, and one that stands there is not told again. That holds after a
crash between the call and our own record, too. Source: Shopify's reference of fulfillmentCreate,
fulfillmentTrackingInfoUpdate, fulfillmentEventCreate and fulfillmentOrderClose.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from wms.platforms.port import Parcel, PlatformRefused
from wms.platforms.shopify import documents
from wms.platforms.shopify.ask import Ask, all_lines, check, gid, number_of
from wms.platforms.shopify.failures import SHOPIFY_REFUSED
from wms.platforms.shopify.profile import PROFILE

#: the owner reads it beside what was not sent
REST_MISSING: Final = "The rest is not sent: the goods are missing."


async def tell(ask: Ask, parcel: Parcel, *, notify: bool) -> str:
    """Say that a parcel has left; what came of it, in a few words."""
    name = gid("FulfillmentOrder", parcel.order_id)
    one = (await ask.read(documents.SENT, id=name))["fulfillmentOrder"]
    if one is None:
        raise PlatformRefused(code=SHOPIFY_REFUSED, platform=PROFILE.name)
    sent = _sent(one, parcel.tracking_number)
    gone = next((was for number in parcel.instead_of if (was := _sent(one, number))), None)
    if sent is not None:
        told = number_of(sent["id"])
    elif gone is not None:
        told = await _track(ask, number_of(gone["id"]), parcel, notify=notify)
    else:
        told = await _fulfil(ask, name, one, parcel, notify=notify)
    if parcel.is_last and not parcel.instead_of:
        await _close_rest(ask, name)
    return told


async def tell_delivered(ask: Ask, parcel: Parcel) -> str | None:
    """Its buyer sees that it came; once. None: Shopify does not know of the parcel."""
    name = gid("FulfillmentOrder", parcel.order_id)
    one = (await ask.read(documents.SENT, id=name))["fulfillmentOrder"]
    sent = _sent(one, parcel.tracking_number) if one else None
    if sent is None:
        return None
    if sent["deliveredAt"]:
        return "delivered before"
    event: dict[str, str] = {"fulfillmentId": sent["id"], "status": "DELIVERED"}
    if parcel.delivered_at is not None:
        event["happenedAt"] = parcel.delivered_at.isoformat()
    check(await ask.change(documents.DELIVERED, event=event))
    return number_of(sent["id"])


def _sent(one: Mapping[str, Any], tracking_number: str) -> Mapping[str, Any] | None:
    """The fulfillment that has this tracking number; None: none has."""
    if not tracking_number:
        return None
    for sent in one["fulfillments"]["nodes"]:
        numbers = [each.get("number") for each in sent["trackingInfo"]]
        if sent["status"] != "CANCELLED" and tracking_number in numbers:
            return dict(sent)
    return None


async def _fulfil(
    ask: Ask, name: str, one: Mapping[str, Any], parcel: Parcel, *, notify: bool
) -> str:
    found = await all_lines(ask, one)
    lines = _lines(found, parcel)
    if not lines:
        is_over = not any(line["remainingQuantity"] for line in found)
        if is_over or parcel.is_again:
            return "nothing of it was left to be told"
        raise PlatformRefused(code=SHOPIFY_REFUSED, platform=PROFILE.name)
    done = await ask.change(
        documents.FULFIL,
        fulfillment={
            "lineItemsByFulfillmentOrder": [
                {"fulfillmentOrderId": name, "fulfillmentOrderLineItems": lines}
            ],
            "notifyCustomer": notify,
            "trackingInfo": _tracking(parcel),
        },
    )
    check(done)
    return number_of(done["fulfillment"]["id"])


async def _track(ask: Ask, number: str, parcel: Parcel, *, notify: bool) -> str:
    """The same goods went once more, by another courier or with another number."""
    done = await ask.change(
        documents.TRACK,
        id=gid("Fulfillment", number),
        tracking=_tracking(parcel),
        notify=notify,
    )
    check(done)
    return number


async def _close_rest(ask: Ask, name: str) -> None:
    """Nothing more comes of the order; what is left of it goes back to its owner."""
    one = (await ask.read(documents.SENT, id=name))["fulfillmentOrder"]
    if one is None or one["status"] != "IN_PROGRESS":
        return
    if any(line["remainingQuantity"] for line in await all_lines(ask, one)):
        check(await ask.change(documents.CLOSE, id=name, message=REST_MISSING))


def _tracking(parcel: Parcel) -> dict[str, str]:
    said = {"company": parcel.carrier_name, "number": parcel.tracking_number}
    if parcel.tracking_url:
        said["url"] = parcel.tracking_url
    return {name: value for name, value in said.items() if value}


def _lines(found: Sequence[Mapping[str, Any]], parcel: Parcel) -> list[dict[str, Any]]:
    """What of the order's lines lies in the parcel, as far as it is not told yet.

    Parts of a kit stand on the kit's line: how many kits they are is known when nothing more comes.
    """
    theirs = {number_of(line["id"]): line for line in found}
    pieces: dict[str, int] = {}
    for line_id, sku, many in parcel.lines:
        line = theirs.get(line_id or "")
        if line is None:
            continue
        if line["sku"] == sku:
            pieces[line["id"]] = pieces.get(line["id"], 0) + many
        elif parcel.is_last:
            pieces[line["id"]] = line["remainingQuantity"]
    left = {line["id"]: line["remainingQuantity"] for line in theirs.values()}
    return [
        {"id": line_id, "quantity": min(many, left[line_id])}
        for line_id, many in pieces.items()
        if min(many, left[line_id]) > 0
    ]
