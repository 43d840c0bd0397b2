"""Another lot of the same goods: what lies behind, or cannot be found, is not waited for.

Lots go out in their turn (first expired, first out). Who takes a later one says why, and that is
kept with the step; the lot that was not found is in doubt until its place was counted.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Final
from uuid import UUID

import msgspec
from sqlalchemy import text

from wms.access.people import AtWork
from wms.barcodes import candidates, parse, trade_item
from wms.catalog.queries import find_by_barcode
from wms.db import Read, Tx
from wms.picking.batch import tasks_of_step
from wms.picking.errors import LotElsewhere, LotNotRead, TaskMoved
from wms.picking.models import OTHER_LOT_WHYS
from wms.picking.pick import own_run
from wms.picking.side_doors import Moved
from wms.stock.tell import tell_stock

#: lots offered on one screen
OFFERS_MAX: Final = 4
#: the promised lot is not at its place: nobody else is sent for it
NOT_THERE: Final = "not_there"


class LotOffer(msgspec.Struct, frozen=True, kw_only=True):
    """Free goods of another lot, at the step's place or elsewhere."""

    place_id: UUID
    place: str
    lot_id: UUID
    lot: str | None
    expires_on: date | None
    free: int
    is_here: bool
    #: its turn comes after that of the promised lot: a reason is asked
    is_later: bool


_OFFERS = text(
    """
    SELECT o.*
    FROM pick_tasks t, pick_other_lots(t.shop_id, t.product_id, t.lot_id, t.place_id) AS o
    WHERE t.run_id = :run AND t.id = :task AND t.status IN ('open', 'skipped')
    LIMIT :most
    """
)


async def other_lots(
    read: Read | Tx, run_id: UUID, task_id: UUID, *, most: int = OFFERS_MAX
) -> list[LotOffer]:
    """The other lots of a step's goods that are free, those at its place first."""
    facts = {"run": run_id, "task": task_id, "most": most}
    return [LotOffer(**row._mapping) for row in await read.execute(_OFFERS, facts)]


class WhyAsked(msgspec.Struct, frozen=True, kw_only=True):
    """Nothing has happened yet: why is this lot taken before its turn?"""

    lot_id: UUID
    place_id: UUID


_PRODUCT = text(
    "SELECT shop_id, product_id FROM pick_tasks "
    "WHERE run_id = :run AND id = :task AND status IN ('open', 'skipped')"
)
_TAKE = text("SELECT pick_other_lot(:run, :task, :lot, :place, :because, :operator, :device)")


async def take_other_lot(
    tx: Tx, run_id: UUID, task_id: UUID, lot_id: UUID, place_id: UUID, by: AtWork, *,
    because: str | None = None,
) -> Moved | WhyAsked:  # fmt: skip
    """What is left of a step is taken of another lot. ``because``: one of `OTHER_LOT_WHYS`, needed
    when the lot's turn comes later.

    Raises:
        TaskMoved: the step is done already.
        LotElsewhere: nothing of that lot is free there.
    """
    assert because is None or because in OTHER_LOT_WHYS
    run = await own_run(tx, run_id, by)
    task = (await tx.execute(_PRODUCT, {"run": run_id, "task": task_id})).first()
    if task is None:
        raise TaskMoved
    facts = {
        "run": run_id, "lot": lot_id, "place": place_id, "because": because,
        "operator": by.operator_id, "device": by.device_id,
    }  # fmt: skip
    tasks = await tasks_of_step(tx, run.mode, run_id, task_id)
    moved: Moved | None = None
    for n, each in enumerate(tasks):
        answer = await tx.scalar(_TAKE, {**facts, "task": each})
        if answer is None:  # nothing of it is left for the others of a batch
            break
        if answer.get("did") == "why_asked":
            return WhyAsked(lot_id=lot_id, place_id=place_id)
        done = msgspec.convert(answer, Moved)
        so_far = moved.moved if moved else 0
        moved = Moved(moved=so_far + done.moved, left=done.left + len(tasks) - n - 1)
    if moved is None:
        raise LotElsewhere
    if because == NOT_THERE:
        await tell_stock(tx, task.shop_id, [task.product_id], reason="count")
    return moved


async def lot_scanned(tx: Tx, run_id: UUID, task_id: UUID, code: str) -> LotOffer:
    """Which of the offered lots a scanned piece is of.

    Raises:
        TaskMoved: the step is done already.
        LotNotRead: it is another product, or the code does not tell a lot that is offered.
    """
    task = (await tx.execute(_PRODUCT, {"run": run_id, "task": task_id})).first()
    if task is None:
        raise TaskMoved
    read = parse(code)
    found = await find_by_barcode(tx, candidates(read), shop_id=task.shop_id)
    if all(one.product_id != task.product_id for one in found):
        raise LotNotRead
    told = trade_item(read)
    if told is None or told.unsplit is not None:
        raise LotNotRead
    return _meant(await other_lots(tx, run_id, task_id), told.lot, told.expires_on)


def _meant(offers: Collection[LotOffer], lot: str | None, expires_on: date | None) -> LotOffer:
    for one in offers:
        is_by_date = one.expires_on is not None and one.lot == one.expires_on.isoformat()
        if (one.expires_on == expires_on) if is_by_date else (lot is not None and one.lot == lot):
            return one
    raise LotNotRead
