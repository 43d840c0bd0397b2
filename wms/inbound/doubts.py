"""Who could not put goods down because a place was full, though the books say that it is empty,
has found something: it is counted."""

from __future__ import annotations

from typing import Final

from sqlalchemy import text

from wms.db import Tx

#: so far back a put-away is looked at, hours
LOOK_BACK_HOURS: Final = 24

# what was counted since, whatever came of it, is known
_FULL_AND_EMPTY = text(
    f"""
    SELECT want_count(a.shop_id, a.place_id, a.product_id, 'full', NULL, a.operator_id)
    FROM (SELECT DISTINCT ON (place_id) c.shop_id, c.product_id, c.operator_id, c.created_at,
                 place_id
          FROM put_aways c CROSS JOIN LATERAL unnest(c.refused_place_ids) AS place_id
          WHERE c.overruled_because = 'full' AND c.cancelled_at IS NULL
            AND c.created_at > clock_timestamp() - interval '{LOOK_BACK_HOURS} hours'
          ORDER BY place_id, c.created_at DESC) AS a
    JOIN places p ON p.id = a.place_id AND p.kind IN ('storage', 'pick_face')
    WHERE NOT EXISTS (SELECT FROM balances b WHERE b.place_id = a.place_id AND b.on_hand > 0)
      AND NOT EXISTS (SELECT FROM places l JOIN balances b ON b.place_id = l.id AND b.on_hand > 0
                      WHERE l.stands_at_id = a.place_id)
      AND NOT EXISTS (SELECT FROM place_counts k
                      WHERE k.place_id = a.place_id
                        AND (k.closed_at IS NULL OR k.closed_at > a.created_at))
    """
)


async def doubt_full_places(tx: Tx) -> int:
    """Have places counted that were too full to put down at and are empty by the books; how many.

    The count is asked for the goods that did not fit: none of them should lie there, and whoever
    counts scans what does.
    """
    return len((await tx.execute(_FULL_AND_EMPTY)).all())
