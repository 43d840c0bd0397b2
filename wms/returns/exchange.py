"""Other goods for what comes back: another size, another product.

The order that sends them is placed at once, so that its goods are promised, and waits with a hold
until its return is as far as the shop's rule says. What that costs or saves is the shop's affair.
"""

from __future__ import annotations

from functools import partial
from typing import Annotated, Any, Final
from uuid import UUID

import msgspec
from sqlalchemy import insert, text

from wms.access.people import Desk
from wms.db import Tx, new_id
from wms.events.kinds.returned import (
    Coming,
    ReturnExchangeCalledOff,
    ReturnExchangeDoubtful,
    ReturnExchangeOrdered,
    ReturnExchangeReleased,
)
from wms.orders.holds import hold_order, release_hold
from wms.orders.place import Recipient, Remark
from wms.picking.cancel import cancel
from wms.picking.errors import CancelTooLate
from wms.returns.errors import ExchangedAlready, MoreThanComesBack, ReturnOver, ReturnUnknown
from wms.returns.hand import tell, touch
from wms.returns.inspection.findings import NOT_OURS
from wms.returns.inspection.rubric import ExchangeWhen, Rubric
from wms.returns.inspection.rubric_versions import latest_rubric
from wms.returns.models import EXCHANGE_WHEN, Exchange
from wms.returns.queries import ReturnView, return_view
from wms.shipping.again.extra import send_extra
from wms.shipping.again.models import EXCHANGE
from wms.shipping.again.reship import LINES_MAX, AgainLine
from wms.shipping.again.second import SecondAsked
from wms.texts import ExternalId

#: states of a return whose goods may still be exchanged
_EXCHANGEABLE: Final = ("announced", "arrived", "inspecting", "completed")


class ExchangeAsked(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is sent for what comes back."""

    lines: Annotated[tuple[AgainLine, ...], msgspec.Meta(min_length=1, max_length=LINES_MAX)]
    #: your own name of the new order; null: the first one's with -R1, -R2 …
    external_id: ExternalId | None = None
    #: when it goes; null: as your rubric says
    when: ExchangeWhen | None = None
    #: null: to the same address
    recipient: Recipient | None = None
    note: Remark | None = None


_HOLD: Final = text(
    "SELECT number, status, order_id FROM returns WHERE shop_id = :shop AND id = :id "
    "FOR NO KEY UPDATE"
)
_OPEN: Final = text(
    """
    SELECT x.id, x.order_id, x.goes_when, x.released_at, o.status, EXISTS (
        SELECT FROM order_holds h WHERE h.shop_id = x.shop_id AND h.order_id = x.order_id
        AND h.code = 'exchange' AND h.released_at IS NULL) AS is_held
    FROM exchanges x JOIN orders o ON o.shop_id = x.shop_id AND o.id = x.order_id
    WHERE x.shop_id = :shop AND x.return_id = :id AND x.called_off_at IS NULL
      AND o.status <> 'cancelled'
    """
)
_RELEASED: Final = text(
    "UPDATE exchanges SET released_at = clock_timestamp() WHERE shop_id = :shop AND id = :exchange"
)
_CALLED_OFF: Final = text(
    "UPDATE exchanges SET called_off_at = clock_timestamp() "
    "WHERE shop_id = :shop AND return_id = :id AND called_off_at IS NULL"
)


async def exchange(
    tx: Tx, shop_id: UUID, return_id: UUID, asked: ExchangeAsked, *, by: Desk | None = None
) -> ReturnView:
    """Place the order for the other goods; it goes when its return is far enough.

    ``by``: who of the desk; None: the shop's program.

    Raises:
        ReturnUnknown, ReturnOver: there is no such return, or it was refused, or has no order yet.
        ExchangedAlready: other goods were ordered for it; cancel that order first.
        MoreThanComesBack: more pieces than come back.
        See `wms.shipping.again.extra.send_extra` for what else it refuses.
    """
    key = {"shop": shop_id, "id": return_id}
    held = (await tx.execute(_HOLD, key)).one_or_none()
    if held is None:
        raise ReturnUnknown(name=str(return_id))
    if held.status not in _EXCHANGEABLE:
        raise ReturnOver(number=held.number)
    if (await tx.execute(_OPEN, key)).first() is not None:
        raise ExchangedAlready(number=held.number)
    await tx.execute(_CALLED_OFF, key)  # of an order that was cancelled by itself
    view = await return_view(tx, shop_id, return_id)
    most = sum(max(line.announced, line.received) for line in view.lines)
    wanted = sum(line.quantity for line in asked.lines)
    if wanted > most:
        raise MoreThanComesBack(pointer="/lines", wanted=wanted, most=most)
    saved = await latest_rubric(tx, shop_id)
    goes_when = asked.when or (saved.rubric if saved else Rubric()).exchange_when
    second = SecondAsked(
        reason=EXCHANGE, cost="shop", external_id=asked.external_id, recipient=asked.recipient,
        note=asked.note,
    )  # fmt: skip
    sent = await send_extra(tx, shop_id, held.order_id, asked.lines, second, by=by)
    made = new_id()
    await tx.execute(
        insert(Exchange).values(
            id=made, shop_id=shop_id, return_id=return_id, order_id=sent.order_id,
            goes_when=goes_when, user_id=by.user_id if by else None,
        )
    )  # fmt: skip
    await touch(tx, shop_id, return_id)
    await tell(
        tx,
        shop_id,
        return_id,
        partial(
            ReturnExchangeOrdered,
            exchange_order_id=sent.order_id,
            exchange_order_number=sent.number,
            when=goes_when,
            lines=[Coming(sku=line.sku, quantity=line.quantity) for line in asked.lines],
        ),
    )
    if goes_when != "at_once":
        note = f"R-{held.number}"
        await hold_order(tx, shop_id, sent.order_id, "exchange", note=note, by=by)
        await exchange_goes_on(tx, shop_id, return_id)
    return await return_view(tx, shop_id, return_id)


async def exchange_goes_on(tx: Tx, shop_id: UUID, return_id: UUID) -> None:
    """The return came further: when it is far enough for its exchange, that goes.

    What came empty, or as another thing than was sent, lets nothing go: its shop is told and
    decides. The caller holds the return.
    """
    key = {"shop": shop_id, "id": return_id}
    one = (await tx.execute(_OPEN, key)).first()
    if one is None or one.released_at is not None or not one.is_held:
        return
    view = await return_view(tx, shop_id, return_id)
    if _far(view) < EXCHANGE_WHEN.index(one.goes_when):
        return
    if one.goes_when == "inspected" and not _came_as_sent(view):
        doubtful = partial(ReturnExchangeDoubtful, exchange_order_id=one.order_id)
        await tell(tx, shop_id, return_id, doubtful)
        return
    await release_hold(tx, shop_id, one.order_id, "exchange")
    await tx.execute(_RELEASED, {"shop": shop_id, "exchange": one.id})
    await touch(tx, shop_id, return_id)
    released = partial(ReturnExchangeReleased, exchange_order_id=one.order_id)
    await tell(tx, shop_id, return_id, released)


def _far(view: ReturnView) -> int:
    """How far the return is, as `EXCHANGE_WHEN` counts; the last of its parcels counts."""
    if view.status == "completed":
        return 2
    is_here = view.status in ("arrived", "inspecting")
    return int(is_here and all(one.arrived_at for one in view.parcels))


def _came_as_sent(view: ReturnView) -> bool:
    """Whether all that was announced came, and is what was sent."""
    found = [one for line in view.lines for one in line.findings]
    return (
        bool(found)
        and view.came_empty_at is None
        and all(line.received >= line.announced for line in view.lines)
        and not any(one.grade in NOT_OURS for one in found)
        and not any(line.is_mismatch for line in view.lines)
    )


async def call_off_exchange(tx: Tx, shop_id: UUID, return_id: UUID) -> None:
    """Its return was refused: what waits for it is not sent, and its goods are free again."""
    key = {"shop": shop_id, "id": return_id}
    one: Any = (await tx.execute(_OPEN, key)).first()
    if one is None or not one.is_held:
        return  # it went already
    try:
        await cancel(tx, shop_id, one.order_id)
    except CancelTooLate:
        return
    await tx.execute(_CALLED_OFF, key)
    called_off = partial(ReturnExchangeCalledOff, exchange_order_id=one.order_id)
    await tell(tx, shop_id, return_id, called_off)
