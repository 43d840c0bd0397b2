"""Reading work orders for the floor."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import func, select, text

from wms.db import Read, Tx
from wms.kitting.errors import KitOrderUnknown
from wms.kitting.models import KitOrder
from wms.kitting.steps import Ingredient, Order, Source

#: work orders on one screen of the floor: the oldest first, the others come up as these are done
SHOWN_MAX = 5

_ORDERS = """
    SELECT k.id, k.shop_id, k.number, s.name AS shop, p.sku, p.name, k.work, k.asked, k.done,
           k.status, k.place_id, place.code AS place, place.label_code AS place_label,
           (SELECT b.code FROM barcodes b WHERE b.shop_id = p.shop_id AND b.product_id = p.id
              AND b.quantity = 1 ORDER BY b.code LIMIT 1) AS barcode,
           (SELECT ph.shop_id || '/' || ph.photo_id FROM product_photos ph
            WHERE ph.shop_id = p.shop_id AND ph.product_id = p.id
            ORDER BY ph.photo_id LIMIT 1) AS photo
    FROM kit_orders k
    JOIN shops s ON s.id = k.shop_id
    JOIN products p ON p.shop_id = k.shop_id AND p.id = k.product_id
    LEFT JOIN places place ON place.id = k.place_id
"""
_ONE = text(f"{_ORDERS} WHERE k.id = :order")
_OPEN = text(f"{_ORDERS} WHERE k.status = 'open' ORDER BY k.number LIMIT :limit")
_GOODS = text(
    """
    WITH taken AS (
        SELECT k.shop_id, part.part_id AS product_id, part.quantity AS per_kit, k.place_id,
               (k.asked - k.done) * part.quantity AS wanted
        FROM kit_orders k
        JOIN kit_parts part ON part.shop_id = k.shop_id AND part.kit_id = k.product_id
        WHERE k.id = :order AND k.work = 'build'
        UNION ALL
        SELECT shop_id, product_id, 1, place_id, asked - done
        FROM kit_orders WHERE id = :order AND work = 'break'
    ), free AS (
        SELECT t.product_id, place.id, place.code, place.label_code, place.kind, place.pick_order,
               place.blocked_at, sum(b.on_hand - b.allocated)::int AS free
        FROM taken t
        JOIN balances b ON b.shop_id = t.shop_id AND b.product_id = t.product_id
                       AND b.condition = 'good' AND b.on_hand > b.allocated
        JOIN places place ON place.id = b.place_id
        GROUP BY t.product_id, place.id
    )
    SELECT t.shop_id, t.product_id, p.sku, p.name, t.per_kit,
           (SELECT b.code FROM barcodes b WHERE b.shop_id = p.shop_id AND b.product_id = p.id
            ORDER BY b.quantity, b.code LIMIT 1) AS barcode,
           (SELECT ph.shop_id || '/' || ph.photo_id FROM product_photos ph
            WHERE ph.shop_id = p.shop_id AND ph.product_id = p.id
            ORDER BY ph.photo_id LIMIT 1) AS photo,
           coalesce((SELECT f.free FROM free f WHERE f.product_id = t.product_id
                     AND f.id = t.place_id), 0) AS here,
           source.id AS place_id, source.code AS place, source.label_code AS label, source.free
    FROM taken t
    JOIN products p ON p.shop_id = t.shop_id AND p.id = t.product_id
    LEFT JOIN LATERAL (
        SELECT f.id, f.code, f.label_code, f.free FROM free f
        WHERE f.product_id = t.product_id AND f.id IS DISTINCT FROM t.place_id
          AND f.kind IN ('storage', 'pick_face') AND f.blocked_at IS NULL
        -- one walk to a place that has all of it; the reserve first, orders are picked from faces
        ORDER BY f.free >= t.wanted DESC, f.kind = 'storage' DESC, f.pick_order, f.code LIMIT 1
    ) AS source ON true
    ORDER BY source.code NULLS LAST, p.sku
    """
)


async def order_on_floor(read: Read | Tx, order_id: UUID) -> Order:
    """A work order. KitOrderUnknown when there is none."""
    row = (await read.execute(_ONE, {"order": order_id})).first()
    if row is None:
        raise KitOrderUnknown
    return Order(**row._mapping)


async def open_orders(read: Read | Tx) -> list[Order]:
    """The oldest work orders that are not done."""
    rows = await read.execute(_OPEN, {"limit": SHOWN_MAX})
    return [Order(**row._mapping) for row in rows]


async def count_open_orders(read: Read | Tx) -> int:
    """How many work orders wait."""
    return (
        await read.scalar(
            select(func.count()).select_from(KitOrder).where(KitOrder.status == "open")
        )
        or 0
    )


async def ingredients(read: Read | Tx, order_id: UUID) -> tuple[Ingredient, ...]:
    """What the work takes, what of it is where it is done, and where more lies. One statement."""
    found = []
    for row in await read.execute(_GOODS, {"order": order_id}):
        facts = dict(row._mapping)
        place = {name: facts.pop(name) for name in ("place_id", "place", "label", "free")}
        source = Source(**place) if place["label"] is not None else None
        found.append(Ingredient(**facts, source=source))
    return tuple(found)
