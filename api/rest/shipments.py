"""Shipments: list, read, labels; and the papers of an order."""

from __future__ import annotations

from asyncio import to_thread
from datetime import datetime
from typing import Annotated, Any, Final, Literal
from uuid import UUID

import msgspec
from litestar import Request, Response, Router, get
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter

from api.house import house_of
from api.rest.examples import Example
from api.rest.expand import (
    OF_WHAT_HAS_AN_ORDER,
    ExpandedShipment,
    asked,
    expandable,
    grown,
    orders_of,
    with_order,
)
from api.rest.paging import Page, PageRequest, changed_since, in_state, kept
from printing.slip import PAPERS, Slip, slip
from wms.access.people import Caller
from wms.db import Read
from wms.horizon import settled_before
from wms.orders import queries as orders
from wms.orders.documents import has_invoice
from wms.packing.queries import parcels_of
from wms.packing.slips.facts import slip_facts
from wms.shipping import queries
from wms.shipping.models import SHIPMENT_STATES
from wms.shipping.tracking.whereabouts import TrackingNewsView, tracking_news

TAG: Final = ["Shipments"]
SCOPE: Final = "shipments:read"
#: a label says who gets the parcel and where they live: what only a key for orders may read
ADDRESSEE: Final = "orders:read"
PDF: Final = "application/pdf"
ZPL: Final = "application/zpl"

_ID: Final = "019ab2f4-1c2e-7b3a-8f4d-2a9c5e7d1a01"
_ORDER_ID: Final = "019ab2f0-7b2c-7e0a-9d0e-0c5a3e6d1f01"
_PARCEL_ID: Final = "019ab2f3-9d10-7c55-b1aa-6f0e2d8c4b02"
_SHIPMENT: Final = {
    "id": _ID,
    "order_id": _ORDER_ID,
    "order_number": 1001,
    "order_external_id": "WEB-1007",
    "parcel_id": _PARCEL_ID,
    "parcel_number": 17,
    "parcel_status": "labelled",
    "weight_g": 400,
    "carton": "S",
    "length_mm": 206,
    "width_mm": 156,
    "height_mm": 110,
    "carrier": "house",
    "service": "standard",
    "status": "bought",
    "pickup_point_id": None,
    "price": None,
    "paid_by": "shop",
    "tracking_number": "HC048105512973604217",
    "tracking_url": "https://wms.example.com/track/HC048105512973604217",
    "failure": None,
    "held_at": None,
    "created_at": "2026-11-22T10:02:11Z",
    "updated_at": "2026-11-22T10:02:12Z",
    "bought_at": "2026-11-22T10:02:12Z",
    "handed_over_at": None,
}


_NEWS: Final = {
    "status": "in_transit",
    "incident": None,
    "code": "house.in_transit",
    "place": None,
    "occurred_at": "2026-11-22T16:40:00Z",
}


class ShipmentDetail(ExpandedShipment, frozen=True, kw_only=True):
    """A shipment with what its courier told of it."""

    #: when the courier says that it was delivered
    delivered_at: datetime | None
    #: the oldest first, by the courier's clock; kept for 180 days
    tracking: list[TrackingNewsView]


@get(
    "/shipments",
    operation_id="listShipments",
    summary="List shipments",
    tags=TAG,
    opt={
        "scope": SCOPE,
        "example": Example(
            query={"status": "bought"}, response={"items": [_SHIPMENT], "next": None}
        ),
    },
)
async def list_shipments(
    request: Request[Any, Any, Any],
    read: NamedDependency[Read],
    caller: NamedDependency[Caller],
    page: NamedDependency[PageRequest],
    status: Annotated[
        str | None, in_state(SHIPMENT_STATES, "Only shipments whose label is in this state.")
    ] = None,
    order_id: Annotated[
        UUID | None, QueryParameter(required=False, description="Only shipments of this order.")
    ] = None,
    tracking_number: Annotated[
        str | None,
        QueryParameter(required=False, max_length=100, description="The courier's number."),
    ] = None,
    updated_since: Annotated[datetime | None, changed_since("shipments")] = None,
    expand: Annotated[str | None, expandable(OF_WHAT_HAS_AN_ORDER)] = None,
) -> Page[ExpandedShipment]:
    """In the order of their last change, so that a program that reads on misses none."""
    wanted = asked(expand, OF_WHAT_HAS_AN_ORDER, caller)
    found = await queries.shipments(
        read,
        caller.shop_id,
        limit=page.limit,
        after=page.position(tuple[datetime, UUID]),
        updated_since=kept(updated_since, "updated_since"),
        settled=None if tracking_number or order_id else await settled_before(read),
        status=status,
        order_id=order_id,
        tracking_number=tracking_number,
    )
    whose = await orders_of(
        request, read, caller.shop_id, (one.order_id for one in found.items), wanted
    )
    items = [with_order(ExpandedShipment, one, whose) for one in found.items]
    return Page.up_to(items, found.last)


@get(
    "/shipments/{shipment_id:uuid}",
    operation_id="readShipment",
    summary="Read a shipment",
    tags=TAG,
    opt={
        "scope": SCOPE,
        "example": Example(
            path={"shipment_id": "$listShipments/items/0/id"},
            response=_SHIPMENT | {"delivered_at": None, "tracking": [_NEWS]},
        ),
    },
)
async def read_shipment(
    request: Request[Any, Any, Any],
    shipment_id: FromPath[UUID],
    read: NamedDependency[Read],
    caller: NamedDependency[Caller],
    expand: Annotated[str | None, expandable(OF_WHAT_HAS_AN_ORDER)] = None,
) -> ShipmentDetail:
    """A parcel with its courier: its label, its tracking number, when it was handed over, and
    what the courier told of it since."""
    wanted = asked(expand, OF_WHAT_HAS_AN_ORDER, caller)
    found = await queries.shipment(read, caller.shop_id, shipment_id)
    whose = await orders_of(request, read, caller.shop_id, [found.order_id], wanted)
    news = await tracking_news(read, caller.shop_id, shipment_id)
    last = next((n for n in reversed(news) if n.status is not None), None)
    more: dict[str, Any] = {
        "delivered_at": last.occurred_at if last and last.status == "delivered" else None,
        "tracking": news,
    }
    if whose is not None:
        more["order"] = whose.get(found.order_id)
    return grown(ShipmentDetail, found, more)


def _file(content: bytes, media_type: str, name: str) -> Response[bytes]:
    return Response(
        content,
        media_type=media_type,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@get(
    "/shipments/{shipment_id:uuid}/label.pdf",
    operation_id="downloadLabel",
    summary="Download a label",
    tags=TAG,
    media_type=PDF,
    opt={
        "scope": SCOPE,
        "and_scope": ADDRESSEE,
        "example": Example(path={"shipment_id": "$listShipments/items/0/id"}),
    },
)
async def download_label(
    shipment_id: FromPath[UUID], read: NamedDependency[Read], caller: NamedDependency[Caller]
) -> Response[bytes]:
    """The label as PDF, 100 × 150 mm; 404 while it is not bought."""
    content = await queries.label_content(read, caller.shop_id, shipment_id, "pdf")
    return _file(content, PDF, f"label-{shipment_id}.pdf")


@get(
    "/shipments/{shipment_id:uuid}/label.zpl",
    operation_id="downloadLabelZpl",
    summary="Download a label for a label printer",
    tags=TAG,
    media_type=ZPL,
    opt={
        "scope": SCOPE,
        "and_scope": ADDRESSEE,
        "example": Example(path={"shipment_id": "$listShipments/items/0/id"}),
    },
)
async def download_label_zpl(
    shipment_id: FromPath[UUID], read: NamedDependency[Read], caller: NamedDependency[Caller]
) -> Response[bytes]:
    """The same label as ZPL II for printers of 8 dots/mm; 404 when the courier gave none."""
    content = await queries.label_content(read, caller.shop_id, shipment_id, "zpl")
    return _file(content, ZPL, f"label-{shipment_id}.zpl")


class Document(msgspec.Struct, frozen=True, kw_only=True):
    """A paper of an order."""

    kind: Literal["slip", "label", "invoice"]
    format: Literal["pdf", "zpl"]
    #: null for the invoice: it goes with the first parcel that is closed
    parcel_number: int | None
    #: where it is downloaded, with the same key
    href: str


class Documents(msgspec.Struct, frozen=True, kw_only=True):
    """The papers of an order, parcel by parcel."""

    items: list[Document]


_DOCUMENTS: Final[dict[str, Any]] = {
    "items": [
        {
            "kind": "slip",
            "format": "pdf",
            "parcel_number": 17,
            "href": f"/v1/parcels/{_PARCEL_ID}/slip.pdf",
        },
        {
            "kind": "label",
            "format": "pdf",
            "parcel_number": 17,
            "href": f"/v1/shipments/{_ID}/label.pdf",
        },
    ]
}


@get(
    "/orders/{order_id:uuid}/documents",
    operation_id="listDocuments",
    summary="List the papers of an order",
    tags=["Orders"],
    opt={
        "scope": "orders:read",
        "example": Example(
            path={"order_id": "$listShipments/items/0/order_id"}, response=_DOCUMENTS
        ),
    },
)
async def list_documents(
    order_id: FromPath[UUID], read: NamedDependency[Read], caller: NamedDependency[Caller]
) -> Documents:
    """Your invoice; slips as soon as a parcel is closed, labels as soon as they are bought."""
    await orders.order(read, caller.shop_id, order_id)
    slips = [
        Document(
            kind="slip",
            format="pdf",
            parcel_number=parcel.number,
            href=f"/v1/parcels/{parcel.id}/slip.pdf",
        )
        for parcel in await parcels_of(read, caller.shop_id, order_id)
        if parcel.packed_at is not None
    ]
    labels = [
        Document(
            kind="label",
            format="pdf",
            parcel_number=one.parcel_number,
            href=f"/v1/shipments/{one.id}/label.pdf",
        )
        for one in await queries.shipments_of(read, caller.shop_id, order_id)
        if one.status == "bought"
    ]
    sent = [
        Document(
            kind="invoice",
            format="pdf",
            parcel_number=None,
            href=f"/v1/orders/{order_id}/documents/invoice",
        )
    ]
    return Documents(
        items=(sent if await has_invoice(read, caller.shop_id, order_id) else [])
        + sorted(slips + labels, key=lambda d: (d.parcel_number or 0, d.kind != "slip"))
    )


@get(
    "/parcels/{parcel_id:uuid}/slip.pdf",
    operation_id="downloadSlip",
    summary="Download a packing slip",
    tags=["Orders"],
    media_type=PDF,
    opt={
        "scope": "orders:read",
        "example": Example(path={"parcel_id": "$listShipments/items/0/parcel_id"}),
    },
)
async def download_slip(
    request: Request[Any, Any, Any], parcel_id: FromPath[UUID], read: NamedDependency[Read],
    caller: NamedDependency[Caller],
) -> Response[bytes]:  # fmt: skip
    """The packing slip that lies in the parcel, as PDF, on the paper that your template says."""
    settings = house_of(request.scope).settings
    facts = await slip_facts(read, caller.shop_id, parcel_id, settings)
    one = msgspec.convert(facts, Slip, from_attributes=True)
    content = await to_thread(slip, one, PAPERS[facts.paper])
    return _file(content, PDF, f"slip-{facts.order_number}.pdf")


router = Router(
    "/",
    route_handlers=[
        list_shipments, read_shipment, download_label, download_label_zpl, list_documents,
        download_slip,
    ],
)  # fmt: skip
