"""The courier signs, and the parcels are gone."""

from __future__ import annotations

from itertools import groupby
from uuid import UUID

import msgspec
from sqlalchemy import select, text

from wms.access.people import AtWork
from wms.db import Tx
from wms.shipping.errors import NameMissing, NoManifest
from wms.shipping.loading.signature import strokes_of
from wms.shipping.models import Manifest
from wms.shipping.tracking.track import catch_up
from wms.stock.tell import tell_stock

#: a name that fits the manifest's line
NAME_MAX_CHARS = 60


class HandedOver(msgspec.Struct, frozen=True, kw_only=True):
    """What left: parcels of the manifest, and orders that are shipped whole by it."""

    manifest: int
    parcels: int
    orders: int


_HAND_OVER = text("SELECT CAST(hand_over(:manifest, :name, :operator, :device, :scan) AS text)")

_PRODUCTS = text(
    """
    SELECT DISTINCT pl.shop_id, pl.product_id FROM shipments s
    JOIN parcel_lines pl ON pl.shop_id = s.shop_id AND pl.parcel_id = s.parcel_id
    WHERE s.manifest_id = :manifest ORDER BY pl.shop_id, pl.product_id
    """
)
# a driver who scans a parcel before the manifest is signed
_SEEN_ALREADY = text(
    """
    SELECT s.shop_id, s.id AS shipment_id FROM shipments s
    JOIN trackings t ON t.shop_id = s.shop_id AND t.shipment_id = s.id AND t.status IS NOT NULL
    WHERE s.manifest_id = :manifest ORDER BY s.shop_id, s.id
    """
)


_SIGNED = text(
    "UPDATE manifests SET signature = :signature, counted = :counted, recount_at = NULL "
    "WHERE id = :manifest"
)
_LEFT = text(
    "DELETE FROM staged_parcels t USING shipments s WHERE s.manifest_id = :manifest "
    "AND t.shop_id = s.shop_id AND t.parcel_id = s.parcel_id"
)


async def close_manifest(
    tx: Tx,
    manifest: int,
    *,
    signed_by: str,
    by: AtWork,
    signature: str = "",
    counted: int | None = None,
    scan_id: UUID | None = None,
) -> HandedOver:
    """Close a manifest with the name of whoever takes the parcels.

    ``signature``: as it was drawn on the screen (`wms.shipping.loading.signature`); empty when it
    was not.
    ``counted``: how many parcels that person counted.

    The ledger moves their contents to the customer, the parcels are handed over, orders whose
    parcels have all left are shipped, and the shops are told, of their stock too.

    Raises:
        NoManifest, ManifestClosed, ManifestEmpty: there is nothing to hand over.
        TakeOff: a parcel on it may not leave (its order was cancelled).
        NameMissing: nobody signed. SignatureBroken: what came is no drawing.
    """
    name = " ".join(signed_by.split())
    if not 0 < len(name) <= NAME_MAX_CHARS or not name.isprintable():
        raise NameMissing(most=NAME_MAX_CHARS)
    strokes_of(signature)
    manifest_id = await tx.scalar(select(Manifest.id).where(Manifest.number == manifest))
    if manifest_id is None:
        raise NoManifest
    answer: str = await tx.scalar(
        _HAND_OVER,
        {
            "manifest": manifest_id,
            "name": name,
            "operator": by.operator_id,
            "device": by.device_id,
            "scan": scan_id,
        },
    )
    await tx.execute(
        _SIGNED, {"manifest": manifest_id, "signature": signature or None, "counted": counted}
    )
    await tx.execute(_LEFT, {"manifest": manifest_id})
    await _tell_stock(tx, manifest_id)
    for seen in (await tx.execute(_SEEN_ALREADY, {"manifest": manifest_id})).all():
        await catch_up(tx, seen.shop_id, seen.shipment_id)
    return msgspec.json.decode(answer, type=HandedOver)


async def _tell_stock(tx: Tx, manifest_id: UUID) -> None:
    """The goods have left the building: each shop hears once of each product."""
    left = (await tx.execute(_PRODUCTS, {"manifest": manifest_id})).all()
    for shop_id, rows in groupby(left, key=lambda row: row.shop_id):
        await tell_stock(tx, shop_id, [row.product_id for row in rows], reason="ship")
