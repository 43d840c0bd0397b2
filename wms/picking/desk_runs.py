"""What the desk does with a walk: give it to somebody else, to whoever comes next, or call it off.

A scan locks the walk first and its orders after it; so does everything here.
"""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import func, select, text

from wms.access.models import Operator
from wms.db import Tx
from wms.errors import NotFound
from wms.picking.errors import NoRun, NothingToPick, RunNotDone, WalksAlready
from wms.picking.models import PickRun
from wms.picking.runs import begin_run


async def _locked(tx: Tx, run_id: UUID) -> PickRun:
    run = await tx.scalar(
        select(PickRun)
        .where(PickRun.id == run_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if run is None or run.status not in ("open", "picking"):
        raise NoRun
    return run


async def give_run_to(tx: Tx, run_id: UUID, operator_id: UUID) -> None:
    """This person walks it from now on; what is in its totes goes on with them.

    Raises:
        NoRun: it is over.
        NotFound: there is no such person (any more).
        WalksAlready: they walk another one.
        NothingToPick: none of its orders waits any more.
    """
    run = await _locked(tx, run_id)
    # as `next_run`: two walks for one person take turns
    name = await tx.scalar(
        select(Operator.name)
        .where(Operator.id == operator_id, Operator.left_at.is_(None))
        .with_for_update(key_share=True)
    )
    if name is None:
        raise NotFound(what="operator", name=str(operator_id))
    if run.operator_id == operator_id:
        return
    other = await tx.scalar(
        select(PickRun.number)
        .where(PickRun.operator_id == operator_id, PickRun.status == "picking")
        .limit(1)
    )
    if other is not None:
        raise WalksAlready(by=name, run=other)
    if run.status == "open":  # its tasks are made now
        if not await begin_run(tx, run_id, operator_id):
            raise NothingToPick
        return
    run.operator_id = operator_id
    run.at_place_id = None
    await tx.flush()


_BEGUN = text("SELECT EXISTS (SELECT FROM pick_tasks WHERE run_id = :run AND picked > 0)")
_FREE_TOTES = text("UPDATE pick_run_orders SET tote_id = NULL WHERE run_id = :run")


async def free_run(tx: Tx, run_id: UUID) -> None:
    """Whoever starts a walk next gets it; its totes are free again.

    Raises:
        NoRun: it is over.
        RunNotDone: goods are in its totes already.
    """
    run = await _locked(tx, run_id)
    if await tx.scalar(_BEGUN, {"run": run_id}):
        raise RunNotDone(run=run.number)
    await tx.execute(_FREE_TOTES, {"run": run_id})
    run.status, run.operator_id, run.at_place_id, run.started_at = "open", None, None, None
    await tx.flush()


# An order of which something was picked stays on its walk: the goods are in its tote.
_OFF = text(
    """
    WITH off AS MATERIALIZED (
        SELECT ro.shop_id, ro.order_id FROM pick_run_orders ro
        JOIN orders o ON o.shop_id = ro.shop_id AND o.id = ro.order_id
                     AND o.status IN ('allocated', 'released')
        WHERE ro.run_id = :run AND ro.emptied_at IS NULL
          -- of an order whose other parts are walked for, too, none is taken away
          AND (ro.zone_id IS NULL OR o.status = 'allocated')
          AND NOT EXISTS (SELECT FROM pick_tasks t
                          WHERE t.run_id = ro.run_id AND t.shop_id = ro.shop_id
                            AND t.order_id = ro.order_id AND t.status NOT IN ('open', 'skipped'))
        ORDER BY ro.shop_id, ro.order_id FOR UPDATE OF o
    ), tasks AS (
        UPDATE pick_tasks t SET status = 'cancelled' FROM off
        WHERE t.run_id = :run AND t.shop_id = off.shop_id AND t.order_id = off.order_id
    ), places AS (
        UPDATE pick_run_orders ro SET emptied_at = clock_timestamp(), tote_id = NULL FROM off
        WHERE ro.run_id = :run AND ro.shop_id = off.shop_id AND ro.order_id = off.order_id
    )
    UPDATE orders o SET status = 'allocated', version = version + 1, updated_at = clock_timestamp()
    FROM off WHERE o.shop_id = off.shop_id AND o.id = off.order_id
    RETURNING o.id
    """
)
_LEFT = text(
    "SELECT EXISTS (SELECT FROM pick_tasks WHERE run_id = :run AND status IN ('open', 'skipped'))"
)


async def call_off_run(tx: Tx, run_id: UUID) -> set[UUID]:
    """Orders of which nothing was picked leave the walk and wait for another; returns their ids.

    With nothing left to do the walk is over.

    Raises:
        NoRun: it is over.
        RunNotDone: something of each of its orders is in a tote.
    """
    run = await _locked(tx, run_id)
    off = (await tx.execute(_OFF, {"run": run_id})).all()
    if not off:
        raise RunNotDone(run=run.number)
    if not await tx.scalar(_LEFT, {"run": run_id}):
        is_begun = await tx.scalar(_BEGUN, {"run": run_id})
        run.status = "picked" if is_begun and run.status == "picking" else "cancelled"
        run.finished_at = func.clock_timestamp()
        await tx.flush()
    return {one.id for one in off}
