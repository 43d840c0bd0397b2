"""Which places are to be counted: asked for by the office, shown to the floor and to the desk."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import msgspec
from sqlalchemy import text

from wms.db import Read, Tx
from wms.layout.models import LOCATION_KINDS
from wms.stock.counting import ALONE_AFTER, AWAY_AFTER

#: who counted longer ago stands somewhere else now
WALK: Final = timedelta(hours=1)


class CountRow(msgspec.Struct, frozen=True, kw_only=True):
    """A count as the desk sees it; numbers in base units, of the last finished round."""

    id: UUID
    shop: str
    place: str
    product_id: UUID
    sku: str
    name: str
    reason: str
    note: str | None
    status: str
    asked_by: str | None
    created_at: datetime
    counter: str | None
    books: int | None
    counted: int | None
    counted_before: int | None
    counters: str | None
    first_approver: str | None
    #: who approved it in the end, or called it off
    approver: str | None
    why: str | None
    #: A, B or C: how often it is counted
    letter: str
    #: when it was counted last at this place, whatever this count says
    last_counted_at: datetime | None


class NextPlace(msgspec.Struct, frozen=True, kw_only=True):
    """The next place of the walk at which this operator may count."""

    place_id: UUID
    place: str
    left: int
    #: places that wait, this one among them
    waiting: int


_ASK = text(
    """
    INSERT INTO place_counts (shop_id, place_id, product_id, reason)
    SELECT DISTINCT b.shop_id, b.place_id, b.product_id, 'cycle'
    FROM balances b
    JOIN places p ON p.id = b.place_id
    -- an LPN is counted where it stands; coalesce() would be served by no index
    JOIN places l
      ON l.id = CASE WHEN p.stands_at_id IS NULL THEN p.id ELSE p.stands_at_id END
    JOIN products r ON r.shop_id = b.shop_id AND r.id = b.product_id
    LEFT JOIN zones z ON z.id = l.zone_id
    LEFT JOIN product_classes k ON k.shop_id = b.shop_id AND k.product_id = b.product_id
    WHERE b.on_hand > 0 AND l.kind = ANY (:kinds)
      AND (CAST(:place AS text) IS NULL OR l.code LIKE CAST(:place AS text)
           OR p.code LIKE CAST(:place AS text))
      AND (CAST(:sku AS text) IS NULL OR r.sku = CAST(:sku AS text))
      AND (CAST(:zone AS text) IS NULL OR z.code = CAST(:zone AS text))
      AND (CAST(:letter AS text) IS NULL OR coalesce(k.class, 'C') = CAST(:letter AS text))
    ON CONFLICT (shop_id, place_id, product_id) WHERE closed_at IS NULL DO NOTHING
    RETURNING 1
    """
)


def begins_with(place: str | None) -> str | None:
    """The LIKE pattern of places whose names begin so; None: every place."""
    if not place:
        return None
    return place.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_") + "%"


async def ask_counts(
    tx: Tx,
    *,
    place: str | None = None,
    sku: str | None = None,
    zone: str | None = None,
    letter: str | None = None,
) -> int:
    """Have what lies at places counted: ``place`` begins so (``A-03``), ``sku`` is the product,
    ``zone`` a zone's code, ``letter`` its class (A, B or C). How many counts were asked for; what
    waits already is not asked twice.
    """
    made = await tx.execute(
        _ASK,
        {"place": begins_with(place), "sku": sku or None, "zone": zone or None,
         "letter": letter or None, "kinds": list(LOCATION_KINDS)},
    )  # fmt: skip
    return len(made.all())


_NEXT = text(
    """
    WITH stands AS ( -- at the place that is passed over, else where this person counted last
        SELECT p.pick_order, p.code FROM places p
        WHERE p.id = coalesce(CAST(:past AS uuid), (
            SELECT c.place_id FROM count_entries e
            JOIN place_counts c ON c.shop_id = e.shop_id AND c.id = e.count_id
            WHERE e.operator_id = :operator
              AND e.created_at > clock_timestamp() - CAST(:walk AS interval)
            ORDER BY e.created_at DESC LIMIT 1))
    )
    SELECT p.id AS place_id, place_said(p.id) AS place, CAST(count(*) AS int) AS left,
           CAST(count(*) OVER () AS int) AS waiting
    FROM place_counts c JOIN places p ON p.id = c.place_id
    WHERE c.closed_at IS NULL AND c.status <> 'to_approve'
      -- who counted last does not count again, unless nobody else is there
      AND NOT counts_not_again(c.shop_id, c.id, c.rounds, :operator, :alone_after)
      -- where somebody else counts one thing, nobody counts another
      AND NOT EXISTS (
          SELECT FROM place_counts t
          WHERE t.place_id = c.place_id AND t.status = 'counting' AND t.counter_id <> :operator
            AND counter_is_here(t.counter_id, :away_after))
      AND p.id <> ALL (CAST(:busy AS uuid[]))
    GROUP BY p.id, p.code, p.pick_order
    -- what was begun is ended first; then on from where the person stands, and around again
    ORDER BY bool_or(c.status = 'counting' AND c.counter_id = :operator)
             AND p.id IS DISTINCT FROM CAST(:past AS uuid) DESC,
             coalesce((p.pick_order, p.code) <= (SELECT s.pick_order, s.code FROM stands s), false),
             p.pick_order, p.code
    LIMIT 1
    """
)
_WAITING = text(
    "SELECT count(DISTINCT place_id) FROM place_counts "
    "WHERE closed_at IS NULL AND status IN ('open', 'recount')"
)


async def next_place(
    read: Read | Tx,
    operator_id: UUID,
    *,
    busy: Sequence[UUID] = (),
    past: UUID | None = None,
    away_after: timedelta = AWAY_AFTER,
) -> NextPlace | None:
    """Where this operator counts next: on from where they counted last, in the order of the walk.

    Not at ``busy`` places; ``past``: this one is passed over, until the others are done.
    """
    facts = {
        "operator": operator_id, "busy": list(busy), "past": past, "walk": WALK,
        "away_after": away_after, "alone_after": ALONE_AFTER,
    }  # fmt: skip
    row = (await read.execute(_NEXT, facts)).first()
    return None if row is None else NextPlace(**row._mapping)


async def count_waiting_counts(read: Read) -> int:
    """How many places wait to be counted."""
    return int(await read.scalar(_WAITING) or 0)


_ROWS = text(
    """
    SELECT c.id, s.name AS shop, place_said(p.id) AS place, c.product_id, r.sku, r.name, c.reason,
           c.note, c.status, o.name AS asked_by, c.created_at, w.name AS counter, last.books,
           last.counted,
           before.counted AS counted_before, last.counters, f.name AS first_approver,
           v.name AS approver, c.why,
           coalesce(k.class, 'C') AS letter,
           (SELECT max(x.closed_at) FROM place_counts x
            WHERE x.shop_id = c.shop_id AND x.place_id = c.place_id
              AND x.product_id = c.product_id AND x.status = 'done') AS last_counted_at
    FROM place_counts c
    LEFT JOIN product_classes k ON k.shop_id = c.shop_id AND k.product_id = c.product_id
    JOIN shops s ON s.id = c.shop_id
    JOIN places p ON p.id = c.place_id
    JOIN products r ON r.shop_id = c.shop_id AND r.id = c.product_id
    LEFT JOIN operators o ON o.id = c.operator_id
    LEFT JOIN operators w ON w.id = c.counter_id
    LEFT JOIN office_users f ON f.id = c.first_approver_id
    LEFT JOIN office_users v ON v.id = c.approver_id
    LEFT JOIN LATERAL (
        SELECT CAST(sum(e.books + e.held) FILTER (WHERE e.round = c.rounds) AS bigint) AS books,
               CAST(sum(e.counted) FILTER (WHERE e.round = c.rounds) AS bigint) AS counted,
               string_agg(DISTINCT n.name, ', ') AS counters
        FROM count_entries e JOIN operators n ON n.id = e.operator_id
        WHERE e.shop_id = c.shop_id AND e.count_id = c.id AND e.round <= c.rounds) AS last ON true
    LEFT JOIN LATERAL (
        SELECT CAST(sum(e.counted) AS bigint) AS counted FROM count_entries e
        WHERE e.shop_id = c.shop_id AND e.count_id = c.id AND e.round = c.rounds - 1) AS before
        ON true
    WHERE (CAST(:status AS text) IS NULL AND c.closed_at IS NULL OR c.status = :status)
      AND (CAST(:id AS uuid) IS NULL OR c.id = :id)
    ORDER BY c.status <> 'to_approve', c.created_at, c.id LIMIT :limit
    """
)


async def count_list(
    read: Read | Tx, *, status: str = "", count_id: UUID | None = None, limit: int
) -> list[CountRow]:
    """Counts in a state, without one all that are under way; those to be approved first."""
    rows = await read.execute(_ROWS, {"status": status or None, "id": count_id, "limit": limit})
    return [CountRow(**row._mapping) for row in rows]
