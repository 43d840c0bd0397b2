"""Rules and tasks as the desk and the menu see them."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import text

from wms.db import Read


class RuleRow(msgspec.Struct, frozen=True, kw_only=True):
    """A rule and how the pick face stands, in base units."""

    id: UUID
    shop: str
    product_id: UUID
    sku: str
    name: str
    place_id: UUID
    place: str
    zone: str | None
    min_quantity: int
    max_quantity: int
    #: free at the pick face; none when it is blocked
    available: int | None
    on_way: int | None
    #: free in the reserve, beyond what tasks take
    reserve: int


class TaskRow(msgspec.Struct, frozen=True, kw_only=True):
    """A task and who has it."""

    id: UUID
    shop: str
    product_id: UUID
    sku: str
    name: str
    lot: str | None
    from_place: str
    to_place: str
    quantity: int
    collected: int
    reason: str
    status: str
    why: str | None
    operator: str | None
    cart: str | None
    created_at: datetime
    closed_at: datetime | None


_RULES = text(
    """
    SELECT r.id, s.name AS shop, r.product_id, p.sku, p.name, pl.id AS place_id, pl.code AS place,
           z.code AS zone, r.min_quantity, r.max_quantity, n.available, n.on_way,
           CAST(coalesce((SELECT sum(o.free) FROM replenish_sources(
               r.shop_id, r.product_id, pl.warehouse_id, 1) AS o), 0) AS int) AS reserve
    FROM replenish_rules r
    JOIN shops s ON s.id = r.shop_id
    JOIN products p ON p.shop_id = r.shop_id AND p.id = r.product_id
    JOIN places pl ON pl.id = r.place_id
    LEFT JOIN zones z ON z.id = pl.zone_id
    LEFT JOIN replenish_needs() n ON n.shop_id = r.shop_id AND n.product_id = r.product_id
                                 AND n.place_id = r.place_id
    WHERE (CAST(:like AS text) IS NULL OR p.sku ILIKE :like OR p.name ILIKE :like
           OR pl.code ILIKE :like)
      AND (CAST(:shop AS text) IS NULL OR s.code = :shop)
      AND (NOT :low OR n.available + n.on_way < r.min_quantity)
      AND (CAST(:after AS text) IS NULL OR (pl.code, p.sku) > (CAST(:after AS text), :after_sku))
    ORDER BY pl.code, p.sku LIMIT :limit
    """
)


async def rule_list(
    read: Read,
    *,
    limit: int,
    like: str | None = None,
    shop: str | None = None,
    is_low: bool = False,
    after: tuple[str, str] | None = None,
) -> list[RuleRow]:
    """Rules in the order of their places' names; ``is_low``: those that are not kept just now."""
    keys = {
        "like": like, "shop": shop or None, "low": is_low, "limit": limit,
        "after": after[0] if after else None, "after_sku": after[1] if after else None,
    }  # fmt: skip
    return [RuleRow(**row._mapping) for row in await read.execute(_RULES, keys)]


_TASKS = text(
    """
    SELECT t.id, s.name AS shop, t.product_id, p.sku, p.name, nullif(l.code, '') AS lot,
           f.code AS from_place, g.code AS to_place, t.quantity, t.collected, t.reason, t.status,
           t.why, o.name AS operator, c.code AS cart, t.created_at, t.closed_at
    FROM replenish_tasks t
    JOIN shops s ON s.id = t.shop_id
    JOIN products p ON p.shop_id = t.shop_id AND p.id = t.product_id
    JOIN lots l ON l.shop_id = t.shop_id AND l.product_id = t.product_id AND l.id = t.lot_id
    JOIN places f ON f.id = t.from_place_id
    JOIN places g ON g.id = t.to_place_id
    LEFT JOIN replenish_walks w ON w.id = t.walk_id
    LEFT JOIN operators o ON o.id = w.operator_id
    LEFT JOIN places c ON c.id = w.cart_id
    WHERE CASE :state WHEN '' THEN t.closed_at IS NULL
                      WHEN 'open' THEN t.closed_at IS NULL AND t.status = 'open'
                      WHEN 'in_hand' THEN t.status IN ('taken', 'carried')
                      ELSE t.closed_at IS NOT NULL AND t.status = :state END
    ORDER BY t.closed_at DESC NULLS LAST, t.status = 'open',
             array_position(ARRAY['asked', 'demand', 'min'], t.reason), t.created_at, t.id
    LIMIT :limit
    """
)


async def task_list(read: Read, *, state: str = "", limit: int) -> list[TaskRow]:
    """Tasks under way, those in hand first; or those of a state: ``open``, ``in_hand``, ``done``,
    ``short``, ``cancelled``."""
    rows = await read.execute(_TASKS, {"state": state, "limit": limit})
    return [TaskRow(**row._mapping) for row in rows]


_WAITING = text("SELECT count(*) FROM replenish_tasks WHERE closed_at IS NULL AND status = 'open'")


async def count_replenish_waiting(read: Read) -> int:
    """How many tasks wait for somebody."""
    return int(await read.scalar(_WAITING) or 0)
