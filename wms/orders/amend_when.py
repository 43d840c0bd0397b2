"""When an amended order leaves, and whether it waits for all of its goods until then."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any, Final, Literal
from uuid import UUID

import msgspec
from msgspec import UNSET, UnsetType
from sqlalchemy import select, text

from wms.calendar.house import zone_of_the_house
from wms.db import Tx
from wms.events.kinds.order import OrderPromiseChanged
from wms.events.outbox import Subject, record
from wms.moments import Moment
from wms.orders.backorders import promise_anew, promise_orders
from wms.orders.errors import OrderSettled, TimeOver, WaitUntilMissing
from wms.shops.models import Shop
from wms.stock.tell import tell_stock

Policy = Literal["all_or_nothing", "as_available", "up_to"]
#: states in which its goods can still wait for one another: nobody walks for it
WAITING_STATES: Final = ("received", "backordered", "allocated")
#: why a promise changed
AMENDED: Final = "amended"
_PROMISE: Final = "promise"

# the calendar decides again: the next day on which this service leaves; none without goods
_BY_CALENDAR = text(
    """
    UPDATE orders
    SET ship_by = CASE WHEN status NOT IN ('received', 'backordered')
                       THEN next_ship_by(shop_id, carrier, service, clock_timestamp()) END
    WHERE shop_id = :shop AND id = :order AND is_ship_by_ours
    RETURNING old.ship_by AS was, new.ship_by AS anew
    """
)
_WAIT_WHOLE = text("SELECT wait_whole(:shop, :order)")


class Times(msgspec.Struct, frozen=True, kw_only=True):
    """A locked order with when it leaves and how it waits."""

    shop_id: UUID
    id: UUID
    number: int
    external_id: str
    status: str
    ship_by: datetime | None
    is_ship_by_ours: bool
    backorder_policy: str
    wait_until: date | None


class TimesChange(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What of it changes."""

    #: null: by the calendar again
    ship_by: Moment | UnsetType | None = UNSET
    #: null: as the shop has it set
    backorder_policy: Policy | UnsetType | None = UNSET
    wait_until: date | UnsetType | None = UNSET


async def when(tx: Tx, order: Times, change: TimesChange) -> tuple[dict[str, Any], list[str]]:
    """The columns to be written, and what changes in the words of the shop.

    Raises:
        TimeOver: a moment or a day that has passed.
        WaitUntilMissing: `up_to` without a day, or a day without it.
        OrderSettled: how it waits changes and somebody walks for it.
    """
    values, changed = _leaves(order, change.ship_by)
    if change.backorder_policy is UNSET and change.wait_until is UNSET:
        return values, changed
    policy_now = "up_to" if order.wait_until is not None else order.backorder_policy
    policy = policy_now if change.backorder_policy is UNSET else change.backorder_policy
    if policy is None:
        policy = await tx.scalar(select(Shop.backorder_policy).where(Shop.id == order.shop_id))
    until = order.wait_until if policy == "up_to" else None
    if change.wait_until is not UNSET:
        until = change.wait_until
    if (policy == "up_to") != (until is not None):
        raise WaitUntilMissing(pointer="/wait_until")
    waits = {"backorder_policy": (policy_now, policy), "wait_until": (order.wait_until, until)}
    moved = [name for name, (before, after) in waits.items() if before != after]
    if not moved:
        return values, changed
    if order.status not in WAITING_STATES:
        raise OrderSettled(number=order.number, status=order.status)
    if until is not None and until < datetime.now(await zone_of_the_house(tx)).date():
        raise TimeOver(pointer="/wait_until")
    written = "all_or_nothing" if policy == "up_to" else policy
    values |= {"backorder_policy": written, "wait_until": until}
    if written != "all_or_nothing":
        values["keeps_since"] = None
    return values, changed + moved


def _leaves(order: Times, ship_by: datetime | UnsetType | None) -> tuple[dict[str, Any], list[str]]:
    if ship_by is UNSET:
        return {}, []
    if ship_by is None:
        return ({}, []) if order.is_ship_by_ours else (
            {"is_ship_by_ours": True, "delayed_at": None}, ["ship_by"]
        )  # fmt: skip
    if ship_by == order.ship_by and not order.is_ship_by_ours:
        return {}, []
    if ship_by <= datetime.now(UTC):
        raise TimeOver(pointer="/ship_by")
    return {"ship_by": ship_by, "is_ship_by_ours": False, "delayed_at": None}, ["ship_by"]


async def follow(tx: Tx, order: Times, values: dict[str, Any]) -> None:
    """What comes of the columns that were written: a time by the calendar, and the promises."""
    policy = values.get("backorder_policy", order.backorder_policy)
    if policy != order.backorder_policy:
        if policy == "all_or_nothing":
            await _wait_whole(tx, order)
        else:
            await promise_orders(tx, order.shop_id, [order.id])
    if values.get("is_ship_by_ours"):
        await leave_by_calendar(tx, order)


async def _wait_whole(tx: Tx, order: Times) -> None:
    """What is promised of an order of which something is missing is free for others again."""
    freed = await tx.scalar(_WAIT_WHOLE, {"shop": order.shop_id, "order": order.id})
    if freed:
        loose = await promise_anew(tx, order.shop_id, order.id)
        await tell_stock(tx, order.shop_id, {*freed, *loose}, reason=_PROMISE)


async def leave_by_calendar(tx: Tx, order: Times) -> None:
    """A promise of ours is made anew, and told when it is another one."""
    leaves = (await tx.execute(_BY_CALENDAR, {"shop": order.shop_id, "order": order.id})).first()
    if leaves is not None and leaves.was != leaves.anew:
        await record(
            tx,
            order.shop_id,
            Subject("order", order.id, order.external_id),
            OrderPromiseChanged(was=leaves.was, to=leaves.anew, reason=AMENDED),
        )
