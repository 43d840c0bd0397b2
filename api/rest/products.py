"""Products: register one or many, read, list, change."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Final
from uuid import UUID

from litestar import Response, Router, get, patch, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from api.rest import (
    kit_orders,
    product_barcodes,
    product_batches,
    product_imports,
    product_kits,
    product_photos,
)
from api.rest.examples import Example
from api.rest.idempotency import Once
from api.rest.paging import Page, PageRequest, changed_since, kept
from api.rest.product_examples import ASKED, CARD, HONEY, HONEY_CARD, TAG
from api.rest.versions import IfMatch, etag
from wms.access.people import Caller
from wms.catalog.products import NewProduct, ProductCard, ProductChange
from wms.catalog.queries import card_by_sku, cards, version_by_sku
from wms.catalog.register import register
from wms.catalog.update import change
from wms.catalog.update import put as put_product
from wms.db import Read, Tx
from wms.errors import N_, Kind, Refusal
from wms.horizon import settled_before
from wms.texts import Sku

READ: Final = "products:read"
WRITE: Final = "products:write"


class OtherSku(Refusal):
    """The address names one product, the body another."""

    kind = Kind.INVALID
    code = "product.other_sku"
    title = N_("Two different SKUs")
    sentence = N_("The address names {sku}; the body must name the same.")
    remedy = N_("Leave sku out of the body, or write it as in the address; a SKU is never renamed.")


def _with_etag(card: ProductCard, status: int = 200) -> Response[ProductCard]:
    return Response(card, status_code=status, headers={"ETag": etag(card.version)})


@post(
    "/products",
    operation_id="registerProduct",
    summary="Register a product",
    tags=TAG,
    opt={"scope": WRITE, "example": Example(request=ASKED, response=CARD)},
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


@get(
    "/products",
    operation_id="listProducts",
    summary="List products",
    tags=TAG,
    opt={
        "scope": READ,
        "example": Example(
            query={"limit": "1"},
            response={"items": [CARD], "next": "IjAxOWFiMmYwLTdiMmMtN2UwYSJ9"},
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
        updated_since=kept(updated_since, "updated_since"),
        settled=await settled_before(read),
    )
    return page.of(rows, lambda card: card.id)


@get(
    "/products/{sku:str}",
    operation_id="readProduct",
    summary="Read a product",
    tags=TAG,
    opt={"scope": READ, "example": Example(path={"sku": "$registerProduct/sku"}, response=CARD)},
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
        "may_create": True,
        "example": Example(
            path={"sku": "HONEY-250"},
            request=HONEY | {"weight_g": 410},
            response=HONEY_CARD | {"weight_g": 410, "version": 2},
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
            response=CARD | {"weight_g": 125, "version": 2},
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
        *product_batches.handlers,
        list_products,
        read_product,
        replace_product,
        change_product,
        *product_photos.handlers,
        *product_barcodes.handlers,
        *product_imports.handlers,
        *product_kits.handlers,
        *kit_orders.handlers,
    ],
)
