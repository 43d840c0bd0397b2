"""What couriers send by themselves: kept as it came while they wait, followed when they have gone.

A courier that sends the same again, because our answer got lost, finds its message here; what is
about parcels that nobody knows (another warehouse's, of the same account) leads nowhere.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import timedelta
from typing import Final
from uuid import UUID

import msgspec
from sqlalchemy import text

from wms.db import Tx
from wms.failures import Failure
from wms.retention import purge
from wms.shipping.carriers.port import Heard
from wms.shipping.tracking.follow import ask_now
from wms.shipping.tracking.track import track

#: longest message, bytes: they are a few hundred; a batch of a hundred parcels fits
MESSAGE_MAX_BYTES: Final = 256_000
#: messages taken at once
BATCH_MAX: Final = 50
#: who takes a message has so long
LEASE: Final = timedelta(minutes=2)
#: so often a message is tried that brings its worker down; then a person looks
TRIES_MAX: Final = 5
#: they may name people: kept for questions to the courier, and no longer, days
KEEP_DAYS: Final = 30
#: what couriers told of parcels is evidence in complaints, like scans, days
KEEP_NEWS_DAYS: Final = 180


class Message(msgspec.Struct, frozen=True, kw_only=True):
    """A message that is followed now."""

    id: UUID
    carrier: str
    #: whose address it came to: it says nothing of parcels that other accounts bought
    account_id: UUID | None
    heard: list[Heard]


_KEEP = text(
    """
    INSERT INTO courier_messages (carrier, account_id, digest, body, heard)
    VALUES (:carrier, :account, :digest, :body, CAST(:heard AS jsonb))
    ON CONFLICT (carrier, digest) DO NOTHING RETURNING id
    """
)
_TAKE = text(
    """
    WITH due AS MATERIALIZED (
        SELECT id FROM courier_messages
        WHERE status = 'waiting' AND due_at <= clock_timestamp()
        ORDER BY due_at LIMIT :most FOR UPDATE SKIP LOCKED
    )
    UPDATE courier_messages m
    SET due_at = clock_timestamp() + CAST(:lease AS interval), attempts = attempts + 1,
        status = CASE WHEN attempts < :tries THEN 'waiting' ELSE 'failed' END
    FROM due WHERE m.id = due.id
    RETURNING m.id, m.carrier, m.account_id, m.heard, m.status
    """
)
_WHOSE = text(
    "SELECT shop_id, id FROM shipments WHERE carrier = :carrier AND tracking_number = :number "
    "AND account_id IS NOT DISTINCT FROM CAST(:account AS uuid)"
)
_DONE = text(
    "UPDATE courier_messages SET status = 'done', done_at = clock_timestamp(), failure = NULL "
    "WHERE id = :id"
)
_FAILED = text("UPDATE courier_messages SET failure = CAST(:failure AS jsonb) WHERE id = :id")


async def keep_message(
    tx: Tx, carrier: str, body: bytes, heard: Sequence[Heard], *, account_id: UUID | None = None
) -> bool:
    """Keep a genuine message; whether it is a new one.

    ``account_id``: whose address it came to; None: its courier needs no account.
    """
    whose = account_id.bytes if account_id else b""
    facts = {
        "carrier": carrier,
        "account": account_id,
        "digest": hashlib.sha256(whose + body).digest(),
        "body": body,
        "heard": msgspec.json.encode(heard).decode(),
    }
    return await tx.scalar(_KEEP, facts) is not None


async def take_messages(tx: Tx) -> list[Message]:
    """The messages that this worker follows now, the oldest first; nobody else's for `LEASE`."""
    facts = {"most": BATCH_MAX, "lease": LEASE, "tries": TRIES_MAX}
    rows = (await tx.execute(_TAKE, facts)).all()
    return [
        Message(
            id=row.id,
            carrier=row.carrier,
            account_id=row.account_id,
            heard=msgspec.convert(row.heard, list[Heard]),
        )
        for row in sorted(rows, key=lambda row: row.id)
        if row.status == "waiting"
    ]


async def follow_message(tx: Tx, message: Message) -> int:
    """Let parcels follow what a message says; how many news were new. Once more changes nothing."""
    new = 0
    for one in sorted(message.heard, key=lambda heard: heard.tracking_number or ""):
        facts = {
            "carrier": message.carrier,
            "number": one.tracking_number,
            "account": message.account_id,
        }
        whose = (await tx.execute(_WHOSE, facts)).first()
        if whose is None:
            continue
        if one.event is None:
            await ask_now(tx, whose.shop_id, whose.id)
            continue
        done = await track(tx, whose.shop_id, whose.id, [one.event], source="webhook")
        new += done.new
    await tx.execute(_DONE, {"id": message.id})
    return new


async def message_failed(tx: Tx, message: Message, failure: Failure) -> None:
    """It could not be followed; it is tried again, and kept for a person in the end."""
    await tx.execute(_FAILED, {"id": message.id, "failure": failure.as_json()})


async def purge_messages(tx: Tx) -> int:
    """Delete a batch of old messages; returns how many."""
    is_over = f"created_at < now() - interval '{KEEP_DAYS} days'"
    return await purge(tx, "courier_messages", ("id",), is_over)


async def purge_news(tx: Tx) -> int:
    """Delete a batch of what was told of parcels long ago; returns how many."""
    is_over = f"occurred_at < now() - interval '{KEEP_NEWS_DAYS} days'"
    return await purge(tx, "tracking_events", ("shop_id", "id"), is_over)
