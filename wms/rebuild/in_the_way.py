"""What is in the way of moving or retiring a place: goods, promises, totes, somebody's work."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final
from uuid import UUID

import msgspec
from sqlalchemy import text

from wms.db import Read, Tx

#: things told one by one
THINGS_MAX: Final = 200
#: what lies there, what is promised from there; everything else is somebody's work
GOODS, PROMISE = "goods", "promise"


class InTheWay(msgspec.Struct, frozen=True, kw_only=True):
    """One thing at a place that the books, or people, count on."""

    place_id: UUID
    place: str
    #: goods promise container put_away replenish pick count kit receipt parcel tote cart
    what: str
    #: SKU of the goods, the name of a delivery, of a container
    name: str
    #: base units
    quantity: int | None = None
    #: the shop of goods, or the operator whose work it is; None: nobody's yet
    who: str | None = None
    #: the product, for a link
    product_id: UUID | None = None
    #: of the order or parcel
    number: int | None = None


# Open work is little, places are asked by the hundred: each part begins with what is open. Goods in
# an LPN are where it stands.
_THINGS = text(
    """
    WITH asked AS (
        SELECT a.id, a.code, a.id AS place_id FROM places a WHERE a.id = ANY (:ids)
        UNION ALL
        SELECT a.id, a.code, c.id FROM places a
        JOIN places c ON c.stands_at_id = a.id OR c.inside_id = a.id AND a.kind = 'lpn'
        WHERE a.id = ANY (:ids)
    )
    SELECT a.id AS place_id, a.code AS place, 'goods' AS what, p.sku AS name,
           CAST(sum(b.on_hand) AS bigint) AS quantity, s.name AS who, p.id AS product_id,
           CAST(NULL AS bigint) AS number
    FROM asked a
    JOIN balances b ON b.place_id = a.place_id AND b.on_hand > 0
    JOIN products p ON p.shop_id = b.shop_id AND p.id = b.product_id
    JOIN shops s ON s.id = b.shop_id
    GROUP BY a.id, a.code, p.id, p.sku, s.name
    UNION ALL
    SELECT a.id, a.code, 'promise', p.sku, CAST(sum(x.quantity - x.picked - x.freed) AS bigint),
           s.name, p.id, o.number
    FROM asked a
    JOIN allocations x ON x.place_id = a.place_id AND x.quantity > x.picked + x.freed
    JOIN order_lines l ON l.shop_id = x.shop_id AND l.id = x.order_line_id
    JOIN orders o ON o.shop_id = l.shop_id AND o.id = l.order_id
    JOIN products p ON p.shop_id = x.shop_id AND p.id = x.product_id
    JOIN shops s ON s.id = x.shop_id
    GROUP BY a.id, a.code, p.id, p.sku, s.name, o.number
    UNION ALL
    SELECT a.id, a.code, 'container', c.code, NULL, NULL, NULL, NULL
    FROM asked a JOIN places c ON c.id = a.place_id WHERE a.place_id <> a.id
    UNION ALL
    SELECT a.id, a.code, 'put_away', p.sku, c.quantity, w.name, p.id, NULL
    FROM put_aways c
    JOIN asked a ON a.place_id IN (c.to_place_id, c.from_place_id)
    JOIN products p ON p.shop_id = c.shop_id AND p.id = c.product_id
    JOIN operators w ON w.id = c.operator_id
    WHERE c.done_at IS NULL AND c.cancelled_at IS NULL
    UNION ALL
    SELECT a.id, a.code, 'replenish', p.sku, t.quantity - t.set_down, w.name, p.id, NULL
    FROM replenish_tasks t
    JOIN asked a ON a.place_id IN (t.from_place_id, t.to_place_id)
    JOIN products p ON p.shop_id = t.shop_id AND p.id = t.product_id
    LEFT JOIN replenish_walks k ON k.id = t.walk_id
    LEFT JOIN operators w ON w.id = k.operator_id
    WHERE t.closed_at IS NULL
    UNION ALL
    SELECT a.id, a.code, 'pick', p.sku, t.quantity - t.picked, w.name, p.id, o.number
    FROM pick_runs r
    JOIN pick_tasks t ON t.run_id = r.id AND t.status IN ('open', 'skipped')
    JOIN asked a ON a.place_id = t.place_id
    JOIN products p ON p.shop_id = t.shop_id AND p.id = t.product_id
    JOIN orders o ON o.shop_id = t.shop_id AND o.id = t.order_id
    LEFT JOIN operators w ON w.id = r.operator_id
    WHERE r.status IN ('open', 'picking')
    UNION ALL
    SELECT a.id, a.code, 'count', p.sku, NULL, w.name, p.id, NULL
    FROM place_counts c
    JOIN asked a ON a.place_id = c.place_id
    JOIN products p ON p.shop_id = c.shop_id AND p.id = c.product_id
    LEFT JOIN operators w ON w.id = c.counter_id
    WHERE c.closed_at IS NULL
    UNION ALL
    SELECT a.id, a.code, 'kit', p.sku, k.asked - k.done, s.name, p.id, NULL
    FROM kit_orders k
    JOIN asked a ON a.place_id = k.place_id
    JOIN products p ON p.shop_id = k.shop_id AND p.id = k.product_id
    JOIN shops s ON s.id = k.shop_id
    WHERE k.status = 'open'
    UNION ALL
    SELECT a.id, a.code, 'receipt', d.external_id, NULL, s.name, NULL, d.number
    FROM asns d
    JOIN asked a ON a.place_id = d.dock_place_id
    JOIN shops s ON s.id = d.shop_id
    WHERE d.status IN ('arrived', 'receiving')
    UNION ALL
    SELECT a.id, a.code, 'parcel', CAST(k.number AS text), NULL, w.name, NULL, o.number
    FROM parcels k
    JOIN asked a ON a.place_id = k.bench_id
    JOIN orders o ON o.shop_id = k.shop_id AND o.id = k.order_id
    LEFT JOIN operators w ON w.id = k.operator_id
    WHERE k.status = 'open'
    UNION ALL
    SELECT a.id, a.code, 'tote', a.code, NULL, w.name, NULL, o.number
    FROM pick_run_orders i
    JOIN asked a ON a.place_id = i.tote_id
        OR a.place_id IN (SELECT f.tote_id FROM full_totes f
                          WHERE f.shop_id = i.shop_id AND f.run_id = i.run_id
                            AND f.order_id = i.order_id)
    JOIN orders o ON o.shop_id = i.shop_id AND o.id = i.order_id
    JOIN pick_runs r ON r.id = i.run_id
    LEFT JOIN operators w ON w.id = r.operator_id
    WHERE i.emptied_at IS NULL
    UNION ALL
    SELECT a.id, a.code, 'cart', a.code, NULL, w.name, NULL, NULL
    FROM replenish_walks k
    JOIN asked a ON a.place_id = k.cart_id
    JOIN operators w ON w.id = k.operator_id
    WHERE k.finished_at IS NULL
    ORDER BY place, what, name LIMIT :limit
    """
)


async def in_the_way(read: Read | Tx, place_ids: Collection[UUID]) -> list[InTheWay]:
    """Everything at these places that is in the way of moving or retiring them, by place; at most
    `THINGS_MAX`. Empty: nothing is."""
    if not place_ids:
        return []
    rows = await read.execute(_THINGS, {"ids": list(place_ids), "limit": THINGS_MAX})
    return [InTheWay(**row._mapping) for row in rows]
