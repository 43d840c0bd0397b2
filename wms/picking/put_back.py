"""Goods of an order go back from its totes to a place: it was cancelled, or waits for the rest."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import func, select, text

from wms.access.people import AtWork
from wms.db import Tx
from wms.events.kinds.order import OrderBackordered
from wms.events.outbox import Subject, record
from wms.orders.models import Order, OrderLine
from wms.picking.cancel import LEAVE_RUN, close, locked
from wms.picking.errors import NothingToPutBack
from wms.stock.ledger import Goods, move
from wms.stock.tell import tell_stock

#: states of an order whose goods are, or were, in a tote of its own
_IN_A_TOTE = ("picked", "packing")
_ALL_LINES_WAIT = text(
    "UPDATE order_lines SET allocated = 0, picked = 0, packed = 0, "
    "backordered = ordered - cancelled WHERE shop_id = :shop AND order_id = :order"
)


async def _wait_again(tx: Tx, order: Order) -> None:
    key = {"shop": order.shop_id, "order": order.id}
    await tx.execute(LEAVE_RUN, key)
    await tx.execute(_ALL_LINES_WAIT, key)
    order.status = "backordered"
    order.updated_at = func.clock_timestamp()
    order.version += 1
    await tx.flush()
    await record(
        tx,
        order.shop_id,
        Subject("order", order.id, order.external_id),
        OrderBackordered(after="short_pick"),
    )


# In the tote of a batch lie pieces of other orders, too: so many of its product are its own, first
# of the lot that was picked for it.
_IN_ITS_TOTES = text(
    """
    SELECT b.product_id, b.lot_id, b.condition, b.place_id, b.on_hand AS quantity
    FROM balances b
    WHERE b.shop_id = :shop AND b.on_hand > 0
      AND b.place_id IN (SELECT order_totes(:shop, :order))
      AND NOT EXISTS (SELECT FROM pick_run_orders ro
                      WHERE ro.tote_id = b.place_id AND ro.emptied_at IS NULL AND ro.is_batch)
    UNION ALL
    SELECT l.product_id, mine.lot_id, mine.condition, mine.place_id, l.picked
    FROM order_lines l
    JOIN pick_run_orders ro ON ro.shop_id = l.shop_id AND ro.order_id = l.order_id
                           AND ro.emptied_at IS NULL AND ro.is_batch
    CROSS JOIN LATERAL (
        SELECT b.lot_id, b.condition, b.place_id FROM balances b
        WHERE b.shop_id = l.shop_id AND b.product_id = l.product_id AND b.place_id = ro.tote_id
          AND b.on_hand >= l.picked
        ORDER BY EXISTS (SELECT FROM pick_tasks t
                         WHERE t.shop_id = l.shop_id AND t.run_id = ro.run_id
                           AND t.order_line_id = l.id AND t.lot_id = b.lot_id
                           AND t.picked > 0) DESC, b.lot_id LIMIT 1) AS mine
    WHERE l.shop_id = :shop AND l.order_id = :order AND l.picked > 0
    ORDER BY product_id, lot_id, place_id
    """
)


async def put_back(tx: Tx, shop_id: UUID, order_id: UUID, to_place: UUID, by: AtWork) -> int:
    """Take an order out of its tote and put the goods to a place; returns the units.

    An intercepted order is cancelled then; any other waits for goods, with all of its lines. The
    goods can be promised again at once if the place is one from which orders are picked.

    Raises:
        NothingToPutBack: nothing of it lies in a tote: it is not picked, or taken apart already.
    """
    order = await locked(tx, shop_id, order_id)
    if order.status not in _IN_A_TOTE:
        raise NothingToPutBack(number=order.number)
    moved = 0
    products: set[UUID] = set()
    lines = await _picked_lines(tx, order)
    for here in (await tx.execute(_IN_ITS_TOTES, {"shop": shop_id, "order": order_id})).all():
        moved += here.quantity
        products.add(here.product_id)
        goods = Goods(
            shop_id=shop_id,
            product_id=here.product_id,
            lot_id=here.lot_id,
            condition=here.condition,
        )
        for line_id, quantity in _share(lines.get(here.product_id, []), here.quantity):
            await move(
                tx,
                goods,
                quantity,
                from_place=here.place_id,
                to_place=to_place,
                reason="unpick",
                by=by,
                line_id=line_id,
            )
    await (_wait_again(tx, order) if order.intercepted_at is None else close(tx, order))
    await tell_stock(tx, shop_id, products, reason="unpick")
    return moved


async def _picked_lines(tx: Tx, order: Order) -> dict[UUID, list[tuple[UUID, int]]]:
    """By product the lines that were picked, and how many: an amended order has some of nothing."""
    rows = await tx.execute(
        select(OrderLine.product_id, OrderLine.id, OrderLine.picked)
        .where(
            OrderLine.shop_id == order.shop_id,
            OrderLine.order_id == order.id,
            OrderLine.picked > 0,
        )
        .order_by(OrderLine.line_no)
    )
    found: dict[UUID, list[tuple[UUID, int]]] = {}
    for product_id, line_id, picked in rows:
        found.setdefault(product_id, []).append((line_id, picked))
    return found


def _share(lines: list[tuple[UUID, int]], quantity: int) -> list[tuple[UUID | None, int]]:
    """So many pieces line by line, each taken off ``lines``; what no line picked is nobody's."""
    shares: list[tuple[UUID | None, int]] = []
    while quantity and lines:
        line_id, picked = lines.pop(0)
        taken = min(picked, quantity)
        if taken < picked:
            lines.insert(0, (line_id, picked - taken))
        shares.append((line_id, taken))
        quantity -= taken
    return [*shares, (None, quantity)] if quantity else shares
