"""Planning ahead: what waits is read, thought about elsewhere, and written as open walks.

A plan is never in anybody's way: a walk that nobody has begun has no tasks and binds no order, each
is written in a transaction of its own that waits for nobody, and whoever begins one takes it with
its row. So a planner may die at any moment, and two of them may plan at once.
"""

from __future__ import annotations

from typing import Final
from uuid import UUID

import msgspec
from sqlalchemy import text

from wms.db import Read, Tx
from wms.picking.carts import cart_of
from wms.picking.runs import Walk, write_walks

#: orders that are looked at for each walk that is wanted: to choose among
CHOICE: Final = 4
#: and never more
ORDERS_MAX: Final = 10_000

_PROBLEM = text("SELECT plan_problem(:warehouse, :most)")
_STATE = text(
    """
    WITH plans AS (
        SELECT r.priority, r.due_at FROM pick_runs r WHERE r.status = 'open' AND NOT r.is_fixed
    ), last AS (
        SELECT priority, due_at FROM plans ORDER BY priority DESC, due_at DESC NULLS FIRST LIMIT 1
    ), waiting AS (
        -- the rules are asked of the most urgent first, until one may be walked for: not of all
        SELECT (w.facts).priority, (w.facts).ship_by FROM (
            SELECT o AS facts FROM orders o
            WHERE o.status = 'allocated' AND NOT o.is_held
              AND NOT EXISTS (SELECT FROM pick_run_orders ro WHERE ro.shop_id = o.shop_id
                              AND ro.order_id = o.id AND ro.emptied_at IS NULL)
            ORDER BY o.priority, o.ship_by NULLS LAST, o.number OFFSET 0) AS w
        WHERE released_as(w.facts) IS NOT NULL LIMIT 1
    )
    SELECT (SELECT count(*) FROM plans) AS planned, EXISTS (SELECT FROM waiting) AS is_waiting,
           EXISTS (SELECT FROM waiting AS w, last
                   WHERE (w.priority, coalesce(w.ship_by, 'infinity'))
                       < (last.priority, coalesce(last.due_at, 'infinity'))) AS is_urgent
    """
)
_TIDY = text("SELECT tidy_plans()")


class State(msgspec.Struct, frozen=True, kw_only=True):
    """How far the plan is behind."""

    #: walks that nobody has begun
    planned: int
    #: some order is on none, though it may be walked for
    is_waiting: bool
    #: and one of them is more urgent than what is planned
    is_urgent: bool


async def state(read: Read | Tx) -> State:
    """Whether there is anything to plan; asked again and again, so it is cheap."""
    return State(**(await read.execute(_STATE)).one()._mapping)


async def problem(read: Read | Tx, warehouse_id: UUID, *, walks: int, seconds: float) -> bytes:
    """What the planner needs to know for so many walks, as JSON (`wms.picking.think.Problem`)."""
    cart = await cart_of(read, warehouse_id)
    most = min(walks * max(cart.totes, 1) * CHOICE, ORDERS_MAX)
    facts: str = await read.scalar(_PROBLEM, {"warehouse": warehouse_id, "most": most})
    told = {"limits": cart, "walks_max": walks, "seconds": seconds}
    # put together as text: nobody here takes ten thousand orders apart
    return msgspec.json.encode(told)[:-1] + b"," + facts[1:].encode()


async def write(tx: Tx, warehouse_id: UUID, walks: list[Walk]) -> int:
    """Write walks that belong together (one, or the parts of one zone by zone); how many came."""
    return len(await write_walks(tx, warehouse_id, walks))


async def tidy(tx: Tx) -> int:
    """Orders that cannot be walked for now come off the walks that nobody has begun; how many."""
    return await tx.scalar(_TIDY) or 0
