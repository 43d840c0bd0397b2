"""What shops were told is kept for 30 days (api.md), then goes in small batches."""

from __future__ import annotations

from wms.db import Tx
from wms.events.deliveries import KEEP_DAYS as KEEP_DELIVERIES_DAYS
from wms.events.feed import KEEP_DAYS as KEEP_EVENTS_DAYS
from wms.retention import purge


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
    """Delete a batch of numbered events past their time that nobody waits for; how many."""
    return await purge(
        tx,
        "events",
        ("shop_id", "id"),
        f"occurred_at < now() - interval '{KEEP_EVENTS_DAYS} days' AND sequence IS NOT NULL "
        "AND NOT EXISTS (SELECT FROM webhook_deliveries d "
        "WHERE d.shop_id = events.shop_id AND d.event_id = events.id)",
    )
