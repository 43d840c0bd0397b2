"""A batch: orders of one piece each, picked together into one tote (mode ``single``).

Each order keeps a task of its own; what is said of a step is said of all tasks that it is made of.
See docs/decisions: a piece in a batch belongs to one order from the moment it is picked.
"""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

import msgspec
from sqlalchemy import Row, text

from wms.db import Read, Tx

#: `wms.picking.models.PickRun.mode` of a batch
BATCH: Final = "single"

_TOGETHER = text("SELECT id FROM pick_together(:run, :task)")
_FULL = text("SELECT pick_batch_full(:run)")
_NOT_FULL = text("SELECT pick_batch_not_full(:run)")


async def tasks_of_step(tx: Tx, mode: str, run_id: UUID, task_id: UUID) -> list[UUID]:
    """The tasks of a step, the most urgent order's first: one, but in a batch several."""
    if mode != BATCH:
        return [task_id]
    return list(await tx.scalars(_TOGETHER, {"run": run_id, "task": task_id})) or [task_id]


async def fill_another_tote(tx: Tx, run_id: UUID) -> None:
    """The batch's tote is full: an empty one is asked for, and takes what is not picked yet."""
    await tx.execute(_FULL, {"run": run_id})


async def go_on_with_full_tote(tx: Tx, run_id: UUID) -> UUID | None:
    """The tote that was full is in hand again, while no other one was given; None: it is not."""
    tote: UUID | None = await tx.scalar(_NOT_FULL, {"run": run_id})
    return tote


# The last scan of which something can be taken back: nobody packed it, no shop cancelled it.
_CAN_GO_BACK = """
    FROM scans s
    JOIN movements m ON m.scan_id = s.id AND m.reason = 'pick'
    JOIN pick_tasks t ON t.run_id = :run AND t.shop_id = m.shop_id AND t.order_line_id = m.line_id
                     AND t.status = 'picked'
    JOIN pick_run_orders ro ON ro.shop_id = t.shop_id AND ro.run_id = t.run_id
                           AND ro.order_id = t.order_id AND ro.emptied_at IS NULL
    JOIN orders o ON o.shop_id = t.shop_id AND o.id = t.order_id
    WHERE s.subject_id = :run AND s.operator_id = :operator AND s.flow = 'pick'
      AND o.status IN ('picking', 'picked') AND o.intercepted_at IS NULL
      AND NOT EXISTS (SELECT FROM movements r WHERE r.shop_id = m.shop_id AND r.reverses_id = m.id)
"""
_LAST_SCAN = text(f"SELECT s.id {_CAN_GO_BACK} ORDER BY s.at DESC LIMIT 1")
_PICKS = text(
    "SELECT m.id, m.shop_id, m.quantity, m.to_place_id, t.id AS task_id, t.allocation_id, "
    f"t.place_id, t.order_line_id, t.order_id {_CAN_GO_BACK} AND s.id = :scan "
    "ORDER BY o.shop_id, o.id FOR UPDATE OF o"
)


async def last_picks(tx: Tx, run_id: UUID, operator_id: UUID) -> list[Row[Any]]:
    """What the operator's last scan on a batch laid into its tote, a piece an order; the orders are
    locked. Empty when nothing can be taken back."""
    key = {"run": run_id, "operator": operator_id}
    scan_id = await tx.scalar(_LAST_SCAN, key)
    if scan_id is None:
        return []
    return list((await tx.execute(_PICKS, {**key, "scan": scan_id})).all())


class BatchTote(msgspec.Struct, frozen=True, kw_only=True):
    """A tote of a batch: so many orders' pieces are in it, so many of them were cancelled."""

    tote: str
    orders: int
    cancelled: int


_TOTES = text(
    """
    SELECT p.code AS tote, count(*) AS orders,
           count(*) FILTER (WHERE o.intercepted_at IS NOT NULL) AS cancelled
    FROM pick_run_orders ro
    JOIN orders o ON o.shop_id = ro.shop_id AND o.id = ro.order_id
    JOIN places p ON p.id = ro.tote_id
    WHERE ro.run_id = :run AND ro.emptied_at IS NULL AND ro.is_batch
    GROUP BY p.code ORDER BY p.code
    """
)


async def batch_totes(read: Read | Tx, run_id: UUID) -> list[BatchTote]:
    """The totes of a batch; empty for any other walk."""
    return [BatchTote(**row._mapping) for row in await read.execute(_TOTES, {"run": run_id})]
