"""The office believes a count, also when orders were promised what is not there.

Their promises are given back, the books follow the shelf, and then the same orders are promised
other goods or wait for some, as after a short pick. What is on a walk already stays with its
picker, who stands there and says so. It lives here because it must know the walk.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text

from wms.access.people import Desk
from wms.db import Tx
from wms.events.kinds.order import OrderShortPicked
from wms.events.outbox import Subject, record
from wms.orders.backorders import promise_anew
from wms.orders.tell import PROMISE
from wms.stock.errors import CountPromised
from wms.stock.settle import approve
from wms.stock.tell import tell_stock

# The least urgent orders give way. Each lot of the last round: what was counted less than the books
# had then, without what is free now.
_PROMISES = text(
    """
    WITH missing AS (
        SELECT c.shop_id, c.product_id, c.place_id, e.lot_id,
               e.books - e.counted - (b.on_hand - b.allocated)
               -- what a picker did not find since then is lost out of quarantine
               - greatest(coalesce(q.on_hand, 0) - e.held, 0) AS quantity
        FROM place_counts c
        JOIN count_entries e ON e.shop_id = c.shop_id AND e.count_id = c.id
                            AND e.round = c.rounds AND e.condition = 'good'
        JOIN balances b ON b.shop_id = c.shop_id AND b.product_id = c.product_id
                       AND b.lot_id = e.lot_id AND b.condition = 'good' AND b.place_id = c.place_id
        LEFT JOIN balances q ON q.shop_id = b.shop_id AND q.product_id = b.product_id
                            AND q.lot_id = b.lot_id AND q.condition = 'quarantine'
                            AND q.place_id = b.place_id
        WHERE c.id = :count AND c.status = 'to_approve'
    ), ranked AS (
        SELECT m.shop_id, o.id AS order_id, o.external_id, l.id AS line_id, p.sku, a.id,
               m.quantity AS missing, a.quantity - a.picked - a.freed AS open,
               sum(a.quantity - a.picked - a.freed) OVER (
                   PARTITION BY m.lot_id
                   ORDER BY o.priority DESC, o.ship_by DESC NULLS FIRST, o.number DESC, a.id
               ) AS upto
        FROM missing m
        JOIN allocations a ON a.shop_id = m.shop_id AND a.product_id = m.product_id
                          AND a.lot_id = m.lot_id AND a.place_id = m.place_id
                          AND a.quantity > a.picked + a.freed
        JOIN order_lines l ON l.shop_id = a.shop_id AND l.id = a.order_line_id
        JOIN orders o ON o.shop_id = l.shop_id AND o.id = l.order_id AND o.status = 'allocated'
        JOIN products p ON p.shop_id = m.shop_id AND p.id = m.product_id
        WHERE m.quantity > 0
    )
    SELECT shop_id, order_id, external_id, line_id, sku, id,
           CAST(least(open, missing - (upto - open)) AS int) AS quantity
    FROM ranked WHERE upto - open < missing
    ORDER BY order_id, line_id, id
    """
)
# after the orders' rows everything else, as a scan does
_LOCK_ORDERS = text(
    "SELECT id FROM orders WHERE shop_id = :shop AND id = ANY (:orders) AND status = 'allocated' "
    "ORDER BY id FOR UPDATE"
)
_FREE = text("SELECT free_promises(:shop, CAST(:promises AS uuid[]), p_most => :most)")
_LESS = text(
    "UPDATE order_lines SET allocated = allocated - :quantity, "
    "backordered = backordered + :quantity WHERE shop_id = :shop AND id = :line"
)
# who wants all or nothing keeps no promise of a part
_FREE_ALL = text(
    """
    SELECT free_promises(l.shop_id, array_agg(a.id))
    FROM order_lines l
    JOIN allocations a ON a.shop_id = l.shop_id AND a.order_line_id = l.id
                      AND a.quantity > a.picked + a.freed
    WHERE l.shop_id = :shop AND l.order_id = :order
    GROUP BY l.shop_id
    """
)
_ALL_WAIT = text(
    "UPDATE order_lines SET backordered = backordered + allocated, allocated = 0 "
    "WHERE shop_id = :shop AND order_id = :order"
)
_IS_WHOLE = text("SELECT goes_whole(o) FROM orders o WHERE shop_id = :shop AND id = :order")
_STATUS = text("SELECT status FROM orders WHERE shop_id = :shop AND id = :order")
_PRODUCTS = text("SELECT product_id FROM order_lines WHERE shop_id = :shop AND order_id = :order")
_WAITS = text("SELECT backordered FROM order_lines WHERE shop_id = :shop AND id = :line")

Promise = Row[UUID]


async def believe_count(tx: Tx, count_id: UUID, *, why: str, by: Desk) -> str:
    """The office believes the last count; the state in which it is now.

    Raises:
        CountDecided, CountWhyUnknown, CountSecondApprover: as `wms.stock.settle.approve`.
        CountPromised: walks under way count on what is not there.
    """
    try:
        async with tx.begin_nested():
            return await approve(tx, count_id, why=why, by=by)
    except CountPromised:
        promises = await _promises(tx, count_id)
        if not promises:
            raise
    for one in promises:
        key = {"shop": one.shop_id, "line": one.line_id, "quantity": one.quantity}
        await tx.execute(_FREE, {**key, "promises": [one.id], "most": one.quantity})
        await tx.execute(_LESS, key)
    status = await approve(tx, count_id, why=why, by=by)
    await _promise_anew(tx, promises)
    return status


async def _promises(tx: Tx, count_id: UUID) -> Sequence[Promise]:
    """The promises that cannot be kept, their orders locked."""
    locked: set[UUID] = set()
    while True:
        found = (await tx.execute(_PROMISES, {"count": count_id})).all()
        orders = {one.order_id for one in found}
        if orders <= locked:
            return found
        # while they were waited for, others may have become the ones that give way
        facts = {"shop": found[0].shop_id, "orders": sorted(orders - locked)}
        await tx.execute(_LOCK_ORDERS, facts)
        locked |= orders


async def _promise_anew(tx: Tx, promises: Sequence[Promise]) -> None:
    for order_id in dict.fromkeys(one.order_id for one in promises):
        mine = [one for one in promises if one.order_id == order_id]
        key: dict[str, Any] = {"shop": mine[0].shop_id, "order": order_id}
        is_whole = await tx.scalar(_IS_WHOLE, key)
        if is_whole:
            await tx.execute(_FREE_ALL, key)
            await tx.execute(_ALL_WAIT, key)
        freed = await promise_anew(tx, key["shop"], order_id)
        if is_whole and await tx.scalar(_STATUS, key) == "backordered":
            freed = list(await tx.scalars(_PRODUCTS, key))  # its other goods are free now
        if freed:
            await tell_stock(tx, key["shop"], freed, reason=PROMISE)
        for line_id in dict.fromkeys(one.line_id for one in mine):
            await _tell(tx, [one for one in mine if one.line_id == line_id])


async def _tell(tx: Tx, promises: Sequence[Promise]) -> None:
    """As after a short pick: so much was missing of a line, so much was found elsewhere."""
    one = promises[0]
    missing = sum(each.quantity for each in promises)
    waits = await tx.scalar(_WAITS, {"shop": one.shop_id, "line": one.line_id}) or 0
    await record(
        tx,
        one.shop_id,
        Subject("order", one.order_id, one.external_id),
        OrderShortPicked(
            sku=one.sku,
            missing=missing,
            found_elsewhere=max(missing - waits, 0),
            backordered=min(waits, missing),
            at="count",
        ),
    )
