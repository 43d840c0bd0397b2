"""A label sticks on the parcel: shipping says so, the parcel's own slice writes it."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import text

from wms.db import Tx

_LABELLED = text(
    "UPDATE parcels SET status = 'labelled', version = version + 1 "
    "WHERE shop_id = :shop AND id = :parcel AND status = 'packed'"
)


async def mark_labelled(tx: Tx, shop_id: UUID, parcel_id: UUID) -> None:
    """A packed parcel is labelled now; any other keeps its state (it was taken apart meanwhile)."""
    await tx.execute(_LABELLED, {"shop": shop_id, "parcel": parcel_id})
