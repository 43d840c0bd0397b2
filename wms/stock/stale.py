"""Places remember what once stood there; the empty memories go by and by."""

from __future__ import annotations

from wms.db import Tx
from wms.retention import purge

#: an empty balance is forgotten this long after its goods first came, days
KEEP_EMPTY_DAYS = 30


async def purge_stale_balances(tx: Tx) -> int:
    """Delete a batch of old balances of nothing; returns how many. The ledger keeps the story."""
    return await purge(
        tx,
        "balances",
        ("shop_id", "product_id", "lot_id", "condition", "place_id"),
        f"on_hand = 0 AND allocated = 0 AND first_at < now() - interval '{KEEP_EMPTY_DAYS} days'",
    )
