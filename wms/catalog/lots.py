"""Lots come into being when their goods are first received."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import msgspec
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from wms.catalog.errors import LotDiffers
from wms.catalog.models import Lot
from wms.db import Tx, new_id
from wms.errors import N_, Kind, Refusal


class Batch(msgspec.Struct, frozen=True, kw_only=True):
    """What the goods say about their batch."""

    lot: str | None = None
    expires_on: date | None = None


class LotNeeded(Refusal):
    """The shop keeps lots or expiry dates of this product, and the scan told none."""

    kind = Kind.INVALID
    code = "lot.needed"
    sentence = N_("{sku} is kept by lot and expiry. Give what is printed on the goods.")


async def keep_lot(
    tx: Tx,
    shop_id: UUID,
    product_id: UUID,
    sku: str,
    batch: Batch,
    *,
    is_lot_tracked: bool,
    is_expiry_tracked: bool,
) -> UUID:
    """The lot's id, new or known; the product's own id when it keeps neither lot nor expiry.

    Goods with an expiry date but no lot of their own are kept by that date.

    Raises:
        LotNeeded: something that is kept was not told.
        LotDiffers: the lot is known with another expiry date.
    """
    if not (is_lot_tracked or is_expiry_tracked):
        return product_id
    if (is_lot_tracked and not batch.lot) or (is_expiry_tracked and not batch.expires_on):
        raise LotNeeded(sku=sku)
    expires_on = batch.expires_on if is_expiry_tracked else None
    code = batch.lot if is_lot_tracked and batch.lot else str(expires_on)
    made: UUID | None = await tx.scalar(
        insert(Lot)
        .values(
            id=new_id(), shop_id=shop_id, product_id=product_id, code=code, expires_on=expires_on
        )
        .on_conflict_do_nothing(index_elements=["shop_id", "product_id", "code"])
        .returning(Lot.id)
    )
    if made is not None:
        return made
    known = (
        await tx.execute(
            select(Lot.id, Lot.expires_on).where(
                Lot.shop_id == shop_id, Lot.product_id == product_id, Lot.code == code
            )
        )
    ).one()
    if known.expires_on != expires_on:
        raise LotDiffers(lot=code, sku=sku, kept=str(known.expires_on), read=str(expires_on))
    found: UUID = known.id
    return found
