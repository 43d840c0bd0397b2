"""Orders: changed before they are packed."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from litestar import Request, Response, patch
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from api.rest.examples import Example
from api.rest.order_answers import each_line, order_answer
from api.rest.order_examples import PLACED, TAG
from api.rest.versions import IfMatch
from wms.access.people import Caller
from wms.db import Tx
from wms.orders.amend import OrderChange, lock_order
from wms.orders.errors import UnknownSku
from wms.orders.queries import OrderView, order
from wms.shipping.amend import amend_order


@patch(
    "/orders/{order_id:uuid}",
    operation_id="amendOrder",
    summary="Amend an order",
    tags=TAG,
    opt={
        "scope": "orders:write",
        "example": Example(
            path={"order_id": "$placeOrder/id"},
            headers={"If-Match": "*"},
            request={
                "recipient": {"street": "Nowy Świat 5", "phone": None},
                "lines": [{"sku": "TEA-100", "quantity": 3, "external_id": "1"}],
            },
            response=PLACED
            | {
                "recipient": PLACED["recipient"] | {"street": "Nowy Świat 5", "phone": None},
                "lines": [PLACED["lines"][0] | {"ordered": 3, "backordered": 3}],
            },
            after=("readOrder", "listOrders", "placeOrders", "releaseOrder"),
        ),
    },
)
async def amend(
    request: Request[Any, Any, Any],
    order_id: FromPath[UUID],
    data: JSONBody[OrderChange],
    tx: NamedDependency[Tx],
    caller: NamedDependency[Caller],
    if_match: NamedDependency[IfMatch],
) -> Response[OrderView]:
    """What is named changes, null takes away. Send the ETag that you read as If-Match, or `*`.

    `lines` is the whole list as it shall be; promises are freed and made with it, at once. Lines
    and `priority` change until somebody walks for the order, everything else until its first carton
    is closed; then the answer is 409 `order.lines_settled` or `order.settled` with the state.
    `ship_by` null gives the time back to the calendar, `backorder_policy` and `wait_until` change
    until somebody walks for the order; what has passed is refused (422 `order.time_over`).
    Holds of the address end, or begin, with what it is now. `order.amended` says what changed; with
    another courier a `ship_by` of ours is the next day on which that one leaves.
    """
    now = await lock_order(tx, caller.shop_id, order_id)
    if_match.check(now.version)
    try:
        await amend_order(tx, now, data)
    except UnknownSku as refusal:
        raise each_line(refusal) from refusal
    return order_answer(request, await order(tx, caller.shop_id, order_id))


handlers: Final = [amend]
