"""Walks under way: who, where, how far, since when, and whether one stands still."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import msgspec
from sqlalchemy import text

from wms.db import Read, Tx

#: without a scan for so long, a walk stands still
STUCK_AFTER: Final = timedelta(minutes=15)
#: walks shown at once
SHOWN_MAX: Final = 100
#: which walks: under way, waiting for somebody, over
STATES: Final = {"walked": ("picking",), "open": ("open",), "over": ("picked", "cancelled")}


class Walk(msgspec.Struct, frozen=True, kw_only=True):
    """A walk as the desk sees it."""

    id: UUID
    number: int
    mode: str
    status: str
    operator_id: UUID | None
    operator: str | None
    orders: int
    #: tasks that are done, and all; with their base units
    lines_done: int
    lines: int
    units_done: int
    units: int
    shorts: int
    skipped: int
    started_at: datetime | None
    finished_at: datetime | None
    created_at: datetime
    #: the place whose label was scanned last
    place: str | None
    #: where the next step leads
    next_place: str | None
    last_scan_at: datetime | None
    is_stuck: bool
    #: the earliest moment by which an order of it is to be shipped
    ship_by: datetime | None

    @property
    def percent(self) -> int:
        """How far it is."""
        return 100 * self.lines_done // self.lines if self.lines else 0


_WALKS = text(
    """
    SELECT r.id, r.number, r.mode, r.status, r.operator_id, op.name AS operator, n.orders,
           t.lines_done, t.lines, t.units_done, t.units, t.shorts, t.skipped,
           r.started_at, r.finished_at, r.created_at, p.code AS place, nx.code AS next_place,
           sc.at AS last_scan_at, n.ship_by,
           r.status = 'picking' AND greatest(sc.at, r.started_at)
               < clock_timestamp() - CAST(:stuck AS interval) AS is_stuck
    FROM (SELECT * FROM pick_runs WHERE status = ANY (:states)
          ORDER BY CASE WHEN :newest THEN -number ELSE number END LIMIT :limit) AS r
    LEFT JOIN operators op ON op.id = r.operator_id
    LEFT JOIN places p ON p.id = r.at_place_id
    CROSS JOIN LATERAL (
        SELECT count(*) AS orders, min(o.ship_by) AS ship_by
        FROM pick_run_orders ro JOIN orders o ON o.shop_id = ro.shop_id AND o.id = ro.order_id
        WHERE ro.run_id = r.id) AS n
    CROSS JOIN LATERAL (
        SELECT count(*) FILTER (WHERE status IN ('picked', 'short')) AS lines_done,
               count(*) AS lines, CAST(coalesce(sum(picked), 0) AS bigint) AS units_done,
               CAST(coalesce(sum(quantity), 0) AS bigint) AS units,
               count(*) FILTER (WHERE status = 'short') AS shorts,
               count(*) FILTER (WHERE status = 'skipped') AS skipped
        FROM pick_tasks WHERE run_id = r.id AND status <> 'cancelled') AS t
    LEFT JOIN LATERAL (
        SELECT pl.code FROM pick_tasks x JOIN places pl ON pl.id = x.place_id
        WHERE x.run_id = r.id AND x.status IN ('open', 'skipped')
        ORDER BY x.status = 'skipped', x.sequence LIMIT 1) AS nx ON true
    LEFT JOIN LATERAL (
        SELECT at FROM scans WHERE subject_id = r.id ORDER BY at DESC LIMIT 1) AS sc ON true
    ORDER BY is_stuck DESC, CASE WHEN :newest THEN -r.number ELSE r.number END
    """
)


async def walks(read: Read | Tx, state: str, *, limit: int = SHOWN_MAX) -> list[Walk]:
    """Walks of a state (of `STATES`): those that stand still first, then the oldest.

    What is over comes newest first.
    """
    facts = {
        "states": list(STATES[state]), "newest": state == "over", "limit": limit,
        "stuck": STUCK_AFTER,
    }  # fmt: skip
    return [Walk(**row._mapping) for row in await read.execute(_WALKS, facts)]


_COUNTS = text(
    "SELECT status, count(*) AS n FROM pick_runs WHERE status = ANY (:s) GROUP BY status"
)


async def count_walks(read: Read | Tx) -> dict[str, int]:
    """How many walks are under way, and how many wait for somebody."""
    rows = await read.execute(_COUNTS, {"s": ["picking", "open"]})
    found = {row.status: row.n for row in rows}
    return {"walked": found.get("picking", 0), "open": found.get("open", 0)}


class Walker(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody to whom a walk can be given: at work, and without one."""

    id: UUID
    name: str
    is_at_work: bool


_FREE = text(
    """
    SELECT op.id, op.name, EXISTS (
        SELECT FROM operator_sessions s WHERE s.operator_id = op.id AND s.ended_at IS NULL
    ) AS is_at_work
    FROM operators op
    WHERE op.left_at IS NULL AND NOT EXISTS (
        SELECT FROM pick_runs r WHERE r.operator_id = op.id AND r.status = 'picking')
    ORDER BY is_at_work DESC, lower(op.name), op.id LIMIT :most
    """
)
#: people to choose from
_PEOPLE_MAX: Final = 200


async def free_walkers(read: Read | Tx) -> list[Walker]:
    """People who walk for nobody now, those at work first."""
    return [Walker(**row._mapping) for row in await read.execute(_FREE, {"most": _PEOPLE_MAX})]
