"""Stock: how much there is to sell, and every movement behind it."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Final
from uuid import UUID

from litestar import Router, get
from litestar.di import NamedDependency
from litestar.params import QueryParameter

from api.rest.examples import Example
from api.rest.paging import Page, PageRequest, kept
from wms.access.people import Caller
from wms.db import Read
from wms.horizon import settled_before
from wms.stock.queries import Moved, StockOf, movements, stock_of

TAG: Final = ["Stock"]
READ: Final = "stock:read"
#: SKUs asked for in one request
SKUS_MAX: Final = 200

_STOCK: Final = {
    "product_id": "019ab2f0-7b2c-7e0a-9d0e-0c5a3e6d1a01",
    "sku": "TEA-100",
    "on_hand": 0,
    "allocated": 0,
    "available": 0,
    "conditions": {},
}


@get(
    "/stock",
    operation_id="listStock",
    summary="How much there is",
    tags=TAG,
    opt={
        "scope": READ,
        "example": Example(
            query={"sku": "$registerProduct/sku"},
            response={"items": [_STOCK], "next": None},
        ),
    },
)
async def list_stock(
    page: NamedDependency[PageRequest],
    read: NamedDependency[Read],
    caller: NamedDependency[Caller],
    sku: Annotated[
        list[str] | None,
        QueryParameter(
            required=False, max_items=SKUS_MAX, description="Only these; may be given repeatedly."
        ),
    ] = None,
) -> Page[StockOf]:
    """As of now, of every product, also those without goods.

    `available` can be promised to orders now; `on_hand` is everything inside the building, also on
    the dock, in totes and parcels, and damaged.
    """
    rows = await stock_of(
        read, caller.shop_id, skus=sku, limit=page.limit + 1, after=page.position(UUID)
    )
    return page.of(rows, lambda stock: stock.product_id)


@get(
    "/stock-movements",
    operation_id="listStockMovements",
    summary="The ledger",
    tags=TAG,
    opt={
        "scope": READ,
        "example": Example(
            query={"sku": "$registerProduct/sku"}, response={"items": [], "next": None}
        ),
    },
)
async def list_movements(
    page: NamedDependency[PageRequest],
    read: NamedDependency[Read],
    caller: NamedDependency[Caller],
    sku: Annotated[
        str | None, QueryParameter(required=False, max_length=64, description="Of one product.")
    ] = None,
    since: Annotated[
        datetime | None, QueryParameter(required=False, description="Written then or later.")
    ] = None,
) -> Page[Moved]:
    """Every movement of your goods, from place to place, in the order in which it was written.

    Nothing in it ever changes: a mistake is corrected by a reverse movement.
    """
    rows = await movements(
        read,
        caller.shop_id,
        limit=page.limit + 1,
        after=page.position(UUID),
        sku=sku,
        since=kept(since, "since"),
        settled=await settled_before(read),
    )
    return page.of(rows, lambda moved: moved.id)


router = Router("/", route_handlers=[list_stock, list_movements])
