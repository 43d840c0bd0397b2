"""Promising goods to orders that waited for them."""

from __future__ import annotations

from sqlalchemy import text

from wms.db import Tx

#: orders looked at in one transaction, so that its locks are held for a short time
BATCH = 50

# Only orders for which something free has come since; the rest would be locked for nothing.
_WAITING = text(
    """
    SELECT o.shop_id, o.id, o.external_id, o.backorder_policy = 'all_or_nothing' AS is_whole,
           array_agg(l.id ORDER BY l.line_no) AS lines,
           array_agg(l.product_id ORDER BY l.line_no) AS products,
           array_agg(l.backordered ORDER BY l.line_no) AS quantities
    FROM orders o
    JOIN order_lines l ON l.shop_id = o.shop_id AND l.order_id = o.id AND l.backordered > 0
    WHERE o.status = 'backordered' AND EXISTS (
        SELECT FROM balances b JOIN places p ON p.id = b.place_id
        WHERE b.shop_id = l.shop_id AND b.product_id = l.product_id AND b.condition = 'good'
          AND b.on_hand > b.allocated AND p.kind IN ('storage', 'pick_face')
          AND p.blocked_at IS NULL)
    GROUP BY o.shop_id, o.id
    ORDER BY o.priority, o.ship_by NULLS LAST, o.number
    LIMIT :batch
    """
)
_LOCK = text(
    "SELECT 1 FROM orders WHERE shop_id = :shop AND id = :order AND status = 'backordered' "
    "FOR UPDATE SKIP LOCKED"
)
_PROMISE = text(
    "SELECT promise_order(:shop, :order, :external_id, :lines, :products, :quantities, :is_whole)"
    " ->> 'status'"
)


async def promise_backorders(tx: Tx) -> int:
    """Try once for each waiting order whose goods came; returns how many are allocated now.

    By priority, then by the time they must leave, then in the order in which they came.
    """
    promised = 0
    for row in (await tx.execute(_WAITING, {"batch": BATCH})).all():
        key = {"shop": row.shop_id, "order": row.id}
        if not await tx.scalar(_LOCK, key):
            continue
        status = await tx.scalar(
            _PROMISE,
            {
                **key,
                "external_id": row.external_id,
                "lines": row.lines,
                "products": row.products,
                "quantities": row.quantities,
                "is_whole": row.is_whole,
            },
        )
        promised += status == "allocated"
    return promised
