"""Sending again: a test that is in no feed, or a range of the feed once more."""

from __future__ import annotations

from datetime import date
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta
from sqlalchemy import text

from wms.db import Tx, new_id
from wms.events.endpoints import EventType, EventTypes, check_types, lock_endpoint
from wms.events.errors import EndpointDisabled, EventTypeUnknown, RangeTurned
from wms.events.vocabulary import EVENT_TYPES

#: events replayed by one request
REPLAY_MAX = 1_000
#: the largest whole number that every JSON reader keeps exactly (RFC 8259, section 6)
_SEQUENCE_MAX = 2**53 - 1

Sequence = Annotated[int, Meta(ge=1, le=_SEQUENCE_MAX)]


class TrialAsked(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which event a test plays."""

    type: EventType = "order.packed"


class ReplayAsked(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which events are sent again: a range of the feed, of some types or of all."""

    from_sequence: Sequence
    to_sequence: Sequence
    types: EventTypes = ()


class TrialSent(msgspec.Struct, frozen=True, kw_only=True):
    """The delivery of a test is on its way."""

    delivery_id: UUID


class Replayed(msgspec.Struct, frozen=True, kw_only=True):
    """So many events are sent again; with ``is_cut`` go on after ``last_sequence``."""

    count: int
    last_sequence: int | None
    is_cut: bool


async def send_test(tx: Tx, shop_id: UUID, endpoint_id: UUID, asked: TrialAsked) -> TrialSent:
    """Send a signed test event that is in no feed: its sequence is 0 and its data say ``test``.

    Raises:
        EndpointUnknown, EndpointDisabled, EventTypeUnknown
    """
    if asked.type not in EVENT_TYPES:
        raise EventTypeUnknown(pointer="/type", type=asked.type)
    if (await lock_endpoint(tx, shop_id, endpoint_id)).status != "enabled":
        raise EndpointDisabled
    made: UUID = await tx.scalar(
        text(
            "INSERT INTO webhook_deliveries "
            "(shop_id, endpoint_id, test_type, subject_id, sequence) "
            "VALUES (:shop, :endpoint, :type, :subject, 0) RETURNING id"
        ),
        {"shop": shop_id, "endpoint": endpoint_id, "type": asked.type, "subject": new_id()},
    )
    return TrialSent(delivery_id=made)


# A delivery that is under way or waits is left as it is; the others begin their schedule anew.
_REPLAY = text("""
    WITH chosen AS (
        SELECT shop_id, id, subject_id, sequence FROM events
        WHERE shop_id = :shop AND sequence BETWEEN :first AND :last
          AND (cardinality(CAST(:types AS text[])) = 0 OR type = ANY (:types))
        ORDER BY sequence LIMIT :limit
    ), written AS (
        INSERT INTO webhook_deliveries AS d (shop_id, endpoint_id, event_id, subject_id, sequence)
        SELECT shop_id, :endpoint, id, subject_id, sequence FROM chosen ORDER BY sequence
        ON CONFLICT (shop_id, endpoint_id, event_id) DO UPDATE
        SET status = 'pending', attempts_before = d.attempts, delivered_at = NULL,
            next_attempt_at = clock_timestamp()
        WHERE d.status IN ('delivered', 'dead')
    )
    SELECT count(*) AS chosen, max(sequence) AS last FROM chosen
""")


async def replay(tx: Tx, shop_id: UUID, endpoint_id: UUID, asked: ReplayAsked) -> Replayed:
    """Send a range of the feed again, at most ``REPLAY_MAX`` events of it.

    Raises:
        EndpointUnknown, EndpointDisabled, EventTypeUnknown, RangeTurned
    """
    if asked.to_sequence < asked.from_sequence:
        raise RangeTurned(pointer="/to_sequence")
    check_types(asked.types, "/types")
    if (await lock_endpoint(tx, shop_id, endpoint_id)).status != "enabled":
        raise EndpointDisabled
    row = (
        await tx.execute(
            _REPLAY,
            {
                "shop": shop_id,
                "endpoint": endpoint_id,
                "first": asked.from_sequence,
                "last": asked.to_sequence,
                "types": list(asked.types),
                "limit": REPLAY_MAX,
            },
        )
    ).one()
    return Replayed(count=row.chosen, last_sequence=row.last, is_cut=row.chosen == REPLAY_MAX)


_SINCE = text(
    "SELECT min(sequence) AS first, max(sequence) AS last FROM events WHERE shop_id = :shop "
    "AND sequence IS NOT NULL AND occurred_at >= (SELECT day_begins(CAST(:since AS date)))"
)


async def replay_since(tx: Tx, shop_id: UUID, endpoint_id: UUID, since: date) -> Replayed:
    """Send again what happened from the beginning of a day of the building on, see `replay`."""
    row = (await tx.execute(_SINCE, {"shop": shop_id, "since": since})).one()
    if row.first is None:
        await lock_endpoint(tx, shop_id, endpoint_id)
        return Replayed(count=0, last_sequence=None, is_cut=False)
    asked = ReplayAsked(from_sequence=row.first, to_sequence=row.last)
    return await replay(tx, shop_id, endpoint_id, asked)
