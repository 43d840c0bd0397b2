"""Telling shops that orders have taken of what is available.

Taking an order in is the hall's hottest path, and sixteen programs may order one product in the
same moment: there nothing is written for this. The feed already numbers each ``order.allocated``
once, after its commit and without gaps; what was promised since the last look is read there, and
each product is told once however many orders asked for it.
"""

from __future__ import annotations

from uuid import UUID

import msgspec
from sqlalchemy import text

from wms.db import Read, Tx
from wms.stock.tell import tell_stock

#: why stock changed, when nothing moved: it was promised to an order, or a promise was given back
PROMISE = "promise"


class Untold(msgspec.Struct, frozen=True, kw_only=True):
    """A stretch of one shop's feed in which promises may stand: after ``after``, up to ``upto``."""

    shop_id: UUID
    after: int
    upto: int


_UNTOLD = text(
    """
    SELECT f.shop_id, coalesce(t.last_sequence, 0) AS after, f.last_sequence AS upto
    FROM feed_positions f LEFT JOIN promises_told t ON t.shop_id = f.shop_id
    WHERE f.last_sequence > coalesce(t.last_sequence, 0)
    """
)
# the row lock makes two workers take turns; who comes second finds the stretch told already
_CLAIM = text(
    """
    INSERT INTO promises_told AS t (shop_id, last_sequence) VALUES (:shop, :upto)
    ON CONFLICT (shop_id) DO UPDATE SET last_sequence = :upto WHERE t.last_sequence = :after
    RETURNING t.last_sequence
    """
)
_PRODUCTS = text(
    """
    SELECT DISTINCT l.product_id
    FROM events e
    JOIN order_lines l ON l.shop_id = e.shop_id AND l.order_id = e.subject_id
    WHERE e.shop_id = :shop AND e.sequence > :after AND e.sequence <= :upto
      AND e.type = 'order.allocated' AND l.allocated > 0
    """
)


async def untold(read: Read) -> list[Untold]:
    """The stretches of the shops' feeds that were not looked through yet."""
    return [Untold(**row._mapping) for row in await read.execute(_UNTOLD)]


async def tell_promises(tx: Tx, stretch: Untold) -> int:
    """Record ``stock.changed`` for what was promised in the stretch; returns how many products."""
    facts = msgspec.structs.asdict(stretch)
    shop = {"shop": facts.pop("shop_id"), **facts}
    if await tx.scalar(_CLAIM, shop) is None:
        return 0
    products = (await tx.scalars(_PRODUCTS, shop)).all()
    await tell_stock(tx, stretch.shop_id, products, reason=PROMISE)
    return len(products)
