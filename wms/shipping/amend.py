"""An order is changed until its first carton is closed: by its shop, or at the desk.

The carton's slip names the recipient, and its label follows: what is inside and on it stays so.
"""

from __future__ import annotations

from msgspec import UNSET
from sqlalchemy import text

from wms.access.people import Desk
from wms.db import Tx
from wms.orders.amend import Amendable, OrderChange, amend
from wms.orders.documents import KeptDocument, keep_invoice
from wms.orders.errors import OrderSettled
from wms.orders.holds import HOLDABLE
from wms.shipping.carriers.registry import POINT_IDS, check_service

_IS_CLOSED = text(
    "SELECT EXISTS (SELECT FROM parcels WHERE shop_id = :shop AND order_id = :order "
    "AND status NOT IN ('open', 'cancelled'))"
)


async def amend_order(
    tx: Tx, order: Amendable, change: OrderChange, *, by: Desk | None = None
) -> list[str]:
    """Change an order that `wms.orders.amend.lock_order` locked; what changed.

    ``by``: who of the desk; None: the shop's program.

    Raises:
        CarrierUnknown, ServiceUnknown: nobody here carries that.
        OrderSettled: a carton of it is closed already.
        See `wms.orders.amend.amend` for what else it refuses.
    """
    carrier = order.carrier if change.carrier is UNSET else change.carrier
    service = order.service if change.service is UNSET else change.service
    if (carrier, service) != (order.carrier, order.service):
        check_service(carrier, service)
    await _refuse_closed(tx, order)
    return await amend(tx, order, change, point_id=POINT_IDS.get(carrier), by=by)


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
