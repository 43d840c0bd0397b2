"""Stock: how much there is to sell, and every movement behind it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Final
from uuid import UUID

from litestar import Router, get
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter

from api.rest.examples import Example
from api.rest.paging import Page, PageRequest, changed_since, kept
from wms.access.people import Caller
from wms.db import Read
from wms.errors import N_, Kind, Refusal
from wms.horizon import settled_before
from wms.shipping.told.stock_explained import Explained, explain_stock
from wms.stock.models import REASONS
from wms.stock.movement_list import Moved, movements
from wms.stock.past import Sealed, StockThen, seals, stock_then
from wms.stock.queries import StockOf, stock_of

TAG: Final = ["Stock"]
READ: Final = "stock:read"
#: SKUs asked for in one request
SKUS_MAX: Final = 200


class PastHasNoChanges(Refusal):
    """What there was at a moment is asked together with what changed until now."""

    kind = Kind.INVALID
    code = "stock.past_has_no_changes"
    title = N_("Ask one of the two")
    sentence = N_("Ask either `as_of` or `updated_since`: what there was, or what changed.")
    remedy = N_("Leave one of the two parameters out.")


_STOCK: Final = {
    "product_id": "019ab2f0-7b2c-7e0a-9d0e-0c5a3e6d1a01",
    "sku": "TEA-100",
    "on_hand": 0,
    "allocated": 0,
    "available": 0,
    "conditions": {},
    "updated_at": None,
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
    as_of: Annotated[
        datetime | None,
        QueryParameter(required=False, description="A moment of the past instead of now."),
    ] = None,
    updated_since: Annotated[datetime | None, changed_since("products")] = None,
) -> Page[StockOf | StockThen]:
    """Of every product, also those without goods; as of now, or as of any second of the past.

    `available` can be promised to orders now; `on_hand` is everything inside the building, also on
    the dock, in totes and parcels, and damaged. Of the past, `on_hand` and `conditions` are told.
    To stay up to date, ask with `updated_since` a minute before your last question.
    """
    moment, since = kept(as_of, "as_of"), kept(updated_since, "updated_since")
    if moment is not None and since is not None:
        raise PastHasNoChanges(pointer="?updated_since")
    if moment is not None:
        then = await stock_then(
            read, caller.shop_id, moment, skus=sku, limit=page.limit + 1, after=page.position(UUID)
        )
        return page.of(list[StockOf | StockThen](then), lambda stock: stock.product_id)
    rows = await stock_of(
        read,
        caller.shop_id,
        skus=sku,
        limit=page.limit + 1,
        after=page.position(UUID),
        updated_since=since,
    )
    return page.of(list[StockOf | StockThen](rows), lambda stock: stock.product_id)


@get(
    "/stock/{sku:str}/explain",
    operation_id="explainStock",
    summary="Why there is so much",
    tags=TAG,
    opt={
        "scope": READ,
        "example": Example(
            path={"sku": "$registerProduct/sku"},
            response={
                "product_id": "019ab2f0-7b2c-7e0a-9d0e-0c5a3e6d1a01",
                "sku": "TEA-100",
                "on_hand": 0,
                "sentence": "0 on hand.",
                "parts": [],
                "last_counted_at": None,
                "last_counted_place": None,
                "last_counted_people": None,
                "waiting": [],
            },
        ),
    },
)
async def explain(
    sku: FromPath[str], read: NamedDependency[Read], caller: NamedDependency[Caller]
) -> Explained:
    """Every unit on hand and what it is doing, in words and in codes; the parts add up.

    `free` can be sold, `promised` waits on the shelf for its order, `picked` and `packed` are on
    their way, `waiting` came and is not put away, `aside` lies at a bench or in staging; `blocked`,
    `expired`, `short_dated` (within your `block_days`), `opened`, `damaged` and `quarantine` cannot
    be sold; `more` is what a long list leaves out. `chosen_by` says why an order was promised these
    goods and no others: `expires_first`, `oldest_lot`, `pick_face`, `whole` (the place holds the
    whole quantity), `came_first`, `nearest`, `picker` or `replenished`. `waiting` names the first
    orders that wait for the product, in their turn, and why: `none_free`, `kept` (for an
    order that was overtaken for two days), `not_enough` or `others_missing` (the order goes whole),
    `kit_incomplete`, or `next_pass` (in a moment).
    """
    return await explain_stock(read, caller.shop_id, sku)


@get(
    "/stock-seals",
    operation_id="listStockSeals",
    summary="The seals of the ledger's days",
    tags=TAG,
    opt={"scope": READ, "example": Example(response={"items": [], "next": None})},
)
async def list_seals(
    page: NamedDependency[PageRequest],
    read: NamedDependency[Read],
    caller: NamedDependency[Caller],
) -> Page[Sealed]:
    """Each closed day (UTC) of your ledger with a seal over it and all days before, oldest first.

    Keep one: as long as it comes out again, nothing before was changed. The program
    `/docs/verify_ledger.py` computes the seals anew from your movements.
    """
    rows = await seals(read, caller.shop_id, limit=page.limit + 1, after=page.position(date))
    return page.of(rows, lambda sealed: sealed.day_on)


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
    lot: Annotated[
        str | None, QueryParameter(required=False, max_length=64, description="Of one lot.")
    ] = None,
    reason: Annotated[
        str | None,
        QueryParameter(
            required=False, pattern=f"^({'|'.join(REASONS)})$", description="Why they moved."
        ),
    ] = None,
    place: Annotated[
        str | None,
        QueryParameter(required=False, max_length=64, description="From or to this place."),
    ] = None,
    since: Annotated[
        datetime | None, QueryParameter(required=False, description="Written then or later.")
    ] = None,
    until: Annotated[
        datetime | None, QueryParameter(required=False, description="Written before then.")
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
        lot=lot,
        reason=reason,
        place=place,
        since=kept(since, "since"),
        until=kept(until, "until"),
        settled=await settled_before(read),
    )
    return page.of(rows, lambda moved: moved.id)


router = Router("/", route_handlers=[list_stock, explain, list_movements, list_seals])
