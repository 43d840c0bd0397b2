"""What the simulated shop shows of itself: its things as Shopify's schema names them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import datetime
from operator import attrgetter, itemgetter
from typing import Any, Final

from tests.platforms.shopify.owner import FulfillmentOrder, Shop

#: things on one page
PAGE_MAX: Final = 250


def snake(name: str) -> str:
    """``lineItems`` → ``line_items``."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


def connection(
    found: Sequence[Any],
    first: int | None,
    after: str | None,
    key: Callable[[Any], str] = itemgetter("id"),
    draw: Callable[[Any], Any] = lambda one: one,
) -> dict[str, Any]:
    """A page of a list that is sorted by ``key``; its cursor is the last one's, so that what leaves
    the list meanwhile makes nobody miss another."""
    left = [one for one in found if after is None or key(one) > after]
    page = left[: min(first or 0, PAGE_MAX)]
    return {
        "nodes": [draw(one) for one in page],
        "pageInfo": {
            "endCursor": key(page[-1]) if page else after,
            "hasNextPage": len(page) < len(left),
        },
    }


def at(moment: datetime) -> str:
    """So that words are in the order of moments."""
    return moment.isoformat(timespec="microseconds")


def order_view(store: Shop, one: FulfillmentOrder) -> dict[str, Any]:
    """A fulfillment order with its order, lines and what was sent of it."""
    lines = [
        {
            "id": line.id, "sku": line.sku, "productTitle": line.title, "variantTitle": None,
            "totalQuantity": line.quantity, "remainingQuantity": line.remaining,
            "requiresShipping": line.requires_shipping,
        }
        for line in one.lines
    ]  # fmt: skip
    sent = [
        {"id": each.id, "status": each.status,
         "deliveredAt": next((when for what, when in each.events if what == "DELIVERED"), None),
         "trackingInfo": lambda _info, each=each, **_more: each.tracking}
        for each in one.fulfillments
    ]  # fmt: skip
    asked = [
        {"id": each.id, "kind": each.kind, "message": each.message,
         "sentAt": at(each.sent_at)}
        for each in one.requests
    ]  # fmt: skip
    return {
        "id": one.id, "status": one.status, "requestStatus": one.request_status,
        "createdAt": at(one.order.at), "updatedAt": at(one.updated_at),
        "orderId": one.order.id, "orderName": one.order.name,
        "orderProcessedAt": at(one.order.at), "fulfillBy": None,
        "order": lambda _info: _bought(store, one),
        "assignedLocation": {
            "name": "Wzorcownia", "location": {"id": one.location, "isActive": True},
        },
        "destination": one.destination, "deliveryMethod": _method(one),
        "fulfillmentHolds": one.holds,
        "merchantRequests": lambda _info, first=None, last=None, kind=None: connection(
            [each for each in asked if kind in (None, each["kind"])][-(last or first or 1):],
            first or last, None),
        "lineItems": lambda _info, first=None, after=None: connection(lines, first, after),
        "fulfillments": lambda _info, first=None, after=None, reverse=False: connection(
            sent[::-1] if reverse else sent, first, after),
    }  # fmt: skip


def _method(one: FulfillmentOrder) -> dict[str, Any] | None:
    return None if one.method is None else {"serviceCode": None, "presentedName": None} | one.method


def _bought(store: Shop, one: FulfillmentOrder) -> dict[str, Any]:
    order = one.order
    beside = [each for each in store.orders.values() if each.order is order]
    return {
        "id": order.id, "name": order.name, "note": order.note, "customerLocale": order.locale,
        "currentSubtotalLineItemsQuantity": order.pieces,
        "paymentGatewayNames": order.gateways,
        "totalOutstandingSet": {
            "shopMoney": {"amount": order.outstanding, "currencyCode": "PLN"},
        },
        "customAttributes": [
            {"key": key, "value": value} for key, value in order.attributes.items()
        ],
        "fulfillmentOrders": lambda _info, first=None, after=None: connection(
            beside, first, after, attrgetter("id"), lambda each: order_view(store, each)),
    }  # fmt: skip
