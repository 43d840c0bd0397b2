"""The plan of counting: each class within so many days, no more of it waiting than is agreed."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec
from sqlalchemy import func, text
from sqlalchemy.dialects.postgresql import insert

from wms.db import Read, Tx
from wms.errors import N_, Kind, Refusal
from wms.stock.class_models import CountPlan

#: how often goods of a class are counted where nobody said otherwise, days
A_DAYS: Final = 30
B_DAYS: Final = 90
C_DAYS: Final = 365
#: so many counts of the plan wait at most in one shop
DAILY_MAX: Final = 20
DAYS_MAX: Final = 3650
DAILY_LIMIT: Final = 10_000


class PlanOutOfBounds(Refusal):
    """Nobody counts so often, or so seldom."""

    kind = Kind.INVALID
    code = "count.plan"
    sentence = N_("Days are between 1 and {days}, counts a day between 0 and {most}.")


class PlanRow(msgspec.Struct, frozen=True, kw_only=True):
    """A shop's plan and how it stands."""

    shop_id: UUID
    shop_code: str
    shop: str
    a_days: int
    b_days: int
    c_days: int
    daily_max: int
    #: products of class A and B; all others are C
    a_products: int
    b_products: int
    #: places and products whose time has come, and counts of the plan that wait
    due: int
    waiting: int
    #: when its products were last classed
    classed_at: datetime | None


# What was never counted counts from when goods first came to the place. Goods in an LPN are counted
# in it, wherever it stands.
_DUE = f"""
    SELECT h.shop_id, h.place_id, h.product_id,
           extract(epoch FROM now() - coalesce(c.at, h.since))
           / (86400 * CASE coalesce(k.class, 'C') WHEN 'A' THEN coalesce(n.a_days, {A_DAYS})
                                                  WHEN 'B' THEN coalesce(n.b_days, {B_DAYS})
                                                  ELSE coalesce(n.c_days, {C_DAYS}) END) AS late,
           coalesce(n.daily_max, {DAILY_MAX}) AS daily_max, l.pick_order
    FROM (SELECT shop_id, place_id, product_id, min(first_at) AS since FROM balances
          WHERE on_hand > 0 GROUP BY shop_id, place_id, product_id) AS h
    JOIN places p ON p.id = h.place_id
    JOIN places l ON l.id = CASE WHEN p.stands_at_id IS NULL THEN p.id ELSE p.stands_at_id END
                 AND l.kind IN ('storage', 'pick_face')
    LEFT JOIN product_classes k ON k.shop_id = h.shop_id AND k.product_id = h.product_id
    LEFT JOIN count_plans n ON n.shop_id = h.shop_id
    LEFT JOIN LATERAL (
        SELECT max(x.closed_at) AS at FROM place_counts x
        WHERE x.shop_id = h.shop_id AND x.place_id = h.place_id AND x.product_id = h.product_id
          AND x.status = 'done') AS c ON true
"""
_WAITING = "SELECT shop_id, count(*) AS n FROM place_counts WHERE closed_at IS NULL " \
    "AND reason = 'due' GROUP BY shop_id"  # fmt: skip

_ASK_DUE = text(
    f"""
    INSERT INTO place_counts (shop_id, place_id, product_id, reason)
    SELECT d.shop_id, d.place_id, d.product_id, 'due'
    FROM (SELECT d.*, row_number() OVER (PARTITION BY d.shop_id
                                         ORDER BY d.late DESC, d.pick_order, d.place_id) AS rank
          FROM ({_DUE}) AS d
          WHERE d.late >= 1 AND NOT EXISTS (
              SELECT FROM place_counts o WHERE o.shop_id = d.shop_id AND o.place_id = d.place_id
              AND o.product_id = d.product_id AND o.closed_at IS NULL)) AS d
    LEFT JOIN ({_WAITING}) AS w ON w.shop_id = d.shop_id
    WHERE d.rank <= d.daily_max - coalesce(w.n, 0)
    ON CONFLICT (shop_id, place_id, product_id) WHERE closed_at IS NULL DO NOTHING
    RETURNING 1
    """
)


async def ask_due(tx: Tx) -> int:
    """Ask for the counts whose time has come, the latest first; how many were asked for.

    No more of them wait in a shop than its plan says: what the floor does not get done is not
    heaped up.
    """
    return len((await tx.execute(_ASK_DUE)).all())


async def set_plan(
    tx: Tx, shop_id: UUID, *, a_days: int, b_days: int, c_days: int, daily_max: int
) -> None:
    """How often a shop's goods are counted.

    Raises:
        PlanOutOfBounds
    """
    is_within = all(1 <= days <= DAYS_MAX for days in (a_days, b_days, c_days))
    if not is_within or not 0 <= daily_max <= DAILY_LIMIT:
        raise PlanOutOfBounds(days=DAYS_MAX, most=DAILY_LIMIT)
    facts = {"a_days": a_days, "b_days": b_days, "c_days": c_days, "daily_max": daily_max}
    await tx.execute(
        insert(CountPlan)
        .values(shop_id=shop_id, **facts)
        .on_conflict_do_update(
            index_elements=["shop_id"], set_={**facts, "updated_at": func.clock_timestamp()}
        )
    )


_PLANS = text(
    f"""
    SELECT s.id AS shop_id, s.code AS shop_code, s.name AS shop,
           coalesce(n.a_days, {A_DAYS}) AS a_days, coalesce(n.b_days, {B_DAYS}) AS b_days,
           coalesce(n.c_days, {C_DAYS}) AS c_days, coalesce(n.daily_max, {DAILY_MAX}) AS daily_max,
           coalesce(k.a, 0) AS a_products, coalesce(k.b, 0) AS b_products, k.classed_at,
           coalesce(d.n, 0) AS due, coalesce(w.n, 0) AS waiting
    FROM shops s
    LEFT JOIN count_plans n ON n.shop_id = s.id
    LEFT JOIN (SELECT shop_id, count(*) FILTER (WHERE class = 'A') AS a,
                      count(*) FILTER (WHERE class = 'B') AS b, max(classed_at) AS classed_at
               FROM product_classes GROUP BY shop_id) AS k ON k.shop_id = s.id
    LEFT JOIN (SELECT shop_id, count(*) AS n FROM ({_DUE}) AS d WHERE d.late >= 1
               GROUP BY shop_id) AS d ON d.shop_id = s.id
    LEFT JOIN ({_WAITING}) AS w ON w.shop_id = s.id
    ORDER BY s.name, s.code LIMIT :limit
    """
)


async def count_plans(read: Read | Tx, *, limit: int) -> list[PlanRow]:
    """Each shop's plan and how it stands."""
    return [PlanRow(**row._mapping) for row in await read.execute(_PLANS, {"limit": limit})]
