"""ABC: few products make most of the picking, and these are counted most often.

The classes after H. F. Dickie, "ABC inventory analysis shoots for dollars, not pennies" (1951),
by lines picked instead of money: each line is a chance that a hand takes the wrong piece.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import text

from wms.db import Tx

#: lines of so many days count
CLASS_DAYS: Final = 90
#: products that together make so much of a shop's lines are A; these and the next are B
A_SHARE: Final = 0.80
B_SHARE: Final = 0.95

_CLASSIFY = text(
    f"""
    WITH picked AS (
        SELECT m.shop_id, m.product_id, count(DISTINCT m.line_id) AS lines
        FROM shops s
        JOIN movements m ON m.shop_id = s.id
         AND m.id >= first_id_of(now() - interval '{CLASS_DAYS} days')
        WHERE m.reason = 'pick' AND m.reverses_id IS NULL
          AND m.occurred_at >= now() - interval '{CLASS_DAYS} days'
        GROUP BY m.shop_id, m.product_id HAVING count(DISTINCT m.line_id) > 0
    ), ranked AS (
        SELECT p.*, sum(lines) OVER w - lines AS before, sum(lines) OVER (PARTITION BY shop_id)
               AS total
        FROM picked p
        WINDOW w AS (PARTITION BY shop_id ORDER BY lines DESC, product_id)
    ), said AS (
        SELECT shop_id, product_id, lines,
               -- the product that crosses the share still belongs to it: one alone is A
               CASE WHEN before < {A_SHARE} * total THEN 'A'
                    WHEN before < {B_SHARE} * total THEN 'B' ELSE 'C' END AS letter
        FROM ranked
    ), gone AS (
        DELETE FROM product_classes c
        WHERE NOT EXISTS (SELECT FROM said s
                          WHERE s.shop_id = c.shop_id AND s.product_id = c.product_id)
    )
    INSERT INTO product_classes AS c (shop_id, product_id, class, lines)
    SELECT shop_id, product_id, letter, lines FROM said
    ON CONFLICT (shop_id, product_id) DO UPDATE
    SET class = excluded.class, lines = excluded.lines, classed_at = clock_timestamp()
    WHERE (c.class, c.lines) IS DISTINCT FROM (excluded.class, excluded.lines)
    RETURNING 1
    """
)


async def classify(tx: Tx) -> int:
    """Say anew which products are A, B and C in each shop; how many rows changed."""
    return len((await tx.execute(_CLASSIFY)).all())
