"""What of a product is on its way here: announced and not counted yet, or at the dock already."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from uuid import UUID

import msgspec
from sqlalchemy import text

from wms.db import Read, Tx

#: deliveries told of one product, the next ones
EACH_MAX = 5


class Expected(msgspec.Struct, frozen=True, kw_only=True):
    """So much of a product comes with a delivery, or stands at the dock; base units."""

    product_id: UUID
    quantity: int
    #: the shop's own name of the delivery; None: it was counted and waits to be put away
    delivery: str | None
    expected_on: date | None
    #: the lorry is here
    is_here: bool


_EXPECTED = text(
    """
    WITH announced AS (
        SELECT al.product_id, al.expected - al.received AS quantity, a.external_id AS delivery,
               a.expected_on, a.status <> 'announced' AS is_here,
               row_number() OVER (PARTITION BY al.product_id
                                  ORDER BY a.status = 'announced', a.expected_on NULLS LAST,
                                           a.number) AS rank
        FROM asns a
        JOIN asn_lines al ON al.shop_id = a.shop_id AND al.asn_id = a.id
        WHERE a.shop_id = :shop AND a.status IN ('announced', 'arrived', 'receiving')
          AND al.product_id = ANY (:products) AND al.expected > al.received
    )
    SELECT b.product_id, CAST(sum(b.on_hand - b.allocated) AS int) AS quantity,
           CAST(NULL AS text) AS delivery, CAST(NULL AS date) AS expected_on, true AS is_here,
           0 AS rank
    FROM balances b
    JOIN places p ON p.id = b.place_id
    LEFT JOIN places s ON s.id = p.stands_at_id
    WHERE b.shop_id = :shop AND b.product_id = ANY (:products) AND b.condition = 'good'
      AND b.on_hand > b.allocated AND coalesce(s.kind, p.kind) = 'dock'
    GROUP BY b.product_id
    UNION ALL
    SELECT product_id, quantity, delivery, expected_on, is_here, rank FROM announced
    WHERE rank <= :each
    ORDER BY product_id, rank
    """
)


async def expected(
    read: Read | Tx, shop_id: UUID, products: Collection[UUID]
) -> dict[UUID, list[Expected]]:
    """What comes of each product, what is nearest first; without those of which nothing comes."""
    found: dict[UUID, list[Expected]] = {}
    facts = {"shop": shop_id, "products": list(products), "each": EACH_MAX}
    for row in await read.execute(_EXPECTED, facts) if products else ():
        one = Expected(
            product_id=row.product_id,
            quantity=row.quantity,
            delivery=row.delivery,
            expected_on=row.expected_on,
            is_here=row.is_here,
        )
        found.setdefault(row.product_id, []).append(one)
    return found
