"""Sending again: a test that is in no feed, or a range of the feed once more."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any
from uuid import UUID

import msgspec
from msgspec import Meta
from sqlalchemy import text

from wms.db import Read, Tx, new_id
from wms.events.breaker import probe_now, sent_again
from wms.events.endpoints import EventType, EventTypes, check_types, lock_endpoint
from wms.events.errors import EndpointDisabled, EventTypeUnknown, RangeTurned
from wms.events.kinds import KINDS

#: events replayed by one request
REPLAY_MAX = 1_000
#: the largest whole number that every JSON reader keeps exactly (RFC 8259, section 6)
_SEQUENCE_MAX = 2**53 - 1

Sequence = Annotated[int, Meta(ge=1, le=_SEQUENCE_MAX)]


class TrialAsked(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which event a test plays."""

    type: EventType = "order.packed"
    #: sign it wrongly: your receiver must answer 4xx
    is_forged: bool = False


class ReplayAsked(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which events are sent again: a range of the feed, of some types or of all."""

    #: the first one
    from_sequence: Sequence
    #: the last one
    to_sequence: Sequence
    #: only these; empty: all
    types: EventTypes = ()


class TrialSent(msgspec.Struct, frozen=True, kw_only=True):
    """The delivery of a test is on its way."""

    delivery_id: UUID


class Replayed(msgspec.Struct, frozen=True, kw_only=True):
    """So many events are sent again; with ``is_cut`` go on after ``last_sequence``."""

    #: events that are sent again
    count: int
    #: the last of them; null: none
    last_sequence: int | None
    #: there are more in the range
    is_cut: bool


# Somebody looks on while it is sent: it is due with what waits longest, and 0 is before its number.
_TEST = text("""
    INSERT INTO webhook_deliveries
        (shop_id, endpoint_id, test_type, is_forged, subject_id, sequence, next_attempt_at)
    SELECT :shop, :endpoint, :type, :forged, :subject, 0,
           least(min(d.next_attempt_at), clock_timestamp())
    FROM webhook_deliveries d
    WHERE d.shop_id = :shop AND d.endpoint_id = :endpoint AND d.status = 'pending'
    RETURNING id
""")


async def send_test(tx: Tx, shop_id: UUID, endpoint_id: UUID, asked: TrialAsked) -> TrialSent:
    """Send a signed test event that is in no feed: its sequence is 0, its subject a ``test``.

    Raises:
        EndpointUnknown, EndpointDisabled, EventTypeUnknown
    """
    if asked.type not in KINDS:
        raise EventTypeUnknown(pointer="/type", type=asked.type)
    if (await lock_endpoint(tx, shop_id, endpoint_id)).status != "enabled":
        raise EndpointDisabled
    made: UUID = await tx.scalar(
        _TEST,
        {
            "shop": shop_id,
            "endpoint": endpoint_id,
            "type": asked.type,
            "forged": asked.is_forged,
            "subject": new_id(),
        },
    )
    await probe_now(tx, shop_id, endpoint_id)
    return TrialSent(delivery_id=made)


# What an endpoint does not want is not sent to it again either.
_CHOSEN = """
    FROM events e JOIN webhook_endpoints w ON w.shop_id = e.shop_id AND w.id = :endpoint
    WHERE e.shop_id = :shop AND e.sequence BETWEEN :first AND :last
      AND (cardinality(CAST(:types AS text[])) = 0 OR e.type = ANY (:types))
      AND (cardinality(w.event_types) = 0 OR e.type = ANY (w.event_types))
"""
# A delivery that is under way or waits is left as it is; the others begin their schedule anew.
_REPLAY = text(f"""
    WITH chosen AS (
        SELECT e.shop_id, e.id, e.subject_id, e.sequence {_CHOSEN}
        ORDER BY e.sequence LIMIT :limit
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
_COUNT = text(f"SELECT count(*) {_CHOSEN}")


async def replay(tx: Tx, shop_id: UUID, endpoint_id: UUID, asked: ReplayAsked) -> Replayed:
    """Send a range of the feed again, at most ``REPLAY_MAX`` events of it.

    Only what the endpoint wants: with event types of its own, no other ones.

    Raises:
        EndpointUnknown, EndpointDisabled, EventTypeUnknown, RangeTurned
    """
    _check(asked)
    if (await lock_endpoint(tx, shop_id, endpoint_id)).status != "enabled":
        raise EndpointDisabled
    facts = _facts(shop_id, endpoint_id, asked)
    row = (await tx.execute(_REPLAY, {**facts, "limit": REPLAY_MAX})).one()
    is_cut = row.chosen == REPLAY_MAX
    if not is_cut and not asked.types:
        await sent_again(tx, shop_id, endpoint_id, asked.from_sequence, asked.to_sequence)
    await probe_now(tx, shop_id, endpoint_id)
    return Replayed(count=row.chosen, last_sequence=row.last, is_cut=is_cut)


async def count_replayed(read: Read, shop_id: UUID, endpoint_id: UUID, asked: ReplayAsked) -> int:
    """How many events `replay` would send, all parts together.

    Raises:
        EventTypeUnknown, RangeTurned
    """
    _check(asked)
    return await read.scalar(_COUNT, _facts(shop_id, endpoint_id, asked)) or 0


def _check(asked: ReplayAsked) -> None:
    if asked.to_sequence < asked.from_sequence:
        raise RangeTurned(pointer="/to_sequence")
    check_types(asked.types, "/types")


def _facts(shop_id: UUID, endpoint_id: UUID, asked: ReplayAsked) -> dict[str, Any]:
    return {
        "shop": shop_id,
        "endpoint": endpoint_id,
        "first": asked.from_sequence,
        "last": asked.to_sequence,
        "types": list(asked.types),
    }


_OF_DAYS = text("""
    SELECT min(sequence) AS first, max(sequence) AS last FROM events
    WHERE shop_id = :shop AND sequence IS NOT NULL
      AND (CAST(:since AS date) IS NULL
           OR occurred_at >= (SELECT day_begins(CAST(:since AS date))))
      AND (CAST(:until AS date) IS NULL
           OR occurred_at < (SELECT day_begins(CAST(:until AS date) + 1)))
""")


async def range_of_days(
    read: Read, shop_id: UUID, since: date | None, until: date | None
) -> tuple[int, int] | None:
    """First and last sequence of what happened on days of the building, both with them.

    None: nothing did. Without a day: what is kept at all.
    """
    row = (await read.execute(_OF_DAYS, {"shop": shop_id, "since": since, "until": until})).one()
    return None if row.first is None else (row.first, row.last)
