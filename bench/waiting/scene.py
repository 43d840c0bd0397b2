"""A warehouse in which thousands of orders wait for goods that are not there.

The orders are written as `place_order` leaves them when nothing is free, a statement for all of
them; goods come through `move_stock`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from sqlalchemy import text

from bench.hall import ADDRESS
from wms.catalog.products import NewProduct
from wms.catalog.register import register_batch
from wms.db import HALL, Database
from wms.layout.build import open_warehouse
from wms.shops.open import open_shop

#: lines of an order
LINES: Final = 3
#: of each order's lines so many pieces at most
PIECES_MAX: Final = 3
#: places of each product: two pick faces and one of the reserve, with two lots
PLACES: Final = 3
#: a product batch of one call
BATCH: Final = 250

_PLACES: Final = text(
    """
    INSERT INTO places (warehouse_id, kind, code, label_code, aisle, x_mm, y_mm, pick_order)
    SELECT :warehouse, CASE WHEN n % 3 = 0 THEN 'storage' ELSE 'pick_face' END,
           'A-' || lpad(n::text, 5, '0'), label_code(10, n), 'A', n * 1000, 0, n
    FROM generate_series(1, CAST(:count AS int)) AS n
    """
)
_LOTS: Final = text(
    """
    INSERT INTO lots (shop_id, product_id, code, expires_on)
    SELECT shop_id, id, 'L' || n, current_date + 100 * n
    FROM products, generate_series(1, 2) AS n
    """
)
# which products an order has is drawn from its number: the same at every run
_ORDERS: Final = text(
    """
    WITH product AS (
        SELECT shop_id, id, row_number() OVER (PARTITION BY shop_id ORDER BY sku) - 1 AS n,
               count(*) OVER (PARTITION BY shop_id) AS of
        FROM products
    ), shop AS (
        SELECT id, row_number() OVER (ORDER BY code) - 1 AS n, count(*) OVER () AS of FROM shops
    ), written AS (
        INSERT INTO orders (shop_id, external_id, status, country, carrier, service, priority,
                            ship_by, backorder_policy)
        SELECT s.id, :name || '-' || o, 'backordered', 'PL', 'house', 'standard',
               CASE WHEN o % 20 = 0 THEN 50 ELSE 100 END,
               now() + make_interval(hours => (o * 7 % 72)::int),
               CASE WHEN o % 10 < 7 THEN 'all_or_nothing' ELSE 'as_available' END
        FROM generate_series(1, CAST(:count AS int)) AS o JOIN shop s ON s.n = o % s.of
        RETURNING shop_id, id, number
    )
    INSERT INTO order_lines (shop_id, order_id, line_no, product_id, ordered, backordered)
    SELECT w.shop_id, w.id, line, p.id, q.pieces, q.pieces
    FROM written w CROSS JOIN generate_series(1, CAST(:lines AS int)) AS line
    CROSS JOIN LATERAL (
        SELECT 1 + (hashint8(w.number * 31 + line) & 1073741823) % CAST(:most AS int) AS pieces
    ) AS q
    JOIN product p ON p.shop_id = w.shop_id
     AND p.n = ((hashint8(w.number) & 1073741823) + line * 37) % p.of
    """
)
_BRING: Final = text(
    """
    WITH place AS (
        SELECT id, row_number() OVER (ORDER BY pick_order) - 1 AS n
        FROM places WHERE kind IN ('pick_face', 'storage')
    ), product AS (
        SELECT shop_id, id, row_number() OVER (ORDER BY shop_id, sku) - 1 AS n FROM products
    ), goods AS (
        SELECT p.shop_id, p.id, place.id AS place_id, l.id AS lot_id
        FROM product p
        JOIN place ON place.n / CAST(:places AS int) = p.n
        JOIN lots l ON l.shop_id = p.shop_id AND l.product_id = p.id AND l.code <> ''
        WHERE p.n < CAST(:products AS int)
        ORDER BY p.shop_id, p.id, l.id, place.id
    )
    SELECT count(move_stock(g.shop_id, g.id, g.lot_id, :quantity, found.id, 'good', g.place_id,
                            'good', 'adjust', NULL, NULL, NULL, NULL))
    FROM goods g JOIN places found ON found.kind = 'found'
    """
)

_CLEAR: Final = text(
    """
    SELECT count(move_stock(b.shop_id, b.product_id, b.lot_id, b.on_hand - b.allocated, b.place_id,
                            'good', lost.id, 'good', 'adjust', NULL, NULL, NULL, NULL))
    FROM (SELECT * FROM balances WHERE on_hand > allocated
          ORDER BY shop_id, product_id, lot_id, condition, place_id) AS b
    JOIN places lost ON lost.kind = 'lost'
    """
)


@dataclass(frozen=True)
class Scene:
    """What was opened."""

    database: Database
    warehouse_id: UUID
    #: products of all shops
    products: int

    async def orders(self, name: str, count: int) -> None:
        """So many orders that wait for everything they ask for."""
        facts = {"name": name, "count": count, "lines": LINES, "most": PIECES_MAX}
        async with self.database.begin(HALL) as tx:
            await tx.execute(_ORDERS, facts)

    async def bring(self, quantity: int, *, products: int | None = None) -> None:
        """So many pieces of each lot to each of a product's places; of the first few or of all."""
        facts = {
            "quantity": quantity, "places": PLACES,
            "products": self.products if products is None else products,
        }  # fmt: skip
        async with self.database.begin(HALL) as tx:
            await tx.execute(_BRING, facts)

    async def clear(self) -> None:
        """What nobody was promised is lost: who comes next finds empty shelves."""
        async with self.database.begin(HALL) as tx:
            await tx.execute(_CLEAR)


async def open_scene(database: Database, *, shops: int, skus: int) -> Scene:
    """Shops, so many products each, and empty shelves."""
    async with database.begin(HALL) as tx:
        warehouse = await open_warehouse(tx, code="BENCH", name="Bench hall")
        for number in range(shops):
            shop_id = await open_shop(
                tx, code=f"BENCH-{number}", name=f"Shop {number}", email="shop@example.com",
                address=ADDRESS,
            )  # fmt: skip
            for at in range(0, skus, BATCH):
                await register_batch(
                    tx, shop_id,
                    [NewProduct(sku=f"SKU-{n:05}", name=f"Product {n}")
                     for n in range(at, min(skus, at + BATCH))],
                )  # fmt: skip
        await tx.execute(_PLACES, {"warehouse": warehouse, "count": shops * skus * PLACES})
        await tx.execute(_LOTS)
    scene = Scene(database, warehouse, shops * skus)
    await scene.bring(1)  # every place has held something before: an empty table is no warehouse
    await scene.clear()
    return scene
