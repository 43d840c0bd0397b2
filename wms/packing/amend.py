"""An order is changed while it is picked or packed: until its first carton is closed.

The carton's slip names the recipient, and its label follows: what is inside and on it stays so.
"""

from __future__ import annotations

import re

from sqlalchemy import text

from wms.db import Tx
from wms.orders.amend import Amendable, OrderChange, amend
from wms.orders.documents import KeptDocument, keep_invoice
from wms.orders.errors import OrderSettled
from wms.orders.holds import HOLDABLE

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
    await _refuse_closed(tx, order)
    return await amend(tx, order, change, point_id=point_id)


async def put_invoice(tx: Tx, order: Amendable, content: bytes) -> KeptDocument:
    """Keep the shop's invoice for a locked order: it is printed with its first slip.

    Raises:
        OrderSettled: a carton of it is closed already, or it is cancelled.
        DocumentTooLarge, DocumentUnreadable: see `wms.orders.documents.check_pdf`.
    """
    if order.status not in HOLDABLE or order.is_intercepted:
        raise OrderSettled(number=order.number, status=order.status)
    await _refuse_closed(tx, order)
    return await keep_invoice(tx, order.shop_id, order.id, content)


async def _refuse_closed(tx: Tx, order: Amendable) -> None:
    key = {"shop": order.shop_id, "order": order.id}
    if order.status == "packing" and await tx.scalar(_IS_CLOSED, key):
        raise OrderSettled(number=order.number, status=order.status)
