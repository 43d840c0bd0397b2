"""Who could not put goods down because a place was not as expected has found something: it is
counted.

It was full, though the books say that it is empty; or other goods lie there than should.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import text

from wms.db import Tx

#: so far back a put-away is looked at, hours
LOOK_BACK_HOURS: Final = 24

# Where the books know of nothing, the goods that did not fit are counted: none of them should lie
# there, and whoever counts scans what does. Else what the books know. What was counted since,
# whatever came of it, is known.
_NOT_AS_EXPECTED = text(
    f"""
    WITH refused AS (
        SELECT shop_id, product_id, operator_id, created_at, overruled_because,
               unnest(refused_place_ids) AS place_id
        FROM put_aways
        WHERE overruled_because IN ('full', 'wrong_goods') AND cancelled_at IS NULL
          AND created_at > clock_timestamp() - interval '{LOOK_BACK_HOURS} hours'
        UNION ALL
        SELECT inside.shop_id, inside.product_id, c.operator_id, c.created_at, c.overruled_because,
               unnest(c.refused_place_ids)
        FROM container_put_aways c CROSS JOIN LATERAL (
            SELECT shop_id, product_id FROM balances
            WHERE place_id = c.container_id AND on_hand > 0
            ORDER BY shop_id, product_id LIMIT 1) AS inside
        WHERE c.overruled_because IN ('full', 'wrong_goods') AND c.cancelled_at IS NULL
          AND c.created_at > clock_timestamp() - interval '{LOOK_BACK_HOURS} hours'
    ), doubted AS (
        SELECT DISTINCT ON (r.place_id) r.* FROM refused r
        JOIN places p ON p.id = r.place_id AND p.kind IN ('storage', 'pick_face')
        WHERE NOT EXISTS (SELECT FROM place_counts k
                          WHERE k.place_id = r.place_id
                            AND (k.closed_at IS NULL OR k.closed_at > r.created_at))
        ORDER BY r.place_id, r.created_at DESC
    ), known AS (
        SELECT DISTINCT d.place_id, b.shop_id, b.product_id
        FROM doubted d JOIN balances b ON b.on_hand > 0 AND b.place_id = ANY (ARRAY(
            SELECT l.id FROM places l WHERE l.stands_at_id = d.place_id) || d.place_id)
    )
    SELECT want_count(d.shop_id, d.place_id, d.product_id,
                      CASE d.overruled_because WHEN 'full' THEN 'full' ELSE 'not_empty' END,
                      NULL, d.operator_id)
    FROM doubted d WHERE NOT EXISTS (SELECT FROM known k WHERE k.place_id = d.place_id)
    UNION ALL
    SELECT want_count(k.shop_id, k.place_id, k.product_id, 'asked', NULL, d.operator_id)
    FROM doubted d JOIN known k ON k.place_id = d.place_id
    WHERE d.overruled_because = 'wrong_goods'
    """
)


async def doubt_places(tx: Tx) -> int:
    """Have places counted that were not as the books say, for whoever put away; how many counts."""
    return len((await tx.execute(_NOT_AS_EXPECTED)).all())
