"""Parcels of a return that did not come are waited for no more, as long as its shop says."""

from __future__ import annotations

from typing import Final

from sqlalchemy import text

from wms.db import Tx
from wms.returns.inspection.finish import finish
from wms.returns.inspection.rubric import WAIT_DAYS

#: returns that are ended in one transaction; the rest an hour later
ENDED_MAX: Final = 100

_OVER: Final = text(
    """
    SELECT r.number FROM returns r
    JOIN LATERAL (
        SELECT max(arrived_at) AS last_at FROM return_parcels
        WHERE shop_id = r.shop_id AND return_id = r.id
        HAVING bool_or(arrived_at IS NULL)) p ON true
    LEFT JOIN LATERAL (
        SELECT (content ->> 'parcels_wait_days')::int AS days FROM return_rubrics
        WHERE shop_id = r.shop_id ORDER BY version DESC LIMIT 1) u ON true
    WHERE r.status = 'inspecting'
      AND p.last_at < clock_timestamp() - make_interval(days => coalesce(u.days, :days))
      AND NOT EXISTS (SELECT FROM return_lines l WHERE l.shop_id = r.shop_id
                      AND l.return_id = r.id AND l.received > l.inspected)
      AND (r.came_empty_at IS NOT NULL OR EXISTS (
          SELECT FROM return_lines l WHERE l.shop_id = r.shop_id AND l.return_id = r.id
          AND l.received > 0))
    ORDER BY r.number LIMIT :limit
    """
)


async def end_what_waits(tx: Tx) -> int:
    """End returns whose missing parcels did not come in time with what there is; how many.

    In the hall. What is not graded yet keeps its return open.
    """
    numbers = list(await tx.scalars(_OVER, {"days": WAIT_DAYS, "limit": ENDED_MAX}))
    for number in numbers:
        await finish(tx, number, is_waiting_over=True)
    return len(numbers)
