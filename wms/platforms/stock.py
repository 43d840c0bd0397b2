"""What platforms are told that can be sold: on change, after a moment, and all of it once a day.

Never more than there is: what the platform has sold and we do not have yet (orders that wait for
their payment or for their shop) is taken off, and so are the pieces that the shop keeps back. While
a message of the connection waits, nothing is told: the order in it may take the last piece.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

import msgspec
from sqlalchemy import text

from wms.db import Tx
from wms.failures import Failure
from wms.platforms.acts import note
from wms.platforms.connections import Connection
from wms.platforms.failures import SKU_NOT_THERE

#: a product that changes again within this is told once, s
DEBOUNCE: Final = timedelta(seconds=5)
#: who was told, or did not answer, is told again no sooner
AGAIN_AFTER: Final = timedelta(minutes=2)
#: all of it is told anew so often, hours
WHOLE_EVERY_H: Final = 24
#: whoever was not told so long of what left is told no more (`wms.platforms.tellings.PAUSES`)
TRIED_FOR: Final = timedelta(days=7)
#: a message that waits longer than this holds up no stock any more
MESSAGE_HOLDS: Final = timedelta(minutes=5)

# a kit that is put together when it is sent has as many as its parts allow
_CHANGED: Final = text(
    """
    INSERT INTO platform_stock (shop_id, connection_id, product_id, due_at)
    SELECT :shop, :connection, p.id, clock_timestamp() + CAST(:after AS interval)
    FROM products p
    WHERE p.shop_id = :shop AND (
        p.id = ANY (CAST(:products AS uuid[]))
        OR EXISTS (SELECT FROM kit_parts k WHERE k.shop_id = p.shop_id AND k.kit_id = p.id
                   AND k.part_id = ANY (CAST(:products AS uuid[]))))
    ON CONFLICT (shop_id, connection_id, product_id)
    DO UPDATE SET due_at = coalesce(platform_stock.due_at, excluded.due_at)
    """
)
_ALL: Final = text(
    """
    INSERT INTO platform_stock (shop_id, connection_id, product_id, due_at)
    SELECT :shop, :connection, id, clock_timestamp() FROM products
    WHERE shop_id = :shop AND archived_at IS NULL
    ON CONFLICT (shop_id, connection_id, product_id)
    DO UPDATE SET due_at = clock_timestamp(), told = NULL
    """
)
_NEXT_WHOLE: Final = text(
    f"UPDATE platform_connections SET stock_at = clock_timestamp() + interval "
    f"'{WHOLE_EVERY_H} hours' WHERE shop_id = :shop AND id = :id"
)


class Sellable(msgspec.Struct, frozen=True, kw_only=True):
    """What the platform is told of a product now (`Level`), and what it was told last."""

    product_id: UUID
    sku: str
    quantity: int
    told: int | None


async def mark_changed(tx: Tx, one: Connection, product_ids: Collection[UUID]) -> None:
    """There is more or less of these, and of the kits that they are parts of."""
    if not one.tells_stock:
        return
    await tx.execute(
        _CHANGED,
        {
            "shop": one.shop_id, "connection": one.id, "products": sorted(product_ids),
            "after": DEBOUNCE,
        },
    )  # fmt: skip


# the platform has counted by itself: what it was told is not what stands there any more
_SOLD: Final = text(
    """
    INSERT INTO platform_stock (shop_id, connection_id, product_id, due_at)
    SELECT :shop, :connection, id, clock_timestamp() + CAST(:after AS interval)
    FROM products WHERE shop_id = :shop AND sku = ANY (CAST(:skus AS text[]))
    ON CONFLICT (shop_id, connection_id, product_id)
    DO UPDATE SET told = NULL, due_at = coalesce(platform_stock.due_at, excluded.due_at)
    """
)


async def mark_sold(tx: Tx, one: Connection, skus: Collection[str]) -> None:
    """These were sold there, or were given back: they are told again, whatever was told."""
    if not one.tells_stock or not skus:
        return
    asked = {"shop": one.shop_id, "connection": one.id, "skus": sorted(skus), "after": DEBOUNCE}
    await tx.execute(_SOLD, asked)


async def mark_all(tx: Tx, one: Connection) -> None:
    """Everything is told anew, whatever was told before; again in a day."""
    key = {"shop": one.shop_id, "id": one.id}
    if one.tells_stock:
        await tx.execute(_ALL, {"shop": one.shop_id, "connection": one.id})
    await tx.execute(_NEXT_WHOLE, key)


_TAKE: Final = text(
    """
    WITH due AS MATERIALIZED (
        SELECT s.product_id, s.told FROM platform_stock s
        WHERE s.shop_id = :shop AND s.connection_id = :connection
          AND s.due_at <= clock_timestamp()
          AND NOT EXISTS (
              SELECT FROM platform_messages m WHERE m.shop_id = s.shop_id
              AND m.connection_id = s.connection_id AND m.status = 'waiting'
              AND m.created_at > clock_timestamp() - CAST(:holds AS interval))
        ORDER BY s.due_at, s.product_id LIMIT :most
        FOR UPDATE OF s
    ), later AS (
        UPDATE platform_stock s SET due_at = clock_timestamp() + CAST(:again AS interval)
        FROM due WHERE s.shop_id = :shop AND s.connection_id = :connection
          AND s.product_id = due.product_id
    ), open_goods AS (
        SELECT p.id, p.kit, sum(CAST(g.value AS bigint)) AS pieces
        FROM platform_orders o CROSS JOIN LATERAL jsonb_each_text(o.goods) g
        JOIN products p ON p.shop_id = o.shop_id AND p.sku = g.key
        WHERE o.shop_id = :shop AND o.status IN ('waiting', 'refused') AND o.goods <> '{}'
        GROUP BY p.id, p.kit
    ), sold AS (
        SELECT id, sum(pieces) AS pieces FROM (
            SELECT id, pieces FROM open_goods WHERE kit IS DISTINCT FROM 'virtual'
            UNION ALL
            SELECT k.part_id, g.pieces * k.quantity FROM open_goods g
            JOIN kit_parts k ON k.shop_id = :shop AND k.kit_id = g.id WHERE g.kit = 'virtual') a
        GROUP BY id
    )
    SELECT p.id AS product_id, p.sku, due.told,
           CASE WHEN p.archived_at IS NOT NULL THEN 0 ELSE greatest(0, f.free - :reserve) END
           AS quantity
    FROM due JOIN products p ON p.shop_id = :shop AND p.id = due.product_id
    CROSS JOIN LATERAL (
        SELECT coalesce(min((CAST(stock_now(:shop, k.part_id) ->> 'available' AS bigint)
                             - coalesce(sold.pieces, 0)) / k.quantity), 0) AS free
        FROM (SELECT part_id, quantity FROM kit_parts
              WHERE shop_id = :shop AND kit_id = p.id AND p.kit = 'virtual'
              UNION ALL SELECT p.id, 1 WHERE p.kit IS DISTINCT FROM 'virtual') k
        LEFT JOIN sold ON sold.id = k.part_id) f
    ORDER BY p.sku
    """
)


# what its own orders have and it was not told of as sent: promised, in a tote, in a parcel, or gone
# a moment ago. A kit is one product there, and its parts are none of its line
_FOR_ITS_ORDERS: Final = text(
    """
    WITH untold AS (
        SELECT c.order_line_id, sum(c.quantity) AS pieces
        FROM platform_orders o
        JOIN parcels pa ON pa.shop_id = o.shop_id AND pa.order_id = o.order_id
        JOIN shipments s ON s.shop_id = pa.shop_id AND s.parcel_id = pa.id
             AND s.handed_over_at IS NOT NULL
        JOIN parcel_lines c ON c.shop_id = pa.shop_id AND c.parcel_id = pa.id
        WHERE o.shop_id = :shop AND o.connection_id = :connection AND o.status = 'here'
          AND s.handed_over_at > clock_timestamp() - CAST(:tried_for AS interval)
          AND NOT EXISTS (
              SELECT FROM platform_tellings t WHERE t.shop_id = s.shop_id
              AND t.connection_id = o.connection_id AND t.what = 'shipped'
              AND t.subject_id = s.id AND t.status <> 'due')
        GROUP BY c.order_line_id
    ), mine AS (
        SELECT l.order_id, l.product_id, l.kit_id, l.kits, l.ordered,
               l.allocated - l.shipped + coalesce(u.pieces, 0) AS pieces
        FROM platform_orders o
        JOIN order_lines l ON l.shop_id = o.shop_id AND l.order_id = o.order_id
        LEFT JOIN untold u ON u.order_line_id = l.id
        WHERE o.shop_id = :shop AND o.connection_id = :connection AND o.status = 'here'
          AND coalesce(l.kit_id, l.product_id) = ANY (:products) AND l.ordered > 0
          AND NOT l.is_insert AND (l.allocated > l.shipped OR u.pieces IS NOT NULL)
    )
    SELECT product_id AS id, sum(pieces) AS pieces FROM mine WHERE kit_id IS NULL GROUP BY 1
    UNION ALL
    SELECT kit_id, sum(sets) FROM (
        SELECT order_id, kit_id, min(pieces * kits / ordered) AS sets
        FROM mine WHERE kit_id IS NOT NULL GROUP BY 1, 2) a
    GROUP BY 1
    """
)


async def _for_its_orders(tx: Tx, one: Connection, products: Sequence[UUID]) -> dict[UUID, int]:
    """Pieces that lie here for orders of this connection, by product."""
    if not one.profile.counts_bought or not products:
        return {}
    asked = {
        "shop": one.shop_id, "connection": one.id, "products": list(products),
        "tried_for": TRIED_FOR,
    }  # fmt: skip
    return {row.id: int(row.pieces) for row in await tx.execute(_FOR_ITS_ORDERS, asked)}


async def take_stock(tx: Tx, one: Connection) -> list[Sellable]:
    """What is due to be told, as of now; whoever takes it tells it within `AGAIN_AFTER`."""
    if not one.tells_stock:
        return []
    asked = {
        "shop": one.shop_id, "connection": one.id, "most": one.profile.stock_batch,
        "again": AGAIN_AFTER, "holds": MESSAGE_HOLDS, "reserve": one.reserve,
    }  # fmt: skip
    rows = (await tx.execute(_TAKE, asked)).all()
    theirs = await _for_its_orders(tx, one, [row.product_id for row in rows])
    return [
        Sellable(
            product_id=row.product_id,
            sku=row.sku,
            quantity=int(row.quantity) + theirs.get(row.product_id, 0),
            told=row.told,
        )
        for row in rows
    ]


_SETTLED: Final = text(
    """
    UPDATE platform_stock SET told = CAST(:told AS bigint), told_at = clock_timestamp(),
           failure = CAST(:failure AS jsonb), due_at = NULL
    WHERE shop_id = :shop AND connection_id = :connection AND product_id = :product
    """
)


async def stock_told(
    tx: Tx, one: Connection, told: Sequence[Sellable], refused: Mapping[str, Failure]
) -> None:
    """The platform was told; ``refused``: by SKU why it did not take it.

    What a platform does not know is no trouble: a shop may sell only some of its goods there.
    """
    if not told:
        return
    rows: list[dict[str, Any]] = [
        {
            "shop": one.shop_id, "connection": one.id, "product": item.product_id,
            "told": None if item.sku in refused else item.quantity,
            "failure": refused[item.sku].as_json() if item.sku in refused else None,
        }
        for item in told
    ]  # fmt: skip
    await tx.execute(_SETTLED, rows)
    taken = sum(1 for item in told if item.told != item.quantity and item.sku not in refused)
    wrong = {sku: no for sku, no in refused.items() if no.code != SKU_NOT_THERE}
    if taken:
        await note(tx, one.shop_id, one.id, "stock.told", facts={"skus": taken})
    for no in {no.code: no for no in wrong.values()}.values():
        await note(
            tx, one.shop_id, one.id, "stock.told", outcome="refused", code=no.code,
            facts={"skus": sum(1 for other in wrong.values() if other.code == no.code)},
        )  # fmt: skip
