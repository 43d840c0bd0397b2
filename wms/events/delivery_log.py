"""The log of webhook deliveries, for the shop's eyes; one of them can be sent again."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import text

from wms.db import Read, Tx
from wms.events.errors import DeliveryUnknown, EndpointDisabled


class Attempt(msgspec.Struct, frozen=True, kw_only=True):
    """One try: what was answered, how long it took, the beginning of the answer."""

    attempt_no: int
    at: datetime
    status_code: int | None
    error: str | None
    latency_ms: int
    response_excerpt: str | None


class Delivery(msgspec.Struct, frozen=True, kw_only=True):
    """One event on its way to one endpoint; ``event_id`` is null and sequence 0 for a test."""

    id: UUID
    endpoint_id: UUID
    event_id: UUID | None
    type: str
    sequence: int
    status: str
    attempts: list[Attempt]
    #: when the next attempt is due, while it waits
    next_attempt_at: datetime | None
    last_error: str | None
    created_at: datetime
    delivered_at: datetime | None


_VIEW = """
    SELECT d.id, d.endpoint_id, d.event_id, coalesce(e.type, d.test_type) AS type, d.sequence,
           d.status, d.last_error, d.created_at, d.delivered_at,
           CASE WHEN d.status = 'pending' THEN d.next_attempt_at END AS next_attempt_at,
           coalesce((
               SELECT jsonb_agg(jsonb_build_object(
                          'attempt_no', a.attempt_no, 'at', a.created_at,
                          'status_code', a.status_code, 'error', a.error,
                          'latency_ms', a.latency_ms, 'response_excerpt', a.response_excerpt)
                      ORDER BY a.attempt_no)
               FROM webhook_attempts a
               WHERE a.shop_id = d.shop_id AND a.delivery_id = d.id), '[]') AS attempts
    FROM webhook_deliveries d
    LEFT JOIN events e ON e.shop_id = d.shop_id AND e.id = d.event_id
"""
_ONE = text(f"{_VIEW} WHERE d.shop_id = :shop AND d.id = :id")
# The newest first: somebody who looks here asks what is wrong now.
_PAGE = text(f"""{_VIEW}
    WHERE d.shop_id = :shop AND (CAST(:after AS uuid) IS NULL OR d.id < :after)
      AND (CAST(:endpoint AS uuid) IS NULL OR d.endpoint_id = :endpoint)
      AND (CAST(:event AS uuid) IS NULL OR d.event_id = :event)
      AND (CAST(:status AS text) IS NULL OR d.status = :status)
    ORDER BY d.id DESC LIMIT :limit
""")
_RETRY = text("""
    UPDATE webhook_deliveries
    SET attempts_before = CASE WHEN status = 'pending' THEN attempts_before ELSE attempts END,
        status = 'pending', delivered_at = NULL, next_attempt_at = clock_timestamp()
    WHERE shop_id = :shop AND id = :id AND status <> 'sending'
""")
_ENDPOINT_OF = text("""
    SELECT w.status FROM webhook_deliveries d
    JOIN webhook_endpoints w ON w.shop_id = d.shop_id AND w.id = d.endpoint_id
    WHERE d.shop_id = :shop AND d.id = :id
""")


def _delivery(row: Any) -> Delivery:
    facts = dict(row._mapping)
    attempts = msgspec.convert(facts.pop("attempts"), list[Attempt])
    return Delivery(**facts, attempts=attempts)


async def delivery(read: Read | Tx, shop_id: UUID, delivery_id: UUID) -> Delivery:
    """The shop's delivery with its attempts. DeliveryUnknown without one."""
    row = (await read.execute(_ONE, {"shop": shop_id, "id": delivery_id})).one_or_none()
    if row is None:
        raise DeliveryUnknown(id=str(delivery_id))
    return _delivery(row)


async def deliveries(
    read: Read,
    shop_id: UUID,
    *,
    limit: int,
    after: UUID | None = None,
    endpoint_id: UUID | None = None,
    event_id: UUID | None = None,
    status: str | None = None,
) -> list[Delivery]:
    """The shop's deliveries, newest first, beginning before the delivery ``after``."""
    rows = await read.execute(
        _PAGE,
        {
            "shop": shop_id,
            "limit": limit,
            "after": after,
            "endpoint": endpoint_id,
            "event": event_id,
            "status": status,
        },
    )
    return [_delivery(row) for row in rows]


async def retry_delivery(tx: Tx, shop_id: UUID, delivery_id: UUID) -> Delivery:
    """Send it now, whatever its schedule says; one that is being sent is left to its sender.

    Raises:
        DeliveryUnknown, EndpointDisabled
    """
    key = {"shop": shop_id, "id": delivery_id}
    status = await tx.scalar(_ENDPOINT_OF, key)
    if status is None:
        raise DeliveryUnknown(id=str(delivery_id))
    if status != "enabled":
        raise EndpointDisabled
    await tx.execute(_RETRY, key)
    return await delivery(tx, shop_id, delivery_id)
