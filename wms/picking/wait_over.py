"""Orders that wait for all of their goods up to a day: then what is missing is cancelled, and the
rest ships.

Until the day is over in the warehouse's time zone such an order is one that wants all or nothing.
Afterwards it is one that takes what there is. The change of its policy is the claim: whoever makes
it does the rest in the same transaction, so it is done exactly once.
"""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import text

from wms.db import Read, Tx
from wms.events.kinds.order import ChangedLine, OrderPromiseChanged
from wms.events.outbox import Subject, record
from wms.orders.backorders import promise_orders
from wms.picking.cancel import cancel

#: orders named in one look
BATCH = 200
#: why a promise changed
WHY = "wait_over"

_DUE = text(
    """
    SELECT shop_id, id FROM orders
    WHERE wait_until < :today AND backorder_policy = 'all_or_nothing'
      AND status IN ('received', 'backordered', 'allocated', 'released', 'picking', 'picked',
                     'packing')
    ORDER BY wait_until, number LIMIT :batch
    """
)
# who has it in hand just now is not disturbed: the next look finds it again
_CLAIM = text(
    """
    WITH mine AS MATERIALIZED (
        SELECT shop_id, id FROM orders
        WHERE shop_id = :shop AND id = :order AND wait_until < :today
          AND backorder_policy = 'all_or_nothing'
        FOR UPDATE SKIP LOCKED
    )
    UPDATE orders o
    SET backorder_policy = 'as_available', version = o.version + 1, updated_at = clock_timestamp()
    FROM mine WHERE o.shop_id = mine.shop_id AND o.id = mine.id
    RETURNING o.status, o.external_id, o.ship_by, o.intercepted_at IS NOT NULL AS is_intercepted
    """
)
_GIVE_UP = text(
    """
    UPDATE order_lines l
    SET cancelled = l.cancelled + l.backordered, backordered = 0
    FROM products p
    WHERE l.shop_id = :shop AND l.order_id = :order AND l.backordered > 0
      AND p.shop_id = l.shop_id AND p.id = l.product_id
    RETURNING p.sku, l.external_id, l.line_no, l.allocated, old.backordered AS cancelled
    """
)
_NOW = text("SELECT status, ship_by FROM orders WHERE shop_id = :shop AND id = :order")


async def waited_too_long(read: Read, today: date) -> list[tuple[UUID, UUID]]:
    """Keys (shop, order) of open orders whose last day of waiting is before ``today``."""
    rows = await read.execute(_DUE, {"today": today, "batch": BATCH})
    return [(row.shop_id, row.id) for row in rows]


async def end_wait(tx: Tx, shop_id: UUID, order_id: UUID, *, today: date) -> bool:
    """The order takes what there is; what is missing is cancelled, all of it when there is nothing.

    The shop is told by ``order.promise_changed`` with the lines, and by ``order.cancelled`` when
    nothing is left. Of one that is walked for or packed, what turns out to be missing is cancelled
    when its parcel closes. Whether it was this call that did it.
    """
    key = {"shop": shop_id, "order": order_id}
    before = (await tx.execute(_CLAIM, {**key, "today": today})).first()
    if before is None:
        return False
    if before.status not in ("backordered", "allocated") or before.is_intercepted:
        return True
    await promise_orders(tx, shop_id, [order_id])
    now = (await tx.execute(_NOW, key)).one()
    if now.status == "backordered":
        await cancel(tx, shop_id, order_id)
        return True
    given_up = (await tx.execute(_GIVE_UP, key)).all()
    if given_up:
        lines = [
            ChangedLine(
                sku=row.sku,
                external_id=row.external_id,
                allocated=row.allocated,
                cancelled=row.cancelled,
            )
            for row in sorted(given_up, key=lambda row: row.line_no)
        ]
        await record(
            tx,
            shop_id,
            Subject("order", order_id, before.external_id),
            OrderPromiseChanged(was=before.ship_by, to=now.ship_by, reason=WHY, lines=lines),
        )
    return True
