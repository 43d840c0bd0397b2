"""The evidence of a case: what was kept of its parcels, its return and its goods, found by itself.

Nothing is copied into a case. What is shown was written when it happened and cannot be changed
since: the chain of packing (`wms.packing.evidence`), the courier's news, the findings of an
inspection, the difference at the dock, the correction of the books.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final
from uuid import UUID

import msgspec
from sqlalchemy import text

from wms.cases.queries import CaseView
from wms.db import Read, Tx
from wms.packing.evidence.evidence import Bundle, evidence_of
from wms.returns.queries import ReturnView, return_view
from wms.shipping.tracking.whereabouts import TrackingNewsView, tracking_news

#: an order in more parcels than this is looked at on its own page
PARCELS_MAX: Final = 20


class PackedLine(msgspec.Struct, frozen=True, kw_only=True):
    """Goods that were scanned into a parcel."""

    sku: str
    quantity: int
    lot: str | None = None
    serials: list[str] = []


class ParcelEvidence(msgspec.Struct, frozen=True, kw_only=True):
    """How a parcel left, and what its courier told of it."""

    id: UUID
    number: int
    status: str
    carrier: str | None
    service: str | None
    tracking_number: str | None
    tracking_url: str | None
    packed_at: datetime | None
    handed_over_at: datetime | None
    #: by the scale or as typed; and what its goods and its carton weigh by the catalogue
    weight_g: int | None
    #: what its goods and its carton weigh by the catalogue
    catalog_weight_g: int | None
    #: the goods that were scanned into it
    contents: list[PackedLine]
    #: ids of pictures that the packer took
    photos: list[UUID]
    #: the oldest first
    news: list[TrackingNewsView]


class DifferenceEvidence(msgspec.Struct, frozen=True, kw_only=True):
    """What came otherwise than announced."""

    kind: str
    #: our number of the delivery
    delivery_number: int
    #: your own name of the delivery
    delivery_external_id: str
    sku: str | None
    quantity: int
    note: str | None
    decision: str | None
    #: when it was found at the dock
    found_at: datetime
    #: ids of pictures taken at the dock
    photos: list[UUID]


class CorrectionEvidence(msgspec.Struct, frozen=True, kw_only=True):
    """A correction of the books that took goods away."""

    number: int
    sku: str
    quantity: int
    #: lost, theft, picking_error …
    why: str
    place: str
    movement_id: UUID | None
    decided_at: datetime | None


class CaseEvidence(msgspec.Struct, frozen=True, kw_only=True):
    """All of it."""

    #: links of the order's chain, and which of them, or of their photos, were changed since
    links: int
    #: links and photos that are not as they were written
    broken: list[str]
    parcels: list[ParcelEvidence]
    #: what came back, and what the inspector found of it
    returned: ReturnView | None
    #: what came otherwise than announced, when the case is about that
    difference: DifferenceEvidence | None
    #: what the books were corrected by, when the case is about that
    correction: CorrectionEvidence | None


_PARCELS: Final = text(
    """
    SELECT pa.id, pa.number, pa.status, pa.weight_g, pa.packed_at, s.id AS shipment_id, s.carrier,
           s.service, s.tracking_number, s.tracking_url, s.handed_over_at,
           coalesce((
               SELECT jsonb_agg(jsonb_build_object(
                          'sku', p.sku, 'quantity', l.quantity, 'lot', nullif(o.code, ''),
                          'serials', l.serials) ORDER BY p.sku, l.order_line_id)
               FROM parcel_lines l
               JOIN products p ON p.shop_id = l.shop_id AND p.id = l.product_id
               LEFT JOIN lots o ON o.shop_id = l.shop_id AND o.product_id = l.product_id
                               AND o.id = l.lot_id
               WHERE l.shop_id = pa.shop_id AND l.parcel_id = pa.id), '[]') AS contents,
           ARRAY(SELECT f.photo_id FROM parcel_photos f
                 WHERE f.shop_id = pa.shop_id AND f.parcel_id = pa.id AND f.photo_id IS NOT NULL
                   AND f.replaced_at IS NULL ORDER BY f.id) AS photos
    FROM parcels pa
    LEFT JOIN shipments s ON s.shop_id = pa.shop_id AND s.parcel_id = pa.id
                         AND s.status = 'bought'
    WHERE pa.shop_id = :shop AND pa.order_id = :order AND pa.packed_at IS NOT NULL
      AND (CAST(:parcel AS uuid) IS NULL OR pa.id = :parcel)
    ORDER BY pa.number LIMIT :limit
    """
)
_DIFFERENCE: Final = text(
    """
    SELECT d.kind, a.number AS delivery_number, a.external_id AS delivery_external_id, p.sku,
           d.quantity, d.note, d.decision, d.created_at AS found_at,
           ARRAY(SELECT f.id FROM discrepancy_photos f
                 WHERE f.shop_id = d.shop_id AND f.discrepancy_id = d.id ORDER BY f.id) AS photos
    FROM discrepancies d
    JOIN asns a ON a.shop_id = d.shop_id AND a.id = d.asn_id
    LEFT JOIN products p ON p.shop_id = d.shop_id AND p.id = d.product_id
    WHERE d.shop_id = :shop AND d.id = :id
    """
)
_CORRECTION: Final = text(
    """
    SELECT a.number, p.sku, a.quantity, a.why, pl.code AS place, a.movement_id, a.decided_at
    FROM adjustments a
    JOIN products p ON p.shop_id = a.shop_id AND p.id = a.product_id
    JOIN places pl ON pl.id = a.place_id
    WHERE a.shop_id = :shop AND a.id = :id
    """
)


async def case_evidence(read: Read | Tx, one: CaseView) -> CaseEvidence:
    """What there is for a case, of its parcel when it is about one, else of its order's parcels."""
    bundle = await evidence_of(read, one.shop_id, one.order_id) if one.order_id else None
    key = {"shop": one.shop_id, "id": one.cause_id}
    difference = (await read.execute(_DIFFERENCE, key)).first() if _is(one, "difference") else None
    correction = (await read.execute(_CORRECTION, key)).first() if _is(one, "correction") else None
    return CaseEvidence(
        links=len(bundle.links) if bundle else 0,
        broken=list(bundle.broken) if bundle else [],
        parcels=await _parcels(read, one, bundle) if bundle else [],
        returned=await return_view(read, one.shop_id, one.return_id) if one.return_id else None,
        difference=DifferenceEvidence(**difference._mapping) if difference else None,
        correction=CorrectionEvidence(**correction._mapping) if correction else None,
    )


def _is(one: CaseView, cause: str) -> bool:
    return one.cause == cause


async def _parcels(read: Read | Tx, one: CaseView, bundle: Bundle) -> list[ParcelEvidence]:
    by_catalog: dict[int, int | None] = {}
    for link in bundle.links:
        if link.kind == "closed":
            told = link.facts
            by_catalog[told["parcel_number"]] = told.get("catalog_weight_g")
    key = {"shop": one.shop_id, "order": one.order_id, "parcel": one.parcel_id}
    found = []
    for row in (await read.execute(_PARCELS, key | {"limit": PARCELS_MAX})).all():
        facts: dict[str, Any] = dict(row._mapping)
        shipment = facts.pop("shipment_id")
        facts["contents"] = msgspec.convert(facts["contents"], list[PackedLine])
        found.append(
            ParcelEvidence(
                **facts,
                catalog_weight_g=by_catalog.get(row.number),
                news=await tracking_news(read, one.shop_id, shipment) if shipment else [],
            )
        )
    return found
