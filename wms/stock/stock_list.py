"""What there is, for the desk: products of all shops by search, with what can still be sold."""

from __future__ import annotations

from uuid import UUID

import msgspec
from sqlalchemy import text

from wms.db import Read, Tx
from wms.errors import NotFound


class ProductStock(msgspec.Struct, frozen=True, kw_only=True):
    """A product and what there is of it, in base units (see `wms.stock.queries.StockOf`)."""

    shop_id: UUID
    shop_code: str
    shop: str
    product_id: UUID
    sku: str
    name: str
    on_hand: int
    allocated: int
    available: int


_ROWS = """
    SELECT p.shop_id, s.code AS shop_code, s.name AS shop, p.id AS product_id, p.sku, p.name,
           b.on_hand, b.allocated, b.available
    FROM {products}
    CROSS JOIN LATERAL (
        SELECT CAST(coalesce(sum(x.on_hand), 0) AS bigint) AS on_hand,
               CAST(coalesce(sum(x.allocated), 0) AS bigint) AS allocated,
               CAST(coalesce(sum(x.on_hand - x.allocated) FILTER (
                   WHERE x.condition = 'good' AND pl.picked_as IS NOT NULL
                     AND (lo.sell_before IS NULL OR lo.sell_before > current_date)), 0) AS bigint)
                   AS available
        FROM balances x
        JOIN places pl ON pl.id = x.place_id
        JOIN lots lo ON lo.shop_id = x.shop_id AND lo.product_id = x.product_id
                    AND lo.id = x.lot_id
        WHERE x.shop_id = p.shop_id AND x.product_id = p.id) AS b
"""
# The page is found before anything is added up: a shop has its products in the order of SKUs.
_PAGE = """
    shops s
    CROSS JOIN LATERAL (
        SELECT * FROM products q
        WHERE q.shop_id = s.id
          AND (CAST(:like AS text) IS NULL OR q.sku ILIKE CAST(:like AS text)
               OR q.name ILIKE CAST(:like AS text)
               OR EXISTS (SELECT FROM barcodes c WHERE c.shop_id = q.shop_id
                          AND c.product_id = q.id AND c.code = ANY (:codes)))
          AND (CAST(:after_shop AS text) IS NULL OR s.code > CAST(:after_shop AS text)
               OR q.sku > CAST(:after_sku AS text))
        ORDER BY q.sku LIMIT :limit) AS p
"""
_LIST = text(
    _ROWS.format(
        products=f"""(
        SELECT p.* FROM {_PAGE}
        WHERE (CAST(:shop AS text) IS NULL OR s.code = CAST(:shop AS text))
          AND (CAST(:after_shop AS text) IS NULL OR s.code >= CAST(:after_shop AS text))
        ORDER BY s.code, p.sku LIMIT :limit) AS p
    JOIN shops s ON s.id = p.shop_id"""
    )
    + " ORDER BY s.code, p.sku"
)
_ONE = text(
    _ROWS.format(products="products p JOIN shops s ON s.id = p.shop_id") + " WHERE p.id = :id"
)


async def stock_list(
    read: Read | Tx,
    *,
    limit: int,
    like: str | None = None,
    codes: list[str] | None = None,
    shop: str = "",
    after: tuple[str, str] | None = None,
) -> list[ProductStock]:
    """Products by shop and SKU, with their stock.

    ``like``: an ILIKE pattern for SKU and name; ``codes``: the readings of a scanned barcode;
    ``after``: shop's code and SKU where the page before ended.
    """
    rows = await read.execute(
        _LIST,
        {
            "shop": shop or None,
            "like": like,
            "codes": codes or [],
            "after_shop": after[0] if after else None,
            "after_sku": after[1] if after else None,
            "limit": limit,
        },
    )
    return [ProductStock(**row._mapping) for row in rows]


async def product_stock(read: Read | Tx, product_id: UUID) -> ProductStock:
    """One product and what there is of it.

    Raises:
        NotFound: there is none that the reader may see.
    """
    row = (await read.execute(_ONE, {"id": product_id})).one_or_none()
    if row is None:
        raise NotFound(what="product", name=str(product_id))
    return ProductStock(**row._mapping)
