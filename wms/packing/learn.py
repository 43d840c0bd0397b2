"""What the scale at the bench tells of one piece, beside what it tells of the parcel."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from sqlalchemy import text

from wms.catalog.measure import Measured, measure
from wms.db import Tx

#: cartons differ: only a parcel that weighs so many of them says what its goods weigh, within the
#: tolerance of `wms.catalog.measure` even when its own is half as heavy again
CARTONS_MIN: Final = 10

_ONE_PRODUCT = text(
    """
    SELECT min(product_id::text) AS product_id, sum(quantity) AS pieces FROM parcel_lines
    WHERE shop_id = :shop AND parcel_id = :parcel HAVING count(DISTINCT product_id) = 1
    """
)


async def learn_piece(
    tx: Tx, shop_id: UUID, parcel_id: UUID, *, weight_g: int, carton_g: int
) -> None:
    """Keep what a piece weighs, when the weighed parcel holds nothing but pieces of one product.

    ``carton_g``: what an empty carton with its filling weighs here. What was learned is proposed to
    the shop when enough parcels agree (`wms.catalog.measure`).
    """
    if weight_g < CARTONS_MIN * carton_g:
        return
    row = (await tx.execute(_ONE_PRODUCT, {"shop": shop_id, "parcel": parcel_id})).first()
    if row is None:
        return
    goods = Measured(pieces=row.pieces, weight_g=weight_g - carton_g)
    await measure(tx, shop_id, UUID(row.product_id), goods, source="packing")
