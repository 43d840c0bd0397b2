"""Orders that wait: a shop holds its own back, and lets them go on."""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal
from uuid import UUID

import msgspec
from litestar import Response, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from msgspec import Meta

from api.rest.examples import Example
from api.rest.idempotency import Once
from api.rest.order_examples import PLACED, TAG
from wms.access.people import Caller
from wms.db import Tx
from wms.orders.holds import hold_order, release_hold
from wms.orders.place import Remark
from wms.orders.queries import OrderView, order

_WAITS: Final[dict[str, Any]] = {
    "code": "payment",
    "owner": "shop",
    "note": "Bank transfer of invoice 17",
    "unblocks": "The shop releases it when it is paid.",
    "details": {},
    "held_at": "2026-11-22T09:31:00Z",
}


class Wait(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Why the order shall wait; ``note`` is for the warehouse's office."""

    code: Literal["payment", "fraud", "address_question", "shop_request"]
    note: Remark | None = None


class GoOn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which hold ends: the `code` of one of the order's `holds`."""

    code: Annotated[str, Meta(pattern="^[a-z_]{1,40}$")]


@post(
    "/orders/{order_id:uuid}/hold",
    operation_id="holdOrder",
    summary="Hold an order back",
    tags=TAG,
    status_code=200,
    opt={
        "scope": "orders:write",
        "example": Example(
            path={"order_id": "$placeOrder/id"},
            request={"code": "payment", "note": "Bank transfer of invoice 17"},
            response=PLACED | {"holds": [_WAITS], "consumer_url": None},
            after=("readOrder", "listOrders", "explainOrder", "listOrderTimeline"),
        ),
    },
)
async def hold(
    order_id: FromPath[UUID],
    data: JSONBody[Wait],
    tx: NamedDependency[Tx],
    once: NamedDependency[Once],
    caller: NamedDependency[Caller],
) -> Response[OrderView]:
    """Nobody picks it; its stock stays promised. Several reasons can hold at once.

    On a walk already, it is picked to the end, and the packer puts it aside. When its parcel is
    closed the answer is 409 `order.hold_too_late` with the state. `order.held` tells your other
    programs.
    """

    async def work() -> OrderView:
        await hold_order(tx, caller.shop_id, order_id, data.code, note=data.note)
        return await order(tx, caller.shop_id, order_id)

    return await once.answer(work, status=200)


@post(
    "/orders/{order_id:uuid}/release",
    operation_id="releaseOrder",
    summary="End a hold of an order",
    tags=TAG,
    status_code=200,
    opt={
        "scope": "orders:write",
        "example": Example(
            path={"order_id": "$placeOrder/id"},
            request={"code": "payment"},
            response=PLACED | {"consumer_url": None},
            after=("holdOrder",),
        ),
    },
)
async def release(
    order_id: FromPath[UUID],
    data: JSONBody[GoOn],
    tx: NamedDependency[Tx],
    once: NamedDependency[Once],
    caller: NamedDependency[Caller],
) -> Response[OrderView]:
    """When no other hold is open, it goes on where it was: `order.hold_released`.

    A hold of an address check ends so too, when you know better than the check. What waits for the
    warehouse or the courier (`owner`) is not yours to end: 403 `order.hold_not_yours`.
    """

    async def work() -> OrderView:
        await release_hold(tx, caller.shop_id, order_id, data.code)
        return await order(tx, caller.shop_id, order_id)

    return await once.answer(work, status=200)


handlers: Final = [hold, release]
