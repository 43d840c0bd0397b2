"""Deliveries (advance shipping notices): announce, read, list, cancel."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Final
from uuid import UUID

from litestar import Request, Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from api.house import house_of
from api.rest.examples import Example
from api.rest.idempotency import Once
from api.rest.paging import Page, PageRequest, YourId, changed_since, kept
from wms.access.people import Caller
from wms.db import Read, Tx
from wms.horizon import settled_before
from wms.inbound.announce import NewAsn, announce, cancel
from wms.inbound.decision_links import with_links
from wms.inbound.queries import AsnCard, asn_card, asn_cards
from wms.inbound.receipt import Receipt, receipts

TAG: Final = ["Deliveries"]
READ: Final = "asns:read"
WRITE: Final = "asns:write"

_ASKED: Final = {
    "external_id": "PO-2026-118",
    "expected_on": "2026-11-24",
    "lines": [{"sku": "TEA-100", "quantity": 240, "lots": []}],
    "note": "Two pallets",
    "carrier_reference": "CMR-4711",
}
#: the answer of the examples
CARD: Final = {
    "id": "019ab2f0-7b2c-7e0a-9d0e-0c5a3e6d1b01",
    "external_id": "PO-2026-118",
    "number": 1,
    "status": "announced",
    "expected_on": "2026-11-24",
    "note": "Two pallets",
    "carrier_reference": "CMR-4711",
    "lines": [{"line_no": 1, "sku": "TEA-100", "expected": 240, "received": 0, "lots": []}],
    "cartons": [],
    "discrepancies": [],
    "created_at": "2026-11-22T09:10:00Z",
    "updated_at": "2026-11-22T09:10:00Z",
    "arrived_at": None,
    "received_at": None,
    "closed_at": None,
    "is_announced": True,
    "version": 1,
    "decide_url": None,
}


@post(
    "/asns",
    operation_id="announceDelivery",
    summary="Announce a delivery",
    tags=TAG,
    opt={
        "scope": WRITE,
        "example": Example(request=_ASKED, response=CARD, after=("registerProduct",)),
    },
)
async def announce_delivery(
    data: JSONBody[NewAsn],
    tx: NamedDependency[Tx],
    once: NamedDependency[Once],
    caller: NamedDependency[Caller],
) -> Response[AsnCard]:
    """What is coming, by SKU. The same `external_id` again is 409 with the first one's id."""
    return await once.answer(lambda: announce(tx, caller.shop_id, data), status=201)


@get(
    "/asns",
    operation_id="listDeliveries",
    summary="List deliveries",
    tags=TAG,
    opt={
        "scope": READ,
        "example": Example(
            query={"external_id": "PO-2026-118"},
            response={"items": [CARD], "next": None},
            after=("announceDelivery",),
        ),
    },
)
async def list_deliveries(
    request: Request[Any, Any, Any],
    page: NamedDependency[PageRequest],
    read: NamedDependency[Read],
    caller: NamedDependency[Caller],
    external_id: YourId = None,
    updated_since: Annotated[datetime | None, changed_since("deliveries")] = None,
) -> Page[AsnCard]:
    """In the order in which they were announced."""
    rows = await asn_cards(
        read,
        caller.shop_id,
        limit=page.limit + 1,
        after=page.position(UUID),
        updated_since=kept(updated_since, "updated_since"),
        settled=None if external_id else await settled_before(read),
        external_id=external_id,
    )
    settings = house_of(request.scope).settings
    cards = [with_links(settings, caller.shop_id, card) for card in rows]
    return page.of(cards, lambda card: card.id)


@get(
    "/asns/{asn_id:uuid}",
    operation_id="readDelivery",
    summary="Read a delivery",
    tags=TAG,
    opt={
        "scope": READ,
        "example": Example(path={"asn_id": "$announceDelivery/id"}, response=CARD),
    },
)
async def read_delivery(
    request: Request[Any, Any, Any],
    asn_id: FromPath[UUID],
    read: NamedDependency[Read],
    caller: NamedDependency[Caller],
) -> AsnCard:
    """What was announced, what has come so far, and what differs.

    `decide_url` is a page on which a person decides all that is open, without logging in.
    """
    card = await asn_card(read, caller.shop_id, asn_id)
    return with_links(house_of(request.scope).settings, caller.shop_id, card)


@post(
    "/asns/{asn_id:uuid}/cancel",
    operation_id="cancelDelivery",
    summary="Cancel a delivery",
    tags=TAG,
    status_code=200,
    opt={
        "scope": WRITE,
        "example": Example(
            path={"asn_id": "$announceDelivery/id"},
            response=CARD | {"status": "cancelled", "version": 2},
            after=("readDelivery", "listDeliveries"),
        ),
    },
)
async def cancel_delivery(
    asn_id: FromPath[UUID],
    tx: NamedDependency[Tx],
    once: NamedDependency[Once],
    caller: NamedDependency[Caller],
) -> Response[AsnCard]:
    """Until it is being received; then 409 `asn.too_late`."""
    return await once.answer(lambda: cancel(tx, caller.shop_id, asn_id), status=200)


@get(
    "/asns/{asn_id:uuid}/receipts",
    operation_id="listReceipts",
    summary="Read what was scanned of a delivery",
    tags=TAG,
    opt={
        "scope": READ,
        "example": Example(
            path={"asn_id": "$announceDelivery/id"},
            response={"items": [], "next": None},
            after=("readDelivery",),
        ),
    },
)
async def list_receipts(
    asn_id: FromPath[UUID],
    page: NamedDependency[PageRequest],
    read: NamedDependency[Read],
    caller: NamedDependency[Caller],
) -> Page[Receipt]:
    """Scan by scan, in their order: lot, expiry date and serial number as they were read, and the
    condition in which the goods are. `reason` is `receive`; `damage`: held back; `correct`: taken
    back; `adjust`: what you decided was carried out."""
    rows = await receipts(
        read, caller.shop_id, asn_id, limit=page.limit + 1, after=page.position(UUID)
    )
    return page.of(rows, lambda one: one.id)


router = Router(
    "/",
    route_handlers=[
        announce_delivery,
        list_deliveries,
        read_delivery,
        list_receipts,
        cancel_delivery,
    ],
)
