"""The last scan of a replenisher taken back: by a reverse movement, like every mistake."""

from __future__ import annotations

from datetime import timedelta
from typing import Final
from uuid import UUID

import msgspec
from sqlalchemy import func, select, text
from sqlalchemy.orm import aliased

from wms.access.people import AtWork
from wms.catalog.models import Product
from wms.db import Tx
from wms.replenish.carry import REPLENISH, task_in_hand
from wms.replenish.errors import NothingToTakeBack
from wms.replenish.models import ReplenishTask, ReplenishWalk
from wms.stock.ledger import GOOD, Goods, move
from wms.stock.models import Movement
from wms.stock.tell import tell_stock

#: what was carried longer ago is not undone by a tap, but moved
UNDO_WITHIN: Final = timedelta(minutes=10)


class TakenBack(msgspec.Struct, frozen=True, kw_only=True, tag_field="did", tag="taken_back"):
    """The last scan was undone."""

    sku: str
    quantity: int


async def take_back(tx: Tx, *, by: AtWork, scan_id: UUID) -> TakenBack:
    """Undo the last scan that moved goods, as long as it was just now.

    Raises:
        NothingToTakeBack
        StockInsufficient: it was promised to an order, or taken, meanwhile.
    """
    last = await _last_movement(tx, by)
    if last is None or last.line_id is None:
        raise NothingToTakeBack
    task = await task_in_hand(tx, last.shop_id, last.line_id)
    walk = await _walk_again(tx, task, by)
    goods = Goods(
        shop_id=last.shop_id, product_id=last.product_id, lot_id=last.lot_id, condition=GOOD
    )
    await move(
        tx, goods, last.quantity, from_place=last.to_place_id, to_place=last.from_place_id,
        reason="correct", by=by, line_id=task.id, scan_id=scan_id, reverses=last.id,
    )  # fmt: skip
    await tell_stock(tx, last.shop_id, [last.product_id], reason="correct")
    if last.to_place_id == walk.cart_id:
        task.collected -= last.quantity
        if task.status == "carried":
            task.status = "taken"
        walk.at_place_id = task.from_place_id
    else:
        task.set_down -= last.quantity
        task.status, task.closed_at = "carried", None
        task.returns_at = None if last.to_place_id == task.to_place_id else task.returns_at
    await tx.flush()
    product = await tx.get_one(Product, (last.shop_id, last.product_id))
    return TakenBack(sku=product.sku, quantity=last.quantity)


async def _walk_again(tx: Tx, task: ReplenishTask, by: AtWork) -> ReplenishWalk:
    """The walk of the task, in this operator's hands; begun again if that scan ended it."""
    walk = await tx.scalar(
        select(ReplenishWalk)
        .where(ReplenishWalk.id == task.walk_id, ReplenishWalk.operator_id == by.operator_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if walk is None:
        raise NothingToTakeBack
    if walk.finished_at is not None:
        others = select(ReplenishWalk.id).where(
            ReplenishWalk.finished_at.is_(None),
            (ReplenishWalk.operator_id == by.operator_id)
            | (ReplenishWalk.cart_id == walk.cart_id),
        )  # fmt: skip
        if await tx.scalar(others.limit(1)) is not None:
            raise NothingToTakeBack  # a new walk has begun since
        walk.finished_at = None
    if task.closed_at is not None and await tx.scalar(_WANTED_ANEW, {"id": task.id}):
        raise NothingToTakeBack
    return walk


_WANTED_ANEW = text(
    """
    SELECT EXISTS (
        SELECT FROM replenish_tasks t JOIN replenish_tasks o
          ON o.shop_id = t.shop_id AND o.from_place_id = t.from_place_id
         AND o.to_place_id = t.to_place_id AND o.lot_id = t.lot_id AND o.closed_at IS NULL
        WHERE t.id = :id)
    """
)


async def _last_movement(tx: Tx, by: AtWork) -> Movement | None:
    """The operator's last carrying of just now that was not reversed yet."""
    reverse = aliased(Movement)
    return await tx.scalar(
        select(Movement)
        .join(
            ReplenishTask,
            (ReplenishTask.shop_id == Movement.shop_id) & (ReplenishTask.id == Movement.line_id),
        )
        .join(ReplenishWalk, ReplenishWalk.id == ReplenishTask.walk_id)
        .where(
            ReplenishWalk.operator_id == by.operator_id,
            ReplenishWalk.finished_at.is_(None)
            | (ReplenishWalk.finished_at > func.clock_timestamp() - UNDO_WITHIN),
            Movement.reason == REPLENISH,
            Movement.operator_id == by.operator_id,
            Movement.occurred_at > func.clock_timestamp() - UNDO_WITHIN,
            ~select(reverse.id)
            .where(reverse.shop_id == Movement.shop_id, reverse.reverses_id == Movement.id)
            .exists(),
        )
        .order_by(Movement.id.desc())
        .limit(1)
    )
