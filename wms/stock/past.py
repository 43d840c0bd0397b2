"""What there was at a moment of the past, and the closing of the ledger's days that keeps it fast.

A product's stock then = the last closed day before + what moved since (`sql/close_stock_day.sql`;
why so: docs/decisions/0016-closed-days.md).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Final
from uuid import UUID

import msgspec
from sqlalchemy import select, text

from wms.db import Read, Tx
from wms.horizon import settled_before
from wms.stock.day_models import ClosedDay


class StockThen(msgspec.Struct, frozen=True, kw_only=True):
    """What there was of a product at a moment, in base units: everything inside the building."""

    product_id: UUID
    sku: str
    as_of: datetime
    on_hand: int
    #: condition → on hand
    conditions: dict[str, int]


class Sealed(msgspec.Struct, frozen=True, kw_only=True):
    """A closed day (UTC) of the ledger. ``digest``: hex SHA-256 over the digest of the day before
    and this day's movements."""

    #: the day, in UTC
    day_on: date
    #: how many movements it has
    movements: int
    #: hexadecimal SHA-256
    digest: str


# Of a page of products at once: a function for each of them costs more than finding what moved.
# What it answers is what sql/close_stock_day.sql keeps of a day (`stock_then`); a test compares.
_THEN = text(
    """
    WITH page AS MATERIALIZED (
        SELECT shop_id, id, sku FROM products
        WHERE shop_id = :shop
          AND (CAST(:skus AS text[]) IS NULL OR sku = ANY (CAST(:skus AS text[])))
          AND (CAST(:after AS uuid) IS NULL OR id > CAST(:after AS uuid))
        ORDER BY id LIMIT :limit
    ), kept AS MATERIALIZED (
        SELECT day_on, CAST(day_on + 1 AS timestamp) AT TIME ZONE 'UTC' AS since,
               first_id_of(CAST(day_on + 1 AS timestamp) AT TIME ZONE 'UTC') AS first_id
        FROM (SELECT max(day_on) AS day_on FROM closed_days WHERE shop_id = :shop
                AND day_on < CAST(CAST(:moment AS timestamptz) AT TIME ZONE 'UTC' AS date)) AS last
    )
    SELECT p.id AS product_id, p.sku, coalesce(there.conditions, '{}') AS conditions
    FROM page p
    LEFT JOIN LATERAL (
        SELECT jsonb_object_agg(condition, n) AS conditions
        FROM (
            SELECT condition, sum(n) AS n
            FROM (
                SELECT each.key AS condition, CAST(each.value AS bigint) AS n
                FROM (SELECT conditions FROM stock_days d
                      WHERE d.shop_id = p.shop_id AND d.product_id = p.id
                        AND d.day_on <= (SELECT day_on FROM kept)
                      ORDER BY d.day_on DESC LIMIT 1) AS base,
                     jsonb_each_text(base.conditions) AS each
                UNION ALL
                SELECT side.condition, side.n
                FROM movements m
                CROSS JOIN LATERAL (
                    VALUES (m.from_place_id, m.from_condition, -CAST(m.quantity AS bigint)),
                           (m.to_place_id, m.to_condition, CAST(m.quantity AS bigint))
                ) AS side (place_id, condition, n)
                WHERE m.shop_id = p.shop_id AND m.product_id = p.id
                  AND m.id >= (SELECT first_id FROM kept) AND m.id < last_id_of(:moment)
                  AND m.occurred_at >= coalesce((SELECT since FROM kept), '-infinity')
                  AND m.occurred_at < :moment
                  -- only what is inside the building has a label
                  AND (SELECT label_code FROM places WHERE id = side.place_id) IS NOT NULL
            ) AS each_side
            GROUP BY condition HAVING sum(n) <> 0
        ) AS by_condition
    ) AS there ON true
    ORDER BY p.id
    """
)


async def stock_then(
    read: Read | Tx,
    shop_id: UUID,
    moment: datetime,
    *,
    skus: Sequence[str] | None = None,
    limit: int,
    after: UUID | None = None,
) -> list[StockThen]:
    """Stock per product of a shop just before ``moment``, in the order of registering.

    A moment of the last seconds may still change: a movement counts once its transaction is saved.
    """
    rows = await read.execute(
        _THEN,
        {
            "shop": shop_id,
            "moment": moment,
            "skus": None if skus is None else list(skus),
            "limit": limit,
            "after": after,
        },
    )
    return [
        StockThen(
            product_id=row.product_id,
            sku=row.sku,
            as_of=moment,
            on_hand=sum(row.conditions.values()),
            conditions=row.conditions,
        )
        for row in rows
    ]


#: the clock of a server may step back so far: a day is over for sure when its end is so long ago,
#: and ids of movements may run ahead of their moments (`first_id_of` leaves as much)
CLOCK_STEP: Final = timedelta(hours=6)

# The day after a shop's last closed one; for a ledger of which nothing is closed, its first: the
# earliest of all whose ids may have been made after that moment, would the clock have stepped back.
_NEXT = text(
    """
    SELECT shop_id, day_on FROM (
        SELECT s.id AS shop_id, coalesce(
            (SELECT max(day_on) + 1 FROM closed_days WHERE shop_id = s.id),
            (SELECT CAST(min(m.occurred_at) AT TIME ZONE 'UTC' AS date) FROM movements m
             WHERE m.shop_id = s.id AND m.id < last_id_of((
                 SELECT occurred_at FROM movements
                 WHERE shop_id = s.id ORDER BY id LIMIT 1)))) AS day_on
        FROM shops s) AS next
    WHERE day_on < CAST(:settled AS date)
    ORDER BY day_on, shop_id LIMIT 1
    """
)
_CLOSE = text("SELECT close_stock_day(:shop, :day)")


async def close_a_day(tx: Tx) -> int:
    """Close the oldest day of a shop's ledger to which nothing can come any more.

    Returns how many days were closed: 0 when there is none, else 1.
    """
    # sure of the day's end before the day is read: see wms.horizon
    settled = await settled_before(Read(tx)) - CLOCK_STEP
    found = (await tx.execute(_NEXT, {"settled": settled.astimezone(UTC).date()})).first()
    if found is None:
        return 0
    await tx.execute(_CLOSE, {"shop": found.shop_id, "day": found.day_on})
    return 1


async def seals(
    read: Read | Tx, shop_id: UUID, *, limit: int, after: date | None = None
) -> list[Sealed]:
    """A shop's closed days, the oldest first."""
    wanted = (
        select(ClosedDay.day_on, ClosedDay.movements, ClosedDay.digest)
        .where(ClosedDay.shop_id == shop_id)
        .order_by(ClosedDay.day_on)
        .limit(limit)
    )
    if after is not None:
        wanted = wanted.where(ClosedDay.day_on > after)
    return [Sealed(**row._mapping) for row in await read.execute(wanted)]
