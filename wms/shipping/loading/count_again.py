"""The driver counts another number than we: the parcels on the manifest are scanned once more.

A parcel that is scanned again was loaded just now; one that was loaded before the count began has
not been found yet.
"""

from __future__ import annotations

from uuid import UUID

import msgspec
from sqlalchemy import text

from wms.db import Tx
from wms.shipping.loading.errors import NotCounted
from wms.shipping.loading.load import Loaded, find_loadable, load, open_to_load

_BEGIN = text("UPDATE manifests SET recount_at = clock_timestamp() WHERE id = :manifest")
_FOUND = text(
    """
    UPDATE shipments SET loaded_at = clock_timestamp(), updated_at = clock_timestamp()
    WHERE shop_id = :shop AND id = :shipment AND manifest_id = :manifest
    """
)
_TAKE_OFF = text(
    """
    UPDATE shipments s SET manifest_id = NULL, loaded_at = NULL, updated_at = clock_timestamp()
    FROM manifests m, parcels pa
    WHERE m.id = :manifest AND s.manifest_id = m.id AND s.loaded_at < m.recount_at
      AND s.handed_over_at IS NULL AND pa.shop_id = s.shop_id AND pa.id = s.parcel_id
    RETURNING pa.number
    """
)
_END = text("UPDATE manifests SET recount_at = NULL WHERE id = :manifest")


class TakenOff(msgspec.Struct, frozen=True, kw_only=True):
    """Parcels that are on the manifest no more, by number."""

    parcels: list[int]


async def count_again(tx: Tx, manifest: int) -> None:
    """Begin: no parcel is found yet. Once more it begins anew.

    Raises:
        NoManifest, ManifestClosed: nothing can be counted on it.
    """
    of = await open_to_load(tx, manifest)
    await tx.execute(_BEGIN, {"manifest": of["id"]})


async def found_again(tx: Tx, manifest: int, code: str) -> Loaded:
    """The scanned parcel is in the van. One that nobody had loaded is loaded by it.

    Raises:
        NotCounted: nobody counts this manifest again.
        See `wms.shipping.loading.load.load` for what else it refuses.
    """
    of = await open_to_load(tx, manifest)
    if of["recount_at"] is None:
        raise NotCounted(manifest=manifest)
    found = await find_loadable(tx, code)
    if found["manifest_id"] != of["id"]:
        return await load(tx, manifest, code)
    shop: UUID = found["shop_id"]
    key = {"shop": shop, "shipment": found["shipment_id"], "manifest": of["id"]}
    await tx.execute(_FOUND, key)
    return Loaded(
        manifest=manifest, parcel=found["parcel"], tracking_number=found["tracking_number"]
    )


async def end_count(tx: Tx, manifest: int, *, take_off: bool) -> TakenOff:
    """Those that were not found come off the manifest, or stay on it all the same.

    Raises:
        NoManifest, ManifestClosed: it is signed.
        NotCounted: nobody counts this manifest again.
    """
    of = await open_to_load(tx, manifest)
    if of["recount_at"] is None:
        raise NotCounted(manifest=manifest)
    key = {"manifest": of["id"]}
    gone = sorted(await tx.scalars(_TAKE_OFF, key)) if take_off else []
    await tx.execute(_END, key)
    return TakenOff(parcels=gone)
