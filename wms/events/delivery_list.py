"""Webhook deliveries of all shops for the desk, and sending the dead ones again."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final
from uuid import UUID

import msgspec
from sqlalchemy import text

from wms.db import Read, Tx
from wms.events.errors import DeliveryUnknown, EndpointUnknown

#: what the desk looks for: name → the condition it means
GROUPS: Final[dict[str, str]] = {
    "dead": "d.status = 'dead'",
    "retrying": "d.status IN ('pending', 'sending') AND d.last_error IS NOT NULL",
    "pending": "d.status IN ('pending', 'sending')",
    "delivered": "d.status = 'delivered'",
}
#: dead deliveries sent again by one press
RETRY_MAX: Final = 1_000


class DeliveryRow(msgspec.Struct, frozen=True, kw_only=True):
    """A delivery in a list."""

    shop_id: UUID
    shop: str
    id: UUID
    endpoint_id: UUID
    url: str
    type: str
    is_test: bool
    subject: str | None
    sequence: int
    status: str
    attempts: int
    last_error: str | None
    next_attempt_at: datetime | None
    created_at: datetime
    delivered_at: datetime | None
    #: false: nothing is sent there until somebody switches it on
    is_address_on: bool
    #: it waits until its address answers another one
    is_address_silent: bool


class EndpointRow(msgspec.Struct, frozen=True, kw_only=True):
    """A webhook endpoint in a list, with how it fares."""

    shop_id: UUID
    shop: str
    id: UUID
    url: str
    description: str | None
    event_types: list[str]
    status: str
    disabled_reason: str | None
    failing_since: datetime | None
    #: since when it is tried by one message at a time, and when next
    open_since: datetime | None
    probe_at: datetime | None
    #: which events it missed while it was disabled
    missed_from: int | None
    missed_to: int | None
    created_at: datetime
    waiting: int
    dead: int
    last_delivered_at: datetime | None


_ROWS = """
    SELECT d.shop_id, s.name AS shop, d.id, d.endpoint_id, w.url,
           coalesce(e.type, d.test_type) AS type, d.event_id IS NULL AS is_test,
           e.subject_external_id AS subject, d.sequence, d.status, d.attempts, d.last_error,
           CASE WHEN d.status = 'pending' THEN d.next_attempt_at END AS next_attempt_at,
           d.created_at, d.delivered_at, w.status = 'enabled' AS is_address_on,
           w.open_since IS NOT NULL AND d.status = 'pending' AS is_address_silent
    FROM webhook_deliveries d
    JOIN webhook_endpoints w ON w.shop_id = d.shop_id AND w.id = d.endpoint_id
    JOIN shops s ON s.id = d.shop_id
    LEFT JOIN events e ON e.shop_id = d.shop_id AND e.id = d.event_id
"""
_FILTERS = """
      AND (CAST(:shop AS text) IS NULL OR s.code = CAST(:shop AS text))
      AND (CAST(:endpoint AS uuid) IS NULL OR d.endpoint_id = CAST(:endpoint AS uuid))
      AND (CAST(:type AS text) IS NULL OR coalesce(e.type, d.test_type) = CAST(:type AS text))
      AND (CAST(:since AS date) IS NULL
           OR d.created_at >= (SELECT day_begins(CAST(:since AS date))))
      AND (CAST(:until AS date) IS NULL
           OR d.created_at < (SELECT day_begins(CAST(:until AS date) + 1)))
      AND (CAST(:before AS uuid) IS NULL OR d.id < CAST(:before AS uuid))
    ORDER BY d.id DESC LIMIT :limit
"""
_LISTS = {
    group: text(f"{_ROWS} WHERE {condition} {_FILTERS}")
    for group, condition in {"": "true", **GROUPS}.items()
}
_ONE = text(f"{_ROWS} WHERE d.id = :id")
_DEAD = text("SELECT count(*) FROM webhook_deliveries WHERE status = 'dead'")
_RETRY_DEAD = text(
    """
    WITH chosen AS (
        SELECT d.shop_id, d.id FROM webhook_deliveries d
        JOIN webhook_endpoints w ON w.shop_id = d.shop_id AND w.id = d.endpoint_id
                                AND w.status = 'enabled'
        JOIN shops s ON s.id = d.shop_id
        WHERE d.status = 'dead' AND (CAST(:shop AS text) IS NULL OR s.code = CAST(:shop AS text))
          AND (CAST(:endpoint AS uuid) IS NULL OR d.endpoint_id = CAST(:endpoint AS uuid))
        ORDER BY d.id LIMIT :limit
    ), again AS (
        UPDATE webhook_deliveries d
        SET status = 'pending', attempts_before = d.attempts, next_attempt_at = clock_timestamp()
        FROM chosen c WHERE d.shop_id = c.shop_id AND d.id = c.id AND d.status = 'dead'
        RETURNING d.id
    )
    SELECT count(*) FROM again
    """
)
_ENDPOINTS = """
    SELECT w.shop_id, s.name AS shop, w.id, w.url, w.description, w.event_types, w.status,
           w.disabled_reason, w.failing_since, w.open_since, w.probe_at,
           w.missed_from, w.missed_to, w.created_at,
           count(d.id) FILTER (WHERE d.status IN ('pending', 'sending')) AS waiting,
           count(d.id) FILTER (WHERE d.status = 'dead') AS dead,
           max(d.delivered_at) AS last_delivered_at
    FROM webhook_endpoints w
    JOIN shops s ON s.id = w.shop_id
    LEFT JOIN webhook_deliveries d ON d.shop_id = w.shop_id AND d.endpoint_id = w.id
    WHERE w.deleted_at IS NULL AND (CAST(:shop AS text) IS NULL OR s.code = CAST(:shop AS text))
"""
_ENDPOINT_LIST = text(
    _ENDPOINTS
    + """
      AND (CAST(:before AS uuid) IS NULL OR w.id < CAST(:before AS uuid))
    GROUP BY w.shop_id, w.id, s.name ORDER BY w.id DESC LIMIT :limit
    """
)
_SHOP_OF_ENDPOINT = text(
    "SELECT shop_id FROM webhook_endpoints WHERE id = :id AND deleted_at IS NULL"
)


async def delivery_list(
    read: Read | Tx,
    *,
    limit: int,
    group: str = "",
    shop: str = "",
    endpoint_id: UUID | None = None,
    event_type: str = "",
    since: date | None = None,
    until: date | None = None,
    before: UUID | None = None,
) -> list[DeliveryRow]:
    """Deliveries, the newest first; ``group`` is one of `GROUPS` or empty for all.

    ``since`` and ``until`` (with it) are days of the building on which they were made.
    """
    rows = await read.execute(
        _LISTS[group],
        {
            "shop": shop or None,
            "endpoint": endpoint_id,
            "type": event_type or None,
            "since": since,
            "until": until,
            "before": before,
            "limit": limit,
        },
    )
    return [DeliveryRow(**row._mapping) for row in rows]


async def delivery_row(read: Read | Tx, delivery_id: UUID) -> DeliveryRow:
    """One delivery with its shop and address. DeliveryUnknown when the reader may see none."""
    row = (await read.execute(_ONE, {"id": delivery_id})).one_or_none()
    if row is None:
        raise DeliveryUnknown(id=str(delivery_id))
    return DeliveryRow(**row._mapping)


async def dead_deliveries(read: Read | Tx) -> int:
    """How many deliveries nobody tries any more."""
    return await read.scalar(_DEAD) or 0


async def retry_dead(tx: Tx, *, shop: str = "", endpoint_id: UUID | None = None) -> int:
    """Send dead deliveries again, the oldest first, at most ``RETRY_MAX``; how many.

    What is addressed to a disabled endpoint stays dead.
    """
    key = {"shop": shop or None, "endpoint": endpoint_id, "limit": RETRY_MAX}
    return await tx.scalar(_RETRY_DEAD, key) or 0


async def endpoint_list(
    read: Read | Tx, *, limit: int, shop: str = "", before: UUID | None = None
) -> list[EndpointRow]:
    """Endpoints with what waits for them, the newest first."""
    rows = await read.execute(
        _ENDPOINT_LIST, {"shop": shop or None, "before": before, "limit": limit}
    )
    return [EndpointRow(**row._mapping) for row in rows]


async def shop_of_endpoint(read: Read | Tx, endpoint_id: UUID) -> UUID:
    """Whose endpoint it is. EndpointUnknown when the reader may see none."""
    found: UUID | None = await read.scalar(_SHOP_OF_ENDPOINT, {"id": endpoint_id})
    if found is None:
        raise EndpointUnknown(id=str(endpoint_id))
    return found
