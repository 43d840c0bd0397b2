"""Reading what stands at the loading doors, and manifests."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import text

from wms.db import Read, Tx
from wms.orders.person import PERSON, person_of
from wms.shipping.errors import NoManifest


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


class NotLoaded(msgspec.Struct, frozen=True, kw_only=True):
    """A labelled parcel of the courier that is on no manifest, and where it stands."""

    parcel_number: int
    order_number: int
    tracking_number: str
    #: the staging place, else the bench where it was packed; None: nobody knows
    place: str | None
    #: it should have left by now, or leaves today
    is_urgent: bool


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
    signature: str | None
    #: how many parcels the driver counted
    counted: int | None
    #: since when its parcels are scanned once more
    recount_at: datetime | None
    #: labelled parcels of this courier that are on no manifest yet
    to_load: int
    parcels: tuple[OnManifest, ...]

    @property
    def not_found(self) -> tuple[OnManifest, ...]:
        """Those that were not scanned again since the count began; none while nobody counts."""
        since = self.recount_at
        return tuple(one for one in self.parcels if since is not None and one.loaded_at < since)


_MANIFEST = text(
    """
    SELECT m.id, m.number, w.name AS warehouse, m.carrier, op.name AS opened_by, m.created_at,
           m.closed_at, m.signed_by, m.signature, m.counted, m.recount_at,
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
    f"""
    SELECT pa.number AS parcel_number, s.tracking_number, o.number AS order_number,
           shop.name AS shop, coalesce(pa.weight_g, 1) AS weight_g,
           {PERSON} AS person,
           cod.cod_amount_minor, cod.cod_currency, s.loaded_at
    FROM shipments s
    JOIN parcels pa ON pa.shop_id = s.shop_id AND pa.id = s.parcel_id
    JOIN orders o ON o.shop_id = pa.shop_id AND o.id = pa.order_id
    JOIN shops shop ON shop.id = s.shop_id
    LEFT JOIN LATERAL cod_of_parcel(pa) AS cod ON true
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
    return ManifestView(**row._mapping, parcels=tuple(_on_manifest(one) for one in parcels))


def _on_manifest(row: Any) -> OnManifest:
    facts = dict(row._mapping)
    to = person_of(facts.pop("person"))
    return OnManifest(country=to.country or None, postcode=to.postcode or None, **facts)


_NOT_LOADED = text(
    """
    SELECT pa.number AS parcel_number, o.number AS order_number, s.tracking_number,
           coalesce(st.code, b.code) AS place,
           coalesce(o.ship_by < (SELECT day_begins(house_today() + 1)), false) AS is_urgent
    FROM manifests m
    JOIN shipments s ON s.carrier = m.carrier AND s.status = 'bought' AND s.manifest_id IS NULL
    JOIN parcels pa ON pa.shop_id = s.shop_id AND pa.id = s.parcel_id AND pa.status = 'labelled'
    JOIN orders o ON o.shop_id = pa.shop_id AND o.id = pa.order_id
    JOIN places p ON p.id = pa.id AND p.warehouse_id = m.warehouse_id
    LEFT JOIN staged_parcels t ON t.shop_id = pa.shop_id AND t.parcel_id = pa.id
    LEFT JOIN places st ON st.id = t.place_id
    LEFT JOIN places b ON b.id = pa.bench_id
    WHERE m.number = :number ORDER BY is_urgent DESC, place NULLS LAST, pa.number LIMIT :limit
    """
)


async def not_loaded(read: Read | Tx, number: int, *, limit: int) -> list[NotLoaded]:
    """Parcels of a manifest's courier that stand in its building and are on no manifest: those
    that should leave today first, then by where they stand."""
    rows = await read.execute(_NOT_LOADED, {"number": number, "limit": limit})
    return [NotLoaded(**row._mapping) for row in rows]
