"""Watching expiry dates: shops hear in time, and what is over is not sold.

What may be promised is decided by ``lots.sell_before`` wherever stock is promised; here is what has
to be *done* as days pass. Each verb does a batch and says how many, so that a chore repeats it.
"""

from __future__ import annotations

from datetime import date
from uuid import UUID

import msgspec
from sqlalchemy import text

from wms.catalog.expiry_rules import ExpiryWatch, put_expiry_watch
from wms.db import Read, Tx
from wms.events.kinds.stock import StockExpiring
from wms.events.outbox import Subject, record
from wms.layout.models import PICKABLE_KINDS
from wms.stock.ledger import Goods, move
from wms.stock.tell import tell_stock

#: lots or balances of one transaction
BATCH_MAX = 100
#: the ledger's reason for what the calendar does
REASON = "expire"


class LotStock(msgspec.Struct, frozen=True, kw_only=True):
    """What there is of a lot inside the building, in base units; without a lot the code is null.

    ``available`` can be promised now; ``sell_before`` is the first
    day on which none of it can.
    """

    lot_id: UUID
    product_id: UUID
    sku: str
    lot: str | None
    expires_on: date | None
    sell_before: date | None
    on_hand: int
    allocated: int
    available: int
    #: condition → on hand
    conditions: dict[str, int]


_LOTS = text(
    """
    SELECT l.id AS lot_id, l.product_id, p.sku, nullif(l.code, '') AS lot, l.expires_on,
           l.sell_before, s.on_hand, s.allocated, s.available, s.conditions
    FROM lots l
    JOIN products p ON p.shop_id = l.shop_id AND p.id = l.product_id
    CROSS JOIN LATERAL (
        SELECT CAST(sum(c.on_hand) AS bigint) AS on_hand,
               CAST(sum(c.allocated) AS bigint) AS allocated,
               CAST(coalesce(sum(c.available), 0) AS bigint) AS available,
               jsonb_object_agg(c.condition, c.on_hand) AS conditions
        FROM (
            SELECT b.condition, sum(b.on_hand) AS on_hand, sum(b.allocated) AS allocated,
                   sum(b.on_hand - b.allocated) FILTER (
                       WHERE b.condition = 'good' AND pl.picked_as IS NOT NULL
                         AND (l.sell_before IS NULL OR l.sell_before > current_date)) AS available
            FROM balances b JOIN places pl ON pl.id = b.place_id
            WHERE b.shop_id = l.shop_id AND b.product_id = l.product_id AND b.lot_id = l.id
              AND b.on_hand > 0
            GROUP BY b.condition) AS c) AS s
    WHERE l.shop_id = :shop AND s.on_hand > 0
      AND (CAST(:skus AS text[]) IS NULL OR p.sku = ANY (CAST(:skus AS text[])))
      AND (CAST(:expires_before AS date) IS NULL OR l.expires_on < :expires_before)
      AND (CAST(:after_on AS date) IS NULL
           OR (coalesce(l.expires_on, '9999-12-31'), l.id) > (:after_on, CAST(:after AS uuid)))
    ORDER BY coalesce(l.expires_on, '9999-12-31'), l.id LIMIT :limit
    """
)
#: where lots without a date stand in `lot_stock`: at the end
NEVER = date(9999, 12, 31)


async def lot_stock(
    read: Read | Tx,
    shop_id: UUID,
    *,
    limit: int,
    skus: list[str] | None = None,
    expires_before: date | None = None,
    after: tuple[date, UUID] | None = None,
) -> list[LotStock]:
    """A shop's lots of which there is something here, the first to expire first.

    ``after``: expiry (`NEVER` for none) and id of the last one read.
    """
    rows = await read.execute(
        _LOTS,
        {
            "shop": shop_id,
            "skus": skus,
            "expires_before": expires_before,
            "after_on": after[0] if after else None,
            "after": after[1] if after else None,
            "limit": limit,
        },
    )
    return [LotStock(**row._mapping) for row in rows]


async def put_rules(tx: Tx, shop_id: UUID, rules: ExpiryWatch) -> ExpiryWatch:
    """From now on goods are watched so; what can be sold otherwise than before is told."""
    products = await put_expiry_watch(tx, shop_id, rules)
    await tell_stock(tx, shop_id, products, reason=REASON)
    return rules


# The stage that is reached; a lot that was never warned of and is over by now is told once, as
# expired. A parcel that is packed is not looked into: it leaves.
_REACHED = text(
    """
    WITH near AS (
        SELECT l.shop_id, l.id, l.product_id, l.code, l.expires_on, l.sell_before,
               CASE WHEN l.expires_on <= current_date THEN 'expired'
                    WHEN l.sell_before <= current_date THEN 'blocked'
                    ELSE 'warning' END AS stage
        FROM lots l LEFT JOIN expiry_rules r ON r.shop_id = l.shop_id
        WHERE l.expires_on IS NOT NULL
          AND (l.sell_before <= current_date
               OR l.expires_on - coalesce(r.warn_days, :warn_days) <= current_date)
    ), here AS (
        SELECT n.*, s.on_hand, s.allocated
        FROM near n
        CROSS JOIN LATERAL (
            SELECT CAST(sum(b.on_hand) AS int) AS on_hand,
                   CAST(sum(b.allocated) AS int) AS allocated
            FROM balances b JOIN places p ON p.id = b.place_id AND p.kind <> 'parcel'
            WHERE b.shop_id = n.shop_id AND b.product_id = n.product_id AND b.lot_id = n.id
              AND b.on_hand > 0) AS s
        WHERE s.on_hand > 0 AND NOT EXISTS (
            SELECT FROM expiry_notices e
            WHERE e.shop_id = n.shop_id AND e.lot_id = n.id AND e.stage = n.stage)
        ORDER BY n.shop_id, n.id LIMIT :limit
    ), told AS (
        INSERT INTO expiry_notices (shop_id, lot_id, stage)
        SELECT shop_id, id, stage FROM here ON CONFLICT DO NOTHING
        RETURNING shop_id, lot_id
    )
    SELECT h.shop_id, h.product_id, p.sku, nullif(h.code, '') AS lot, h.expires_on, h.sell_before,
           h.stage, h.on_hand, h.allocated, h.expires_on - current_date AS days_left
    FROM here h
    JOIN told t ON t.shop_id = h.shop_id AND t.lot_id = h.id
    JOIN products p ON p.shop_id = h.shop_id AND p.id = h.product_id
    ORDER BY h.shop_id, h.product_id, h.id
    """
)


async def tell_expiring(tx: Tx) -> int:
    """Tell shops of lots whose expiry has come near (``stock.expiring``); how many were told."""
    usual = ExpiryWatch()
    rows = (await tx.execute(_REACHED, {"warn_days": usual.warn_days, "limit": BATCH_MAX})).all()
    unsold: dict[UUID, set[UUID]] = {}
    for row in rows:
        told = StockExpiring(
            sku=row.sku,
            lot=row.lot,
            stage=row.stage,
            expires_on=row.expires_on,
            sell_before=row.sell_before,
            days_left=row.days_left,
            on_hand=row.on_hand,
            allocated=row.allocated,
        )
        await record(tx, row.shop_id, Subject("product", row.product_id, row.sku), told)
        if row.stage != "warning":
            unsold.setdefault(row.shop_id, set()).add(row.product_id)
    for shop_id, products in unsold.items():
        await tell_stock(tx, shop_id, products, reason=REASON)
    return len(rows)


# Only what lies on a shelf and is promised to nobody: what somebody has in hand, or walks for, is
# theirs until they put it down.
_OVER = text(
    """
    SELECT b.shop_id, b.product_id, b.lot_id, b.condition, b.place_id,
           b.on_hand - b.allocated AS quantity
    FROM lots l
    JOIN balances b ON b.shop_id = l.shop_id AND b.product_id = l.product_id AND b.lot_id = l.id
    JOIN places p ON p.id = b.place_id
    -- not coalesce(): under row-level security no index would serve it
    JOIN places at
      ON at.id = CASE WHEN p.stands_at_id IS NULL THEN p.id ELSE p.stands_at_id END
    WHERE l.expires_on <= current_date AND l.sell_before <= current_date
      AND b.condition IN ('good', 'opened') AND b.on_hand > b.allocated
      AND at.kind = ANY (:pickable)
    ORDER BY b.product_id, b.lot_id, b.condition, b.place_id LIMIT :limit
    FOR UPDATE OF b
    """
)


async def set_expired_aside(tx: Tx) -> int:
    """What has expired stays at its place, in quarantine by the books; how many balances."""
    rows = (await tx.execute(_OVER, {"pickable": list(PICKABLE_KINDS), "limit": BATCH_MAX})).all()
    moved: dict[UUID, set[UUID]] = {}
    for row in rows:
        goods = Goods(
            shop_id=row.shop_id,
            product_id=row.product_id,
            lot_id=row.lot_id,
            condition=row.condition,
        )
        await move(
            tx, goods, row.quantity, from_place=row.place_id, to_place=row.place_id,
            to_condition="quarantine", reason=REASON, by=None,
        )  # fmt: skip
        moved.setdefault(row.shop_id, set()).add(row.product_id)
    for shop_id, products in moved.items():
        await tell_stock(tx, shop_id, products, reason=REASON)
    return len(rows)
