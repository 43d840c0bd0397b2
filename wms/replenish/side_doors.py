"""What may be wrong on the way: short, later, elsewhere, no room, and the last scan taken back."""

from __future__ import annotations

from datetime import date
from typing import Final
from uuid import UUID

import msgspec
from sqlalchemy import func, text

from wms.access.people import AtWork
from wms.db import Read, Tx
from wms.layout.queries import PlaceCard, place_by_id, place_by_label
from wms.replenish.carry import SetDown, goods_of, set_down, task_in_hand
from wms.replenish.errors import (
    NoneThere,
    OtherPlaceScanned,
    StepMoved,
    TakenAlready,
    TooMany,
)
from wms.replenish.models import ReplenishTask, ReplenishWalk
from wms.replenish.plan import plan_product
from wms.replenish.steps import Bring, BringBack, GoTo, Take, next_step
from wms.replenish.walk import end_if_done, own_walk
from wms.stock.ledger import move
from wms.stock.tell import tell_stock

#: places offered on one screen
OFFERS_MAX: Final = 4


class Shortened(msgspec.Struct, frozen=True, kw_only=True, tag_field="did", tag="short"):
    """So many were not found; so many are taken from other places now."""

    missing: int
    elsewhere: int
    is_over: bool


class Offer(msgspec.Struct, frozen=True, kw_only=True):
    """A place of the reserve that has free goods of a step."""

    place_id: UUID
    place: str
    lot: str | None
    expires_on: date | None
    free: int


class Redirected(msgspec.Struct, frozen=True, kw_only=True, tag_field="did", tag="redirected"):
    """The goods come from another place."""

    place: str


_FREE_THERE = text(
    """
    SELECT on_hand - allocated FROM balances
    WHERE shop_id = :shop AND product_id = :product AND lot_id = :lot AND condition = 'good'
      AND place_id = :place FOR UPDATE
    """
)
_WANT_COUNT = text("SELECT want_count(:shop, :place, :product, 'short', :why, :by)")
_ALSO_MINE = text(
    """
    UPDATE replenish_tasks SET status = 'taken', walk_id = :walk
    WHERE closed_at IS NULL AND status = 'open' AND shop_id = :shop AND product_id = :product
      AND to_place_id = :to
    RETURNING quantity
    """
)


async def _collecting(tx: Tx, task_id: UUID, by: AtWork) -> tuple[ReplenishWalk, GoTo | Take]:
    walk = await own_walk(tx, by)
    step = await next_step(tx, by)
    if not isinstance(step, GoTo | Take) or step.task != task_id:
        raise StepMoved
    return walk, step


async def short(tx: Tx, task_id: UUID, why: str, *, by: AtWork) -> Shortened:
    """The goods are not all there. What is missing is kept from orders until the place was
    counted; other places that have it join the walk.

    Raises:
        NoWalk, StepMoved
    """
    walk, step = await _collecting(tx, task_id, by)
    task = await task_in_hand(tx, step.shop_id, task_id)
    missing = task.quantity - task.collected
    await _hold(tx, task, missing, by)
    await tx.execute(
        _WANT_COUNT,
        {"shop": task.shop_id, "place": task.from_place_id, "product": task.product_id,
         "why": why, "by": by.operator_id},
    )  # fmt: skip
    task.why = why
    if task.collected:  # the pick face gets only these from here
        task.status, task.quantity, task.skipped_at = "carried", task.collected, None
    else:
        task.status, task.closed_at = "short", func.clock_timestamp()
    await tx.flush()
    await plan_product(tx, task.product_id)
    more = await tx.scalars(
        _ALSO_MINE,
        {"walk": walk.id, "shop": task.shop_id, "product": task.product_id,
         "to": task.to_place_id},
    )  # fmt: skip
    elsewhere = sum(more)
    return Shortened(missing=missing, elsewhere=elsewhere, is_over=await end_if_done(tx, walk.id))


async def _hold(tx: Tx, task: ReplenishTask, missing: int, by: AtWork) -> None:
    """What is not there waits in quarantine at its place, so that nobody is promised it."""
    free: int | None = await tx.scalar(
        _FREE_THERE,
        {"shop": task.shop_id, "product": task.product_id, "lot": task.lot_id,
         "place": task.from_place_id},
    )  # fmt: skip
    if not (held := min(missing, free or 0)):
        return
    await move(
        tx, goods_of(task), held, from_place=task.from_place_id, to_place=task.from_place_id,
        to_condition="quarantine", reason="count", by=by, line_id=task.id,
    )  # fmt: skip
    await tell_stock(tx, task.shop_id, [task.product_id], reason="count")


async def skip(tx: Tx, task_id: UUID, *, by: AtWork) -> None:
    """Later: the step comes again when the others are done.

    Raises:
        NoWalk, StepMoved
    """
    await own_walk(tx, by)
    step = await next_step(tx, by)
    if isinstance(step, BringBack) or getattr(step, "task", None) != task_id:
        raise StepMoved
    task = await task_in_hand(tx, step.shop_id, task_id)  # type: ignore[union-attr]  # it has a task, asked above
    task.skipped_at = func.clock_timestamp()
    await tx.flush()


_OFFERS = text(
    """
    SELECT s.place_id, s.place, s.lot, s.expires_on, s.free, s.lot_id
    FROM replenish_tasks t
    JOIN places face ON face.id = t.to_place_id
    CROSS JOIN LATERAL replenish_sources(t.shop_id, t.product_id, face.warehouse_id, t.quantity) s
    WHERE t.shop_id = :shop AND t.id = :task AND s.place_id <> t.from_place_id
      AND NOT EXISTS (
          SELECT FROM replenish_tasks o
          WHERE o.closed_at IS NULL AND o.shop_id = t.shop_id AND o.to_place_id = t.to_place_id
            AND o.from_place_id = s.place_id AND o.lot_id = s.lot_id)
      AND (CAST(:place AS uuid) IS NULL OR s.place_id = :place)
    ORDER BY s.rank LIMIT :most
    """
)


async def offers(read: Read | Tx, step: GoTo | Take) -> list[Offer]:
    """Where else the goods of a step can be taken, the first to be taken first."""
    keys = {"shop": step.shop_id, "task": step.task, "place": None, "most": OFFERS_MAX}
    rows = (await read.execute(_OFFERS, keys)).mappings()
    return [Offer(**{k: row[k] for k in Offer.__struct_fields__}) for row in rows]


async def take_elsewhere(
    tx: Tx,
    task_id: UUID,
    *,
    by: AtWork,
    place_id: UUID | None = None,
    label: str | None = None,
) -> Redirected:
    """Take the goods from another place of the reserve, chosen or scanned.

    Raises:
        NoWalk, StepMoved
        TakenAlready: some are on the cart.
        NoneThere: nothing of it is free there.
    """
    walk, step = await _collecting(tx, task_id, by)
    if step.collected:
        raise TakenAlready(collected=step.collected, sku=step.sku)
    place = await _place(tx, place_id, label)
    keys = {"shop": step.shop_id, "task": task_id, "place": place.id, "most": 1}
    there = (await tx.execute(_OFFERS, keys)).first()
    if there is None:
        raise NoneThere(place=place.code)
    task = await task_in_hand(tx, step.shop_id, task_id)
    task.from_place_id, task.lot_id = there.place_id, there.lot_id
    task.quantity = min(task.quantity, there.free)
    task.skipped_at = None
    # who scanned it stands there
    walk.at_place_id = there.place_id if label is not None else walk.at_place_id
    await tx.flush()
    return Redirected(place=place.code)


async def _place(tx: Tx, place_id: UUID | None, label: str | None) -> PlaceCard:
    if label is not None:
        return await place_by_label(tx, label.strip())
    if place_id is None:
        raise StepMoved
    return await place_by_id(tx, place_id)


async def _bringing(tx: Tx, task_id: UUID, by: AtWork) -> tuple[ReplenishWalk, Bring | BringBack]:
    walk = await own_walk(tx, by)
    step = await next_step(tx, by)
    if not isinstance(step, Bring | BringBack) or step.task != task_id:
        raise StepMoved
    return walk, step


async def put_elsewhere(
    tx: Tx, task_id: UUID, label: str, *, by: AtWork, scan_id: UUID | None = None
) -> SetDown:
    """What is on the cart lies at another shelf from now on, whose label was scanned.

    Raises:
        NoWalk, StepMoved
        NotAShelf, PlaceBlocked: it cannot lie there.
    """
    walk, step = await _bringing(tx, task_id, by)
    place = await place_by_label(tx, label.strip())
    return await set_down(tx, walk, step, place, step.collected, by=by, scan_id=scan_id)


async def no_room(
    tx: Tx, task_id: UUID, fit: int, why: str, *, by: AtWork, scan_id: UUID | None = None
) -> SetDown | None:
    """Only ``fit`` pieces fit into the pick face (none: 0); the rest goes back to the reserve.

    Raises:
        NoWalk, StepMoved
        TooMany: more than there are on the cart.
        OtherPlaceScanned: it goes back already.
    """
    walk, step = await _bringing(tx, task_id, by)
    if isinstance(step, BringBack):
        raise OtherPlaceScanned(scanned=step.pick_face, needed=step.place)
    if fit > step.collected:
        raise TooMany(left=step.collected)
    task = await task_in_hand(tx, step.shop_id, task_id)
    face = await place_by_id(tx, task.to_place_id)
    if fit == step.collected:
        return await set_down(tx, walk, step, face, fit, by=by, scan_id=scan_id)
    task.returns_at, task.why, task.skipped_at = func.clock_timestamp(), why, None
    await tx.flush()
    if not fit:
        return None
    return await set_down(tx, walk, step, face, fit, by=by, scan_id=scan_id)
