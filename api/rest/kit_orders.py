"""Work orders for kits that are built beforehand, or taken apart."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from api.rest.examples import Example
from api.rest.idempotency import Once
from api.rest.paging import Page, PageRequest
from api.rest.product_examples import TAG
from wms.access.people import Caller
from wms.db import Read, Tx
from wms.kitting.work import KitOrderCard, NewKitOrder, ask_for_kits, cancel_kits, kit_orders

READ: Final = "products:read"
WRITE: Final = "products:write"
_CARD: Final = {
    "id": "019ab2f0-7b2c-7e0a-9d0e-0c5a3e6d1d01",
    "number": 1,
    "sku": "HONEY-250",
    "work": "build",
    "asked": 20,
    "done": 0,
    "status": "open",
    "created_at": "2026-11-22T09:00:00Z",
    "finished_at": None,
}


@post(
    "/kit-orders",
    operation_id="askForKits",
    summary="Have kits built or taken apart",
    tags=TAG,
    opt={
        "scope": WRITE,
        "example": Example(
            request={"sku": "HONEY-250", "work": "build", "quantity": 20},
            response=_CARD,
            after=("readKit",),
        ),
    },
)
async def ask_for_kits_to_be_built(
    data: JSONBody[NewKitOrder],
    tx: NamedDependency[Tx],
    once: NamedDependency[Once],
    caller: NamedDependency[Caller],
) -> Response[KitOrderCard]:
    """Of a `built` kit whose parts keep neither lots, expiry dates nor serial numbers."""
    return await once.answer(lambda: ask_for_kits(tx, caller.shop_id, data), status=201)


@get(
    "/kit-orders",
    operation_id="listKitOrders",
    summary="List work orders for kits",
    tags=TAG,
    opt={
        "scope": READ,
        "example": Example(response={"items": [_CARD], "next": None}, after=("askForKits",)),
    },
)
async def list_kit_orders(
    page: NamedDependency[PageRequest],
    read: NamedDependency[Read],
    caller: NamedDependency[Caller],
) -> Page[KitOrderCard]:
    """In the order in which they were asked for; `done` grows while they are worked on."""
    rows = await kit_orders(
        read, shop_id=caller.shop_id, limit=page.limit + 1, after=page.position(UUID)
    )
    return page.of(rows, lambda card: card.id)


@post(
    "/kit-orders/{kit_order_id:uuid}/cancel",
    operation_id="cancelKits",
    summary="Cancel a work order for kits",
    tags=TAG,
    status_code=200,
    opt={
        "scope": WRITE,
        "example": Example(
            path={"kit_order_id": "$askForKits/id"},
            response=_CARD | {"status": "cancelled"},
            after=("listKitOrders",),
        ),
    },
)
async def cancel_kit_order(
    kit_order_id: FromPath[UUID],
    tx: NamedDependency[Tx],
    once: NamedDependency[Once],
    caller: NamedDependency[Caller],
) -> Response[KitOrderCard]:
    """What was built until now stays built."""
    return await once.answer(lambda: cancel_kits(tx, caller.shop_id, kit_order_id), status=200)


handlers: Final = [ask_for_kits_to_be_built, list_kit_orders, cancel_kit_order]
