"""Being told in time: goods that expire, and products that run low."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Final
from uuid import UUID

from litestar import Response, Router, delete, get, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter

from api.rest.examples import Example
from api.rest.paging import Page, PageRequest
from api.rest.stock import READ, SKUS_MAX, TAG
from api.rest.versions import IfMatch, rules_answer
from wms.access.people import Caller
from wms.catalog.expiry_rules import ExpiryWatch, expiry_watch_of
from wms.db import Read, Tx
from wms.stock.expiry import NEVER, LotStock, lot_stock, put_rules
from wms.stock.low import Level, ProductLevel, forget_level, levels, put_level
from wms.texts import Sku

WRITE: Final = "stock:write"

_LEVEL: Final = {
    "product_id": "019ab2f0-7b2c-7e0a-9d0e-0c5a3e6d1a01",
    "sku": "TEA-100",
    "low_at": 20,
    "is_low": True,
}


@get(
    "/stock-lots",
    operation_id="listStockLots",
    summary="What there is of each lot",
    tags=TAG,
    opt={
        "scope": READ,
        "example": Example(
            query={"expires_before": "2027-01-31"}, response={"items": [], "next": None}
        ),
    },
)
async def list_lots(
    page: NamedDependency[PageRequest],
    read: NamedDependency[Read],
    caller: NamedDependency[Caller],
    sku: Annotated[
        list[str] | None,
        QueryParameter(
            required=False, max_items=SKUS_MAX, description="Only these; may be given repeatedly."
        ),
    ] = None,
    expires_before: Annotated[
        date | None, QueryParameter(required=False, description="Only lots that expire before it.")
    ] = None,
) -> Page[LotStock]:
    """Lots of which there is something, the first to expire first; without `expires_before` also
    goods that do not expire. From `sell_before` on none of a lot can be promised to orders."""
    position = page.position(tuple[date, UUID])
    rows = await lot_stock(
        read,
        caller.shop_id,
        limit=page.limit + 1,
        skus=sku,
        expires_before=expires_before,
        after=position,
    )
    return page.of(rows, lambda lot: (lot.expires_on or NEVER, lot.lot_id))


@get(
    "/stock-rules",
    operation_id="readStockRules",
    summary="Read how expiry is watched",
    tags=TAG,
    opt={"scope": READ, "example": Example(response={"warn_days": 30, "block_days": 0})},
)
async def read_rules(
    read: NamedDependency[Read], caller: NamedDependency[Caller]
) -> Response[ExpiryWatch]:
    """The defaults, until you say otherwise."""
    return rules_answer(await expiry_watch_of(read, caller.shop_id))


@put(
    "/stock-rules",
    operation_id="putStockRules",
    summary="Say how expiry is watched",
    tags=TAG,
    opt={
        "scope": WRITE,
        "example": Example(
            request={"warn_days": 60, "block_days": 14},
            response={"warn_days": 60, "block_days": 14},
            after=("readStockRules",),
        ),
    },
)
async def write_rules(
    data: JSONBody[ExpiryWatch],
    tx: NamedDependency[Tx],
    caller: NamedDependency[Caller],
    if_match: NamedDependency[IfMatch],
) -> Response[ExpiryWatch]:
    """`stock.expiring` tells of a lot `warn_days` before it expires, again when it is not sold any
    more (`block_days` before), and when it has expired. Goods that were promised to orders too long
    are promised anew within the hour; what has expired goes to quarantine."""
    await if_match.check_rules(tx, caller.shop_id, lambda: expiry_watch_of(tx, caller.shop_id))
    return rules_answer(await put_rules(tx, caller.shop_id, data))


@get(
    "/stock-levels",
    operation_id="listStockLevels",
    summary="Levels at which you are told",
    tags=TAG,
    opt={"scope": READ, "example": Example(response={"items": [], "next": None})},
)
async def list_levels(
    page: NamedDependency[PageRequest],
    read: NamedDependency[Read],
    caller: NamedDependency[Caller],
    is_low: Annotated[
        bool | None, QueryParameter(required=False, description="Only those that are low, or not.")
    ] = None,
) -> Page[ProductLevel]:
    """The products for which you set one."""
    rows = await levels(
        read, caller.shop_id, limit=page.limit + 1, after=page.position(UUID), is_low=is_low
    )
    return page.of(rows, lambda level: level.product_id)


@put(
    "/stock-levels/{sku:str}",
    operation_id="putStockLevel",
    summary="Be told when it runs low",
    tags=TAG,
    opt={
        "scope": WRITE,
        "example": Example(
            path={"sku": "$registerProduct/sku"},
            request={"low_at": 20},
            response=_LEVEL,
            after=("listStockLevels",),
        ),
    },
)
async def write_level(
    sku: FromPath[Sku],
    data: JSONBody[Level],
    tx: NamedDependency[Tx],
    caller: NamedDependency[Caller],
) -> ProductLevel:
    """`stock.low` is told once when no more than `low_at` are available (at once when it is so
    already), and again only after there were more."""
    return await put_level(tx, caller.shop_id, sku, data)


@delete(
    "/stock-levels/{sku:str}",
    operation_id="forgetStockLevel",
    summary="Not be told any more",
    tags=TAG,
    opt={
        "scope": WRITE,
        "example": Example(path={"sku": "$putStockLevel/sku"}),
    },
)
async def remove_level(
    sku: FromPath[Sku], tx: NamedDependency[Tx], caller: NamedDependency[Caller]
) -> None:
    """Also when there was none."""
    await forget_level(tx, caller.shop_id, sku)


router = Router(
    "/",
    route_handlers=[list_lots, read_rules, write_rules, list_levels, write_level, remove_level],
)
