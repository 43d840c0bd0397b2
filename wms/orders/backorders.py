"""Promising goods to orders that waited for them."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import text

from wms.db import Read, Tx

#: orders named in one look
BATCH = 200

# Only orders that can have something now: one that wants all or nothing when there is enough of
# each of its products, any other when there is some of one. So an order that must go on waiting
# never stands in the way of those behind it.
_SERVABLE = text(
    """
    WITH need AS (
        SELECT o.shop_id, o.id, o.priority, o.ship_by, o.number,
               o.backorder_policy = 'all_or_nothing' AS is_whole,
               l.product_id, sum(l.backordered) AS quantity
        FROM orders o
        JOIN order_lines l ON l.shop_id = o.shop_id AND l.order_id = o.id AND l.backordered > 0
        WHERE o.status IN ('backordered', 'allocated')
        GROUP BY o.shop_id, o.id, l.product_id
    ), free AS (
        SELECT b.shop_id, b.product_id, sum(b.on_hand - b.allocated) AS quantity
        FROM balances b
        JOIN places p ON p.id = b.place_id
        JOIN lots t ON t.shop_id = b.shop_id AND t.product_id = b.product_id AND t.id = b.lot_id
        WHERE (b.shop_id, b.product_id) IN (SELECT shop_id, product_id FROM need)
          AND b.condition = 'good' AND b.on_hand > b.allocated
          AND p.picked_as IS NOT NULL
          AND (t.sell_before IS NULL OR t.sell_before > current_date)
        GROUP BY b.shop_id, b.product_id
    )
    SELECT n.shop_id, n.id
    FROM need n LEFT JOIN free f ON f.shop_id = n.shop_id AND f.product_id = n.product_id
    GROUP BY n.shop_id, n.id, n.is_whole, n.priority, n.ship_by, n.number
    HAVING CASE WHEN n.is_whole THEN bool_and(coalesce(f.quantity, 0) >= n.quantity)
                ELSE bool_or(f.quantity > 0) END
    ORDER BY n.priority, n.ship_by NULLS LAST, n.number
    LIMIT :batch
    """
)
_LOCK = text(
    "SELECT external_id, backorder_policy = 'all_or_nothing' AS is_whole FROM orders "
    "WHERE shop_id = :shop AND id = :order AND status IN ('backordered', 'allocated') "
    "FOR UPDATE SKIP LOCKED"
)
_PROMISE = text(
    """
    SELECT promise_order(:shop, :order, :external_id, array_agg(id ORDER BY line_no),
                         array_agg(product_id ORDER BY line_no),
                         array_agg(backordered ORDER BY line_no), :is_whole) ->> 'status'
    FROM order_lines WHERE shop_id = :shop AND order_id = :order AND backordered > 0
    HAVING count(*) > 0
    """
)


async def servable(read: Read) -> list[tuple[UUID, UUID]]:
    """Keys (shop, order) of waiting orders whose goods have come: by priority, then by the time
    they must leave, then in the order in which they came."""
    return [(row.shop_id, row.id) for row in await read.execute(_SERVABLE, {"batch": BATCH})]


async def promise_backorder(tx: Tx, shop_id: UUID, order_id: UUID) -> bool:
    """Try once for one order; whether it is allocated now. Somebody else may be faster.

    One order a transaction: balances are locked for a short time and in one order.
    """
    key = {"shop": shop_id, "order": order_id}
    order = (await tx.execute(_LOCK, key)).first()
    if order is None:
        return False
    facts = {**key, "external_id": order.external_id, "is_whole": order.is_whole}
    return bool(await tx.scalar(_PROMISE, facts) == "allocated")
