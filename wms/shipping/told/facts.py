"""The facts of an order in the order of their time, for its shop's program: nobody's name in them.

Events tell most of it, and are kept for thirty days; what the rows themselves still know is told
from there when its event is gone. Each pick, packing and return is a movement of the ledger.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import text

from wms.db import Read, Tx


class Fact(msgspec.Struct, frozen=True, kw_only=True):
    """Something that happened to an order. ``what``: an event's type, or ``goods.`` and the reason
    of a movement: pick, unpick, pack, unpack, ship, return_receive, return_grade …"""

    id: UUID
    at: datetime
    #: an event's type, or `goods.` and the reason of a movement
    what: str
    #: what the event said; empty for movements
    data: dict[str, Any]
    #: of a movement: so much of a product, base units, and its lot
    sku: str | None = None
    quantity: int | None = None
    lot: str | None = None


_FACTS = text(
    """
    WITH subject AS (
        SELECT o.id, o.created_at, o.shipped_at, o.cancelled_at FROM orders o
        WHERE o.shop_id = :shop AND o.id = :order
    ), shipment AS (
        SELECT sh.id, sh.bought_at, sh.handed_over_at, sh.carrier, sh.tracking_number,
               pa.number AS parcel_number, pa.packed_at
        FROM parcels pa JOIN shipments sh ON sh.shop_id = pa.shop_id AND sh.parcel_id = pa.id
        WHERE pa.shop_id = :shop AND pa.order_id = :order
    ), told AS (
        SELECT e.id, e.occurred_at AS at, e.type AS what, e.data, e.subject_id
        FROM events e
        WHERE e.shop_id = :shop AND e.subject_id IN (
            SELECT CAST(:order AS uuid) UNION ALL SELECT id FROM shipment
            UNION ALL SELECT r.id FROM returns r WHERE r.shop_id = :shop AND r.order_id = :order)
        UNION ALL -- of the first order: that it is sent again with this one
        SELECT e.id, e.occurred_at, e.type, e.data, e.subject_id
        FROM orders o
        JOIN events e ON e.shop_id = o.shop_id AND e.subject_id = o.reship_of
                     AND e.type = 'order.reshipped'
                     AND e.data ->> 'reshipment_id' = CAST(CAST(:order AS uuid) AS text)
        WHERE o.shop_id = :shop AND o.id = :order
    ), known AS (
        SELECT id, created_at AS at, 'order.received' AS what, CAST('{}' AS jsonb) AS data, id AS of
        FROM subject
        UNION ALL SELECT id, shipped_at, 'order.shipped', '{}', id FROM subject
        UNION ALL SELECT id, cancelled_at, 'order.cancelled', '{}', id FROM subject
        UNION ALL
        SELECT id, bought_at, 'shipment.label_created',
               jsonb_build_object('carrier', carrier, 'tracking_number', tracking_number), id
        FROM shipment
        UNION ALL
        SELECT id, handed_over_at, 'shipment.handed_over',
               jsonb_build_object('carrier', carrier, 'tracking_number', tracking_number), id
        FROM shipment
    ), moved AS (
        SELECT m.id, m.occurred_at AS at, 'goods.' || m.reason AS what,
               CAST('{}' AS jsonb) AS data, p.sku, m.quantity, nullif(t.code, '') AS lot
        FROM movements m
        JOIN products p ON p.shop_id = m.shop_id AND p.id = m.product_id
        JOIN lots t ON t.shop_id = m.shop_id AND t.product_id = m.product_id AND t.id = m.lot_id
        WHERE m.shop_id = :shop AND (
            m.line_id IN (SELECT id FROM order_lines WHERE shop_id = :shop AND order_id = :order)
            OR m.line_id IN (SELECT l.id FROM return_lines l JOIN returns r
                               ON r.shop_id = l.shop_id AND r.id = l.return_id
                             WHERE r.shop_id = :shop AND r.order_id = :order))
    )
    SELECT id, at, what, data, sku, quantity, lot FROM (
        SELECT id, at, what, data, CAST(NULL AS text) AS sku, CAST(NULL AS int) AS quantity,
               CAST(NULL AS text) AS lot
        FROM told
        UNION ALL
        SELECT k.id, k.at, k.what, k.data, NULL, NULL, NULL FROM known k
        WHERE k.at IS NOT NULL AND NOT EXISTS (
            SELECT FROM told t WHERE t.subject_id = k.of AND t.what = k.what)
        UNION ALL
        SELECT id, at, what, data, sku, quantity, lot FROM moved
    ) AS facts
    WHERE CAST(:at AS timestamptz) IS NULL
       OR (at, id, what) > (CAST(:at AS timestamptz), CAST(:id AS uuid), CAST(:what AS text))
    ORDER BY at, id, what LIMIT :limit
    """
)


async def facts_of_order(
    read: Read | Tx,
    shop_id: UUID,
    order_id: UUID,
    *,
    limit: int,
    after: tuple[datetime, UUID, str] | None = None,
) -> list[Fact]:
    """What happened to an order, the first thing first; one statement. An order that is not there
    has no facts."""
    at, fact_id, what = after or (None, None, None)
    rows = await read.execute(
        _FACTS,
        {"shop": shop_id, "order": order_id, "limit": limit, "at": at, "id": fact_id, "what": what},
    )
    return [Fact(**row._mapping) for row in rows]
