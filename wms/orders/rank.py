"""Which order goes first, and with whom: changed at the desk while it is not packed."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from sqlalchemy import func, select

from wms.db import Tx
from wms.errors import NotFound
from wms.orders.errors import OrderSettled
from wms.orders.models import Order

#: its rank counts until somebody walks for it
RANKED_STATES: Final = ("received", "backordered", "allocated")
#: its courier is asked when its parcel closes
SENT_OTHERWISE_STATES: Final = (*RANKED_STATES, "released", "picking", "picked")
#: 0 is first
PRIORITY_MAX: Final = 1000


async def _to_change(tx: Tx, shop_id: UUID, order_id: UUID, states: tuple[str, ...]) -> Order:
    order = await tx.scalar(
        select(Order)
        .where(Order.shop_id == shop_id, Order.id == order_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if order is None:
        raise NotFound(what="order", name=str(order_id))
    if order.status not in states or order.intercepted_at is not None:
        raise OrderSettled(number=order.number, status=order.status)
    return order


async def _changed(tx: Tx, order: Order) -> None:
    order.version += 1
    order.updated_at = func.clock_timestamp()
    await tx.flush()


async def set_priority(tx: Tx, shop_id: UUID, order_id: UUID, priority: int) -> int:
    """The order's rank from now on, 0 is first; returns the one it had.

    Raises:
        OrderSettled: somebody walks for it already.
    """
    order = await _to_change(tx, shop_id, order_id, RANKED_STATES)
    before = order.priority
    order.priority = priority
    await _changed(tx, order)
    return before


async def send_order_with(
    tx: Tx, shop_id: UUID, order_id: UUID, carrier: str, service: str
) -> tuple[str, str]:
    """Courier and service of the order's parcels from now on; returns those it had.

    Raises:
        OrderSettled: its parcel is begun.
    """
    order = await _to_change(tx, shop_id, order_id, SENT_OTHERWISE_STATES)
    before = order.carrier, order.service
    order.carrier, order.service = carrier, service
    await _changed(tx, order)
    return before
