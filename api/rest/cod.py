"""Cash on delivery: what couriers collect for a shop, and what was passed on to it."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from litestar import Router, get
from litestar.di import NamedDependency

from api.rest.examples import Example
from api.rest.paging import Page, PageRequest
from wms.access.people import Caller
from wms.db import Read
from wms.shipping.cod.read import CodBalanceView, CodEntryView, balances, entries

TAG: Final = ["Shipments"]
SCOPE: Final = "shipments:read"
#: what a parcel's buyer pays stands in its order: what only a key for orders may read
MONEY: Final = "orders:read"
_NONE: Final[dict[str, Any]] = {"items": [], "next": None}


@get(
    "/cod",
    operation_id="listCashOnDelivery",
    summary="List cash on delivery",
    tags=TAG,
    opt={
        "scope": SCOPE,
        "and_scope": MONEY,
        "example": Example(query={"limit": "50"}, response=_NONE),
    },
)
async def list_entries(
    read: NamedDependency[Read],
    caller: NamedDependency[Caller],
    page: NamedDependency[PageRequest],
) -> Page[CodEntryView]:
    """Every entry, the oldest first. `expected`: its parcel was handed over with money to collect.
    `collected`: the courier says so. `released`: it came back or was lost, nothing is collected.
    `passed_on`: paid to you, with the transfer's `reference`. Nothing is changed afterwards: an
    entry with `reverses_id` takes an earlier one back."""
    rows = await entries(
        read,
        caller.shop_id,
        limit=page.limit + 1,
        after=page.position(tuple[datetime, UUID]),
    )
    return page.of(rows, lambda one: (one.entered_at, one.id))


@get(
    "/cod/balances",
    operation_id="listCashOnDeliveryBalances",
    summary="List balances of cash on delivery",
    tags=TAG,
    opt={"scope": SCOPE, "and_scope": MONEY, "example": Example(response=_NONE)},
)
async def list_balances(
    read: NamedDependency[Read],
    caller: NamedDependency[Caller],
    page: NamedDependency[PageRequest],
) -> Page[CodBalanceView]:
    """By courier and currency: what is still out, what came, what was passed on to you, and what
    is due."""
    rows = await balances(
        read, caller.shop_id, limit=page.limit + 1, after=page.position(tuple[str, str])
    )
    return page.of(rows, lambda one: (one.carrier, one.currency))


router = Router("/", route_handlers=[list_entries, list_balances])
