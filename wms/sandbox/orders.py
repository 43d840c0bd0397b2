"""A test order goes on: the robot does whatever lies between where it is and where it shall be."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Final, Literal, get_args
from uuid import UUID

import msgspec
from sqlalchemy import text

from wms.db import Tx, working_for
from wms.errors import NotFound, Refusal
from wms.halls import SANDBOX
from wms.orders.backorders import promise_orders
from wms.sandbox.errors import (
    BehindAlready,
    LabelRefused,
    NothingToScan,
    NoWayThere,
    OrderWaits,
    OrderWentBack,
    RobotStopped,
)
from wms.sandbox.leaving import Outside, buy_labels, hand_over, tell_where
from wms.sandbox.packing import fill, open_parcel
from wms.sandbox.picking import begin_walk, walk, walk_of
from wms.sandbox.robot import Robot, robot_at_work, take_the_robot
from wms.stock.adjust import Adjustment, adjust
from wms.stock.ledger import Goods

To = Literal[
    "allocated", "released", "picking", "picked", "packing", "packed", "shipped", "in_transit",
    "available_for_pickup", "delivery_failed", "returning", "lost", "delivered",
]  # fmt: skip
#: in the hall, each after the one before
IN_THE_HALL: Final = (
    "backordered", "allocated", "released", "picking", "picked", "packing", "packed", "shipped",
)  # fmt: skip
#: what the courier tells then
OUTSIDE: Final = tuple(one for one in get_args(To) if one not in IN_THE_HALL)

#: what stops a person at a screen stops the robot: it changed nothing by it
STOPS: Final = (LabelRefused, NothingToScan, OrderWaits, OrderWentBack, RobotStopped)

_LOCK = text("SELECT status FROM orders WHERE shop_id = :shop AND id = :order FOR UPDATE")
_HOLD = text("SELECT first_hold(o) FROM orders o WHERE o.shop_id = :shop AND o.id = :order")


class _Order(msgspec.Struct, frozen=True, kw_only=True):
    """A test order, locked, and the robot before it."""

    robot: Robot
    shop_id: UUID
    id: UUID
    outside: Outside


async def advance_order(
    tx: Tx, twin_id: UUID, order_id: UUID, to: To, outside: Outside
) -> Refusal | None:
    """Take a test order as far as ``to``; asked again, nothing happens.

    Returns why the robot stopped on the way, as a person would have; None: the order is there.

    Raises:
        NotFound: the sandbox has no such order.
        BehindAlready, NoWayThere: it has come farther, or its end.
        RobotStopped: on the way a person would have been told something that nobody foresaw.
    """
    await take_the_robot(tx, twin_id)
    async with working_for(tx, SANDBOX):
        now = await _status(tx, twin_id, order_id)
        one = _Order(robot=await robot_at_work(tx), shop_id=twin_id, id=order_id, outside=outside)
        if to not in OUTSIDE:
            if now not in IN_THE_HALL or IN_THE_HALL.index(now) > IN_THE_HALL.index(to):
                raise BehindAlready(status=now)
            return await _go_on(one, now, to)
        stop = await _go_on(one, now, "shipped")
        if stop is None and now != to and not await tell_where(one.robot, twin_id, order_id, to):
            raise NoWayThere(status=await _status(tx, twin_id, order_id), to=to)
        return stop


async def _status(tx: Tx, shop_id: UUID, order_id: UUID) -> str:
    status: str | None = await tx.scalar(_LOCK, {"shop": shop_id, "order": order_id})
    if status is None:
        raise NotFound(what="order", name=str(order_id))
    return status


async def _go_on(one: _Order, now: str, to: str) -> Refusal | None:
    """State after state until it is there, or something stops the robot."""
    while now in IN_THE_HALL and IN_THE_HALL.index(now) < IN_THE_HALL.index(to):
        here = IN_THE_HALL.index(now)
        try:
            await _check_held(one, now)
            await _DEEDS[IN_THE_HALL[here + 1]](one)
        except STOPS as stop:
            return stop
        except Refusal as no:  # what a person would be told; what was done so far is taken back
            raise RobotStopped(reason=str(no)) from no
        now = await _status(one.robot.tx, one.shop_id, one.id)
        if now not in IN_THE_HALL or IN_THE_HALL.index(now) <= here:
            return OrderWentBack(status=now)
    return None


async def _check_held(one: _Order, now: str) -> None:
    hold = await one.robot.tx.scalar(_HOLD, {"shop": one.shop_id, "order": one.id})
    if hold is not None and now != "backordered":
        raise OrderWaits(hold=hold)


_MISSING = text(
    """
    SELECT l.product_id, p.sku, sum(l.backordered) AS pieces,
           bool_or(p.is_lot_tracked OR p.is_expiry_tracked) AS by_lot
    FROM order_lines l JOIN products p ON p.shop_id = l.shop_id AND p.id = l.product_id
    WHERE l.shop_id = :shop AND l.order_id = :order AND l.backordered > 0
    GROUP BY l.product_id, p.sku ORDER BY l.product_id
    """
)
_SHELF = text("SELECT id FROM places WHERE kind = 'pick_face' ORDER BY pick_order LIMIT 1")


async def _allocate(one: _Order) -> None:
    """What the order waits for is found, as if it had just come in, and promised to it."""
    robot = one.robot
    missing = (await robot.tx.execute(_MISSING, {"shop": one.shop_id, "order": one.id})).all()
    shelf = await robot.tx.scalar(_SHELF)
    for line in missing:
        if line.by_lot:  # only a delivery says of which lot goods are
            raise RobotStopped(reason=f"{line.sku}: announce a delivery and advance it")
        goods = Goods(shop_id=one.shop_id, product_id=line.product_id, lot_id=line.product_id)
        await adjust(
            robot.tx, goods, int(line.pieces), place_id=shelf, why=Adjustment.FOUND, by=robot.by
        )
    await promise_orders(robot.tx, one.shop_id, [one.id])


async def _release(one: _Order) -> None:
    await begin_walk(one.robot, one.shop_id, one.id)


async def _walk(one: _Order, takes: int | None) -> None:
    run_id = await walk_of(one.robot, one.shop_id, one.id)
    if run_id is None:
        raise RobotStopped(reason="nobody walks for it")
    await walk(one.robot, one.shop_id, run_id, takes=takes)


async def _begin_picking(one: _Order) -> None:
    await _walk(one, 1)


async def _pick(one: _Order) -> None:
    await _walk(one, None)


async def _open(one: _Order) -> None:
    await open_parcel(one.robot, one.shop_id, one.id)


async def _pack(one: _Order) -> None:
    await fill(one.robot, one.shop_id, one.id)
    await buy_labels(one.robot, one.shop_id, one.id, one.outside)


async def _ship(one: _Order) -> None:
    await buy_labels(one.robot, one.shop_id, one.id, one.outside)
    await hand_over(one.robot, one.shop_id, one.id)


#: what brings an order to a state of the hall
_DEEDS: Final[dict[str, Callable[[_Order], Awaitable[None]]]] = {
    "allocated": _allocate,
    "released": _release,
    "picking": _begin_picking,
    "picked": _pick,
    "packing": _open,
    "packed": _pack,
    "shipped": _ship,
}
