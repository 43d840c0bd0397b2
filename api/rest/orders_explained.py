"""Orders in words: what would become of one, why one does not move, and what happened to it."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final
from uuid import UUID

import msgspec
from litestar import Request, Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from api import i18n
from api.reasons import Told, tell
from api.rest.examples import Example
from api.rest.paging import Page, PageRequest
from wms.access.people import Caller
from wms.db import Read
from wms.orders.chosen import WayTold
from wms.orders.queries import order_is_here
from wms.shipping.told.explain import explain
from wms.shipping.told.facts import Fact, facts_of_order
from wms.shipping.told.quote import QuoteAsked, QuotedLine, quote
from wms.shipping.ways.rates import Price

TAG: Final = ["Orders"]
READ: Final = "orders:read"
AnyRequest = Request[Any, Any, Any]


class OrderQuote(msgspec.Struct, frozen=True, kw_only=True):
    """What would become of such an order now."""

    #: it would leave on this very day of the warehouse
    ships_today: bool
    #: when it would have left; null: not before what blocks it has ended
    ship_by: datetime | None
    #: placed later than this it would leave a day later
    closes_at: datetime | None
    #: everything is there
    is_complete: bool
    backorder_policy: str
    carrier: str
    service: str
    #: your rules would choose the way; null: you named it
    chosen_way: WayTold | None
    #: of one parcel with all of it; null: no price is known
    price: Price | None
    lines: list[QuotedLine]
    #: what it would wait for, or be refused for
    blocks: list[Told]


class OrderExplained(msgspec.Struct, frozen=True, kw_only=True):
    """Where an order is, and why."""

    order_id: UUID
    number: int
    external_id: str
    status: str
    ship_by: datetime | None
    #: since when it is late; null: it is not
    delayed_at: datetime | None
    #: the first reason, in words
    sentence: str
    #: all of them; what must end first comes first
    reasons: list[Told]


def _language(request: AnyRequest) -> str:
    return i18n.negotiate(request.headers.get("accept-language"))


def _spoken(language: str) -> dict[str, str]:
    return {"Content-Language": language, "Vary": "Accept-Language"}


_BLOCK: Final[dict[str, Any]] = {
    "code": "goods_missing",
    "owner": "shop",
    "sentence": "2 of TEA-100 are missing, and nothing is announced.",
    "unblocks": "Announce a delivery, or amend or cancel the order.",
    "since": None,
    "by": None,
    "pointer": "/lines/0/quantity",
    "details": {
        "sku": "TEA-100",
        "missing": 2,
        "expected": 0,
        "delivery": None,
        "expected_on": None,
    },
}
_QUOTED: Final[dict[str, Any]] = {
    "ships_today": False,
    "ship_by": None,
    "closes_at": None,
    "is_complete": False,
    "backorder_policy": "all_or_nothing",
    "carrier": "house",
    "service": "standard",
    "chosen_way": {"upgraded_for": None, "instead_of": None},
    "price": None,
    "lines": [
        {
            "sku": "TEA-100",
            "name": "Herbata czarna 100 g",
            "external_id": None,
            "quantity": 2,
            "available": 0,
            "promised": [],
            "missing": 2,
            "kit": None,
        }
    ],
    "blocks": [_BLOCK],
}


@post(
    "/orders/quote",
    operation_id="quoteOrder",
    summary="Ask what would become of an order",
    tags=TAG,
    status_code=200,
    opt={
        "scope": READ,
        "example": Example(
            request={"lines": [{"sku": "TEA-100", "quantity": 2}], "country": "PL"},
            response=_QUOTED,
            after=("registerProduct",),
        ),
    },
)
async def quote_order(
    request: AnyRequest,
    data: JSONBody[QuoteAsked],
    read: NamedDependency[Read],
    caller: NamedDependency[Caller],
) -> Response[OrderQuote]:
    """Would it ship today, by when, from which stock, how, for what price, and what blocks it.
    Leave `carrier` or `service` out and your rules choose, as for an order. Nothing is written and
    nothing is kept for you: the answer is true at this moment. What placing the order would refuse
    (an unknown SKU, a service that nobody has) stands among `blocks` with a pointer. Sentences are
    in English, Polish or Ukrainian, as `Accept-Language` asks."""
    language = _language(request)
    found = await quote(read, caller.shop_id, data)
    own = msgspec.structs.asdict(found) | {"blocks": [tell(one, language) for one in found.blocks]}
    return Response(OrderQuote(**own), headers=_spoken(language))


@get(
    "/orders/{order_id:uuid}/explain",
    operation_id="explainOrder",
    summary="Why an order is where it is",
    tags=TAG,
    opt={
        "scope": READ,
        "example": Example(
            path={"order_id": "$placeOrder/id"},
            response={
                "order_id": "019ab2f0-7b2c-7e0a-9d0e-0c5a3e6d1f01",
                "number": 1001,
                "external_id": "WEB-1007",
                "status": "backordered",
                "ship_by": None,
                "delayed_at": None,
                "sentence": _BLOCK["sentence"],
                "reasons": [_BLOCK | {"since": "2026-11-22T09:30:00Z", "pointer": None}],
            },
        ),
    },
)
async def explain_order(
    request: AnyRequest,
    order_id: FromPath[UUID],
    read: NamedDependency[Read],
    caller: NamedDependency[Caller],
) -> Response[OrderExplained]:
    """Each reason has a stable `code`, who must act (`owner`: us, shop, consumer, carrier or
    nobody), until when (`by`), and what ends it. Sentences are in English, Polish or Ukrainian, as
    `Accept-Language` asks."""
    language = _language(request)
    found = await explain(read, caller.shop_id, order_id)
    reasons = [tell(one, language) for one in found.reasons]
    own = msgspec.structs.asdict(found) | {"reasons": reasons, "sentence": reasons[0].sentence}
    return Response(OrderExplained(**own), headers=_spoken(language))


@get(
    "/orders/{order_id:uuid}/timeline",
    operation_id="listOrderTimeline",
    summary="What happened to an order",
    tags=TAG,
    opt={
        "scope": READ,
        "example": Example(
            path={"order_id": "$placeOrder/id"},
            query={"limit": "1"},
            response={
                "items": [
                    {
                        "id": "019ab2f0-7b2c-7e0a-9d0e-0c5a3e6d1f0a",
                        "at": "2026-11-22T09:30:00Z",
                        "what": "order.received",
                        "data": {"order_number": 1001, "lines": 1},
                        "sku": None,
                        "quantity": None,
                        "lot": None,
                    }
                ],
                "next": "WyIyMDI2LTExLTIyVDA5OjMwOjAwWiIs",
            },
        ),
    },
)
async def list_timeline(
    order_id: FromPath[UUID],
    page: NamedDependency[PageRequest],
    read: NamedDependency[Read],
    caller: NamedDependency[Caller],
) -> Page[Fact]:
    """Every fact with its time, the first one first: what you were told (`what` is the event's
    type), and each movement of its goods (`goods.pick`, `goods.pack`, `goods.ship`,
    `goods.return_receive` …). Nobody's name and nothing of the buyer is in it. Events are kept for
    30 days; what the warehouse still knows of them afterwards is told without their `data`."""
    await order_is_here(read, caller.shop_id, order_id)
    rows = await facts_of_order(
        read,
        caller.shop_id,
        order_id,
        limit=page.limit + 1,
        after=page.position(tuple[datetime, UUID, str]),
    )
    return page.of(rows, lambda fact: (fact.at, fact.id, fact.what))


router = Router("/", route_handlers=[quote_order, explain_order, list_timeline])
