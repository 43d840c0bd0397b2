"""The feed: committed events get gap-free numbers per shop, and deliveries to their endpoints.

An event's number says in which order events became visible, not when they were written: a sequence
of the database would leave gaps at every rollback, and a reader that passed a gap would never know
whether something is still coming.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import text

from wms.db import Read, Tx

#: events numbered in one transaction
BATCH_MAX = 500
#: events are kept so long, days (api.md)
KEEP_DAYS = 30

_SHOPS_WAITING = text("SELECT DISTINCT shop_id FROM events WHERE sequence IS NULL")
_OPEN_POSITIONS = text(
    "INSERT INTO feed_positions (shop_id, last_sequence) "
    "SELECT unnest(CAST(:shops AS uuid[])), 0 ON CONFLICT DO NOTHING"
)
_LOCK_POSITIONS = text(
    "SELECT shop_id FROM feed_positions WHERE shop_id = ANY(:shops) "
    "ORDER BY shop_id FOR UPDATE SKIP LOCKED"
)
# One statement numbers, moves the positions and makes the deliveries. It must be another statement
# than the one that locks: its snapshot is taken when the locks are held already, so it sees what
# the relay before it numbered. Ids follow a clock, and a clock may be set back: an event's turn
# comes no earlier than that of its subject's versions before it.
_NUMBER = text("""
    WITH waiting AS (
        SELECT shop_id, id, subject_version, max(id::text) OVER (
            PARTITION BY shop_id, subject_id ORDER BY subject_version) AS turn
        FROM events
        WHERE sequence IS NULL AND shop_id = ANY(:shops)
    ), chosen AS (
        SELECT * FROM waiting ORDER BY turn, subject_version LIMIT :limit
    ), ranked AS (
        SELECT c.shop_id, c.id, p.last_sequence + row_number() OVER (
            PARTITION BY c.shop_id ORDER BY c.turn, c.subject_version) AS number
        FROM chosen c JOIN feed_positions p ON p.shop_id = c.shop_id
    ), numbered AS (
        UPDATE events e SET sequence = r.number FROM ranked r
        WHERE e.shop_id = r.shop_id AND e.id = r.id
        RETURNING e.shop_id, e.id, e.type, e.subject_id, e.sequence
    ), moved AS (
        UPDATE feed_positions p SET last_sequence = m.last
        FROM (SELECT shop_id, max(sequence) AS last FROM numbered GROUP BY shop_id) m
        WHERE p.shop_id = m.shop_id
    ), addressed AS (
        INSERT INTO webhook_deliveries (shop_id, endpoint_id, event_id, subject_id, sequence)
        SELECT n.shop_id, w.id, n.id, n.subject_id, n.sequence
        FROM numbered n
        JOIN webhook_endpoints w ON w.shop_id = n.shop_id AND w.status = 'enabled'
         AND (cardinality(w.event_types) = 0 OR n.type = ANY (w.event_types))
        ORDER BY n.shop_id, n.sequence
        RETURNING shop_id, endpoint_id
    )
    SELECT (SELECT count(*) FROM numbered) AS numbered,
           (SELECT coalesce(array_agg(DISTINCT ARRAY[shop_id, endpoint_id]), '{}') FROM addressed)
               AS endpoints
""")


class Numbered(msgspec.Struct, frozen=True, kw_only=True):
    """What one pass of the relay did."""

    count: int
    #: (shop_id, endpoint_id) for which deliveries were made
    endpoints: list[tuple[UUID, UUID]]


async def number_events(tx: Tx, limit: int = BATCH_MAX) -> Numbered:
    """Number at most ``limit`` committed events and make their deliveries.

    Several relays may run: each takes the shops whose position nobody else holds.
    """
    shops = (await tx.scalars(_SHOPS_WAITING)).all()
    if not shops:
        return Numbered(count=0, endpoints=[])
    await tx.execute(_OPEN_POSITIONS, {"shops": list(shops)})
    locked = (await tx.scalars(_LOCK_POSITIONS, {"shops": list(shops)})).all()
    row = (await tx.execute(_NUMBER, {"shops": list(locked), "limit": limit})).one()
    return Numbered(count=row.numbered, endpoints=[(shop, one) for shop, one in row.endpoints])


class SubjectOut(msgspec.Struct, frozen=True, kw_only=True):
    """What an event is about."""

    type: str
    id: UUID
    external_id: str | None
    version: int


class Envelope(msgspec.Struct, frozen=True, kw_only=True):
    """An event as shops read it, in the feed and in webhooks alike."""

    id: UUID
    type: str
    schema_version: int
    shop_id: UUID
    sequence: int
    occurred_at: datetime
    subject: SubjectOut
    data: dict[str, Any]


def envelope(row: Any) -> Envelope:
    """An ``events`` row as shops read it."""
    return Envelope(
        id=row.id,
        type=row.type,
        schema_version=row.schema_version,
        shop_id=row.shop_id,
        sequence=row.sequence,
        occurred_at=row.occurred_at,
        subject=SubjectOut(
            type=row.subject_type,
            id=row.subject_id,
            external_id=row.subject_external_id,
            version=row.subject_version,
        ),
        data=row.data,
    )


_COLUMNS = (
    "id, type, schema_version, shop_id, sequence, occurred_at, subject_type, subject_id, "
    "subject_external_id, subject_version, data"
)
_AFTER = text(f"""
    SELECT {_COLUMNS} FROM events
    WHERE shop_id = :shop AND sequence > :after
      AND (cardinality(CAST(:types AS text[])) = 0 OR type = ANY (:types))
    ORDER BY sequence LIMIT :limit
""")

_BY_ID = text(f"SELECT {_COLUMNS} FROM events WHERE shop_id = :shop AND id = ANY(:ids)")


async def last_sequence(read: Read, shop_id: UUID) -> int:
    """The newest number of the shop's feed, whatever its type; 0 when there is none yet."""
    return (
        await read.scalar(
            text("SELECT last_sequence FROM feed_positions WHERE shop_id = :shop"),
            {"shop": shop_id},
        )
        or 0
    )


async def events_after(
    read: Read, shop_id: UUID, after: int, *, limit: int, types: Sequence[str] = ()
) -> list[Envelope]:
    """The shop's events with a sequence greater than ``after``, oldest first; all types or some."""
    rows = await read.execute(
        _AFTER, {"shop": shop_id, "after": after, "limit": limit, "types": list(types)}
    )
    return [envelope(row) for row in rows]


async def events_by_id(
    read: Read, shop_id: UUID, event_ids: Sequence[UUID]
) -> dict[UUID, Envelope]:
    """The shop's events with these ids, by id; those that are kept no longer are left out."""
    rows = await read.execute(_BY_ID, {"shop": shop_id, "ids": [*event_ids]})
    return {row.id: envelope(row) for row in rows}
