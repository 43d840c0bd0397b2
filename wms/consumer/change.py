"""A consumer says where the parcel shall go instead, or that it shall not go at all."""

from __future__ import annotations

from uuid import UUID

from wms.consumer.errors import NotAllowedHere
from wms.consumer.order_page import order_shown
from wms.db import Tx
from wms.errors import NotFound
from wms.orders.amend import OrderChange, RecipientChange, lock_order
from wms.orders.hold_codes import ADDRESS_CODES
from wms.orders.holds import open_holds, release_hold
from wms.picking.cancel import Cancelled, cancel, or_tell_too_late
from wms.picking.errors import CancelTooLate
from wms.shipping.amend import amend_order

#: what the shop asked its consumer about the address; it is answered by a new one
_ASKED = "address_question"


async def redirect(
    tx: Tx, shop_id: UUID, order_id: UUID, to: RecipientChange, *, is_point: bool
) -> list[str]:
    """Send the order elsewhere; what changed. The shop hears ``order.amended``.

    Raises:
        NotFound: there is no such order, or its person was erased.
        NotAllowedHere: the shop does not let its consumers do it.
        OrderSettled: the first carton is closed.
        SeveralInvalid: something of the address cannot be printed.
    """
    now = await lock_order(tx, shop_id, order_id)
    shown = await order_shown(tx, shop_id, order_id)
    if shown is None:
        raise NotFound(what="order", name=str(order_id))
    if shown.can_change:
        is_allowed = shown.can_change_point if is_point else shown.can_change_address
        if not is_allowed:
            raise NotAllowedHere
    changed = await amend_order(tx, now, OrderChange(recipient=to), by="consumer")
    holds = (await open_holds(tx, [(shop_id, order_id)])).get(order_id, [])
    doubted = any(hold.code in ADDRESS_CODES for hold in holds)
    if changed and not doubted and any(hold.code == _ASKED for hold in holds):
        await release_hold(tx, shop_id, order_id, _ASKED)
    return changed


async def call_off(tx: Tx, shop_id: UUID, order_id: UUID) -> Cancelled | CancelTooLate:
    """Cancel the order for its consumer; too late is an answer, and the shop hears of the wish.

    Raises:
        NotFound: there is no such order, or its person was erased.
        NotAllowedHere: the shop does not let its consumers do it.
    """
    shown = await order_shown(tx, shop_id, order_id)
    if shown is None:
        raise NotFound(what="order", name=str(order_id))
    if not shown.rules.may_cancel:
        raise NotAllowedHere
    return await or_tell_too_late(tx, shop_id, order_id, lambda: cancel(tx, shop_id, order_id))
