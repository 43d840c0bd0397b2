"""The walk with the cart: who starts it, who goes on with it, and how it is given back."""

from __future__ import annotations

from typing import Final
from uuid import UUID

import msgspec
from sqlalchemy import func, select, text, update

from wms.access.models import Operator
from wms.access.people import AtWork
from wms.db import Read, Tx, new_id
from wms.layout.build import add_locations
from wms.layout.errors import PlaceExists
from wms.layout.walk import NewPlace
from wms.replenish.errors import NothingToBring, NoWalk, OwnWalkFirst, WalkInOtherHands
from wms.replenish.models import ReplenishWalk
from wms.replenish.plan import plan

#: tasks on one cart
CART_TASKS: Final = 8
#: how a cart is called; it is a staging place, so nothing on it is promised
CART_CODE: Final = "CART-{number}"
#: names tried before somebody is told that there are too many carts
_CARTS_MAX: Final = 1000
OTHERS_MAX: Final = 5

_TAKE = text(
    """
    WITH urgent AS MATERIALIZED ( -- looked up once: asked again for each row it would find others
        SELECT t.shop_id, t.id FROM replenish_tasks t
        JOIN places p ON p.id = t.to_place_id AND p.warehouse_id = :warehouse
        WHERE t.closed_at IS NULL AND t.status = 'open'
        ORDER BY array_position(ARRAY['asked', 'demand', 'min'], t.reason), t.created_at, t.id
        LIMIT :most FOR UPDATE OF t SKIP LOCKED)
    UPDATE replenish_tasks t SET status = 'taken', walk_id = :walk
    FROM urgent
    WHERE t.shop_id = urgent.shop_id AND t.id = urgent.id
    RETURNING t.id
    """
)
_FREE_CART = text(
    """
    SELECT DISTINCT w.cart_id FROM replenish_walks w
    WHERE w.warehouse_id = :warehouse AND NOT EXISTS (
        SELECT FROM replenish_walks o WHERE o.cart_id = w.cart_id AND o.finished_at IS NULL)
      AND NOT EXISTS (SELECT FROM balances b WHERE b.place_id = w.cart_id AND b.on_hand > 0)
    ORDER BY w.cart_id LIMIT 1
    """
)
_GIVE_BACK = text(
    """
    UPDATE replenish_tasks SET status = 'open', walk_id = NULL, skipped_at = NULL
    WHERE walk_id = :walk AND status = 'taken' AND collected = 0
    """
)
# something is on the cart: the rest of it is for another walk
_ENOUGH = text(
    """
    UPDATE replenish_tasks SET status = 'carried', quantity = collected, skipped_at = NULL
    WHERE walk_id = :walk AND status = 'taken' AND collected > 0
    """
)
_END = text(
    """
    UPDATE replenish_walks w SET finished_at = clock_timestamp()
    WHERE w.id = :walk AND w.finished_at IS NULL AND NOT EXISTS (
        SELECT FROM replenish_tasks t WHERE t.walk_id = w.id AND t.closed_at IS NULL)
    RETURNING w.id
    """
)
_IS_AT_WORK = text(
    "SELECT EXISTS (SELECT FROM operator_sessions WHERE operator_id = :operator "
    "AND ended_at IS NULL)"
)


class OthersWalk(msgspec.Struct, frozen=True, kw_only=True):
    """A cart in other hands that this operator may take over."""

    id: UUID
    name: str
    cart: str
    tasks: int


async def start(tx: Tx, warehouse_id: UUID, *, by: AtWork) -> UUID:
    """The walk this operator has, else a new one with the most urgent tasks.

    Two people never get the same task.

    Raises:
        NothingToBring: every pick face has enough.
    """
    await _take_turns(tx, by)
    walk = await _own(tx, by)
    if walk is not None:
        return walk.id
    walk_id = new_id()
    tx.add(
        ReplenishWalk(
            id=walk_id,
            warehouse_id=warehouse_id,
            operator_id=by.operator_id,
            cart_id=await _cart(tx, warehouse_id),
        )
    )
    await tx.flush()
    keys = {"walk": walk_id, "warehouse": warehouse_id, "most": CART_TASKS}
    if not (await tx.execute(_TAKE, keys)).all():
        await plan(tx)  # the chore comes in a minute; who stands there does not wait for it
        if not (await tx.execute(_TAKE, keys)).all():
            raise NothingToBring
    return walk_id


async def _cart(tx: Tx, warehouse_id: UUID) -> UUID:
    """An empty cart that nobody pushes; carts make themselves."""
    await tx.execute(text("SELECT pg_advisory_xact_lock(hashtext('replenish_carts'))"))
    free: UUID | None = await tx.scalar(_FREE_CART, {"warehouse": warehouse_id})
    if free is not None:
        return free
    known = await tx.scalar(
        select(func.count(func.distinct(ReplenishWalk.cart_id))).where(
            ReplenishWalk.warehouse_id == warehouse_id
        )
    )
    for number in range((known or 0) + 1, _CARTS_MAX):
        try:
            async with tx.begin_nested():
                [made] = await add_locations(
                    tx,
                    warehouse_id,
                    [NewPlace(code=CART_CODE.format(number=number), kind="staging")],
                )
        except PlaceExists:  # somebody has called a place so
            continue
        return made.id
    raise AssertionError("a thousand carts")


async def own_walk(tx: Tx, by: AtWork) -> ReplenishWalk:
    """This operator's walk, locked: a scan and its twin take turns.

    Raises:
        NoWalk
    """
    walk = await _own(tx, by)
    if walk is None:
        raise NoWalk
    return walk


async def _own(tx: Tx, by: AtWork) -> ReplenishWalk | None:
    return await tx.scalar(
        select(ReplenishWalk)
        .where(ReplenishWalk.operator_id == by.operator_id, ReplenishWalk.finished_at.is_(None))
        .with_for_update()
        .execution_options(populate_existing=True)
    )


async def _take_turns(tx: Tx, by: AtWork) -> None:
    """Two taps of one operator wait for each other."""
    await tx.execute(
        select(Operator.id).where(Operator.id == by.operator_id).with_for_update(key_share=True)
    )


async def cart_full(tx: Tx, *, by: AtWork) -> bool:
    """No more is collected: what is not on the cart is somebody else's; whether goods are on it.

    With an empty cart this gives the walk back.

    Raises:
        NoWalk
    """
    walk = await own_walk(tx, by)
    await tx.execute(_GIVE_BACK, {"walk": walk.id})
    await tx.execute(_ENOUGH, {"walk": walk.id})
    return not await end_if_done(tx, walk.id)


async def end_if_done(tx: Tx, walk_id: UUID) -> bool:
    """End the walk when nothing of it is left; whether it is over."""
    return await tx.scalar(_END, {"walk": walk_id}) is not None


async def take_over(tx: Tx, walk_id: UUID, *, by: AtWork) -> None:
    """Go on with somebody else's cart: of one who logged out anybody, of one at work a supervisor.

    Raises:
        NoWalk: it is over.
        OwnWalkFirst: who asks has a cart already.
        WalkInOtherHands: its operator is at work, and who asks is no supervisor.
    """
    await _take_turns(tx, by)
    walk = await tx.scalar(
        select(ReplenishWalk)
        .where(ReplenishWalk.id == walk_id, ReplenishWalk.finished_at.is_(None))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if walk is None:
        raise NoWalk
    if walk.operator_id == by.operator_id:
        return
    if await _own(tx, by) is not None:
        raise OwnWalkFirst
    if not by.is_supervisor and await tx.scalar(_IS_AT_WORK, {"operator": walk.operator_id}):
        name = await tx.scalar(select(Operator.name).where(Operator.id == walk.operator_id))
        raise WalkInOtherHands(by=name)
    await tx.execute(
        update(ReplenishWalk)
        .where(ReplenishWalk.id == walk_id)
        .values(operator_id=by.operator_id, at_place_id=None)
    )


_OTHERS = text(
    """
    SELECT w.id, o.name, cart.code AS cart, CAST(count(t.id) AS int) AS tasks
    FROM replenish_walks w
    JOIN operators o ON o.id = w.operator_id
    JOIN places cart ON cart.id = w.cart_id
    JOIN replenish_tasks t ON t.walk_id = w.id AND t.closed_at IS NULL
    WHERE w.finished_at IS NULL AND w.operator_id <> :operator
      AND (:supervisor OR NOT EXISTS (
          SELECT FROM operator_sessions s
          WHERE s.operator_id = w.operator_id AND s.ended_at IS NULL))
    GROUP BY w.id, o.name, cart.code, w.started_at ORDER BY w.started_at LIMIT :most
    """
)


async def walks_to_take_over(read: Read | Tx, by: AtWork) -> list[OthersWalk]:
    """Carts that this operator may go on with."""
    rows = await read.execute(
        _OTHERS,
        {"operator": by.operator_id, "supervisor": by.is_supervisor, "most": OTHERS_MAX},
    )
    return [OthersWalk(**row._mapping) for row in rows]
