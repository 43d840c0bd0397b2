"""Scanning labelled parcels onto the courier's manifest, and taking them off again."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

import msgspec
from sqlalchemy import RowMapping, text

from wms import barcodes
from wms.access.people import AtWork
from wms.db import Tx
from wms.packing.prints.again import confirm
from wms.packing.prints.papers import LABEL
from wms.shipping.carriers.registry import name_of
from wms.shipping.errors import (
    GoneAlready,
    LabelVoided,
    LoadedAlready,
    LoadedTwice,
    ManifestClosed,
    NoLabelYet,
    NoManifest,
    NotLoaded,
    OrderCancelled,
    OtherWarehouse,
    UnknownParcel,
    WrongCarrier,
)


class Loaded(msgspec.Struct, frozen=True, kw_only=True):
    """A parcel went onto a manifest, or off it."""

    manifest: int
    parcel: int
    tracking_number: str


# A parcel may carry several codes: the courier's number, our parcel label, and the slip of its
# order while the order has one parcel. A voided label counts for nothing.
_FIND = text(
    """
    WITH meant AS (
        SELECT s.shop_id, s.parcel_id FROM shipments s
        WHERE s.tracking_number = ANY (:codes) AND s.status <> 'voided'
        UNION
        SELECT pa.shop_id, pa.id FROM parcels pa WHERE pa.number = :parcel
        UNION
        SELECT pa.shop_id, (array_agg(pa.id))[1] FROM orders o
        JOIN parcels pa ON pa.shop_id = o.shop_id AND pa.order_id = o.id
        WHERE o.number = :slip AND pa.status <> 'cancelled'
        GROUP BY pa.shop_id HAVING count(*) = 1
    )
    SELECT pa.shop_id, pa.id AS parcel_id, pa.number AS parcel, pa.status, o.number AS order_number,
           (o.status = 'cancelled' OR o.intercepted_at IS NOT NULL
            OR pa.status = 'cancelled') AS is_cancelled,
           s.id AS shipment_id, s.carrier, s.tracking_number, s.handed_over_at, s.manifest_id,
           m.number AS manifest_number, p.warehouse_id,
           (SELECT count(*) FROM print_jobs j WHERE j.shop_id = pa.shop_id AND j.parcel_id = pa.id
            AND j.paper = 'label' AND j.status IN ('sent', 'printed', 'unsure', 'confirmed'))
               AS prints
    FROM meant
    JOIN parcels pa ON pa.shop_id = meant.shop_id AND pa.id = meant.parcel_id
    JOIN places p ON p.id = pa.id
    JOIN orders o ON o.shop_id = pa.shop_id AND o.id = pa.order_id
    LEFT JOIN shipments s
      ON s.shop_id = pa.shop_id AND s.parcel_id = pa.id AND s.status = 'bought'
    LEFT JOIN manifests m ON m.id = s.manifest_id
    ORDER BY pa.number DESC LIMIT 1
    """
)


async def find_loadable(tx: Tx, code: str) -> RowMapping:
    """The parcel that a scanned code means, with its live label, order and manifest.

    Raises:
        UnknownParcel, LabelVoided: no parcel of ours has the code, or not any more.
    """
    read = barcodes.parse(code)
    own = read if isinstance(read, barcodes.OwnLabel) else None
    kind = own.kind if own else None
    row = (
        await tx.execute(
            _FIND,
            {
                "codes": list(barcodes.candidates(read)),
                "parcel": own.number if own and kind is barcodes.Kind.PARCEL else None,
                "slip": own.number if own and kind is barcodes.Kind.ORDER_SLIP else None,
            },
        )
    ).first()
    if row is None:
        await _check_voided(tx, barcodes.candidates(read))
        raise UnknownParcel(scanned=code)
    return row._mapping


_VOIDED = text(
    "SELECT pa.number FROM shipments s "
    "JOIN parcels pa ON pa.shop_id = s.shop_id AND pa.id = s.parcel_id "
    "WHERE s.tracking_number = ANY (:codes) AND s.status = 'voided' LIMIT 1"
)


async def _check_voided(tx: Tx, codes: Sequence[str]) -> None:
    number = await tx.scalar(_VOIDED, {"codes": list(codes)})
    if number is not None:
        raise LabelVoided(parcel=number)


def check_loadable(found: RowMapping, *, carrier: str, warehouse_id: UUID) -> None:
    """May this parcel go onto a manifest of that carrier in that building?

    Raises:
        OrderCancelled, GoneAlready, NoLabelYet, LoadedAlready, WrongCarrier, OtherWarehouse.
    """
    parcel = found["parcel"]
    if found["is_cancelled"]:
        raise OrderCancelled(order=found["order_number"], parcel=parcel)
    if found["handed_over_at"] is not None:
        raise GoneAlready(parcel=parcel, manifest=found["manifest_number"])
    if found["shipment_id"] is None or found["status"] != "labelled":
        raise NoLabelYet(parcel=parcel)
    if found["manifest_id"] is not None and found["prints"] > 1:
        raise LoadedTwice(parcel=parcel, manifest=found["manifest_number"], count=found["prints"])
    if found["manifest_id"] is not None:
        raise LoadedAlready(parcel=parcel, manifest=found["manifest_number"])
    if found["carrier"] != carrier:
        raise WrongCarrier(
            parcel=parcel, carrier=name_of(found["carrier"]), loading=name_of(carrier)
        )
    if found["warehouse_id"] != warehouse_id:
        raise OtherWarehouse(parcel=parcel)


# FOR SHARE: many may load at once, but the one who closes the manifest waits for them, and they
# for him
_OPEN = text(
    "SELECT id, number, warehouse_id, carrier, closed_at, recount_at FROM manifests "
    "WHERE number = :number FOR SHARE"
)
_START = text(
    """
    WITH made AS (
        INSERT INTO manifests (warehouse_id, carrier, opened_by)
        VALUES (:warehouse, :carrier, :operator)
        ON CONFLICT (warehouse_id, carrier) WHERE closed_at IS NULL DO NOTHING
        RETURNING number
    )
    SELECT number FROM made
    UNION ALL
    SELECT number FROM manifests
    WHERE warehouse_id = :warehouse AND carrier = :carrier AND closed_at IS NULL
    LIMIT 1
    """
)
_LOAD = text(
    """
    UPDATE shipments SET manifest_id = :manifest, loaded_at = clock_timestamp(),
           updated_at = clock_timestamp()
    WHERE shop_id = :shop AND id = :shipment AND status = 'bought' AND manifest_id IS NULL
    RETURNING id
    """
)
_UNLOAD = text(
    """
    UPDATE shipments s SET manifest_id = NULL, loaded_at = NULL, updated_at = clock_timestamp()
    FROM parcels pa
    WHERE s.manifest_id = :manifest AND s.handed_over_at IS NULL
      AND pa.shop_id = s.shop_id AND pa.id = s.parcel_id
      AND (s.shop_id, s.id) = (
          SELECT shop_id, id FROM shipments
          WHERE manifest_id = :manifest
            AND (CAST(:shipment AS uuid) IS NULL OR id = CAST(:shipment AS uuid))
          ORDER BY loaded_at DESC LIMIT 1)
    RETURNING pa.number, s.tracking_number
    """
)


async def open_manifest(tx: Tx, warehouse_id: UUID, carrier: str, by: AtWork) -> int:
    """The number of the one open manifest of a courier in a building; begins it when needed."""
    facts = {"warehouse": warehouse_id, "carrier": carrier, "operator": by.operator_id}
    number: int | None = await tx.scalar(_START, facts)
    if number is None:  # a twin began it a moment ago, unseen by this statement's snapshot
        number = await tx.scalar(_START, facts)
    assert number is not None, "a manifest that was just begun is there"
    return number


async def load_anywhere(tx: Tx, code: str, *, by: AtWork) -> Loaded:
    """The first scan at a loading door: the parcel says which courier's manifest it begins.

    Raises: what `load` raises.
    """
    found = await find_loadable(tx, code)
    check_loadable(
        found,
        carrier=found["carrier"] or "",
        warehouse_id=found["warehouse_id"],
    )
    manifest = await open_manifest(tx, found["warehouse_id"], found["carrier"], by)
    return await load(tx, manifest, code)


async def load(tx: Tx, manifest: int, code: str) -> Loaded:
    """Put the scanned parcel onto an open manifest.

    ``code``: the courier's number, our parcel label, or the slip of an order with one parcel.

    Raises:
        NoManifest, ManifestClosed: nothing can be loaded on it.
        UnknownParcel, LabelVoided, WrongCarrier, NoLabelYet, OrderCancelled, LoadedAlready,
        LoadedTwice, GoneAlready, OtherWarehouse: this parcel does not go on it.
    """
    to = await open_to_load(tx, manifest)
    found = await find_loadable(tx, code)
    check_loadable(found, carrier=to["carrier"], warehouse_id=to["warehouse_id"])
    loaded = await tx.scalar(
        _LOAD,
        {"manifest": to["id"], "shop": found["shop_id"], "shipment": found["shipment_id"]},
    )
    if loaded is None:  # somebody loaded it between the look and the write
        raise LoadedAlready(parcel=found["parcel"], manifest=manifest)
    if found["tracking_number"] in barcodes.candidates(barcodes.parse(code)):
        await confirm(tx, found["shop_id"], found["parcel_id"], LABEL)
    return Loaded(
        manifest=manifest, parcel=found["parcel"], tracking_number=found["tracking_number"]
    )


async def unload(tx: Tx, manifest: int, code: str | None = None) -> Loaded:
    """Take a parcel off an open manifest: the scanned one, or the one loaded last (undo).

    Raises:
        NoManifest, ManifestClosed: it is signed.
        UnknownParcel, NotLoaded: there is no such parcel on it.
    """
    of = await open_to_load(tx, manifest)
    shipment = None
    if code is not None:
        found = await find_loadable(tx, code)
        if found["manifest_id"] != of["id"]:
            raise NotLoaded
        shipment = found["shipment_id"]
    row = (await tx.execute(_UNLOAD, {"manifest": of["id"], "shipment": shipment})).first()
    if row is None:
        raise NotLoaded
    return Loaded(manifest=manifest, parcel=row.number, tracking_number=row.tracking_number)


async def open_to_load(tx: Tx, manifest: int) -> RowMapping:
    """A manifest that is not signed; whoever closes it waits for the end of this transaction.

    Raises:
        NoManifest, ManifestClosed: it is nobody's number, or signed.
    """
    row = (await tx.execute(_OPEN, {"number": manifest})).first()
    if row is None:
        raise NoManifest
    if row.closed_at is not None:
        raise ManifestClosed(manifest=manifest)
    return row._mapping
