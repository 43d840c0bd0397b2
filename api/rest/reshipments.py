"""Sent again: what went wrong with an order goes out once more, as an order of its own."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

import msgspec
from litestar import Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from api.rest.examples import Example
from api.rest.idempotency import Once
from api.rest.order_examples import PLACED, TAG
from wms.access.people import Caller
from wms.db import Read, Tx
from wms.orders.queries import OrderView, order, order_is_here
from wms.shipping.again.listed import ReshipmentView, reshipments_of
from wms.shipping.again.reship import ReshipAsked, send_again

_FIRST_ID: Final = "019ab2f0-7b2c-7e0a-9d0e-0c5a3e6d1e01"
_LINE: Final = PLACED["lines"][0]
_AGAIN: Final[dict[str, Any]] = PLACED | {
    "consumer_url": None,
    "external_id": "WEB-1006-R1",
    "number": 1003,
    "priority": 10,
    "reship_of": _FIRST_ID,
    "lines": [_LINE | {"external_id": None, "ordered": 1, "backordered": 1}],
}
_TOLD: Final[dict[str, Any]] = {
    "order_id": PLACED["id"],
    "order_number": 1003,
    "order_external_id": "WEB-1006-R1",
    "status": "backordered",
    "of_order_id": _FIRST_ID,
    "of_order_number": 1000,
    "parcel_number": None,
    "reason": "missing",
    "cost": "us",
    "is_extra": False,
    "asked_by": "shop",
    "created_at": "2026-11-24T08:12:00Z",
    "lines": [{"sku": "TEA-100", "quantity": 1, "external_id": None, "kit": None}],
}


class Reshipments(msgspec.Struct, frozen=True, kw_only=True):
    """What was sent again of an order."""

    items: list[ReshipmentView]


@post(
    "/orders/{order_id:uuid}/reshipments",
    operation_id="sendAgain",
    summary="Send something of an order again",
    tags=TAG,
    opt={
        "scope": "orders:write",
        "example": Example(
            path={"order_id": "$listShipments/items/0/order_id"},
            request={"reason": "missing", "lines": [{"sku": "TEA-100", "quantity": 1}]},
            response=_AGAIN,
        ),
    },
)
async def send_it_again(
    order_id: FromPath[UUID],
    data: JSONBody[ReshipAsked],
    tx: NamedDependency[Tx],
    once: NamedDependency[Once],
    caller: NamedDependency[Caller],
) -> Response[OrderView]:
    """A missing, wrong or damaged item, or a parcel that was lost or came back: a new order for the
    lines that are concerned, with priority, linked by `reship_of`, and promised stock at once.

    Without `lines` all that left goes again, of one parcel when `parcel_id` names it. No unit goes
    again twice: 409 `reship.too_many`, `reship.nothing_left`. `cost` says who pays by your account
    (`us`: the warehouse, `carrier`, `shop`); left out, it follows from the reason. Name another
    `carrier`, `service` or `recipient` when the first was the trouble. Money on delivery is
    collected again only when nothing of it came. `order.reshipped` tells your other programs.
    """

    async def work() -> OrderView:
        done = await send_again(tx, caller.shop_id, order_id, data)
        return await order(tx, caller.shop_id, done.order_id)

    return await once.answer(work)


@get(
    "/orders/{order_id:uuid}/reshipments",
    operation_id="listReshipments",
    summary="What was sent again of an order",
    tags=TAG,
    opt={
        "scope": "orders:read",
        "example": Example(
            path={"order_id": "$listShipments/items/0/order_id"},
            response={"items": [_TOLD]},
            after=("sendAgain",),
        ),
    },
)
async def list_reshipments(
    order_id: FromPath[UUID], read: NamedDependency[Read], caller: NamedDependency[Caller]
) -> Reshipments:
    """Each with its reason and whose cost it is, the first one first (50 at most). An order that
    sends something again itself names the first one in `reship_of`."""
    await order_is_here(read, caller.shop_id, order_id)
    return Reshipments(items=await reshipments_of(read, caller.shop_id, order_id))


router = Router("/", route_handlers=[send_it_again, list_reshipments])
