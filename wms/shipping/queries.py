"""Reading shipments, manifests, and what a label says."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import text

from wms.db import Read, Tx
from wms.errors import NotFound
from wms.shipping.errors import NoManifest


class ShipmentView(msgspec.Struct, frozen=True, kw_only=True):
    """A parcel with its courier, as its shop sees it."""

    id: UUID
    order_id: UUID
    order_number: int
    order_external_id: str
    parcel_id: UUID
    parcel_number: int
    parcel_status: str
    weight_g: int | None
    carrier: str
    service: str
    #: requested, buying, bought, failed or voided
    status: str
    tracking_number: str | None
    tracking_url: str | None
    #: why the label could not be bought, the last time
    error: str | None
    created_at: datetime
    updated_at: datetime
    bought_at: datetime | None
    handed_over_at: datetime | None


class ShipmentPage(msgspec.Struct, frozen=True, kw_only=True):
    """Shipments in the order of their last change; ``last`` is where the next page begins."""

    items: list[ShipmentView]
    last: tuple[datetime, UUID] | None


_SHIPMENTS = """
    SELECT s.id, o.id AS order_id, o.number AS order_number, o.external_id AS order_external_id,
           pa.id AS parcel_id, pa.number AS parcel_number, pa.status AS parcel_status, pa.weight_g,
           s.carrier, s.service, s.status, s.tracking_number, s.tracking_url, s.error,
           s.created_at, s.updated_at, s.bought_at, s.handed_over_at
    FROM shipments s
    JOIN parcels pa ON pa.shop_id = s.shop_id AND pa.id = s.parcel_id
    JOIN orders o ON o.shop_id = pa.shop_id AND o.id = pa.order_id
    WHERE s.shop_id = :shop
"""
_ONE = text(_SHIPMENTS + " AND s.id = :id")
_OF_ORDER = text(_SHIPMENTS + " AND pa.order_id = :order ORDER BY pa.number, s.id")
_PAGE = text(
    _SHIPMENTS
    + """
      AND (CAST(:since AS timestamptz) IS NULL OR s.updated_at >= CAST(:since AS timestamptz))
      AND (CAST(:status AS text) IS NULL OR s.status = CAST(:status AS text))
      AND (CAST(:order_id AS uuid) IS NULL OR o.id = CAST(:order_id AS uuid))
      AND (CAST(:tracking AS text) IS NULL OR s.tracking_number = CAST(:tracking AS text))
      AND (CAST(:after_at AS timestamptz) IS NULL
           OR (s.updated_at, s.id) > (CAST(:after_at AS timestamptz), CAST(:after_id AS uuid)))
    ORDER BY s.updated_at, s.id LIMIT :limit
    """
)


async def shipment(read: Read | Tx, shop_id: UUID, shipment_id: UUID) -> ShipmentView:
    """One shipment of a shop.

    Raises:
        NotFound: there is none, or it is another shop's.
    """
    row = (await read.execute(_ONE, {"shop": shop_id, "id": shipment_id})).first()
    if row is None:
        raise NotFound(what="shipment", name=str(shipment_id))
    return ShipmentView(**row._mapping)


async def shipments_of(read: Read | Tx, shop_id: UUID, order_id: UUID) -> list[ShipmentView]:
    """The shipments of an order, voided ones too; empty for another shop's order."""
    rows = await read.execute(_OF_ORDER, {"shop": shop_id, "order": order_id})
    return [ShipmentView(**row._mapping) for row in rows]


async def shipments(
    read: Read | Tx,
    shop_id: UUID,
    *,
    limit: int,
    after: tuple[datetime, UUID] | None = None,
    updated_since: datetime | None = None,
    status: str | None = None,
    order_id: UUID | None = None,
    tracking_number: str | None = None,
) -> ShipmentPage:
    """A shop's shipments, the longest unchanged first, so that a reader who goes on misses none."""
    rows = (
        await read.execute(
            _PAGE,
            {
                "shop": shop_id,
                "since": updated_since,
                "status": status,
                "order_id": order_id,
                "tracking": tracking_number,
                "after_at": after[0] if after else None,
                "after_id": after[1] if after else None,
                "limit": limit + 1,
            },
        )
    ).all()
    items = [ShipmentView(**row._mapping) for row in rows[:limit]]
    more = len(rows) > limit
    return ShipmentPage(
        items=items, last=(items[-1].updated_at, items[-1].id) if more and items else None
    )


async def label_content(
    read: Read | Tx, shop_id: UUID, shipment_id: UUID, label_format: str
) -> bytes:
    """The label as a file, ``pdf`` or ``zpl``.

    Raises:
        NotFound: it is not bought yet, the courier gave no such format, or it is another shop's.
    """
    content: bytes | None = await read.scalar(
        text(
            "SELECT content FROM labels "
            "WHERE shop_id = :shop AND shipment_id = :id AND format = :format"
        ),
        {"shop": shop_id, "id": shipment_id, "format": label_format},
    )
    if content is None:
        raise NotFound(what="label", name=f"{shipment_id}.{label_format}")
    return content


async def labels_of_parcel(read: Read | Tx, shop_id: UUID, parcel_id: UUID) -> dict[str, bytes]:
    """The files of a parcel's live label by format; empty while none is bought."""
    rows = await read.execute(
        text(
            "SELECT l.format, l.content FROM labels l JOIN shipments s "
            "ON s.shop_id = l.shop_id AND s.id = l.shipment_id "
            "WHERE s.shop_id = :shop AND s.parcel_id = :parcel AND s.status = 'bought'"
        ),
        {"shop": shop_id, "parcel": parcel_id},
    )
    return {row.format: row.content for row in rows}


class LabelFacts(msgspec.Struct, frozen=True, kw_only=True):
    """What a label of our own says; recipient and sender as order and shop have them."""

    language: str
    recipient: dict[str, Any]
    sender: dict[str, Any]
    shop_name: str
    order_number: int
    parcel_number: int
    weight_g: int
    #: this parcel's place among those of its order, from 1
    parcel_index: int
    parcel_count: int
    cod_amount_minor: int | None
    cod_currency: str | None


_LABEL = text(
    """
    SELECT s.language, o.recipient, s.address AS sender, s.name AS shop_name,
           o.number AS order_number, pa.number AS parcel_number,
           coalesce(pa.weight_g, 1) AS weight_g,
           (SELECT count(*) FROM parcels x WHERE x.shop_id = o.shop_id AND x.order_id = o.id
            AND x.status <> 'cancelled' AND x.number <= pa.number) AS parcel_index,
           (SELECT count(*) FROM parcels x WHERE x.shop_id = o.shop_id AND x.order_id = o.id
            AND x.status <> 'cancelled') AS parcel_count,
           o.cod_amount_minor, o.cod_currency
    FROM parcels pa
    JOIN orders o ON o.shop_id = pa.shop_id AND o.id = pa.order_id
    JOIN shops s ON s.id = pa.shop_id
    WHERE pa.shop_id = :shop AND pa.id = :parcel
    """
)


async def label_facts(read: Read | Tx, shop_id: UUID, parcel_id: UUID) -> LabelFacts:
    """What the label of a parcel says.

    Raises:
        NotFound: there is no such parcel of this shop.
    """
    row = (await read.execute(_LABEL, {"shop": shop_id, "parcel": parcel_id})).first()
    if row is None:
        raise NotFound(what="parcel", name=str(parcel_id))
    return LabelFacts(**row._mapping)


class LabelState(msgspec.Struct, frozen=True, kw_only=True):
    """How a parcel's label is doing, for the bench."""

    #: requested, buying, bought or failed
    status: str
    carrier: str
    service: str
    tracking_number: str | None
    error: str | None
    attempts: int


async def label_state(read: Read | Tx, parcel: int) -> LabelState | None:
    """How the label of a parcel is doing; None while its order is not packed."""
    row = (
        await read.execute(
            text(
                "SELECT s.status, s.carrier, s.service, s.tracking_number, s.error, s.attempts "
                "FROM shipments s JOIN parcels pa ON pa.shop_id = s.shop_id "
                "AND pa.id = s.parcel_id WHERE pa.number = :parcel AND s.status <> 'voided'"
            ),
            {"parcel": parcel},
        )
    ).first()
    return LabelState(**row._mapping) if row else None


class Waiting(msgspec.Struct, frozen=True, kw_only=True):
    """Parcels for one courier in one building: loaded on its open manifest, and still to load."""

    warehouse_id: UUID
    warehouse: str
    carrier: str
    manifest: int | None
    loaded: int
    to_load: int


_WAITING = text(
    """
    SELECT w.id AS warehouse_id, w.code AS warehouse, s.carrier,
           (SELECT m.number FROM manifests m WHERE m.warehouse_id = w.id
            AND m.carrier = s.carrier AND m.closed_at IS NULL) AS manifest,
           count(s.manifest_id) AS loaded, count(*) - count(s.manifest_id) AS to_load
    FROM parcels pa
    JOIN shipments s ON s.shop_id = pa.shop_id AND s.parcel_id = pa.id AND s.status = 'bought'
    JOIN places p ON p.id = pa.id
    JOIN warehouses w ON w.id = p.warehouse_id
    WHERE pa.status = 'labelled' GROUP BY w.id, w.code, s.carrier ORDER BY w.code, s.carrier
    """
)


async def waiting_to_be_loaded(read: Read | Tx) -> list[Waiting]:
    """What stands at the loading doors, by building and courier."""
    return [Waiting(**row._mapping) for row in await read.execute(_WAITING)]


class OnManifest(msgspec.Struct, frozen=True, kw_only=True):
    """A parcel on a manifest; no name and no street: the courier has those from the label."""

    parcel_number: int
    tracking_number: str
    order_number: int
    shop: str
    weight_g: int
    country: str | None
    postcode: str | None
    cod_amount_minor: int | None
    cod_currency: str | None
    loaded_at: datetime


class ManifestView(msgspec.Struct, frozen=True, kw_only=True):
    """A courier's manifest, the parcel loaded last first."""

    id: UUID
    number: int
    warehouse: str
    carrier: str
    opened_by: str
    created_at: datetime
    closed_at: datetime | None
    signed_by: str | None
    #: labelled parcels of this courier that are on no manifest yet
    to_load: int
    parcels: tuple[OnManifest, ...]


_MANIFEST = text(
    """
    SELECT m.id, m.number, w.name AS warehouse, m.carrier, op.name AS opened_by, m.created_at,
           m.closed_at, m.signed_by,
           (SELECT count(*) FROM parcels pa
            JOIN shipments s ON s.shop_id = pa.shop_id AND s.parcel_id = pa.id
                            AND s.status = 'bought' AND s.manifest_id IS NULL
            JOIN places p ON p.id = pa.id
            WHERE pa.status = 'labelled' AND s.carrier = m.carrier
              AND p.warehouse_id = m.warehouse_id) AS to_load
    FROM manifests m
    JOIN warehouses w ON w.id = m.warehouse_id
    JOIN operators op ON op.id = m.opened_by
    WHERE m.number = :number
    """
)
_ON_MANIFEST = text(
    """
    SELECT pa.number AS parcel_number, s.tracking_number, o.number AS order_number,
           shop.name AS shop, coalesce(pa.weight_g, 1) AS weight_g,
           o.recipient ->> 'country' AS country, o.recipient ->> 'postcode' AS postcode,
           o.cod_amount_minor, o.cod_currency, s.loaded_at
    FROM shipments s
    JOIN parcels pa ON pa.shop_id = s.shop_id AND pa.id = s.parcel_id
    JOIN orders o ON o.shop_id = pa.shop_id AND o.id = pa.order_id
    JOIN shops shop ON shop.id = s.shop_id
    WHERE s.manifest_id = :id ORDER BY s.loaded_at DESC, s.id DESC
    """
)


async def manifest(read: Read | Tx, number: int) -> ManifestView:
    """A manifest with its parcels.

    Raises:
        NoManifest: nobody's number.
    """
    row = (await read.execute(_MANIFEST, {"number": number})).first()
    if row is None:
        raise NoManifest
    parcels = await read.execute(_ON_MANIFEST, {"id": row.id})
    return ManifestView(
        **row._mapping, parcels=tuple(OnManifest(**one._mapping) for one in parcels)
    )
