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
    SELECT w.shop_id, w.product_id, f.free
    FROM waited w CROSS JOIN LATERAL ( -- one product after the other, by key
        SELECT sum(free) AS free FROM free_stock(w.shop_id, ARRAY[w.product_id])) AS f
    WHERE f.free > 0
    """
)
# Only orders that can have something now: one that wants all or nothing when there is enough of
# each of its products, any other when there is some of one. So an order that must go on waiting
# never stands in the way of those behind it.
_SERVABLE = text(
    """
    WITH touched AS MATERIALIZED (
        SELECT DISTINCT l.order_id FROM order_lines l
        WHERE l.shop_id = :shop AND l.product_id = ANY (CAST(:products AS uuid[]))
          AND l.backordered > 0
    ), need AS MATERIALIZED (
        SELECT o.id, o.priority, o.ship_by, o.number, goes_whole(o) AS is_whole,
               l.product_id, l.quantity
        FROM touched t
        JOIN orders o ON o.shop_id = :shop AND o.id = t.order_id
                     AND o.status IN ('backordered', 'allocated')
        CROSS JOIN LATERAL (
            SELECT l.product_id, sum(l.backordered) AS quantity FROM order_lines l
            WHERE l.shop_id = :shop AND l.order_id = t.order_id AND l.backordered > 0
            GROUP BY l.product_id) AS l
    ), free AS MATERIALIZED (
        SELECT product_id, sum(free) AS quantity
        FROM free_stock(:shop, ARRAY(SELECT DISTINCT product_id FROM need))
        GROUP BY product_id
    )
    SELECT n.id
    FROM need n LEFT JOIN free f ON f.product_id = n.product_id
    GROUP BY n.id, n.is_whole, n.priority, n.ship_by, n.number
    HAVING CASE WHEN n.is_whole THEN bool_and(coalesce(f.quantity, 0) >= n.quantity)
                ELSE bool_or(f.quantity > 0) END
    ORDER BY n.priority, n.ship_by NULLS LAST, n.number
    LIMIT :most
    """
)
_KEEP = text("SELECT keep_goods(:shop, CAST(:products AS uuid[]))")
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
    read: Read | Tx, shop_id: UUID, product_ids: Sequence[UUID], *, most: int = LOOK_MAX
) -> list[UUID]:
    """A shop's waiting orders that wait for one of these products and can have something now: by
    priority, then by the time they must leave, then in the order in which they came."""
    facts = {"shop": shop_id, "products": list(product_ids), "most": most}
    return list(await read.scalars(_SERVABLE, facts))


async def keep_goods(tx: Tx, shop_id: UUID, product_ids: Sequence[UUID]) -> None:
    """Say for which orders goods are kept, so that smaller ones do not overtake them for ever.

    Those that go whole, have waited for two days, and lack no product entirely; looked for among
    the orders that wait for these products.
    """
    await tx.execute(_KEEP, {"shop": shop_id, "products": list(product_ids)})


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
