"""Products: register one or many, read, list, change."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Final
from uuid import UUID

import msgspec
from litestar import Response, Router, get, patch, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from msgspec import Meta

from api.rest import product_photos
from api.rest.body import faults
from api.rest.examples import Example
from api.rest.idempotency import Once
from api.rest.paging import Page, PageRequest, changed_since
from api.rest.versions import IfMatch, etag
from wms.access.people import Caller
from wms.catalog.products import NewProduct, ProductCard, ProductChange
from wms.catalog.queries import card_by_sku, cards, version_by_sku
from wms.catalog.register import BATCH_MAX, register, register_batch
from wms.catalog.update import change
from wms.catalog.update import put as put_product
from wms.db import Read, Tx
from wms.errors import N_, Kind, Refusal
from wms.texts import Sku

TAG: Final = ["Products"]
READ: Final = "products:read"
WRITE: Final = "products:write"

_ASKED: Final = {
    "sku": "TEA-100",
    "name": "Herbata czarna 100 g",
    "barcodes": [
        {"code": "5901234123457", "quantity": 1},
        {"code": "15901234123454", "quantity": 12},
    ],
    "weight_g": 120,
    "length_mm": 90,
    "width_mm": 60,
    "height_mm": 140,
}
_CARD: Final = {
    "id": "019ab2f0-7b2c-7e0a-9d0e-0c5a3e6d1a01",
    **_ASKED,
    "is_lot_tracked": False,
    "is_expiry_tracked": False,
    "is_serial_tracked": False,
    "is_hazmat": False,
    "is_fragile": False,
    "version": 1,
    "created_at": "2026-11-22T09:00:00Z",
    "updated_at": "2026-11-22T09:00:00Z",
}
_HONEY: Final = {"sku": "HONEY-250", "name": "Miód lipowy 250 g", "is_fragile": True}
_HONEY_CARD: Final = _CARD | {
    "id": "019ab2f0-7b2c-7e0a-9d0e-0c5a3e6d1a02",
    "barcodes": [],
    **dict.fromkeys(("weight_g", "length_mm", "width_mm", "height_mm")),
    **_HONEY,
}


class OtherSku(Refusal):
    """The address names one product, the body another."""

    kind = Kind.INVALID
    code = "product.other_sku"
    sentence = N_("The address names {sku}; the body must name the same.")


def _with_etag(card: ProductCard, status: int = 200) -> Response[ProductCard]:
    return Response(card, status_code=status, headers={"ETag": etag(card.version)})


@post(
    "/products",
    operation_id="registerProduct",
    summary="Register a product",
    tags=TAG,
    opt={"scope": WRITE, "example": Example(request=_ASKED, response=_CARD)},
)
async def register_product(
    data: JSONBody[NewProduct],
    tx: NamedDependency[Tx],
    once: NamedDependency[Once],
    caller: NamedDependency[Caller],
) -> Response[ProductCard]:
    """Its goods can come in and be ordered from then on.

    Barcodes of pack sizes carry the base units that are in the pack. A code with the length of an
    EAN or UPC must have the right check digit.
    """
    return await once.answer(lambda: register(tx, caller.shop_id, data), status=201)


class Batch(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Products to register; each is what `registerProduct` takes."""

    products: Annotated[list[dict[str, Any]], Meta(min_length=1, max_length=BATCH_MAX)]


class ItemFault(msgspec.Struct, frozen=True, kw_only=True):
    """What is wrong with an item; ``pointer`` leads into the request's body."""

    pointer: str
    code: str
    detail: str


class ItemResult(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one item: the product, or what is wrong with it."""

    index: int
    status: str
    product: ProductCard | None
    errors: list[ItemFault]


class BatchResult(msgspec.Struct, frozen=True, kw_only=True):
    """The results, in the order of the items."""

    registered: int
    refused: int
    results: list[ItemResult]


@post(
    "/products/batch",
    operation_id="registerProducts",
    summary="Register many products",
    tags=TAG,
    status_code=200,
    opt={
        "scope": WRITE,
        "example": Example(
            request={"products": [_HONEY, {"sku": "TEA-100", "name": "Again"}]},
            response={
                "registered": 1,
                "refused": 1,
                "results": [
                    {"index": 0, "status": "registered", "product": _HONEY_CARD, "errors": []},
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
    return await once.answer(lambda: _register_all(tx, caller.shop_id, data.products), status=200)


async def _register_all(tx: Tx, shop_id: UUID, items: list[dict[str, Any]]) -> BatchResult:
    wrong = {index: faults(item, NewProduct) for index, item in enumerate(items)}
    readable = [index for index in wrong if not wrong[index]]
    told = await register_batch(
        tx, shop_id, [msgspec.convert(items[index], NewProduct) for index in readable]
    )
    outcome: dict[int, ProductCard | list[Refusal]] = {
        index: [result] if isinstance(result, Refusal) else result
        for index, result in zip(readable, told, strict=True)
    }
    results = [_result(index, outcome.get(index, wrong[index])) for index in range(len(items))]
    registered = sum(result.product is not None for result in results)
    return BatchResult(registered=registered, refused=len(results) - registered, results=results)


def _result(index: int, outcome: ProductCard | list[Refusal]) -> ItemResult:
    if isinstance(outcome, ProductCard):
        return ItemResult(index=index, status="registered", product=outcome, errors=[])
    errors = [
        ItemFault(pointer=f"/products/{index}{no.pointer or ''}", code=no.code, detail=str(no))
        for no in outcome
    ]
    return ItemResult(index=index, status="refused", product=None, errors=errors)


@get(
    "/products",
    operation_id="listProducts",
    summary="List products",
    tags=TAG,
    opt={
        "scope": READ,
        "example": Example(
            query={"limit": "1"},
            response={"items": [_CARD], "next": "IjAxOWFiMmYwLTdiMmMtN2UwYSJ9"},
            after=("registerProduct", "registerProducts"),
        ),
    },
)
async def list_products(
    page: NamedDependency[PageRequest],
    read: NamedDependency[Read],
    caller: NamedDependency[Caller],
    updated_since: Annotated[datetime | None, changed_since("products")] = None,
) -> Page[ProductCard]:
    """In the order in which they were registered."""
    rows = await cards(
        read,
        caller.shop_id,
        limit=page.limit + 1,
        after=page.position(UUID),
        updated_since=updated_since,
    )
    return page.of(rows, lambda card: card.id)


@get(
    "/products/{sku:str}",
    operation_id="readProduct",
    summary="Read a product",
    tags=TAG,
    opt={"scope": READ, "example": Example(path={"sku": "$registerProduct/sku"}, response=_CARD)},
)
async def read_product(
    sku: FromPath[Sku], read: NamedDependency[Read], caller: NamedDependency[Caller]
) -> Response[ProductCard]:
    """With its ETag, for a later change."""
    return _with_etag(await card_by_sku(read, caller.shop_id, sku))


@put(
    "/products/{sku:str}",
    operation_id="putProduct",
    summary="Make a product be as said",
    tags=TAG,
    opt={
        "scope": WRITE,
        "example": Example(
            path={"sku": "HONEY-250"},
            request=_HONEY | {"weight_g": 410},
            response=_HONEY_CARD | {"weight_g": 410, "version": 2},
            after=("registerProducts",),
        ),
    },
)
async def replace_product(
    sku: FromPath[Sku],
    data: JSONBody[NewProduct],
    tx: NamedDependency[Tx],
    caller: NamedDependency[Caller],
    if_match: NamedDependency[IfMatch],
) -> Response[ProductCard]:
    """Registers it, or replaces all that was said of it. Sent again, it stays so.

    Send the ETag that you read as If-Match, and it is replaced only if nobody changed it meanwhile;
    without If-Match your word is the last.
    """
    if data.sku != sku:
        raise OtherSku(pointer="/sku", sku=sku)
    version = None
    if if_match.is_given:
        version = await version_by_sku(tx, caller.shop_id, sku)
        if_match.check(version)
    card, is_new = await put_product(tx, caller.shop_id, data, if_version=version)
    return _with_etag(card, 201 if is_new else 200)


@patch(
    "/products/{sku:str}",
    operation_id="changeProduct",
    summary="Change a product",
    tags=TAG,
    opt={
        "scope": WRITE,
        "example": Example(
            path={"sku": "$registerProduct/sku"},
            headers={"If-Match": "*"},
            request={"weight_g": 125},
            response=_CARD | {"weight_g": 125, "version": 2},
            after=("readProduct", "listProducts"),
        ),
    },
)
async def change_product(
    sku: FromPath[Sku],
    data: JSONBody[ProductChange],
    tx: NamedDependency[Tx],
    caller: NamedDependency[Caller],
    if_match: NamedDependency[IfMatch],
) -> Response[ProductCard]:
    """What is named changes. Send the ETag that you read as If-Match, or `*`."""
    known = await card_by_sku(tx, caller.shop_id, sku)
    if_match.check(known.version)
    changed = await change(tx, caller.shop_id, sku, data, if_version=known.version)
    return _with_etag(changed)


router = Router(
    "/",
    route_handlers=[
        register_product,
        register_products,
        list_products,
        read_product,
        replace_product,
        change_product,
        *product_photos.handlers,
    ],
)
