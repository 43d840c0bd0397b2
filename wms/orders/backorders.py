"""Promising goods to orders that waited for them, many orders in one pass."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import text

from wms.db import Read, Tx

#: a product of a shop
Wanted = tuple[UUID, UUID]

#: orders named in one look
LOOK_MAX = 5_000

# From one product that somebody waits for to the next, along the index of waiting lines: however
# many orders wait for it, it is read once.
_WAITED_FOR = text(
    """
    WITH RECURSIVE waited AS (
        (SELECT shop_id, product_id FROM order_lines WHERE backordered > 0
         ORDER BY shop_id, product_id LIMIT 1)
        UNION ALL
        SELECT further.shop_id, further.product_id
        FROM waited w CROSS JOIN LATERAL (
            SELECT l.shop_id, l.product_id FROM order_lines l
            WHERE l.backordered > 0 AND (l.shop_id, l.product_id) > (w.shop_id, w.product_id)
            ORDER BY l.shop_id, l.product_id LIMIT 1) AS further
    )
    SELECT w.shop_id, w.product_id, sum(f.free) AS free
    FROM waited w CROSS JOIN LATERAL free_stock(w.shop_id, ARRAY[w.product_id]) AS f
    GROUP BY w.shop_id, w.product_id
    """
)
# Only orders that can have something now: one that wants all or nothing when there is enough of
# each of its products, any other when there is some of one. So an order that must go on waiting
# never stands in the way of those behind it.
_SERVABLE = text(
    """
    WITH touched AS (
        SELECT DISTINCT l.shop_id, l.order_id
        FROM unnest(CAST(:shops AS uuid[]), CAST(:products AS uuid[])) AS t (shop_id, product_id)
        JOIN order_lines l ON l.shop_id = t.shop_id AND l.product_id = t.product_id
                          AND l.backordered > 0
    ), need AS (
        SELECT o.shop_id, o.id, o.priority, o.ship_by, o.number, goes_whole(o) AS is_whole,
               l.product_id, sum(l.backordered) AS quantity
        FROM touched t
        JOIN orders o ON o.shop_id = t.shop_id AND o.id = t.order_id
                     AND o.status IN ('backordered', 'allocated')
        JOIN order_lines l ON l.shop_id = o.shop_id AND l.order_id = o.id AND l.backordered > 0
        GROUP BY o.shop_id, o.id, l.product_id
    ), free AS MATERIALIZED (
        SELECT w.shop_id, w.product_id, sum(f.free) AS quantity
        FROM (SELECT DISTINCT shop_id, product_id FROM need) AS w
        CROSS JOIN LATERAL free_stock(w.shop_id, ARRAY[w.product_id]) AS f
        GROUP BY w.shop_id, w.product_id
    )
    SELECT n.shop_id, n.id
    FROM need n LEFT JOIN free f ON f.shop_id = n.shop_id AND f.product_id = n.product_id
    GROUP BY n.shop_id, n.id, n.is_whole, n.priority, n.ship_by, n.number
    HAVING CASE WHEN n.is_whole THEN bool_and(coalesce(f.quantity, 0) >= n.quantity)
                ELSE bool_or(f.quantity > 0) END
    ORDER BY n.priority, n.ship_by NULLS LAST, n.number
    LIMIT :most
    """
)
_PROMISE = text(
    "SELECT order_id FROM promise_orders(:shop, CAST(:orders AS uuid[])) WHERE status = 'allocated'"
)
_FREE_LOOSE = text("SELECT free_loose_parts(:shop, :order)")
_PROMISE_ANEW = text("SELECT status FROM promise_orders(:shop, ARRAY[CAST(:order AS uuid)], true)")


async def waited_for(read: Read | Tx) -> dict[Wanted, int]:
    """What is free of each product (shop, product) that somebody waits for, in base units."""
    found = await read.execute(_WAITED_FOR)
    return {(row.shop_id, row.product_id): int(row.free) for row in found}


async def servable(
    read: Read | Tx, wanted: Sequence[Wanted], *, most: int = LOOK_MAX
) -> list[tuple[UUID, UUID]]:
    """Keys (shop, order) of waiting orders that can have something now and wait for one of these
    products: by priority, then by the time they must leave, then in the order they came."""
    facts = {
        "shops": [shop for shop, _ in wanted],
        "products": [product for _, product in wanted],
        "most": most,
    }
    return [(row.shop_id, row.id) for row in await read.execute(_SERVABLE, facts)]


async def promise_orders(tx: Tx, shop_id: UUID, order_ids: Sequence[UUID]) -> set[UUID]:
    """Try once for these orders of a shop, in one pass; the ones that got something.

    They are served by priority, then by the time they must leave, then in the order in which they
    came. Who is in somebody's hands just now is passed over, and tried again by the next pass.
    """
    facts = {"shop": shop_id, "orders": list(order_ids)}
    return set(await tx.scalars(_PROMISE, facts))


async def promise_anew(tx: Tx, shop_id: UUID, order_id: UUID) -> list[UUID]:
    """Promise goods to an order that has lost some of its promises, or let it wait.

    Parts of a kit that misses another one are given back first; their products, of which others
    can have something now, are returned.
    """
    key = {"shop": shop_id, "order": order_id}
    freed: list[UUID] = await tx.scalar(_FREE_LOOSE, key)
    await tx.execute(_PROMISE_ANEW, key)
    return freed


async def promise_backorder(tx: Tx, shop_id: UUID, order_id: UUID) -> bool:
    """Try once for one order; whether it got something."""
    return bool(await promise_orders(tx, shop_id, [order_id]))
