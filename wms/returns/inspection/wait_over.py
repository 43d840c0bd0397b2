"""Parcels of a return that did not come are waited for no more, as long as its shop says."""

from __future__ import annotations

from typing import Final

from sqlalchemy import text

from wms.db import Read, Tx
from wms.returns.hand import hold
from wms.returns.inspection.finish import finish
from wms.returns.inspection.rubric import WAIT_DAYS

#: returns that are looked up at once
BATCH: Final = 100

_OVER: Final = """
    SELECT r.number FROM returns r
    JOIN LATERAL (
        SELECT max(arrived_at) AS last_at FROM return_parcels
        WHERE shop_id = r.shop_id AND return_id = r.id
        HAVING bool_or(arrived_at IS NULL)) p ON true
    LEFT JOIN LATERAL (
        SELECT (content ->> 'parcels_wait_days')::int AS days FROM return_rubrics
        WHERE shop_id = r.shop_id ORDER BY version DESC LIMIT 1) u ON true
    WHERE r.status = 'inspecting' AND {which}
      AND p.last_at < clock_timestamp() - make_interval(days => coalesce(u.days, :days))
      AND NOT EXISTS (SELECT FROM return_lines l WHERE l.shop_id = r.shop_id
                      AND l.return_id = r.id AND l.received > l.inspected)
      AND (r.came_empty_at IS NOT NULL OR EXISTS (
          SELECT FROM return_lines l WHERE l.shop_id = r.shop_id AND l.return_id = r.id
          AND l.received > 0))
    ORDER BY r.number LIMIT :limit
"""
_BATCH: Final = text(_OVER.format(which="r.number > :after"))
_STILL: Final = text(_OVER.format(which="r.number = :number"))


async def waited_too_long(read: Read | Tx, after: int | None = None) -> list[int]:
    """Numbers of returns whose missing parcels did not come in time, a batch; ``after`` ended the
    last. What is not graded yet keeps its return open. In the hall."""
    facts = {"days": WAIT_DAYS, "limit": BATCH, "after": after or 0}
    return list(await read.scalars(_BATCH, facts))


async def end_wait(tx: Tx, number: int) -> bool:
    """End a return with what there is of it; False: something of it has come since.

    Raises:
        ReturnUnknown, ReturnOver: somebody was quicker.
    """
    await hold(tx, number)
    if await tx.scalar(_STILL, {"days": WAIT_DAYS, "limit": 1, "number": number}) is None:
        return False
    await finish(tx, number, is_waiting_over=True)
    return True
