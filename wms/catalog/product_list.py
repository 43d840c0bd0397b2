"""The products of all shops by search, for the desk."""

from __future__ import annotations

from typing import Final
from uuid import UUID

import msgspec
from sqlalchemy import text

from wms.db import Read, Tx

#: what a list can be narrowed to
WANTED: Final = ("no_barcode", "no_photo", "no_weight", "proposal", "kit")


class ProductRow(msgspec.Struct, frozen=True, kw_only=True):
    """A product as a list shows it."""

    id: UUID
    shop_code: str
    shop: str
    sku: str
    name: str
    weight_g: int | None
    kit: str | None
    barcodes: int
    packs: int
    photo_id: UUID | None
    is_proposed: bool


_LIST = text(
    """
    SELECT p.id, s.code AS shop_code, s.name AS shop, p.sku, p.name, p.weight_g, p.kit,
           b.barcodes, b.packs, f.photo_id, m.is_proposed
    FROM products p
    JOIN shops s ON s.id = p.shop_id
    CROSS JOIN LATERAL (
        SELECT count(*) AS barcodes, count(*) FILTER (WHERE c.quantity > 1) AS packs,
               coalesce(bool_or(c.quantity = 1), false) AS has_piece,
               coalesce(bool_or(c.code = ANY (:codes)), false) AS is_scanned
        FROM barcodes c WHERE c.shop_id = p.shop_id AND c.product_id = p.id) AS b
    CROSS JOIN LATERAL (
        SELECT (SELECT pp.photo_id FROM product_photos pp
                WHERE pp.shop_id = p.shop_id AND pp.product_id = p.id
                ORDER BY pp.photo_id LIMIT 1) AS photo_id) AS f
    CROSS JOIN LATERAL (
        SELECT EXISTS (SELECT FROM measure_proposals mp
                       WHERE mp.shop_id = p.shop_id AND mp.product_id = p.id
                         AND mp.status = 'open') AS is_proposed) AS m
    WHERE p.archived_at IS NULL
      AND (CAST(:shop AS text) IS NULL OR s.code = CAST(:shop AS text))
      AND (CAST(:like AS text) IS NULL OR p.sku ILIKE CAST(:like AS text)
           OR p.name ILIKE CAST(:like AS text) OR b.is_scanned)
      AND CASE CAST(:wanted AS text)
              WHEN 'no_barcode' THEN NOT b.has_piece
              WHEN 'no_photo' THEN f.photo_id IS NULL
              WHEN 'no_weight' THEN p.weight_g IS NULL
              WHEN 'proposal' THEN m.is_proposed
              WHEN 'kit' THEN p.kit IS NOT NULL
              ELSE true END
      AND (CAST(:after_shop AS text) IS NULL
           OR (s.code, p.sku) > (CAST(:after_shop AS text), CAST(:after_sku AS text)))
    ORDER BY s.code, p.sku LIMIT :limit
    """
)


async def product_list(
    read: Read | Tx,
    *,
    limit: int,
    like: str | None = None,
    codes: list[str] | None = None,
    shop: str = "",
    wanted: str = "",
    after: tuple[str, str] | None = None,
) -> list[ProductRow]:
    """Products by shop and SKU.

    ``like``: an ILIKE pattern for SKU and name; ``codes``: the readings of a scanned barcode;
    ``wanted``: one of `WANTED`; ``after``: shop's code and SKU where the page before ended.
    """
    rows = await read.execute(
        _LIST,
        {
            "shop": shop or None,
            "like": like,
            "codes": codes or [],
            "wanted": wanted or None,
            "after_shop": after[0] if after else None,
            "after_sku": after[1] if after else None,
            "limit": limit,
        },
    )
    return [ProductRow(**row._mapping) for row in rows]
