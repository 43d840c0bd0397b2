"""An order is changed until its first carton is closed: by its shop, or at the desk.

The carton's slip names the recipient, and its label follows: what is inside and on it stays so.
"""

from __future__ import annotations

import msgspec
from msgspec import UNSET, UnsetType
from sqlalchemy import text

from wms.db import Tx
from wms.orders.amend import Amendable, Amender, OrderChange, amend
from wms.orders.chosen import ChosenWay
from wms.orders.documents import KeptDocument, keep_invoice
from wms.orders.errors import OrderSettled
from wms.orders.holds import HOLDABLE
from wms.shipping.accounts.accounts import usable_by
from wms.shipping.carriers.registry import POINT_IDS, check_service
from wms.shipping.ways.choose import choose
from wms.shipping.ways.facts import of_order
from wms.shipping.ways.rules import rules

#: what the rules look at; when it changes, an order that they sent its way asks them again
_ASKED_OF = (
    "recipient", "lines", "cod_amount_minor", "insurance_amount_minor", "value_amount_minor",
)  # fmt: skip

_IS_CLOSED = text(
    "SELECT EXISTS (SELECT FROM parcels WHERE shop_id = :shop AND order_id = :order "
    "AND status NOT IN ('open', 'cancelled'))"
)


async def amend_order(
    tx: Tx, order: Amendable, change: OrderChange, *, by: Amender = None
) -> list[str]:
    """Change an order that `wms.orders.amend.lock_order` locked; what changed.

    An order whose way the rules chose asks them again when something changes that they look at, or
    when its courier or service is null; one whose courier or service is named goes that way.
    ``by``: see `Amender`.

    Raises:
        CarrierUnknown, ServiceUnknown: nobody here carries that.
        OrderSettled: a carton of it is closed already.
        See `wms.orders.amend.amend` for what else it refuses.
    """
    named = {name: getattr(change, name) for name in ("carrier", "service")}
    is_open = None in named.values()
    own = msgspec.structs.replace(
        change, **{name: UNSET for name, code in named.items() if code is None}
    )
    carrier = order.carrier if own.carrier is UNSET else str(own.carrier)
    service = order.service if own.service is UNSET else str(own.service)
    if (carrier, service) != (order.carrier, order.service) and not is_open:
        check_service(carrier, service, await usable_by(tx, order.shop_id))
    await _refuse_closed(tx, order)
    is_named = not is_open and any(code is not UNSET for code in named.values())
    way: ChosenWay | UnsetType | None = None if is_named else UNSET
    points = POINT_IDS.get(carrier)
    if is_open:
        own = msgspec.structs.replace(own, carrier=UNSET, service=UNSET)
    changed = await amend(tx, order, own, point_id=points, way=way, by=by)
    if is_open or (order.way is not None and not is_named and {*changed} & {*_ASKED_OF}):
        changed = sorted({*changed, *await _choose_again(tx, order, change, by=by)})
    return changed


async def _choose_again(tx: Tx, order: Amendable, change: OrderChange, *, by: Amender) -> list[str]:
    """The rules are asked as if the order came now; what changed."""
    here = await of_order(tx, order.shop_id, order.id)
    choice = choose(
        await rules(tx, order.shop_id),
        here.asked,
        carrier=change.carrier or None,
        service=change.service or None,
    )
    check_service(choice.carrier, choice.service, here.asked.usable)
    return await amend(
        tx,
        order,
        OrderChange(carrier=choice.carrier, service=choice.service),
        point_id=POINT_IDS.get(choice.carrier),
        way=choice.chosen,
        by=by,
    )


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
