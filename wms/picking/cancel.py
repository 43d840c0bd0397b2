"""Cancelling an order, wherever it is, with one answer at once.

It lives here because it must know the walk: the most downstream slice that it touches.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from enum import StrEnum
from typing import TypeVar
from uuid import UUID

import msgspec
from sqlalchemy import func, select, text

from wms.db import Tx, in_the_hall
from wms.errors import NotFound
from wms.events.kinds.order import OrderCancelled, OrderCancelRefused
from wms.events.models import Event
from wms.events.outbox import Subject, record
from wms.orders.holds import drop_holds
from wms.orders.models import Order, OrderLine
from wms.orders.tell import PROMISE
from wms.picking.errors import CancelTooLate
from wms.picking.models import PickRun, PickRunOrder
from wms.stock.allocation import free_promises
from wms.stock.models import Allocation
from wms.stock.tell import tell_stock

T = TypeVar("T")


class Answer(StrEnum):
    """What became of the wish to cancel."""

    ACCEPTED = "accepted"
    #: goods are in a tote already: the packer is told, takes it apart, and then it is cancelled
    INTERCEPTED = "intercepted"


class Cancelled(msgspec.Struct, frozen=True, kw_only=True):
    """The one answer to a cancel."""

    #: accepted: it is cancelled; intercepted: the packer takes it apart
    answer: Answer
    status: str


async def cancel(tx: Tx, shop_id: UUID, order_id: UUID) -> Cancelled:
    """Cancel the order if its parcel is not closed yet; asked again, it answers the same.

    Raises:
        NotFound: there is no such order of this shop.
        CancelTooLate: it is packed, or gone.
    """
    async with in_the_hall(tx):  # the walk is the hall's; every statement names the shop
        return await _cancel(tx, shop_id, order_id)


async def _cancel(tx: Tx, shop_id: UUID, order_id: UUID) -> Cancelled:
    order = await locked(tx, shop_id, order_id)
    if order.status == "cancelled":
        return Cancelled(answer=Answer.ACCEPTED, status=order.status)
    if order.intercepted_at is not None:
        return Cancelled(answer=Answer.INTERCEPTED, status=order.status)
    if order.status not in _OPEN or await _has_anything_left(tx, order):
        raise CancelTooLate(number=order.number, status=order.status)

    await drop_holds(tx, shop_id, order_id)
    freed = await _free_what_is_promised(tx, order)
    await _stop_walking_for(tx, order)
    if await _is_anything_picked(tx, order):
        await _intercept(tx, order)
        answer = Answer.INTERCEPTED
    else:
        await close(tx, order)
        answer = Answer.ACCEPTED
    await tell_stock(tx, shop_id, freed, reason=PROMISE)
    return Cancelled(answer=answer, status=order.status)


async def or_tell_too_late(
    tx: Tx, shop_id: UUID, order_id: UUID, cancelling: Callable[[], Awaitable[T]]
) -> T | CancelTooLate:
    """Do ``cancelling`` (a `cancel` and what its door adds); when it comes too late, tell the shop.

    The no is returned, not raised: raised, it would take ``order.cancel_refused`` back too.

    Raises:
        NotFound: there is no such order of this shop.
    """
    try:
        async with tx.begin_nested():  # the no takes everything back but the event that tells it
            return await cancelling()
    except CancelTooLate as no:
        await _tell_too_late(tx, shop_id, order_id)
        return no


async def _tell_too_late(tx: Tx, shop_id: UUID, order_id: UUID) -> None:
    """Record ``order.cancel_refused``, once an order: so that all of a shop's programs know."""
    order = await tx.scalar(
        select(Order).where(Order.shop_id == shop_id, Order.id == order_id).with_for_update()
    )
    if order is None or await tx.scalar(
        select(Event.id)
        .where(
            Event.shop_id == shop_id,
            Event.subject_id == order_id,
            Event.type == OrderCancelRefused.type,
        )
        .limit(1)
    ):
        return
    await record(
        tx,
        shop_id,
        Subject("order", order.id, order.external_id),
        OrderCancelRefused(order_number=order.number, status=order.status),
    )


_OPEN = (
    "received", "backordered", "allocated", "released", "picking", "picked", "packing",
)  # fmt: skip


async def locked(tx: Tx, shop_id: UUID, order_id: UUID) -> Order:
    """The order, locked after its run: a scan locks them in the same order.

    Raises:
        NotFound: there is no such order of this shop.
    """
    await tx.execute(
        select(PickRun.id)
        .join(PickRunOrder, PickRunOrder.run_id == PickRun.id)
        .where(PickRunOrder.shop_id == shop_id, PickRunOrder.order_id == order_id)
        .order_by(PickRun.id)
        .with_for_update(of=PickRun)
    )
    order = await tx.scalar(
        select(Order)
        .where(Order.shop_id == shop_id, Order.id == order_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if order is None:
        raise NotFound(what="order", name=str(order_id))
    return order


async def _free_what_is_promised(tx: Tx, order: Order) -> set[UUID]:
    """Give the open promises back; the products of which there is more available now."""
    promises = (
        await tx.execute(
            select(Allocation.id, Allocation.product_id)
            .join(
                OrderLine,
                (OrderLine.shop_id == Allocation.shop_id)
                & (OrderLine.id == Allocation.order_line_id),
            )
            .where(
                OrderLine.shop_id == order.shop_id,
                OrderLine.order_id == order.id,
                Allocation.quantity > Allocation.picked + Allocation.freed,
            )
        )
    ).all()
    await free_promises(tx, order.shop_id, [one.id for one in promises])
    return {one.product_id for one in promises}


_STOP_TASKS = text(
    "UPDATE pick_tasks SET status = 'cancelled' "
    "WHERE shop_id = :shop AND order_id = :order AND status IN ('open', 'skipped') RETURNING run_id"
)
_LINES_TO_WHAT_IS_PICKED = text(
    "UPDATE order_lines SET allocated = picked, backordered = 0, cancelled = ordered - picked "
    "WHERE shop_id = :shop AND order_id = :order"
)
_RUN_OVER = text(
    "UPDATE pick_runs r SET finished_at = clock_timestamp(), "
    "status = CASE WHEN r.status = 'open' THEN 'cancelled' ELSE 'picked' END "
    "WHERE r.id = ANY (:runs) AND r.status IN ('open', 'picking') "
    "AND NOT EXISTS (SELECT FROM pick_tasks t WHERE t.run_id = r.id "
    "AND t.status IN ('open', 'skipped')) "
    # a walk that nobody has begun may have orders that it makes tasks for only then
    "AND NOT EXISTS (SELECT FROM pick_run_orders ro JOIN orders o "
    "ON o.shop_id = ro.shop_id AND o.id = ro.order_id "
    "WHERE ro.run_id = r.id AND ro.emptied_at IS NULL AND o.status = 'allocated')"
)


async def _stop_walking_for(tx: Tx, order: Order) -> None:
    key = {"shop": order.shop_id, "order": order.id}
    runs = list(await tx.scalars(_STOP_TASKS, key))
    await tx.execute(_LINES_TO_WHAT_IS_PICKED, key)
    if runs:
        await tx.execute(_RUN_OVER, {"runs": runs})


async def _is_anything_picked(tx: Tx, order: Order) -> bool:
    picked = await tx.scalar(
        select(func.sum(OrderLine.picked)).where(
            OrderLine.shop_id == order.shop_id, OrderLine.order_id == order.id
        )
    )
    return bool(picked)


async def _has_anything_left(tx: Tx, order: Order) -> bool:
    """Whether a parcel is with the courier, though another one is being packed again."""
    shipped = await tx.scalar(
        select(func.sum(OrderLine.shipped)).where(
            OrderLine.shop_id == order.shop_id, OrderLine.order_id == order.id
        )
    )
    return bool(shipped)


_REOPEN = text("SELECT reopen_full_tote(NULL, :order)")


async def _intercept(tx: Tx, order: Order) -> None:
    order.intercepted_at = func.clock_timestamp()
    if order.status == "picking":
        # no task is left; the tote goes to the bench as usual, when its parts stand together
        if await tx.scalar(select(func.parts_are_together(order.shop_id, order.id))):
            order.status = "picked"
        # no other tote is filled: the full one is the order's only one
        await tx.execute(_REOPEN, {"order": order.id})
    order.version += 1
    order.updated_at = func.clock_timestamp()
    await tx.flush()
    await tx.refresh(order)


LEAVE_RUN = text(
    "UPDATE pick_run_orders SET emptied_at = clock_timestamp() "
    "WHERE shop_id = :shop AND order_id = :order AND emptied_at IS NULL"
)
_NOTHING_LEFT = text(
    "UPDATE order_lines SET allocated = 0, picked = 0, packed = 0, backordered = 0, "
    "cancelled = ordered WHERE shop_id = :shop AND order_id = :order"
)


async def close(tx: Tx, order: Order) -> None:
    """Nothing of the order is left: it leaves its walk, and the shop hears that it is cancelled."""
    key = {"shop": order.shop_id, "order": order.id}
    await tx.execute(LEAVE_RUN, key)
    await tx.execute(_NOTHING_LEFT, key)
    order.status = "cancelled"
    order.cancelled_at = func.clock_timestamp()
    order.updated_at = func.clock_timestamp()
    order.version += 1
    await tx.flush()
    await record(tx, order.shop_id, Subject("order", order.id, order.external_id), OrderCancelled())
