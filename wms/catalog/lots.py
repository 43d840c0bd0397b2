"""Lots come into being when their goods are first received."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import msgspec
from sqlalchemy import text

from wms.barcodes import Scanned, trade_item
from wms.db import Tx
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


def may_be(scanned: Scanned, lot: str | None, expires_on: date | None) -> bool:
    """Whether goods of this lot can be what a code says; a code that tells of none can be any.

    Goods that are kept by their date alone are told apart by it, whatever batch is printed beside
    it (the same as `sql/is_lot_told.sql`).
    """
    item = trade_item(scanned)
    if item is None or item.unsplit is not None or lot is None:
        return True
    if expires_on is not None and lot == expires_on.isoformat():
        return item.expires_on in (None, expires_on)
    return item.lot in (None, lot)


_KEEP = text("SELECT keep_lot(:shop, :product, :lot, :expires_on)")


async def keep_lot(tx: Tx, shop_id: UUID, product_id: UUID, sku: str, batch: Batch) -> UUID:
    """The lot's id, new or known; the product's own id when it keeps neither lot nor expiry.

    Goods with an expiry date but no lot of their own are kept by that date (`sql/keep_lot.sql`).

    Raises:
        LotNeeded: something that is kept was not told.
        LotDiffers: the lot is known with another expiry date.
    """
    lot_id: UUID | None = await tx.scalar(
        _KEEP,
        {
            "shop": shop_id,
            "product": product_id,
            "lot": batch.lot,
            "expires_on": batch.expires_on,
        },
    )
    if lot_id is None:
        raise LotNeeded(sku=sku)
    return lot_id
