"""An order is changed while it is picked or packed: until its first carton is closed.

The carton's slip names the recipient, and its label follows: what is inside and on it stays so.
"""

from __future__ import annotations

import re

from sqlalchemy import text

from wms.db import Tx
from wms.orders.amend import Amendable, OrderChange, amend
from wms.orders.errors import OrderSettled

_IS_CLOSED = text(
    "SELECT EXISTS (SELECT FROM parcels WHERE shop_id = :shop AND order_id = :order "
    "AND status NOT IN ('open', 'cancelled'))"
)


async def amend_order(
    tx: Tx, order: Amendable, change: OrderChange, *, point_id: re.Pattern[str] | None
) -> list[str]:
    """Change an order that `wms.orders.amend.lock_order` locked; what changed.

    Raises:
        OrderSettled: a carton of it is closed already.
        See `wms.orders.amend.amend` for what else it refuses.
    """
    key = {"shop": order.shop_id, "order": order.id}
    if order.status == "packing" and await tx.scalar(_IS_CLOSED, key):
        raise OrderSettled(number=order.number, status=order.status)
    return await amend(tx, order, change, point_id=point_id)
