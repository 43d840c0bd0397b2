"""Runs: which orders are walked together, who walks, and who gives the walk back."""

from __future__ import annotations

from uuid import UUID

import msgspec
from sqlalchemy import func, select, text, update

from wms.access.models import Operator
from wms.access.people import AtWork
from wms.db import Tx
from wms.picking.errors import NoRun, NothingToPick, RunNotDone, RunTaken
from wms.picking.models import PickRun, PickTask

#: totes on one cart
CART_SLOTS = 6


class Planned(msgspec.Struct, frozen=True, kw_only=True):
    """A new run."""

    run_id: UUID
    number: int
    orders: int
    tasks: int


# Orders are chosen, not counted: one that somebody else is planning just now is skipped.
_CHOOSE = text(
    """
    SELECT shop_id, id, external_id FROM orders
    WHERE status = 'allocated' AND NOT is_held
      AND (CAST(:only AS uuid[]) IS NULL OR id = ANY (CAST(:only AS uuid[])))
    ORDER BY priority, ship_by NULLS LAST, number
    LIMIT :slots
    FOR UPDATE SKIP LOCKED
    """
)
_PUT_ON_RUN = text(
    """
    INSERT INTO pick_run_orders (shop_id, run_id, order_id, slot)
    SELECT shop, :run, id, slot
    FROM unnest(CAST(:shops AS uuid[]), CAST(:orders AS uuid[]))
         WITH ORDINALITY AS o (shop, id, slot)
    """
)
# The walking map ranks every place on one walk through the hall; the tasks follow that rank.
_TASKS = text(
    """
    INSERT INTO pick_tasks (shop_id, run_id, order_id, order_line_id, allocation_id, product_id,
                            lot_id, place_id, sequence, quantity)
    SELECT a.shop_id, :run, l.order_id, l.id, a.id, a.product_id, a.lot_id, a.place_id,
           row_number() OVER (ORDER BY p.pick_order, p.code, a.product_id, ro.slot),
           a.quantity - a.picked - a.freed
    FROM pick_run_orders ro
    JOIN order_lines l ON l.shop_id = ro.shop_id AND l.order_id = ro.order_id
    JOIN allocations a ON a.shop_id = l.shop_id AND a.order_line_id = l.id
                      AND a.quantity > a.picked + a.freed
    JOIN places p ON p.id = a.place_id
    WHERE ro.run_id = :run
    """
)
_RELEASE = text(
    """
    WITH released AS (
        UPDATE orders o
        SET status = 'released', version = version + 1, updated_at = clock_timestamp()
        FROM pick_run_orders ro
        WHERE ro.run_id = :run AND o.shop_id = ro.shop_id AND o.id = ro.order_id
        RETURNING o.shop_id, o.id, o.external_id
    )
    SELECT record_event(shop_id, 'order.released', 'order', id, external_id,
                        jsonb_build_object('run_number', CAST(:number AS bigint)))
    FROM released ORDER BY shop_id, id
    """
)


async def plan_run(
    tx: Tx, warehouse_id: UUID, *, order_ids: list[UUID] | None = None, slots: int = CART_SLOTS
) -> Planned:
    """Put the most urgent orders (or those named) on a new run, in the order of the walk.

    Raises:
        NothingToPick: no order waits.
    """
    chosen = (await tx.execute(_CHOOSE, {"only": order_ids, "slots": slots})).all()
    if not chosen:
        raise NothingToPick
    run = PickRun(warehouse_id=warehouse_id, mode="cluster" if len(chosen) > 1 else "order")
    tx.add(run)
    await tx.flush()
    await tx.execute(
        _PUT_ON_RUN,
        {"run": run.id, "shops": [o.shop_id for o in chosen], "orders": [o.id for o in chosen]},
    )
    await tx.execute(_TASKS, {"run": run.id})
    await tx.execute(_RELEASE, {"run": run.id, "number": run.number})
    tasks = await tx.scalar(
        select(func.count()).select_from(PickTask).where(PickTask.run_id == run.id)
    )
    return Planned(run_id=run.id, number=run.number, orders=len(chosen), tasks=tasks or 0)


async def start_run(tx: Tx, run_id: UUID, by: AtWork) -> None:
    """Give the run to one operator; the same operator may start it again on another device.

    Raises:
        NoRun, RunTaken: it is not there, or somebody else has it.
    """
    run = await tx.scalar(select(PickRun).where(PickRun.id == run_id).with_for_update())
    if run is None or run.status == "cancelled":
        raise NoRun
    if run.operator_id == by.operator_id:
        return
    if run.operator_id is not None:
        name = await tx.scalar(select(Operator.name).where(Operator.id == run.operator_id))
        raise RunTaken(run=run.number, by=name)
    run.operator_id = by.operator_id
    run.status = "picking"
    run.started_at = func.clock_timestamp()
    await tx.flush()


async def take_over_run(tx: Tx, run_id: UUID, by: AtWork) -> None:
    """A supervisor goes on with somebody else's walk: its picker went home, the cart stands there.

    Raises:
        NoRun: it is over.
        RunTaken: who asks is no supervisor.
    """
    run = await tx.scalar(select(PickRun).where(PickRun.id == run_id).with_for_update())
    if run is None or run.status != "picking":
        raise NoRun
    if run.operator_id != by.operator_id and not by.is_supervisor:
        name = await tx.scalar(select(Operator.name).where(Operator.id == run.operator_id))
        raise RunTaken(run=run.number, by=name)
    run.operator_id = by.operator_id
    run.at_place_id = None
    await tx.flush()


async def next_run(tx: Tx, warehouse_id: UUID, by: AtWork) -> UUID:
    """The run this operator walks now: the one begun, else the oldest open, else a new one.

    Raises:
        NothingToPick: no order waits.
    """
    # two taps of one picker take turns, so they get one walk
    await tx.execute(
        select(Operator.id).where(Operator.id == by.operator_id).with_for_update(key_share=True)
    )
    mine = await tx.scalar(
        select(PickRun.id)
        .where(PickRun.operator_id == by.operator_id, PickRun.status == "picking")
        .order_by(PickRun.number)
    )
    if mine is not None:
        return mine
    waiting = await tx.scalar(
        select(PickRun.id)
        .where(PickRun.status == "open", PickRun.warehouse_id == warehouse_id)
        .order_by(PickRun.number)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    run_id = waiting or (await plan_run(tx, warehouse_id)).run_id
    await start_run(tx, run_id, by)
    return run_id


async def give_back_run(tx: Tx, run_id: UUID, by: AtWork) -> None:
    """Give an unpicked run back, for the next picker; its totes are free again.

    Raises:
        NoRun, RunTaken: it is not this operator's.
        RunNotDone: goods are in its totes already.
    """
    run = await tx.scalar(select(PickRun).where(PickRun.id == run_id).with_for_update())
    if run is None or run.status != "picking":
        raise NoRun
    if run.operator_id != by.operator_id and not by.is_supervisor:
        name = await tx.scalar(select(Operator.name).where(Operator.id == run.operator_id))
        raise RunTaken(run=run.number, by=name)
    begun = await tx.scalar(
        select(func.count())
        .select_from(PickTask)
        .where(PickTask.run_id == run_id, PickTask.picked > 0)
    )
    if begun:
        raise RunNotDone(run=run.number)
    await tx.execute(
        text("UPDATE pick_run_orders SET tote_id = NULL WHERE run_id = :r"), {"r": run_id}
    )
    await tx.execute(
        update(PickRun)
        .where(PickRun.id == run_id)
        .values(status="open", operator_id=None, at_place_id=None, started_at=None)
    )
