"""Scanning along the walk, and its side doors: the rest, short, skip, undo."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Row, select, text

from wms import barcodes
from wms.access.models import Operator
from wms.access.people import AtWork
from wms.db import Hot, Tx
from wms.idempotency import ScanMade
from wms.picking.batch import BATCH, go_on_with_full_tote, last_picks, tasks_of_step
from wms.picking.errors import NoRun, NothingToUndo, RunTaken, TaskMoved
from wms.picking.models import PickRun
from wms.picking.reroute import reroute
from wms.stock.tell import tell_stock

_SCAN = "SELECT pick_scan($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)"


class Meant(msgspec.Struct, frozen=True, kw_only=True):
    """What a handheld with the walk's work pack says a scan was for (`wms.picking.work_pack`)."""

    #: the step; the scan counts for it or not at all
    task: UUID
    #: the label that was scanned at its place, when goods were scanned
    at: str | None = None
    #: where the goods lie now
    tote: UUID | None = None
    #: the refusal by which the handheld said no; the scan is kept and never counts
    wrong: str | None = None
    #: of a confirmed rest: how many pieces that was on the handheld; None: one of an older release
    rest: int | None = None


async def scan(
    hot: Hot,
    run_id: UUID,
    made: ScanMade,
    *,
    lot: str | None = None,
    tells_next: bool = True,
    meant: Meant | None = None,
) -> str:
    """One scan on the walk: place, product, tote or the command "confirm" (take the rest).

    ``lot``: which lot the picker said it is, when the code did not say. ``tells_next``: whether
    the answer carries the next step; a page asks for itself. ``meant``: what the handheld says that
    the scan was for.

    The answer is JSON: ``{"outcome": "ok", "did": …, "next": step}`` or
    ``{"outcome": "refused", "code": …, "facts": …}``; a repeat of the same scan id gets the first
    answer with ``"repeated": true``. One statement, one transaction, one round trip.
    """
    read = barcodes.parse(made.code)
    label = read.code if isinstance(read, barcodes.OwnLabel) else None
    item = barcodes.trade_item(read)
    confirms = isinstance(read, barcodes.Command) and read.verb is barcodes.Verb.CONFIRM
    return await hot.call(
        _SCAN,
        made.id,
        run_id,
        made.operator_id,
        made.device_id,
        made.code,
        label,
        list(barcodes.candidates(read)),
        confirms,
        lot or (item.lot if item else None),
        tells_next,
        meant.rest if meant and confirms else barcodes.counted(read),
        item.expires_on if item else None,
        meant and meant.task,
        meant and meant.at,
        meant and meant.tote,
        meant and meant.wrong,
    )


async def own_run(tx: Tx, run_id: UUID, by: AtWork) -> PickRun:
    """The run, locked, if it is this operator's and under way."""
    run = await tx.scalar(select(PickRun).where(PickRun.id == run_id).with_for_update())
    if run is None or run.status not in ("picking", "picked"):
        raise NoRun
    if run.operator_id != by.operator_id:
        name = await tx.scalar(select(Operator.name).where(Operator.id == run.operator_id))
        raise RunTaken(run=run.number, by=name)
    return run


_OPEN_TASK = text(
    "SELECT * FROM pick_tasks WHERE run_id = :run AND id = :task AND status IN ('open', 'skipped')"
)
_SKIP = text(
    "UPDATE pick_tasks SET status = 'skipped', sequence = 1 + ("
    "SELECT max(sequence) FROM pick_tasks WHERE run_id = :run) "
    "WHERE run_id = :run AND id = :task"
)


async def skip(tx: Tx, run_id: UUID, task_id: UUID, by: AtWork) -> None:
    """Leave this step for the end of the walk.

    Raises:
        TaskMoved: the step is done already.
    """
    run = await own_run(tx, run_id, by)
    if (await tx.execute(_OPEN_TASK, {"run": run_id, "task": task_id})).first() is None:
        raise TaskMoved
    # a task that was skipped before goes behind the others that were
    for task in await tasks_of_step(tx, run.mode, run_id, task_id):
        await tx.execute(_SKIP, {"run": run_id, "task": task})
    await reroute(tx, run_id)


class Shortened(msgspec.Struct, frozen=True, kw_only=True):
    """What became of the units that were not there."""

    missing: int
    found_elsewhere: int
    #: products of which something is free now: the rest of a kit whose part is nowhere
    freed: list[UUID] = []

    def __add__(self, more: Shortened) -> Shortened:
        return Shortened(
            missing=self.missing + more.missing,
            found_elsewhere=self.found_elsewhere + more.found_elsewhere,
            freed=self.freed + more.freed,
        )


_SHORT = text("SELECT pick_short(:run, :task, :reason, :operator, :device)")


async def short(tx: Tx, run_id: UUID, task_id: UUID, reason: str, by: AtWork) -> Shortened:
    """The goods are not all there: promise others, else backorder, and doubt the place's stock.

    Raises:
        TaskMoved: the step is done already.
    """
    run = await own_run(tx, run_id, by)
    task = (await tx.execute(_OPEN_TASK, {"run": run_id, "task": task_id})).first()
    if task is None:
        raise TaskMoved
    facts = {"run": run_id, "reason": reason, "operator": by.operator_id, "device": by.device_id}
    done = Shortened(missing=0, found_elsewhere=0)
    for each in await tasks_of_step(tx, run.mode, run_id, task_id):
        done += msgspec.convert(await tx.scalar(_SHORT, {**facts, "task": each}), Shortened)
    await tell_stock(tx, task.shop_id, {task.product_id, *done.freed}, reason="count")
    await reroute(tx, run_id)
    return done


_LAST_PICK = text(
    """
    SELECT s.id AS scan_id, m.id, m.shop_id, m.quantity, m.to_place_id, t.id AS task_id,
           t.allocation_id, t.place_id, t.order_line_id, t.order_id
    FROM scans s
    JOIN pick_tasks t ON t.run_id = :run AND t.id = CAST(s.answer ->> 'task' AS uuid)
    JOIN movements m ON m.shop_id = t.shop_id AND m.line_id = t.order_line_id
                    AND m.scan_id = s.id AND m.reason = 'pick'
    JOIN pick_run_orders ro ON ro.shop_id = t.shop_id AND ro.run_id = t.run_id
                           AND ro.order_id = t.order_id AND ro.emptied_at IS NULL
                           AND ro.brought_at IS NULL
    JOIN orders o ON o.shop_id = t.shop_id AND o.id = t.order_id
    WHERE s.subject_id = :run AND s.operator_id = :operator AND s.flow = 'pick'
      AND o.status IN ('picking', 'picked') AND o.intercepted_at IS NULL
      AND t.status IN ('open', 'picked', 'skipped')
      AND NOT EXISTS (SELECT FROM movements r WHERE r.shop_id = m.shop_id AND r.reverses_id = m.id)
    ORDER BY s.at DESC LIMIT 1
    FOR UPDATE OF o -- a cancel and the packer change it too
    """
)
_UNPICK = text(
    "SELECT unpick_stock(:shop, :allocation, :quantity, :tote, :operator, :device, :reverses)"
)
_UNCOUNT = text(
    """
    WITH reopened AS (
        UPDATE orders
        SET status = 'picking', version = version + 1, updated_at = clock_timestamp()
        WHERE shop_id = :shop AND id = :order AND status = 'picked'
    ), line AS (
        UPDATE order_lines SET picked = picked - :quantity
        WHERE shop_id = :shop AND id = :line
    ), run AS (
        UPDATE pick_runs SET at_place_id = :place, status = 'picking', finished_at = NULL
        WHERE id = :run
    )
    UPDATE pick_tasks SET picked = picked - :quantity, status = 'open'
    WHERE shop_id = :shop AND id = :task
    """
)


_REOPEN = text("SELECT reopen_full_tote(:run)")


async def undo(tx: Tx, run_id: UUID, by: AtWork, *, of: UUID | None = None) -> UUID | None:
    """Take the operator's last pick on this walk back; returns the task that is open again.

    ``of``: the scan that is meant, when a handheld took it back long before it could say so.

    While an empty tote is asked for because one was said to be full, that is taken back instead,
    and no task is returned.

    The picker stands at that place again. An order that has gone to packing stays there, and one
    that its shop cancelled is taken apart at the bench.

    Raises:
        NothingToUndo: no pick of this operator's is left to take back.
    """
    run = await own_run(tx, run_id, by)
    if run.mode == BATCH:
        return await _undo_batch(tx, run_id, by)
    if of is None and await tx.scalar(_REOPEN, {"run": run_id}) is not None:
        return None
    last = (await tx.execute(_LAST_PICK, {"run": run_id, "operator": by.operator_id})).first()
    if last is None or of not in (None, last.scan_id):
        raise NothingToUndo
    return await _take_back(tx, run_id, last, by)


async def _undo_batch(tx: Tx, run_id: UUID, by: AtWork) -> UUID | None:
    """All pieces of the last scan go back, but those that somebody packed, or a shop cancelled."""
    if await go_on_with_full_tote(tx, run_id) is not None:
        return None
    opened = [
        await _take_back(tx, run_id, one, by)
        for one in await last_picks(tx, run_id, by.operator_id)
    ]
    if not opened:
        raise NothingToUndo
    return opened[0]


async def _take_back(tx: Tx, run_id: UUID, pick: Row[Any], by: AtWork) -> UUID:
    """One pick is reversed; its task, which is open again."""
    await tx.execute(
        _UNPICK,
        {
            "shop": pick.shop_id,
            "allocation": pick.allocation_id,
            "quantity": pick.quantity,
            "tote": pick.to_place_id,
            "operator": by.operator_id,
            "device": by.device_id,
            "reverses": pick.id,
        },
    )
    await tx.execute(
        _UNCOUNT,
        {
            "quantity": pick.quantity,
            "shop": pick.shop_id,
            "order": pick.order_id,
            "line": pick.order_line_id,
            "place": pick.place_id,
            "run": run_id,
            "task": pick.task_id,
        },
    )
    task_id: UUID = pick.task_id
    return task_id
