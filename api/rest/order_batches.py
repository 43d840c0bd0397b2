"""Orders: many at once, each with its own answer."""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal
from uuid import UUID

import msgspec
from litestar import Response, post
from litestar.di import NamedDependency
from litestar.params import JSONBody
from msgspec import Meta

from api.problems import FieldProblem
from api.rest.body import faults
from api.rest.examples import Example
from api.rest.idempotency import Once
from api.rest.order_answers import each_line
from api.rest.order_examples import ASKED, PLACED, TAG
from wms.access.people import Caller
from wms.db import Tx
from wms.errors import Refusal, SeveralInvalid
from wms.moments import MomentOutside, outside
from wms.orders.errors import UnknownSku
from wms.orders.place import OrderAsked, check
from wms.orders.place_batch import BATCH_MAX, place_batch
from wms.orders.queries import OrderView, orders_by_id
from wms.shipping.carriers.registry import POINT_IDS, Usable
from wms.shipping.ways.incoming import all_on_their_way, check_named


class OrderBatch(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Orders to place; each is what `placeOrder` takes."""

    orders: Annotated[list[dict[str, Any]], Meta(min_length=1, max_length=BATCH_MAX)]


class OrderResult(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one item: the order, or what is wrong with it."""

    index: int
    status: Literal["placed", "refused"]
    order: OrderView | None
    errors: list[FieldProblem]


class OrderBatchResult(msgspec.Struct, frozen=True, kw_only=True):
    """The results, in the order of the items."""

    placed: int
    refused: int
    results: list[OrderResult]


_SECOND: Final = ASKED | {"external_id": "WEB-1008"}


@post(
    "/orders/batch",
    operation_id="placeOrders",
    summary="Place many orders",
    tags=TAG,
    status_code=200,
    opt={
        "scope": "orders:write",
        "example": Example(
            request={"orders": [_SECOND, ASKED]},
            response={
                "placed": 1,
                "refused": 1,
                "results": [
                    {
                        "index": 0,
                        "status": "placed",
                        "order": PLACED | {"external_id": "WEB-1008", "consumer_url": None},
                        "errors": [],
                    },
                    {
                        "index": 1,
                        "status": "refused",
                        "order": None,
                        "errors": [
                            {
                                "pointer": "/orders/1/external_id",
                                "code": "order.exists",
                                "detail": "Order WEB-1007 is here already. Read it under its id "
                                "019ab2f0-7b2c-7e0a-9d0e-0c5a3e6d1f01.",
                            }
                        ],
                    },
                ],
            },
            after=("placeOrder", "listOrders"),
        ),
    },
)
async def place_orders(
    data: JSONBody[OrderBatch],
    tx: NamedDependency[Tx],
    once: NamedDependency[Once],
    caller: NamedDependency[Caller],
) -> Response[OrderBatchResult]:
    """At most 500, with a result per item: a bad one does not spoil the rest.

    They are promised stock in the order in which they stand. The Idempotency-Key is the whole
    batch's: sent again, it gets the first answer again.
    """
    return await once.answer(lambda: _take_all(tx, caller, data), status=200)


async def _take_all(tx: Tx, caller: Caller, batch: OrderBatch) -> OrderBatchResult:
    shop_id = caller.shop_id
    wrong: dict[int, list[Refusal]] = {}
    asked: dict[int, OrderAsked] = {}
    for index, item in enumerate(batch.orders):
        try:
            asked[index] = _readable(item, caller.usable)
        except Refusal as no:
            wrong[index] = no.errors if isinstance(no, SeveralInvalid) else [no]
    ready = await all_on_their_way(tx, shop_id, list(asked.values()), caller.usable)
    taken = await place_batch(
        tx,
        shop_id,
        [one.order for one in ready],
        ways=[one.chosen for one in ready],
        point_ids=POINT_IDS,
    )
    ids = dict(zip(asked, taken, strict=True))
    seen = await orders_by_id(tx, shop_id, [one for one in taken if isinstance(one, UUID)])
    results = []
    for index in range(len(batch.orders)):
        done = ids.get(index)
        if isinstance(done, UUID):
            results.append(_result(index, seen[done], []))
        else:
            results.append(_result(index, None, _each(done) if done else wrong[index]))
    placed = len(seen)
    return OrderBatchResult(placed=placed, refused=len(results) - placed, results=results)


def _readable(item: dict[str, Any], usable: Usable) -> OrderAsked:
    """The item as an order, or everything that is wrong with it."""
    found = faults(item, OrderAsked)
    if found:
        raise SeveralInvalid(found)
    asked = msgspec.convert(item, OrderAsked)
    untimely: list[Refusal] = [MomentOutside(pointer=pointer) for pointer in outside(asked)]
    if untimely:
        raise SeveralInvalid(untimely)
    check_named(asked, usable)
    check(asked)
    return asked


def _each(no: Refusal) -> list[Refusal]:
    if isinstance(no, UnknownSku):
        return each_line(no).errors
    if no.pointer is None:
        no.pointer = "/external_id" if "external_id" in no.facts else ""
    return [no]


def _result(index: int, order: OrderView | None, errors: list[Refusal]) -> OrderResult:
    return OrderResult(
        index=index,
        status="placed" if order else "refused",
        order=order,
        errors=[
            FieldProblem(pointer=f"/orders/{index}{no.pointer or ''}", code=no.code, detail=str(no))
            for no in errors
        ],
    )


handlers: Final = [place_orders]
