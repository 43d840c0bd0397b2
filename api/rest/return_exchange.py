"""Other goods for what comes back."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from litestar import Response, Router, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from api.rest.examples import Example
from api.rest.idempotency import Once
from api.rest.return_examples import VIEW
from wms.access.people import Caller
from wms.db import Tx
from wms.returns.exchange import ExchangeAsked, exchange
from wms.returns.queries import ReturnView

TAG: Final = ["Returns"]
WRITE: Final = "returns:write"


@post(
    "/returns/{return_id:uuid}/exchange",
    operation_id="exchangeReturn",
    summary="Send other goods for what comes back",
    tags=TAG,
    status_code=200,
    opt={
        "scope": WRITE,
        "and_scope": "orders:write",  # it sends goods
        "example": Example(
            path={"return_id": "$announceReturn/id"},
            request={"lines": [{"sku": "TEA-100", "quantity": 1}], "when": "arrived"},
            response=VIEW
            | {
                "exchange": {
                    "order_id": "019ab2f0-7b2c-7e0a-9d0e-0c5a3e6d1f0a",
                    "order_number": 1012,
                    "order_external_id": "WEB-1007-R1",
                    "status": "allocated",
                    "when": "arrived",
                    "is_waiting": True,
                },
                "version": 2,
            },
        ),
    },
)
async def exchange_return(
    return_id: FromPath[UUID],
    data: JSONBody[ExchangeAsked],
    tx: NamedDependency[Tx],
    once: NamedDependency[Once],
    caller: NamedDependency[Caller],
) -> Response[ReturnView]:
    """Another size, another product: an order of its own (`reship_of` names the first one), whose
    goods are promised at once. It goes `at_once`, when the return has `arrived`, or when it is
    `inspected` and is what was sent; until then the hold `exchange` keeps it, which you may release
    sooner. When the return is refused, it is cancelled. No amount is told to us: money is yours.
    The key needs `orders:write`, too.
    """
    return await once.answer(lambda: exchange(tx, caller.shop_id, return_id, data), status=200)


router = Router("/", route_handlers=[exchange_return])
