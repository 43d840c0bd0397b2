"""What may be wrong on the walk besides a short: damaged, elsewhere, full, not empty, doubted."""

from __future__ import annotations

from datetime import date
from typing import Any, Final
from uuid import UUID

import msgspec
from sqlalchemy import Row, text

from wms.access.people import AtWork
from wms.db import Read, Tx
from wms.picking.batch import BATCH, fill_another_tote, tasks_of_step
from wms.picking.errors import NothingThere, TaskMoved, ToteEmpty
from wms.picking.pick import Shortened, own_run
from wms.picking.reroute import reroute
from wms.stock.tell import tell_stock

#: places offered on one screen
OFFERS_MAX: Final = 4
DAMAGED: Final = "damaged"

# the same order as in sql/pick_next_step.sql; without a task's id: the one in hand
_TASK = text(
    """
    SELECT t.id, t.shop_id, t.order_id, t.product_id, t.place_id, ro.tote_id, tote.code AS tote,
           (SELECT mode FROM pick_runs WHERE id = t.run_id) AS mode
    FROM pick_tasks t
    JOIN pick_run_orders ro
      ON ro.shop_id = t.shop_id AND ro.run_id = t.run_id AND ro.order_id = t.order_id
    LEFT JOIN places tote ON tote.id = ro.tote_id
    WHERE t.run_id = :run AND t.status IN ('open', 'skipped')
      AND (CAST(:task AS uuid) IS NULL OR t.id = :task)
    ORDER BY t.status = 'skipped', t.sequence LIMIT 1
    """
)


async def _task(tx: Tx, run_id: UUID, task_id: UUID | None, by: AtWork) -> Row[Any]:
    await own_run(tx, run_id, by)
    task = (await tx.execute(_TASK, {"run": run_id, "task": task_id})).first()
    if task is None:
        raise TaskMoved
    return task


_DAMAGED = text(
    "SELECT pick_short(:run, :task, :why, :operator, :device, "
    f"p_quantity => 1, p_condition => '{DAMAGED}')"
)


async def damaged(tx: Tx, run_id: UUID, task_id: UUID, why: str, by: AtWork) -> Shortened:
    """One piece is spoilt: it stays at its place as damaged, another one is looked for.

    Raises:
        TaskMoved: the step is done already.
    """
    task = await _task(tx, run_id, task_id, by)
    # in a batch the least urgent order waits for another piece
    last = (await tasks_of_step(tx, task.mode, run_id, task_id))[-1]
    answer = await tx.scalar(
        _DAMAGED,
        {
            "run": run_id,
            "task": last,
            "why": why,
            "operator": by.operator_id,
            "device": by.device_id,
        },
    )
    done = msgspec.convert(answer, Shortened)
    await tell_stock(tx, task.shop_id, {task.product_id, *done.freed}, reason="damage")
    await reroute(tx, run_id)
    return done


class Offer(msgspec.Struct, frozen=True, kw_only=True):
    """Free goods of the step's product at another place."""

    place_id: UUID
    place: str
    lot: str | None
    expires_on: date | None
    free: int


_OFFERS = text(
    """
    SELECT o.place_id, o.place, o.lot, o.expires_on, o.free
    FROM pick_tasks t, pick_offers(t.shop_id, t.product_id, t.place_id) AS o
    WHERE t.run_id = :run AND t.id = :task LIMIT :most
    """
)


async def offers(read: Read | Tx, run_id: UUID, task_id: UUID) -> list[Offer]:
    """Where else the goods of a step can be taken, the first to be taken first."""
    facts = {"run": run_id, "task": task_id, "most": OFFERS_MAX}
    return [Offer(**row._mapping) for row in await read.execute(_OFFERS, facts)]


class Moved(msgspec.Struct, frozen=True, kw_only=True):
    """So many units are taken at the other place; so many stay with the old one."""

    moved: int
    left: int


_ELSEWHERE = text("SELECT pick_elsewhere(:run, :task, :place)")
_PLACE = text("SELECT id, code FROM places WHERE label_code = :label OR id = CAST(:id AS uuid)")


async def take_elsewhere(
    tx: Tx,
    run_id: UUID,
    task_id: UUID,
    by: AtWork,
    *,
    place_id: UUID | None = None,
    label: str | None = None,
) -> Moved:
    """Take the rest of a step's goods from another place, chosen or scanned.

    Raises:
        TaskMoved: the step is done already.
        NothingThere: no free goods of this product lie there.
    """
    task = await _task(tx, run_id, task_id, by)
    place = (await tx.execute(_PLACE, {"label": label, "id": place_id})).first()
    if place is None:
        raise NothingThere(place="–")
    tasks = await tasks_of_step(tx, task.mode, run_id, task_id)
    moved: Moved | None = None
    for n, each in enumerate(tasks):
        answer = await tx.scalar(_ELSEWHERE, {"run": run_id, "task": each, "place": place.id})
        if answer is None:  # nothing is left there for the others of a batch
            break
        done = msgspec.convert(answer, Moved)
        so_far = moved.moved if moved else 0
        moved = Moved(moved=so_far + done.moved, left=done.left + len(tasks) - n - 1)
    if moved is None:
        raise NothingThere(place=place.code)
    await reroute(tx, run_id, keep_first=True)  # there the picker goes now
    return moved


_FULL = text(
    """
    WITH put AS (
        INSERT INTO full_totes (shop_id, tote_id, run_id, order_id)
        VALUES (:shop, :tote, :run, :order)
    )
    UPDATE pick_run_orders SET tote_id = NULL
    WHERE shop_id = :shop AND run_id = :run AND order_id = :order
    """
)
_HAS_GOODS = text("SELECT EXISTS (SELECT FROM balances WHERE place_id = :tote AND on_hand > 0)")


async def full(tx: Tx, run_id: UUID, task_id: UUID | None, by: AtWork) -> str:
    """The step's tote is full: its order goes on in an empty one. Returns the full one's code.

    Both go to the bench, which opens the order by either.

    Raises:
        TaskMoved: the step is done already.
        ToteEmpty: there is nothing in it yet.
    """
    task = await _task(tx, run_id, task_id, by)
    if task.tote_id is None or not await tx.scalar(_HAS_GOODS, {"tote": task.tote_id}):
        raise ToteEmpty(tote=task.tote or "–")
    if task.mode == BATCH:
        await fill_another_tote(tx, run_id)
    else:
        facts = {"shop": task.shop_id, "run": run_id, "order": task.order_id, "tote": task.tote_id}
        await tx.execute(_FULL, facts)
    code: str = task.tote
    return code


async def want_count(
    tx: Tx, run_id: UUID, task_id: UUID, reason: str, note: str | None, by: AtWork
) -> str:
    """Somebody shall count the place of a step, done or not; ``reason``: not_empty or asked.
    Returns the place, as it is said.

    Raises:
        TaskMoved: there is no such step on this walk.
    """
    await own_run(tx, run_id, by)
    written = await tx.execute(
        _WANT_COUNT,
        {"run": run_id, "task": task_id, "reason": reason, "note": note, "by": by.operator_id},
    )
    doubted = written.first()
    if doubted is None:
        raise TaskMoved
    place: str = doubted.place
    return place


_WANT_COUNT = text(
    """
    SELECT place_said(t.place_id) AS place,
           want_count(t.shop_id, t.place_id, t.product_id, :reason, :note, :by)
    FROM pick_tasks t WHERE t.run_id = :run AND t.id = :task
    """
)
