"""A parcel of ours as a platform is told of it."""

from __future__ import annotations

from typing import Final

from sqlalchemy import text

from wms.db import Read
from wms.platforms.connections import Connection
from wms.platforms.port import Parcel
from wms.platforms.tellings import CHAIN, Telling
from wms.shipping.carriers.registry import name_of

_PARCEL: Final = text(
    """
    SELECT s.carrier, s.service, s.tracking_number, s.tracking_url, s.handed_over_at,
           t.delivered_at, po.number AS order_number, pa.order_id,
           NOT EXISTS (
               SELECT FROM order_lines l WHERE l.shop_id = pa.shop_id AND l.order_id = pa.order_id
               AND NOT l.is_insert AND l.shipped < l.ordered - l.cancelled) AS is_last,
           NOT EXISTS (
               SELECT FROM parcels p2
               JOIN shipments s2 ON s2.shop_id = p2.shop_id AND s2.parcel_id = p2.id
                    AND s2.handed_over_at IS NOT NULL
               LEFT JOIN trackings t2 ON t2.shop_id = s2.shop_id AND t2.shipment_id = s2.id
               WHERE p2.shop_id = pa.shop_id AND p2.order_id = pa.order_id
                 AND t2.delivered_at IS NULL) AS is_all_delivered,
           (SELECT coalesce(jsonb_agg(jsonb_build_object(
                       'external_id', l.external_id, 'sku', p.sku, 'pieces', c.pieces)
                       ORDER BY l.line_no), '[]')
            FROM (SELECT order_line_id, sum(quantity) AS pieces FROM parcel_lines
                  WHERE shop_id = pa.shop_id AND parcel_id = pa.id GROUP BY 1) c
            JOIN order_lines l ON l.shop_id = pa.shop_id AND l.id = c.order_line_id
            JOIN products p ON p.shop_id = l.shop_id AND p.id = l.product_id
            WHERE NOT l.is_insert) AS lines
    FROM shipments s
    JOIN parcels pa ON pa.shop_id = s.shop_id AND pa.id = s.parcel_id
    JOIN platform_orders po ON po.shop_id = pa.shop_id AND po.connection_id = :connection
         AND po.platform_id = :platform_id
    LEFT JOIN trackings t ON t.shop_id = s.shop_id AND t.shipment_id = s.id
    WHERE s.shop_id = :shop AND s.id = :shipment AND s.handed_over_at IS NOT NULL
    """
)
# of what was sent before, the parcels whose goods go once more: the one that was named, else all
_INSTEAD_OF: Final = text(
    CHAIN
    + """
    SELECT s.tracking_number FROM chain c
    JOIN parcels pa ON pa.shop_id = :shop AND pa.order_id = c.order_id
         AND pa.id = coalesce(c.parcel_id, pa.id)
    JOIN shipments s ON s.shop_id = pa.shop_id AND s.parcel_id = pa.id
         AND s.handed_over_at IS NOT NULL AND s.tracking_number IS NOT NULL
    WHERE c.depth > 0 ORDER BY c.depth, s.handed_over_at DESC
    """
)


async def parcel_of(read: Read, one: Connection, telling: Telling) -> Parcel | None:
    """The parcel that is told of; None: it has not left after all."""
    asked = {
        "shop": one.shop_id, "connection": one.id, "shipment": telling.subject_id,
        "platform_id": telling.platform_id,
    }  # fmt: skip
    row = (await read.execute(_PARCEL, asked)).first()
    if row is None:
        return None
    before = await read.scalars(_INSTEAD_OF, {"shop": one.shop_id, "order": row.order_id})
    return Parcel(
        reference=str(telling.subject_id),
        order_id=telling.platform_id,
        order_number=row.order_number,
        carrier=row.carrier,
        carrier_name=name_of(row.carrier),
        service=row.service,
        tracking_number=row.tracking_number or "",
        tracking_url=row.tracking_url,
        shipped_at=row.handed_over_at,
        lines=tuple((line["external_id"], line["sku"], line["pieces"]) for line in row.lines),
        is_last=row.is_last,
        delivered_at=row.delivered_at,
        is_all_delivered=row.is_last and row.is_all_delivered,
        instead_of=tuple(before),
        is_again=telling.attempts > 1,
    )
