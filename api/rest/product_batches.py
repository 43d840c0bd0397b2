"""Products: many at once, each with its own answer."""

from __future__ import annotations

from collections import Counter
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
from api.rest.product_examples import HONEY, HONEY_CARD, TAG
from wms.access.people import Caller
from wms.catalog.bring import State
from wms.catalog.products import NewProduct, ProductCard
from wms.catalog.put_batch import Put, put_batch
from wms.catalog.register import BATCH_MAX, register_batch
from wms.db import Tx
from wms.errors import Refusal

WRITE: Final = "products:write"


class Batch(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Products to register; each is what `registerProduct` takes.

    What shall happen to one that you have already: `refuse` it, or `replace` it as `putProduct`
    does.
    """

    products: Annotated[list[dict[str, Any]], Meta(min_length=1, max_length=BATCH_MAX)]
    #: refuse a product that you have already, or replace it
    if_exists: Literal["refuse", "replace"] = "refuse"


class ItemResult(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one item: the product, or what is wrong with it."""

    index: int
    status: Literal["registered", "changed", "unchanged", "refused"]
    product: ProductCard | None
    errors: list[FieldProblem]


class BatchResult(msgspec.Struct, frozen=True, kw_only=True):
    """The results, in the order of the items."""

    registered: int
    changed: int
    unchanged: int
    refused: int
    results: list[ItemResult]


@post(
    "/products/batch",
    operation_id="registerProducts",
    summary="Register or replace many products",
    tags=TAG,
    status_code=200,
    opt={
        "scope": WRITE,
        "example": Example(
            request={"products": [HONEY, {"sku": "TEA-100", "name": "Again"}]},
            response={
                "registered": 1,
                "changed": 0,
                "unchanged": 0,
                "refused": 1,
                "results": [
                    {"index": 0, "status": "registered", "product": HONEY_CARD, "errors": []},
                    {
                        "index": 1,
                        "status": "refused",
                        "product": None,
                        "errors": [
                            {
                                "pointer": "/products/1/sku",
                                "code": "product.exists",
                                "detail": "There is already a product TEA-100. "
                                "Change that one instead.",
                            }
                        ],
                    },
                ],
            },
            after=("registerProduct",),
        ),
    },
)
async def register_products(
    data: JSONBody[Batch],
    tx: NamedDependency[Tx],
    once: NamedDependency[Once],
    caller: NamedDependency[Caller],
) -> Response[BatchResult]:
    """At most 500, with a result per item: a bad one does not spoil the rest."""
    return await once.answer(lambda: _take_all(tx, caller.shop_id, data), status=200)


#: what the catalogue says of a product → what is told
_TOLD: Final[dict[State, Any]] = {"new": "registered", "changed": "changed", "same": "unchanged"}


async def _take_all(tx: Tx, shop_id: UUID, batch: Batch) -> BatchResult:
    wrong = {index: faults(item, NewProduct) for index, item in enumerate(batch.products)}
    readable = [index for index in wrong if not wrong[index]]
    items = [msgspec.convert(batch.products[index], NewProduct) for index in readable]
    told: list[Put | Refusal]
    if batch.if_exists == "replace":
        told = await put_batch(tx, shop_id, items)
    else:
        told = [
            one if isinstance(one, Refusal) else Put(state="new", card=one)
            for one in await register_batch(tx, shop_id, items)
        ]
    outcome: dict[int, Put | list[Refusal]] = {
        index: [result] if isinstance(result, Refusal) else result
        for index, result in zip(readable, told, strict=True)
    }
    results = [_result(index, outcome.get(index, wrong[index])) for index in range(len(wrong))]
    count = Counter(result.status for result in results)
    return BatchResult(
        registered=count["registered"],
        changed=count["changed"],
        unchanged=count["unchanged"],
        refused=count["refused"],
        results=results,
    )


def _result(index: int, outcome: Put | list[Refusal]) -> ItemResult:
    if isinstance(outcome, Put):
        status = _TOLD[outcome.state]
        return ItemResult(index=index, status=status, product=outcome.card, errors=[])
    errors = [
        FieldProblem(pointer=f"/products/{index}{no.pointer or ''}", code=no.code, detail=str(no))
        for no in outcome
    ]
    return ItemResult(index=index, status="refused", product=None, errors=errors)


handlers: Final = [register_products]
