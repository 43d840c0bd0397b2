"""One scan of a replenisher: the place, the goods onto the cart, the place where they lie then.

Goods on the cart are on the books of the cart: nobody is promised them or sent for them meanwhile,
and a dead battery loses nothing.
"""

from __future__ import annotations

from typing import Final
from uuid import UUID

import msgspec
from sqlalchemy import func, select, text

from wms import barcodes
from wms.access.people import AtWork
from wms.catalog.queries import find_by_barcode
from wms.db import Tx
from wms.layout.models import PICKABLE_KINDS
from wms.layout.queries import PlaceCard, place_by_label
from wms.replenish.errors import (
    GoodsFirst,
    NotAShelf,
    OtherGoods,
    OtherLot,
    OtherPlaceScanned,
    PlaceFirst,
    StepMoved,
    TooMany,
)
from wms.replenish.models import ReplenishTask, ReplenishWalk
from wms.replenish.steps import Bring, BringBack, Finished, GoTo, Take, next_step
from wms.replenish.walk import end_if_done, own_walk
from wms.stock.ledger import Goods, move
from wms.stock.tell import tell_stock

REPLENISH: Final = "replenish"


class Arrived(msgspec.Struct, frozen=True, kw_only=True, tag_field="did", tag="arrived"):
    """At the place of the reserve."""

    place: str


class Laid(msgspec.Struct, frozen=True, kw_only=True, tag_field="did", tag="laid"):
    """So many are on the cart now, of so many that are wanted."""

    sku: str
    collected: int
    quantity: int


class SetDown(msgspec.Struct, frozen=True, kw_only=True, tag_field="did", tag="set_down"):
    """The goods lie at a place; ``promised`` of them open orders are picked from there now."""

    sku: str
    quantity: int
    place: str
    promised: int
    is_over: bool


Answer = Arrived | Laid | SetDown


async def scan(tx: Tx, code: str, *, by: AtWork, scan_id: UUID | None = None) -> Answer:
    """One scan, matched against what the step needs.

    Raises:
        NoWalk, StepMoved: nothing is in hand.
        PlaceFirst, OtherPlaceScanned, OtherGoods, OtherLot, TooMany: not what the step needs.
        StockInsufficient: the goods are promised to an order meanwhile.
    """
    walk = await own_walk(tx, by)
    step = await next_step(tx, by)
    read = barcodes.parse(code)
    is_label = isinstance(read, barcodes.OwnLabel)
    match step:
        case Finished():
            raise StepMoved
        case Take() if not is_label:
            return await _goods_scanned(tx, walk, step, code, by=by, scan_id=scan_id)
    if not is_label:
        raise PlaceFirst(scanned=await _name(tx, code), needed=step.needed)
    place = await place_by_label(tx, code.strip())
    if place.id != step.place_id:
        raise OtherPlaceScanned(scanned=place.code, needed=step.needed)
    if isinstance(step, GoTo | Take):
        walk.at_place_id = place.id
        await tx.flush()
        return Arrived(place=place.code)
    return await set_down(tx, walk, step, place, step.collected, by=by, scan_id=scan_id)


async def _name(tx: Tx, code: str) -> str:
    """What was scanned, in words."""
    found = await find_by_barcode(tx, barcodes.candidates(barcodes.parse(code)))
    return f"{found[0].sku} ({found[0].shop})" if found else code


async def _goods_scanned(
    tx: Tx, walk: ReplenishWalk, step: Take, code: str, *, by: AtWork, scan_id: UUID | None
) -> Laid:
    read = barcodes.parse(code)
    found = [
        one
        for one in await find_by_barcode(
            tx, barcodes.candidates(read), shop_id=step.shop_id
        )
        if one.product_id == step.product_id
    ]  # fmt: skip
    if not found:
        raise OtherGoods(scanned=await _name(tx, code), needed=step.sku)
    item = barcodes.trade_item(read)
    lot = item.lot if item and item.unsplit is None else None
    if lot is not None and step.lot is not None and lot != step.lot:
        raise OtherLot(scanned=lot, needed=step.lot)
    quantity = found[0].quantity * barcodes.counted(read)
    return await lay(tx, walk, step, quantity, by=by, scan_id=scan_id)


async def lay(
    tx: Tx, walk: ReplenishWalk, step: Take, quantity: int, *, by: AtWork, scan_id: UUID | None
) -> Laid:
    """So many more base units are on the cart."""
    if quantity > step.quantity - step.collected:
        raise TooMany(left=step.quantity - step.collected)
    task = await task_in_hand(tx, step.shop_id, step.task)
    await move(
        tx, goods_of(task), quantity, from_place=task.from_place_id, to_place=walk.cart_id,
        reason=REPLENISH, by=by, line_id=task.id, scan_id=scan_id,
    )  # fmt: skip
    await tell_stock(tx, task.shop_id, [task.product_id], reason=REPLENISH)
    task.collected += quantity
    if task.collected == task.quantity:
        task.status, task.skipped_at = "carried", None
    await tx.flush()
    return Laid(sku=step.sku, collected=task.collected, quantity=task.quantity)


async def lay_up_to(tx: Tx, total: int | None, *, by: AtWork, scan_id: UUID | None = None) -> Laid:
    """So many are on the cart in all, typed by hand; without a number all that is wanted.

    Raises:
        NoWalk, StepMoved: no goods are taken now.
        GoodsFirst: not one piece was scanned yet.
        TooMany: more than is wanted.
    """  # fmt: skip
    walk = await own_walk(tx, by)
    step = await next_step(tx, by)
    if not isinstance(step, Take):
        raise StepMoved
    if not step.collected:
        raise GoodsFirst(sku=step.sku)
    more = (step.quantity if total is None else total) - step.collected
    if more <= 0:
        raise TooMany(left=step.quantity - step.collected)
    return await lay(tx, walk, step, more, by=by, scan_id=scan_id)


_PUT = text(
    "SELECT replenish_put(t, :cart, :to, :quantity, :operator, :device, :scan) "
    "FROM replenish_tasks t WHERE t.shop_id = :shop AND t.id = :task"
)


async def set_down(
    tx: Tx,
    walk: ReplenishWalk,
    step: Bring | BringBack,
    place: PlaceCard,
    quantity: int,
    *,
    by: AtWork,
    scan_id: UUID | None,
) -> SetDown:
    """So many of the goods on the cart lie at ``place`` from now on.

    Raises:
        NotAShelf: it is no place for goods that are sold.
        PlaceBlocked: nothing may be put there.
    """
    if place.kind not in PICKABLE_KINDS and place.id != step.place_id:
        raise NotAShelf(place=place.code)
    promised: int = await tx.scalar(
        _PUT,
        {"cart": walk.cart_id, "to": place.id, "quantity": quantity, "shop": step.shop_id,
         "task": step.task, "operator": by.operator_id, "device": by.device_id, "scan": scan_id},
    )  # fmt: skip
    await tell_stock(tx, step.shop_id, [step.product_id], reason=REPLENISH)
    task = await task_in_hand(tx, step.shop_id, step.task)
    task.set_down += quantity
    if task.set_down == task.collected:
        is_all = task.collected == task.quantity and task.returns_at is None
        task.status = "done" if is_all and place.id == task.to_place_id else "short"
        task.closed_at = func.clock_timestamp()
    walk.at_place_id = None
    await tx.flush()
    return SetDown(
        sku=step.sku, quantity=quantity, place=place.code, promised=promised,
        is_over=await end_if_done(tx, walk.id),
    )  # fmt: skip


def goods_of(task: ReplenishTask) -> Goods:
    """The goods of a task."""
    return Goods(shop_id=task.shop_id, product_id=task.product_id, lot_id=task.lot_id)


async def task_in_hand(tx: Tx, shop_id: UUID, task_id: UUID) -> ReplenishTask:
    """A task of a walk that is locked."""
    task = await tx.scalar(
        select(ReplenishTask)
        .where(ReplenishTask.shop_id == shop_id, ReplenishTask.id == task_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    assert task is not None, "the step came from it"
    return task
