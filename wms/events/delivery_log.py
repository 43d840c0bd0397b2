"""The log of webhook deliveries, for the shop's eyes; one of them can be sent again.

Of what was sent only what cannot be made again is kept: the address, the moment and the signatures
of each attempt. The body is the event, written out as the sender writes it; the other headers are
the same for all (`wms.events.sending`). So what stands here proves itself to a receiver's library.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import text

from wms.db import Read, Tx
from wms.events.breaker import probe_now
from wms.events.deliveries import message_of
from wms.events.errors import DeliveryUnknown, EndpointDisabled
from wms.events.feed import Envelope
from wms.events.guard import host_of
from wms.events.sending import request_headers
from wms.events.signing import MESSAGE_ID, SIGNATURE, TIMESTAMP

#: what an event says is completed when it is sent (`wms.inbound.decision_links`)
Complete = Callable[[Envelope], Envelope]


class Attempt(msgspec.Struct, frozen=True, kw_only=True):
    """One try: what was sent where, what was answered, how long it took.

    The headers of the request are null when nothing could be sent, those of the response when none
    came; both are for attempts of long ago.
    """

    #: from 1
    attempt_no: int
    at: datetime
    #: where it was sent; null: before such a thing was kept
    request_url: str | None
    #: as they were sent, the signature included
    request_headers: dict[str, str] | None
    #: what your endpoint answered; null: nothing
    status_code: int | None
    #: why there was no answer
    error: str | None
    #: milliseconds until the answer
    latency_ms: int
    #: at most 2 kB, without cookies
    response_headers: dict[str, str] | None
    #: the beginning of the answer, at most 2 kB
    response_excerpt: str | None


class Delivery(msgspec.Struct, frozen=True, kw_only=True):
    """One event on its way to one endpoint; ``event_id`` is null and sequence 0 for a test."""

    id: UUID
    endpoint_id: UUID
    #: the event, its `webhook-id`; null: a test
    event_id: UUID | None
    type: str
    sequence: int
    status: str
    #: what is sent, letter by letter: the signature is over these bytes (UTF-8)
    request_body: str
    #: every try, the first one first
    attempts: list[Attempt]
    #: when the next attempt is due, while it waits
    next_attempt_at: datetime | None
    #: why the last try failed
    last_error: str | None
    created_at: datetime
    delivered_at: datetime | None


_VIEW = """
    SELECT d.id AS delivery_id, d.endpoint_id, d.event_id, d.test_type,
           d.sequence AS delivery_sequence, d.subject_id AS delivery_subject,
           d.status, d.last_error, d.created_at, d.delivered_at, e.*,
           CASE WHEN d.status = 'pending' THEN d.next_attempt_at END AS next_attempt_at,
           coalesce((
               SELECT jsonb_agg(jsonb_build_object(
                          'attempt_no', a.attempt_no, 'at', a.created_at, 'url', a.url,
                          'signed_at', extract(epoch FROM a.signed_at)::bigint,
                          'signature', a.signature, 'status_code', a.status_code,
                          'error', a.error, 'latency_ms', a.latency_ms,
                          'response_headers', a.response_headers,
                          'response_excerpt', a.response_excerpt)
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
      AND (CAST(:type AS text) IS NULL OR coalesce(e.type, d.test_type) = :type)
      AND (CAST(:since AS timestamptz) IS NULL OR d.created_at >= :since)
      AND (CAST(:until AS timestamptz) IS NULL OR d.created_at < :until)
    ORDER BY d.id DESC LIMIT :limit
""")
_RETRY = text("""
    UPDATE webhook_deliveries
    SET attempts_before = CASE WHEN status = 'pending' THEN attempts_before ELSE attempts END,
        status = 'pending', delivered_at = NULL, next_attempt_at = clock_timestamp()
    WHERE shop_id = :shop AND id = :id AND status <> 'sending'
""")
_ENDPOINT_OF = text("""
    SELECT w.id, w.status FROM webhook_deliveries d
    JOIN webhook_endpoints w ON w.shop_id = d.shop_id AND w.id = d.endpoint_id
    WHERE d.shop_id = :shop AND d.id = :id
""")


class _Kept(msgspec.Struct, frozen=True, kw_only=True):
    """An attempt as it is kept."""

    attempt_no: int
    at: datetime
    url: str | None
    #: seconds since 1970
    signed_at: int | None
    signature: str | None
    status_code: int | None
    error: str | None
    latency_ms: int
    response_headers: dict[str, str] | None
    response_excerpt: str | None


def _delivery(shop_id: UUID, row: Any, complete: Complete) -> Delivery:
    message = complete(message_of(shop_id, row))
    body = msgspec.json.encode(message)
    return Delivery(
        id=row.delivery_id,
        endpoint_id=row.endpoint_id,
        event_id=row.event_id,
        type=message.type,
        sequence=row.delivery_sequence,
        status=row.status,
        request_body=body.decode(),
        attempts=[
            _attempt(one, str(message.id), body)
            for one in msgspec.convert(row.attempts, list[_Kept])
        ],
        next_attempt_at=row.next_attempt_at,
        last_error=row.last_error,
        created_at=row.created_at,
        delivered_at=row.delivered_at,
    )


def _attempt(kept: _Kept, message_id: str, body: bytes) -> Attempt:
    sent = None
    if kept.url is not None and kept.signature is not None:
        proof = {
            MESSAGE_ID: message_id,
            TIMESTAMP: str(kept.signed_at),
            SIGNATURE: kept.signature,
        }
        sent = request_headers(host_of(kept.url), proof, body)
    return Attempt(
        attempt_no=kept.attempt_no,
        at=kept.at,
        request_url=kept.url,
        request_headers=sent,
        status_code=kept.status_code,
        error=kept.error,
        latency_ms=kept.latency_ms,
        response_headers=kept.response_headers,
        response_excerpt=kept.response_excerpt,
    )


async def delivery(
    read: Read | Tx, shop_id: UUID, delivery_id: UUID, complete: Complete
) -> Delivery:
    """The shop's delivery with its attempts. DeliveryUnknown without one."""
    row = (await read.execute(_ONE, {"shop": shop_id, "id": delivery_id})).one_or_none()
    if row is None:
        raise DeliveryUnknown(id=str(delivery_id))
    return _delivery(shop_id, row, complete)


async def deliveries(
    read: Read,
    shop_id: UUID,
    complete: Complete,
    *,
    limit: int,
    after: UUID | None = None,
    endpoint_id: UUID | None = None,
    event_id: UUID | None = None,
    status: str | None = None,
    event_type: str | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
) -> list[Delivery]:
    """The shop's deliveries, newest first, beginning before the delivery ``after``.

    ``since`` and ``until`` (not with it) are when they were made.
    """
    rows = await read.execute(
        _PAGE,
        {
            "shop": shop_id,
            "limit": limit,
            "after": after,
            "endpoint": endpoint_id,
            "event": event_id,
            "status": status,
            "type": event_type,
            "since": since,
            "until": until,
        },
    )
    return [_delivery(shop_id, row, complete) for row in rows]


async def retry_delivery(tx: Tx, shop_id: UUID, delivery_id: UUID, complete: Complete) -> Delivery:
    """Send it now, whatever its schedule says; one that is being sent is left to its sender.

    Raises:
        DeliveryUnknown, EndpointDisabled
    """
    key = {"shop": shop_id, "id": delivery_id}
    endpoint = (await tx.execute(_ENDPOINT_OF, key)).one_or_none()
    if endpoint is None:
        raise DeliveryUnknown(id=str(delivery_id))
    if endpoint.status != "enabled":
        raise EndpointDisabled
    await tx.execute(_RETRY, key)
    await probe_now(tx, shop_id, endpoint.id)
    return await delivery(tx, shop_id, delivery_id, complete)
