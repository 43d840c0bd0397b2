"""Parcels that nobody ever placed: what is written on them is not kept for ever."""

from __future__ import annotations

from typing import Final

from sqlalchemy import text

from wms.db import Tx
from wms.privacy.models import RETENTION_DAYS
from wms.privacy.what import RETURN_STATEMENTS
from wms.seals.seals import destroy

# whoever was placed is forgotten with their order
_OVER: Final = text(
    f"""
    SELECT r.shop_id, r.id FROM returns r
    LEFT JOIN privacy_rules p ON p.shop_id = r.shop_id
    WHERE r.order_id IS NULL
      AND r.created_at < clock_timestamp()
          - make_interval(days => coalesce(p.retention_days, {RETENTION_DAYS}))
      AND NOT EXISTS (SELECT FROM seal_keys k WHERE k.shop_id = r.shop_id AND k.subject_id = r.id
                      AND k.destroyed_at IS NOT NULL)
    ORDER BY r.shop_id, r.id LIMIT :limit FOR NO KEY UPDATE OF r SKIP LOCKED
    """
)


async def forget_unplaced(tx: Tx, *, limit: int) -> int:
    """The senders of a batch of parcels that came longer ago than their shop keeps people, with the
    pictures of them; how many. The parcel itself, its goods and codes stay."""
    rows = (await tx.execute(_OVER, {"limit": limit})).all()
    for row in rows:
        for statement in RETURN_STATEMENTS:
            await tx.execute(text(statement), {"shop": row.shop_id, "return": row.id})
        await destroy(tx, row.shop_id, row.id)
    return len(rows)
