"""What people did, hour by hour: an hour that is over is added up once, the running one when asked.

The ledger says what moved, the log of scans what was refused, and counts whether goods that were
said to be missing were. All three are found by time: the ledger by its key, scans by a small index
of blocks, so no hour reads more than its own rows.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any, Final

from sqlalchemy import text

from wms.db import Read, Tx
from wms.progress.pace import first_id_at
from wms.retention import purge

#: what people did is forgotten after so long, days: a year can be compared with the one before
KEEP_DAYS: Final = 400
#: after an outage hours are added up in windows of this length
WINDOW: Final = timedelta(hours=24)
#: the first look of a new installation goes back so far
FIRST_LOOK: Final = timedelta(days=31)
#: what has no hour yet is added up when somebody asks, at most so far back
LIVE_MAX: Final = timedelta(hours=26)

#: one row for each person, hour and flow between two moments
_WORK: Final = """
    SELECT hour, operator_id, flow, CAST(sum(minutes) AS int) AS minutes,
           CAST(sum(lines) AS int) AS lines, CAST(sum(units) AS int) AS units,
           CAST(sum(scans) AS int) AS scans, CAST(sum(rejected) AS int) AS rejected,
           CAST(sum(shorts) AS int) AS shorts, CAST(sum(undone) AS int) AS undone,
           CAST(sum(proved_right) AS int) AS proved_right,
           CAST(sum(proved_wrong) AS int) AS proved_wrong
    FROM (
        SELECT date_trunc('hour', m.occurred_at) AS hour, m.operator_id, m.reason AS flow,
               5 * count(DISTINCT date_bin('5 minutes', m.occurred_at, '2000-01-01Z')) AS minutes,
               count(DISTINCT (m.shop_id, m.line_id)) AS lines, sum(m.quantity) AS units,
               0 AS scans, 0 AS rejected, 0 AS shorts, 0 AS undone, 0 AS proved_right,
               0 AS proved_wrong
        FROM shops s CROSS JOIN LATERAL (
            SELECT shop_id, line_id, reason, quantity, operator_id, occurred_at FROM movements
            WHERE shop_id = s.id AND id >= :low_id AND id < :high_id
              AND reason IN ('pick', 'pack') AND operator_id IS NOT NULL) AS m
        GROUP BY 1, 2, 3
        UNION ALL
        SELECT date_trunc('hour', at), operator_id,
               CASE WHEN flow IN ('pack', 'pack_undo') THEN 'pack' ELSE 'pick' END, 0, 0, 0,
               count(*) FILTER (WHERE flow IN ('pick', 'pack')),
               count(*) FILTER (WHERE flow IN ('pick', 'pack') AND outcome = 'refused'),
               count(*) FILTER (WHERE flow = 'pick_short' AND outcome = 'ok'),
               count(*) FILTER (WHERE flow IN ('pick_undo', 'pack_undo') AND outcome = 'ok'), 0, 0
        FROM scans
        WHERE at >= :low AND at < :high
          AND flow IN ('pick', 'pack', 'pick_short', 'pick_undo', 'pack_undo')
        GROUP BY 1, 2, 3
        UNION ALL
        SELECT date_trunc('hour', c.closed_at), c.operator_id, 'pick', 0, 0, 0, 0, 0, 0, 0,
               count(*) FILTER (WHERE e.counted < e.books),
               count(*) FILTER (WHERE e.counted >= e.books)
        FROM place_counts c CROSS JOIN LATERAL (
            SELECT sum(counted) AS counted, sum(books + held) AS books FROM count_entries
            WHERE shop_id = c.shop_id AND count_id = c.id AND round = c.rounds) AS e
        WHERE c.reason = 'short' AND c.status = 'done' AND c.operator_id IS NOT NULL
          AND c.closed_at >= :low AND c.closed_at < :high
        GROUP BY 1, 2
    ) AS did
    WHERE hour >= :low AND hour < :high
    GROUP BY hour, operator_id, flow
"""
_CLOSE = text(
    "INSERT INTO work_hours (hour, operator_id, flow, minutes, lines, units, scans, rejected, "
    "shorts, undone, proved_right, proved_wrong) "
    + _WORK
    + " ON CONFLICT (hour, operator_id, flow) DO NOTHING"
)
_LAST = text("SELECT max(hour) FROM work_hours")


def _window(low: datetime, high: datetime) -> dict[str, Any]:
    return {"low": low, "high": high, "low_id": first_id_at(low), "high_id": first_id_at(high)}


def begin_of_hour(moment: datetime) -> datetime:
    """The hour's own moment."""
    return moment.replace(minute=0, second=0, microsecond=0)


async def first_open_hour(read: Read | Tx, *, now: datetime) -> datetime:
    """The hour after the last that was added up; far back, when none was."""
    last: datetime | None = await read.scalar(_LAST)
    return last + timedelta(hours=1) if last else begin_of_hour(now - FIRST_LOOK)


async def close_hours(tx: Tx, low: datetime, *, now: datetime | None = None) -> datetime | None:
    """Add up the hours from ``low`` on that are over, a window of them; where it ended.

    None: nothing is left to do. Two workers at once write the same, and each row once.
    """
    high = min(low + WINDOW, begin_of_hour(now or datetime.now(UTC)))
    if low >= high:
        return None
    await tx.execute(_CLOSE, _window(low, high))
    return high


def running(low: datetime, high: datetime) -> tuple[str, dict[str, Any]]:
    """SQL of what is not added up yet, as rows of ``work_hours``, and its parameters."""
    return _WORK, _window(max(low, high - LIVE_MAX), high)


async def purge_work_hours(tx: Tx) -> int:
    """Forget a batch of what people did long ago; returns how many rows."""
    return await purge(
        tx,
        "work_hours",
        ("hour", "operator_id", "flow"),
        f"hour < now() - interval '{KEEP_DAYS} days'",
    )
