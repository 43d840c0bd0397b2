"""What platforms tell by themselves: kept as it came before it is acknowledged, followed after."""

from __future__ import annotations

from datetime import timedelta
from typing import Final
from uuid import UUID

import msgspec
from sqlalchemy import text

from wms.db import Tx, new_id
from wms.failures import Failure
from wms.platforms.acts import note
from wms.platforms.connections import Connection
from wms.platforms.port import Heard
from wms.retention import purge
from wms.strongbox import LockedOut, lock, unlock

#: longest message, bytes: an order of five hundred lines is less than a megabyte
MESSAGE_MAX_BYTES: Final = 1_000_000
#: messages taken at once
BATCH_MAX: Final = 50
#: so often a message is tried that brings its worker down; then a person looks
TRIES_MAX: Final = 5
#: what was not followed is tried again after this, times its tries
AGAIN_AFTER: Final = timedelta(seconds=20)
#: what waits for its platform to be asked is looked at again after this
WAITS_FOR: Final = timedelta(minutes=1)
#: their content holds people: kept for questions about an integration, and no longer, days
KEEP_CONTENT_DAYS: Final = 7
#: that it came is kept longer, so that a late duplicate is known, days
KEEP_DAYS: Final = 30
DELIVERY_ID_MAX_CHARS: Final = 200
TOPIC_MAX_CHARS: Final = 100


class Message(msgspec.Struct, frozen=True, kw_only=True):
    """A message that is followed now; ``body`` is None when nobody can read it any more."""

    id: UUID
    topic: str
    platform_id: str | None
    body: bytes | None
    attempts: int


_KEEP: Final = text(
    """
    INSERT INTO platform_messages (shop_id, id, connection_id, delivery_id, topic, platform_id,
                                   content_locked)
    VALUES (:shop, :id, :connection, :delivery, :topic, :platform_id, :content)
    ON CONFLICT (shop_id, connection_id, delivery_id)
    DO UPDATE SET times = platform_messages.times + 1
    RETURNING times
    """
)
_DUE: Final = text(
    "UPDATE platform_connections SET look_at = clock_timestamp() "
    "WHERE shop_id = :shop AND id = :id AND look_at > clock_timestamp()"
)


async def keep_message(tx: Tx, secret_key: str, one: Connection, heard: Heard, body: bytes) -> bool:
    """Keep a genuine message; whether it is a new one. The same delivery again is the same row."""
    message_id = new_id()
    times = await tx.scalar(
        _KEEP,
        {
            "shop": one.shop_id,
            "id": message_id,
            "connection": one.id,
            "delivery": heard.delivery_id[:DELIVERY_ID_MAX_CHARS],
            "topic": heard.topic[:TOPIC_MAX_CHARS],
            "platform_id": heard.order_id,
            "content": lock(secret_key, body, belongs_to=_box(message_id)),
        },
    )
    is_new = bool(times == 1)
    await note(
        tx, one.shop_id, one.id, "call.taken" if is_new else "call.repeated", key=heard.delivery_id
    )
    if is_new:
        await tx.execute(_DUE, {"shop": one.shop_id, "id": one.id})
    return is_new


_TAKE: Final = text(
    """
    UPDATE platform_messages SET attempts = attempts + 1,
           due_at = clock_timestamp() + CAST(:again AS interval) * (attempts + 1),
           status = CASE WHEN attempts < :tries THEN 'waiting' ELSE 'failed' END
    WHERE (shop_id, id) IN (
        SELECT shop_id, id FROM platform_messages
        WHERE shop_id = :shop AND connection_id = :connection AND status = 'waiting'
          AND due_at <= clock_timestamp()
        ORDER BY id LIMIT :most)
    RETURNING id, topic, platform_id, content_locked, attempts, status
    """
)


async def take_messages(tx: Tx, secret_key: str, one: Connection) -> list[Message]:
    """The messages of a connection that is leased, the oldest first."""
    asked = {
        "shop": one.shop_id, "connection": one.id, "most": BATCH_MAX, "tries": TRIES_MAX,
        "again": AGAIN_AFTER,
    }  # fmt: skip
    rows = (await tx.execute(_TAKE, asked)).all()
    return [
        Message(
            id=row.id,
            topic=row.topic,
            platform_id=row.platform_id,
            body=_opened(secret_key, row.id, row.content_locked),
            attempts=row.attempts,
        )
        for row in sorted(rows, key=lambda row: row.id)
        if row.status == "waiting"
    ]


def _opened(secret_key: str, message_id: UUID, locked: bytes | None) -> bytes | None:
    try:
        return unlock(secret_key, locked or b"", belongs_to=_box(message_id))
    except LockedOut:
        return None


def _box(message_id: UUID) -> str:
    return f"platform message {message_id}"


_DONE: Final = text(
    "UPDATE platform_messages SET status = 'done', outcome = :outcome, failure = NULL, "
    "done_at = clock_timestamp() WHERE shop_id = :shop AND id = :id"
)
_FAILED: Final = text(
    "UPDATE platform_messages SET failure = CAST(:failure AS jsonb), "
    "status = CASE WHEN :is_final THEN 'failed' ELSE status END WHERE shop_id = :shop AND id = :id"
)
_AGAIN: Final = text(
    "UPDATE platform_messages SET status = 'waiting', attempts = 0, due_at = clock_timestamp(), "
    "failure = NULL WHERE shop_id = :shop AND id = :id AND status = 'failed' RETURNING id"
)


async def message_done(tx: Tx, one: Connection, message: Message, outcome: str) -> None:
    """It was followed."""
    await tx.execute(_DONE, {"shop": one.shop_id, "id": message.id, "outcome": outcome})


async def message_failed(
    tx: Tx, one: Connection, message: Message, failure: Failure, *, is_final: bool = False
) -> None:
    """It could not be followed; it is tried again, unless nothing could come of that."""
    await tx.execute(
        _FAILED,
        {
            "shop": one.shop_id, "id": message.id, "failure": failure.as_json(),
            "is_final": is_final,
        },
    )  # fmt: skip


_WAITS: Final = text(
    "UPDATE platform_messages SET attempts = attempts - 1, failure = CAST(:failure AS jsonb), "
    "due_at = clock_timestamp() + CAST(:pause AS interval) WHERE shop_id = :shop AND id = :id"
)


async def message_waits(tx: Tx, one: Connection, message: Message, failure: Failure) -> None:
    """Its platform must be asked, and is away: it waits, and that is no try."""
    asked = {"shop": one.shop_id, "id": message.id, "failure": failure.as_json()}
    await tx.execute(_WAITS, {**asked, "pause": WAITS_FOR})


async def message_again(tx: Tx, one: Connection, message_id: UUID) -> bool:
    """A person wants one that failed to be tried once more; whether there was one."""
    found = await tx.scalar(_AGAIN, {"shop": one.shop_id, "id": message_id})
    await tx.execute(_DUE, {"shop": one.shop_id, "id": one.id})
    return found is not None


_FORGET: Final = text(
    f"""
    WITH batch AS MATERIALIZED (
        SELECT shop_id, id FROM platform_messages
        WHERE content_locked IS NOT NULL AND status <> 'waiting'
          AND created_at < now() - interval '{KEEP_CONTENT_DAYS} days'
        LIMIT 1000 FOR UPDATE SKIP LOCKED)
    UPDATE platform_messages m SET content_locked = NULL FROM batch b
    WHERE m.shop_id = b.shop_id AND m.id = b.id RETURNING 1
    """
)


async def forget_contents(tx: Tx) -> int:
    """Empty a batch of messages that were followed long ago; how many."""
    return len((await tx.execute(_FORGET)).all())


async def purge_messages(tx: Tx) -> int:
    """Delete a batch of old messages; how many."""
    is_over = f"created_at < now() - interval '{KEEP_DAYS} days'"
    return await purge(tx, "platform_messages", ("shop_id", "id"), is_over)
