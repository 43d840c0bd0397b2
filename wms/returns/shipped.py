"""What of an order was shipped, and how much of it is back or on its way back."""

from __future__ import annotations

from uuid import UUID

import msgspec
from sqlalchemy import text

from wms.db import Tx

# A finished return counts what came; an open one what came or still may.
_BALANCE = text("""
    SELECT l.id AS order_line_id, l.product_id, p.sku, l.shipped,
           coalesce(sum(CASE WHEN r.status IN ('completed', 'rejected') OR r.id = :this
                             THEN rl.received ELSE greatest(rl.announced, rl.received) END),
                    0)::int AS back
    FROM order_lines l
    JOIN products p ON p.shop_id = l.shop_id AND p.id = l.product_id
    LEFT JOIN return_lines rl ON rl.shop_id = l.shop_id AND rl.order_line_id = l.id
    LEFT JOIN returns r ON r.shop_id = rl.shop_id AND r.id = rl.return_id
    WHERE l.shop_id = :shop AND l.order_id = :order AND l.ordered > 0
    GROUP BY l.id, l.line_no, l.product_id, p.sku, l.shipped
    ORDER BY l.line_no
""")


class ShippedLine(msgspec.Struct, frozen=True, kw_only=True):
    """An order line: units shipped, and units back or announced to come back."""

    order_line_id: UUID
    product_id: UUID
    sku: str
    shipped: int
    back: int

    @property
    def left(self) -> int:
        """Units that may still come back."""
        return self.shipped - self.back


async def shipped_lines(
    tx: Tx, shop_id: UUID, order_id: UUID, *, this: UUID | None = None
) -> list[ShippedLine]:
    """The order's lines; of the return ``this`` only what was received counts as back."""
    rows = await tx.execute(_BALANCE, {"shop": shop_id, "order": order_id, "this": this})
    return [ShippedLine(**row._mapping) for row in rows]
