"""Mails are kept for a year, so that an answer that comes late finds what it answers."""

from __future__ import annotations

from typing import Final

from wms.db import Tx
from wms.retention import purge

KEEP_DAYS: Final = 365
_ENDED: Final = "status IN ('sent', 'bounced', 'failed', 'dropped', 'doubtful')"


async def purge_mails(tx: Tx) -> int:
    """Delete a batch of mails past their time that nobody sends any more; returns how many."""
    over = f"created_at < now() - interval '{KEEP_DAYS} days' AND due_at IS NULL AND {_ENDED}"
    return await purge(tx, "mails", ("shop_id", "id"), over)
