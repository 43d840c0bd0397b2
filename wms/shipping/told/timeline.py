"""What happened to an order, told from what is written down anyway: events, movements, scans.

Nothing is recorded for the sake of this page. The movements of one person with one purpose are told
together ("Ola picked 3 × TEA and 1 × MUG into T-0001"), the wrong scans at the bench one by one.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import text

from wms.db import Read, Tx

#: at most so many entries of each source are told, the first ones
EACH_MAX = 200


class SomeGoods(msgspec.Struct, frozen=True, kw_only=True):
    """So much of a product, base units."""

    sku: str
    quantity: int


class Happened(msgspec.Struct, frozen=True, kw_only=True):
    """One entry. ``what``: an event's type, ``moved.<reason>``, ``label.<what>``, ``refused``."""

    at: datetime
    what: str
    #: the operator's name; None for the machine, and for readers who may not know our people
    by: str | None = None
    goods: tuple[SomeGoods, ...] = ()
    from_place: str | None = None
    to_place: str | None = None
    to_kind: str | None = None
    #: of an event: what it said; of a refused scan: the refusal's code and facts
    data: dict[str, object] = {}


_EVENTS = text(
    """
    SELECT e.occurred_at AS at, e.type AS what, e.data
    FROM events e
    WHERE e.shop_id = :shop AND e.subject_id IN (
        SELECT CAST(:order AS uuid)
        UNION ALL
        SELECT sh.id FROM shipments sh JOIN parcels pa
          ON pa.shop_id = sh.shop_id AND pa.id = sh.parcel_id
        WHERE pa.shop_id = :shop AND pa.order_id = :order
        UNION ALL
        SELECT r.id FROM returns r WHERE r.shop_id = :shop AND r.order_id = :order)
    UNION ALL -- of the first order: that it is sent again with this one
    SELECT e.occurred_at, 'order.reship_of', e.data
    FROM orders o
    JOIN events e ON e.shop_id = o.shop_id AND e.subject_id = o.reship_of
                 AND e.type = 'order.reshipped'
                 AND e.data ->> 'reshipment_id' = CAST(CAST(:order AS uuid) AS text)
    WHERE o.shop_id = :shop AND o.id = :order
    ORDER BY 1 LIMIT :limit
    """
)
_MOVED = text(
    """
    WITH goods AS (
        SELECT m.reason, m.operator_id, m.to_place_id, p.sku, min(m.id::text) AS first,
               max(m.occurred_at) AS at, CAST(sum(m.quantity) AS bigint) AS quantity,
               min(m.from_place_id::text)::uuid AS from_place_id,
               count(DISTINCT m.from_place_id) AS from_places
        FROM movements m
        JOIN products p ON p.shop_id = m.shop_id AND p.id = m.product_id
        WHERE m.shop_id = :shop AND (
            m.line_id IN (SELECT id FROM order_lines WHERE shop_id = :shop AND order_id = :order)
            OR m.line_id IN (SELECT l.id FROM return_lines l JOIN returns r
                               ON r.shop_id = l.shop_id AND r.id = l.return_id
                             WHERE r.shop_id = :shop AND r.order_id = :order))
        GROUP BY m.reason, m.operator_id, m.to_place_id, p.sku
    )
    SELECT max(g.at) AS at, 'moved.' || g.reason AS what, op.name AS by,
           jsonb_agg(jsonb_build_object('sku', g.sku, 'quantity', g.quantity) ORDER BY g.first)
               AS goods,
           CASE WHEN sum(g.from_places) = 1 THEN min(f.code) END AS from_place,
           t.code AS to_place, t.kind AS to_kind
    FROM goods g
    JOIN places t ON t.id = g.to_place_id
    JOIN places f ON f.id = g.from_place_id
    LEFT JOIN operators op ON op.id = g.operator_id
    GROUP BY g.reason, g.operator_id, op.name, g.to_place_id, t.code, t.kind
    ORDER BY at LIMIT :limit
    """
)
_REFUSED = text(
    """
    SELECT sc.at, op.name AS by, sc.answer AS data
    FROM scans sc LEFT JOIN operators op ON op.id = sc.operator_id
    WHERE sc.outcome = 'refused' AND sc.subject_id IN (
        SELECT id FROM parcels WHERE shop_id = :shop AND order_id = :order
        UNION ALL  -- a walk for this order alone; on others nobody knows whose the wrong scan was
        SELECT ro.run_id FROM pick_run_orders ro
        WHERE ro.shop_id = :shop AND ro.order_id = :order
          AND NOT EXISTS (SELECT FROM pick_run_orders x
                          WHERE x.run_id = ro.run_id AND x.order_id <> ro.order_id))
    ORDER BY sc.at LIMIT :limit
    """
)
_DECIDED = text(
    """
    SELECT d.created_at AS at, 'label.' || d.what AS what, coalesce(op.name, u.name) AS by,
           jsonb_build_object('carrier', d.carrier, 'service', d.service,
                              'parcel_number', pa.number) AS data
    FROM label_decisions d
    JOIN parcels pa ON pa.shop_id = d.shop_id AND pa.id = d.parcel_id
    LEFT JOIN operators op ON op.id = d.operator_id
    LEFT JOIN office_users u ON u.id = d.user_id
    WHERE d.shop_id = :shop AND pa.order_id = :order ORDER BY d.id LIMIT :limit
    """
)


async def timeline(read: Read | Tx, shop_id: UUID, order_id: UUID) -> list[Happened]:
    """What happened to the order, the first thing first. Four statements."""
    key = {"shop": shop_id, "order": order_id, "limit": EACH_MAX}
    told = [Happened(**row._mapping) for row in await read.execute(_EVENTS, key)]
    for row in await read.execute(_MOVED, key):
        facts = dict(row._mapping)
        goods = msgspec.convert(facts.pop("goods"), tuple[SomeGoods, ...])
        told.append(Happened(**facts, goods=goods))
    told += [Happened(**row._mapping) for row in await read.execute(_DECIDED, key)]
    told += [Happened(**row._mapping, what="refused") for row in await read.execute(_REFUSED, key)]
    return sorted(told, key=lambda one: one.at)
