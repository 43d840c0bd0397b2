"""Corrections for the desk: what waits for a second person, and what was decided."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final
from uuid import UUID

import msgspec
from sqlalchemy import text

from wms.db import Read, Tx

#: what the desk looks for: name → the state it means
GROUPS: Final = ("proposed", "done", "refused")


class AdjustmentRow(msgspec.Struct, frozen=True, kw_only=True):
    """A correction in a list; ``quantity`` in base units."""

    number: int
    shop: str
    product_id: UUID
    sku: str
    name: str
    place_id: UUID
    place: str
    lot: str | None
    condition: str
    kind: str
    quantity: int
    why: str
    note: str | None
    status: str
    proposer_id: UUID
    proposer: str
    decider: str | None
    created_at: datetime
    decided_at: datetime | None


_LIST = text(
    """
    SELECT a.number, s.name AS shop, a.product_id, p.sku, p.name, a.place_id, pl.code AS place,
           nullif(l.code, '') AS lot, a.condition, a.kind, a.quantity, a.why, a.note, a.status,
           a.proposer_id, u.name AS proposer, d.name AS decider, a.created_at, a.decided_at
    FROM adjustments a
    JOIN shops s ON s.id = a.shop_id
    JOIN products p ON p.shop_id = a.shop_id AND p.id = a.product_id
    JOIN lots l ON l.shop_id = a.shop_id AND l.product_id = a.product_id AND l.id = a.lot_id
    JOIN places pl ON pl.id = a.place_id
    JOIN office_users u ON u.id = a.proposer_id
    LEFT JOIN office_users d ON d.id = a.decider_id
    WHERE (CAST(:status AS text) IS NULL OR a.status = :status)
      AND (CAST(:shop AS text) IS NULL OR s.code = :shop)
      AND (CAST(:why AS text) IS NULL OR a.why = :why)
      AND (CAST(:since AS date) IS NULL
           OR a.created_at >= (SELECT day_begins(CAST(:since AS date))))
      AND (CAST(:until AS date) IS NULL
           OR a.created_at < (SELECT day_begins(CAST(:until AS date) + 1)))
      AND (CAST(:before AS bigint) IS NULL OR a.number < CAST(:before AS bigint))
    ORDER BY a.number DESC LIMIT :limit
    """
)
_WAITING = text("SELECT count(*) FROM adjustments WHERE status = 'proposed'")


async def adjustment_list(
    read: Read | Tx,
    *,
    limit: int,
    status: str = "",
    shop: str = "",
    why: str = "",
    since: date | None = None,
    until: date | None = None,
    before: int | None = None,
) -> list[AdjustmentRow]:
    """Corrections, the newest first; for the hall's own people. Days are the warehouse's own."""
    rows = await read.execute(
        _LIST,
        {
            "status": status or None,
            "shop": shop or None,
            "why": why or None,
            "since": since,
            "until": until,
            "before": before,
            "limit": limit,
        },
    )
    return [AdjustmentRow(**row._mapping) for row in rows]


async def adjustments_waiting(read: Read | Tx) -> int:
    """How many wait for a second person."""
    return int(await read.scalar(_WAITING) or 0)
