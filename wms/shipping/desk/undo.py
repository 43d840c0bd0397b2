"""Taking back what the desk changed of many orders at once, order by order."""

from __future__ import annotations

import msgspec
from sqlalchemy import text

from wms.access.people import Desk
from wms.db import Tx
from wms.errors import Refusal
from wms.orders.amend import OrderChange, lock_order
from wms.orders.holds import hold_order, release_hold
from wms.shipping.amend import amend_order
from wms.shipping.desk.change_list import Changed
from wms.shipping.desk.changes import said_of
from wms.shipping.errors import ChangedSince

_MINE = text(
    "SELECT id FROM order_changes WHERE shop_id = :shop AND id = :id AND undone_at IS NULL "
    "FOR UPDATE"
)


async def undo_change(tx: Tx, one: Changed, *, by: Desk) -> None:
    """Bring one order back to how it was, unless somebody changed it since.

    Raises:
        ChangedSince: it is not any more as this press left it.
        CarrierUnknown, ServiceUnknown, OrderSettled, HoldTooLate, HoldUnknown, HoldNotYours: as the
            change itself would say it.
    """
    if await tx.scalar(_MINE, {"shop": one.shop_id, "id": one.id}) is None:
        return  # its twin has done it
    key = one.shop_id, one.order_id
    now = await lock_order(tx, *key)
    before = one.before or {}
    if any(getattr(now, name) != one.asked[name] for name in before):
        raise ChangedSince(number=now.number)
    match one.what:
        case "priority" | "way":
            await amend_order(tx, now, OrderChange(**before), by=by)
        case "hold":
            await release_hold(tx, *key, one.asked["code"], by=by)
        case "release":
            await hold_order(tx, *key, one.asked["code"], by=by)
    await keep_undone(tx, one)


_UNDONE = text(
    "UPDATE order_changes SET undone_at = clock_timestamp(), no = NULL "
    "WHERE shop_id = :shop AND id = :id AND undone_at IS NULL"
)
_NOT_UNDONE = text(
    "UPDATE order_changes SET no = CAST(:no AS jsonb) "
    "WHERE shop_id = :shop AND id = :id AND undone_at IS NULL"
)


async def keep_undone(tx: Tx, one: Changed) -> None:
    """It is taken back."""
    await tx.execute(_UNDONE, {"shop": one.shop_id, "id": one.id})


async def keep_not_undone(tx: Tx, one: Changed, no: Refusal) -> None:
    """Keep why it was not taken back."""
    said = msgspec.json.encode(said_of(no)).decode()
    await tx.execute(_NOT_UNDONE, {"shop": one.shop_id, "id": one.id, "no": said})
