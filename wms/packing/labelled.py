"""A label sticks on the parcel: shipping says so, the parcel's own slice writes it."""

from __future__ import annotations

from uuid import UUID

import msgspec
from sqlalchemy import text

from wms.db import Tx


class Labelled(msgspec.Struct, frozen=True, kw_only=True):
    """The parcel and whose it is, for the event about its label."""

    parcel_number: int
    order_id: UUID
    order_number: int
    order_external_id: str


_LABELLED = text(
    """
    WITH labelled AS (
        UPDATE parcels SET status = 'labelled', version = version + 1
        WHERE shop_id = :shop AND id = :parcel AND status = 'packed'
    )
    SELECT pa.number AS parcel_number, o.id AS order_id, o.number AS order_number,
           o.external_id AS order_external_id
    FROM parcels pa JOIN orders o ON o.shop_id = pa.shop_id AND o.id = pa.order_id
    WHERE pa.shop_id = :shop AND pa.id = :parcel
    """
)


async def mark_labelled(tx: Tx, shop_id: UUID, parcel_id: UUID) -> Labelled:
    """A packed parcel is labelled now; any other keeps its state (it was taken apart meanwhile)."""
    row = (await tx.execute(_LABELLED, {"shop": shop_id, "parcel": parcel_id})).one()
    return Labelled(**row._mapping)
