"""Forgetting: rows past their time go in bounded batches, so nobody at work waits for it."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import text

from wms.db import Tx
from wms.idempotency import KEEP_KEYS_HOURS

#: rows deleted in one transaction
BATCH_MAX = 1_000
#: the log of scans is evidence in complaints; kept so long, days
KEEP_SCANS_DAYS = 180


async def purge(tx: Tx, table: str, key: Sequence[str], is_over: str) -> int:
    """Delete at most a batch of the rows for which ``is_over`` holds; returns how many.

    ``table``, ``key`` and ``is_over`` are SQL of ours, never input.
    """
    columns = ", ".join(key)
    gone = await tx.scalars(
        text(
            # looked up once: asked again for each row, the limit would be none
            f"WITH batch AS MATERIALIZED (SELECT {columns} FROM {table} WHERE {is_over} "
            f"LIMIT {BATCH_MAX} FOR UPDATE SKIP LOCKED) "
            f"DELETE FROM {table} WHERE ({columns}) IN (SELECT {columns} FROM batch) RETURNING 1"
        )
    )
    return len(gone.all())


async def purge_idempotency_keys(tx: Tx) -> int:
    """Delete a batch of Idempotency-Keys past their 72 hours; returns how many."""
    return await purge(
        tx,
        "idempotency_keys",
        ("shop_id", "key"),
        f"created_at < now() - interval '{KEEP_KEYS_HOURS} hours'",
    )


async def purge_scans(tx: Tx) -> int:
    """Delete a batch of old scans; returns how many."""
    return await purge(tx, "scans", ("id",), f"at < now() - interval '{KEEP_SCANS_DAYS} days'")
