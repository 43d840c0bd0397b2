"""What pick faces lack becomes tasks; what nobody needs any more is cancelled."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

import msgspec
from sqlalchemy import text

from wms.db import Tx
from wms.replenish.errors import TaskBegun

_PLAN = text("SELECT replenish_plan(CAST(:asked AS uuid[]))")
_PLAN_PRODUCT = text("SELECT replenish_plan(p_product => :product)")
_FACES = text(
    """
    SELECT DISTINCT p.id FROM replenish_rules r
    JOIN places p ON p.id = r.place_id
    LEFT JOIN zones z ON z.id = p.zone_id
    WHERE (CAST(:place AS text) IS NULL OR starts_with(p.code, :place))
      AND (CAST(:zone AS text) IS NULL OR z.code = CAST(:zone AS text))
    """
)
_CANCEL = text(
    """
    UPDATE replenish_tasks SET status = 'cancelled', closed_at = clock_timestamp()
    WHERE id = :task AND status IN ('open', 'taken') AND collected = 0
    RETURNING id
    """
)
_WALK_OF = text(
    "SELECT w.id FROM replenish_walks w WHERE w.id = "
    "(SELECT walk_id FROM replenish_tasks WHERE id = :task) FOR UPDATE"
)


class Planned(msgspec.Struct, frozen=True, kw_only=True):
    """How many tasks came and went."""

    made: int
    cancelled: int


async def plan(tx: Tx, *, asked: Sequence[UUID] = ()) -> Planned:
    """Bring the tasks in line with what pick faces need now; ``asked``: these shall be full.

    Planners take turns; what somebody has in hand stays (`sql/replenish_plan.sql`).
    """
    return msgspec.convert(await tx.scalar(_PLAN, {"asked": list(asked)}), Planned)


async def plan_product(tx: Tx, product_id: UUID) -> Planned:
    """The same for one product, in the middle of a walk: nothing, when somebody plans just now."""
    return msgspec.convert(await tx.scalar(_PLAN_PRODUCT, {"product": product_id}), Planned)


async def fill_now(tx: Tx, *, place: str | None = None, zone: str | None = None) -> Planned:
    """Fill pick faces to their highest number: those whose name begins with ``place``, and those
    of ``zone`` (its code)."""
    faces = await tx.scalars(_FACES, {"place": place or None, "zone": zone or None})
    return await plan(tx, asked=list(faces))


async def cancel(tx: Tx, task_id: UUID) -> None:
    """Nobody brings it; whoever had it on the list goes on with the next step.

    Raises:
        TaskBegun: its goods are on a cart, or it is over.
    """
    await tx.execute(_WALK_OF, {"task": task_id})
    if await tx.scalar(_CANCEL, {"task": task_id}) is None:
        raise TaskBegun
