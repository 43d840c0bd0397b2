"""Promised goods whose day has come before they were shipped are promised anew."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import text

from wms.db import Read, Tx
from wms.events.kinds.order import ChangedLine, OrderPromiseChanged
from wms.events.outbox import Subject, record
from wms.orders import backorders
from wms.stock.tell import tell_stock

# An order that is walked for, or in a tote, stays with who has it in hand: its shop was told by
# stock.expiring how many are promised. Given back, it comes here.
_AFFECTED = text(
    """
    SELECT DISTINCT o.shop_id, o.id, o.number
    FROM lots l
    JOIN allocations a ON a.shop_id = l.shop_id AND a.product_id = l.product_id AND a.lot_id = l.id
    JOIN order_lines ol ON ol.shop_id = a.shop_id AND ol.id = a.order_line_id
    JOIN orders o ON o.shop_id = ol.shop_id AND o.id = ol.order_id
    WHERE l.sell_before <= current_date AND a.quantity > a.picked + a.freed
      AND o.status = 'allocated'
    ORDER BY o.number LIMIT :batch
    """
)
_LOCK = text(
    "SELECT external_id, goes_whole(o) AS is_whole FROM orders o "
    "WHERE shop_id = :shop AND id = :order AND status = 'allocated' FOR UPDATE SKIP LOCKED"
)
# of an order that goes whole or not at all, everything is promised anew: it may have to wait
_FREE = text(
    """
    WITH open AS (
        SELECT a.id, a.order_line_id, a.product_id, a.quantity - a.picked - a.freed AS quantity
        FROM order_lines ol
        JOIN allocations a ON a.shop_id = ol.shop_id AND a.order_line_id = ol.id
        JOIN lots l ON l.shop_id = a.shop_id AND l.product_id = a.product_id AND l.id = a.lot_id
        WHERE ol.shop_id = :shop AND ol.order_id = :order AND a.quantity > a.picked + a.freed
          AND (:is_whole OR l.sell_before <= current_date)
    ), freed AS MATERIALIZED (
        SELECT free_promises(:shop, (SELECT array_agg(id) FROM open)) AS pieces
    )
    UPDATE order_lines ol
    SET allocated = ol.allocated - lost.quantity, backordered = ol.backordered + lost.quantity
    FROM (SELECT order_line_id, product_id, CAST(sum(quantity) AS int) AS quantity
          FROM open GROUP BY order_line_id, product_id) AS lost, freed
    WHERE ol.shop_id = :shop AND ol.id = lost.order_line_id AND freed.pieces > 0
    RETURNING ol.id, lost.product_id, lost.quantity
    """
)
_NOW = text(
    """
    SELECT p.sku, ol.external_id, ol.allocated, ol.backordered
    FROM order_lines ol JOIN products p ON p.shop_id = ol.shop_id AND p.id = ol.product_id
    WHERE ol.shop_id = :shop AND ol.id = ANY (:lines) ORDER BY ol.line_no
    """
)
#: orders named in one look
BATCH_MAX = 200
# when nothing of it is there any more, nobody knows when it leaves
_LEAVES = text(
    """
    UPDATE orders
    SET ship_by = CASE WHEN is_ship_by_ours AND status = 'backordered' THEN NULL ELSE ship_by END
    WHERE shop_id = :shop AND id = :order RETURNING old.ship_by AS was, new.ship_by AS anew
    """
)
#: why a promise changed
WHY = "expiry"


async def promised_too_long(read: Read) -> list[tuple[UUID, UUID]]:
    """Keys (shop, order) of orders that nobody walks for yet, and that were promised goods which
    may not be sold any more."""
    return [(row.shop_id, row.id) for row in await read.execute(_AFFECTED, {"batch": BATCH_MAX})]


async def promise_anew(tx: Tx, shop_id: UUID, order_id: UUID) -> bool:
    """Give such promises back and promise other goods; what there is not waits as a backorder.

    The shop is told by ``order.promise_changed``. Whether there was something to do: somebody else
    may be faster, or walk for it by now.
    """
    key = {"shop": shop_id, "order": order_id}
    order = (await tx.execute(_LOCK, key)).first()
    if order is None:
        return False
    freed = (await tx.execute(_FREE, {**key, "is_whole": order.is_whole})).all()
    if not freed:
        return False
    loose = await backorders.promise_anew(tx, shop_id, order_id)
    lines = await tx.execute(_NOW, {"shop": shop_id, "lines": [row.id for row in freed]})
    leaves = (await tx.execute(_LEAVES, key)).one()
    await record(
        tx,
        shop_id,
        Subject("order", order_id, order.external_id),
        OrderPromiseChanged(
            was=leaves.was,
            to=leaves.anew,
            reason=WHY,
            lines=[ChangedLine(**line._mapping) for line in lines],
        ),
    )
    await tell_stock(tx, shop_id, {row.product_id for row in freed} | set(loose), reason="promise")
    return True
