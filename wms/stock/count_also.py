"""Goods lie at a counted place of which the books know nothing: they are counted too."""

from __future__ import annotations

from sqlalchemy import text

from wms import barcodes
from wms.access.people import AtWork
from wms.catalog.queries import find_by_barcode
from wms.db import Tx
from wms.layout.queries import PlaceCard
from wms.stock.errors import CountCodeUnclear, CountCountedAlready, CountNeedsLot

_ALSO = text(
    """
    INSERT INTO place_counts (shop_id, place_id, product_id, reason, operator_id, status,
                              counter_id, started_at)
    VALUES (:shop, :place, :product, 'not_empty', :operator, 'counting', :operator,
            clock_timestamp())
    ON CONFLICT (shop_id, place_id, product_id) WHERE closed_at IS NULL DO NOTHING
    RETURNING 1
    """
)
_IS_BY_LOT = text(
    "SELECT is_lot_tracked OR is_expiry_tracked FROM products WHERE shop_id = :shop AND id = :id"
)


async def count_also(tx: Tx, place: PlaceCard, code: str, *, by: AtWork) -> None:
    """Goods lie there that nobody expects: they are counted too.

    Raises:
        CountCodeUnclear: the code means nothing, or goods of several shops.
        CountCountedAlready: its number stands, or the office decides about it.
        CountNeedsLot: they are kept by lot, and no lot of them is on the books there.
    """
    found = await find_by_barcode(tx, barcodes.candidates(barcodes.parse(code)))
    if len(found) != 1:
        raise CountCodeUnclear(scanned=code)
    [product] = found
    keys = {"shop": product.shop_id, "id": product.product_id}
    if await tx.scalar(_IS_BY_LOT, keys):
        raise CountNeedsLot(sku=product.sku)
    added = await tx.scalar(
        _ALSO,
        {"shop": product.shop_id, "place": place.id, "product": product.product_id,
         "operator": by.operator_id},
    )  # fmt: skip
    if added is None:
        raise CountCountedAlready(sku=product.sku, place=place.code)
