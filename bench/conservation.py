"""Does the warehouse still add up after all that? A rate without this is worth nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sqlalchemy import text

from wms.db import HALL, Database
from wms.verify import verify

_SCANS: Final = text("SELECT count(*) FROM scans WHERE flow = 'pick' AND outcome = 'ok'")
_ORDERS: Final = text("SELECT count(*) FROM orders")
#: sentence → SQL that answers two numbers which must be one
_SAME: Final = {
    "accepted item scans = picked units": """
        SELECT (SELECT count(*) FROM scans WHERE flow = 'pick' AND answer ->> 'did' = 'picked'),
               (SELECT coalesce(sum(quantity), 0) FROM movements WHERE reason = 'pick')""",
    "picked by tasks = picked of order lines": """
        SELECT (SELECT sum(picked) FROM pick_tasks), (SELECT sum(picked) FROM order_lines)""",
    "picked by allocations = moved by the ledger": """
        SELECT (SELECT sum(picked) FROM allocations),
               (SELECT coalesce(sum(quantity), 0) FROM movements WHERE reason = 'pick')""",
    "allocated in balances = open allocations": """
        SELECT (SELECT sum(allocated) FROM balances),
               (SELECT sum(quantity - picked - freed) FROM allocations)""",
    "order.received events = orders": """
        SELECT (SELECT count(*) FROM events WHERE type = 'order.received'),
               (SELECT count(*) FROM orders)""",
    "order.allocated events = allocated orders": """
        SELECT (SELECT count(*) FROM events WHERE type = 'order.allocated'),
               (SELECT count(DISTINCT order_id) FROM order_lines WHERE allocated > 0)""",
    "order.released events = orders on walks": """
        SELECT (SELECT count(*) FROM events WHERE type = 'order.released'),
               (SELECT count(*) FROM pick_run_orders)""",
    "order.picking_started events = orders begun": """
        SELECT (SELECT count(*) FROM events WHERE type = 'order.picking_started'),
               (SELECT count(DISTINCT order_id) FROM pick_tasks WHERE picked > 0)""",
    "order.packed events = packed orders": """
        SELECT (SELECT count(*) FROM events WHERE type = 'order.packed'),
               (SELECT count(*) FROM orders WHERE status IN ('packed', 'shipped'))""",
    "order.shipped events = shipped orders": """
        SELECT (SELECT count(*) FROM events WHERE type = 'order.shipped'),
               (SELECT count(*) FROM orders WHERE status = 'shipped')""",
}


@dataclass(frozen=True)
class Check:
    """One check: what must be equal, and what was found."""

    sentence: str
    found: str
    holds: bool


async def check(database: Database, *, scans: int, orders: int) -> list[Check]:
    """All checks; ``scans`` and ``orders`` are what the load clients saw accepted."""
    async with database.read(HALL) as read:
        broken = await verify(read)
        checks = [
            Check(
                "every invariant of `wms verify`",
                ", ".join(f"{one.name}: {one.rows[:2]}" for one in broken) or "all hold",
                not broken,
            ),
            _equal("scans answered = scans kept", scans, await read.scalar(_SCANS)),
            _equal("orders answered = orders kept", orders, await read.scalar(_ORDERS)),
        ]
        for sentence, sql in _SAME.items():
            one, other = (await read.execute(text(sql))).one()
            checks.append(_equal(sentence, int(one or 0), int(other or 0)))
    return checks


def _equal(sentence: str, one: int, other: int | None) -> Check:
    return Check(sentence, f"{one:,} = {other or 0:,}", one == other)
