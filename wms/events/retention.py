"""What shops were told is kept for 30 days (api.md), then goes in small batches."""

from __future__ import annotations

from sqlalchemy import text

from wms.db import Tx
from wms.events.deliveries import KEEP_DAYS as KEEP_DELIVERIES_DAYS
from wms.events.feed import KEEP_DAYS as KEEP_EVENTS_DAYS
from wms.retention import BATCH_MAX, purge

# ``kept``: the first number of each shop that must stay. Oldest first, so that a night that ends
# between two batches leaves no gap either.
_PURGE_EVENTS = text(f"""
    DELETE FROM events WHERE (shop_id, id) IN (
        SELECT e.shop_id, e.id
        FROM feed_positions f
        CROSS JOIN LATERAL (SELECT least(
            f.last_sequence + 1,
            (SELECT min(y.sequence) FROM events y WHERE y.shop_id = f.shop_id
             AND y.occurred_at >= now() - interval '{KEEP_EVENTS_DAYS} days'),
            (SELECT min(d.sequence) FROM webhook_deliveries d
             WHERE d.shop_id = f.shop_id AND d.event_id IS NOT NULL)) AS first) kept
        CROSS JOIN LATERAL (
            SELECT o.shop_id, o.id, o.sequence FROM events o
            WHERE o.shop_id = f.shop_id AND o.sequence < kept.first
            ORDER BY o.sequence LIMIT :limit) e
        ORDER BY e.shop_id, e.sequence LIMIT :limit)
    RETURNING 1
""")


async def purge_attempts(tx: Tx) -> int:
    """Delete a batch of attempts past their time; returns how many."""
    return await purge(
        tx,
        "webhook_attempts",
        ("shop_id", "id"),
        f"created_at < now() - interval '{KEEP_DELIVERIES_DAYS} days'",
    )


async def purge_deliveries(tx: Tx) -> int:
    """Delete a batch of deliveries past their time that have an end; returns how many."""
    return await purge(
        tx,
        "webhook_deliveries",
        ("shop_id", "id"),
        f"created_at < now() - interval '{KEEP_DELIVERIES_DAYS} days' "
        "AND status IN ('delivered', 'dead') AND NOT EXISTS (SELECT FROM webhook_attempts a "
        "WHERE a.shop_id = webhook_deliveries.shop_id AND a.delivery_id = webhook_deliveries.id)",
    )


async def purge_events(tx: Tx) -> int:
    """Delete a batch of numbered events past their time that nobody waits for; how many.

    A shop's feed loses its beginning only: an event that is still held holds all after it, or a
    reader would meet a gap and never know whether something is still to come.
    """
    gone = await tx.scalars(_PURGE_EVENTS, {"limit": BATCH_MAX})
    return len(gone.all())
