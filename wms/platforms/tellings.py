"""What a platform is to be told of its orders: rows, made from our own feed, done one by one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

import msgspec
from sqlalchemy import text

from wms.db import Read, Tx
from wms.events.feed import Envelope, events_after
from wms.failures import Failure
from wms.platforms.acts import note
from wms.platforms.connections import Connection
from wms.platforms.contract import Can
from wms.platforms.failures import GIVEN_UP
from wms.platforms.stock import mark_changed
from wms.retention import purge

#: events worked through at once
EVENTS_MAX: Final = 500
#: tellings done at once
BATCH_MAX: Final = 50
#: pauses between tries; the last one again and again
PAUSES: Final = tuple(
    timedelta(seconds=s) for s in (20, 60, 300, 900, 3_600, 7_200, 14_400, 28_800)
)
#: about four days
TRIES_MAX: Final = 16
KEEP_DAYS: Final = 90
WORDS_MAX_CHARS: Final = 300

#: events of ours that a platform is told of → as what, and what it must be able to do for that
TOLD: Final[Mapping[str, tuple[str, Can]]] = {
    "order.packed": ("packed", Can.PACKED),
    "shipment.handed_over": ("shipped", Can.SHIPPED),
    "shipment.delivered": ("delivered", Can.DELIVERED),
    "order.cancelled": ("cancelled", Can.CANCELLED),
    "order.backordered": ("note", Can.NOTE),
    "order.short_picked": ("note", Can.NOTE),
    "shipment.exception": ("note", Can.NOTE),
    "return.completed": ("note", Can.RETURNED),
}
_STOCK: Final = "stock.changed"


class Telling(msgspec.Struct, frozen=True, kw_only=True):
    """One that is done now."""

    id: UUID
    what: str
    platform_id: str
    order_id: UUID | None
    event_type: str | None
    subject_type: str | None
    subject_id: UUID | None
    unique_key: str
    facts: dict[str, Any]
    #: this one included
    attempts: int


_LATER: Final = text(
    """
    INSERT INTO platform_tellings (shop_id, connection_id, what, platform_id, order_id, event_type,
                                   subject_type, subject_id, unique_key, facts)
    VALUES (:shop, :connection, :what, :platform_id, :order, :event, :subject_type, :subject, :key,
            CAST(:facts AS jsonb))
    ON CONFLICT (shop_id, connection_id, unique_key) DO NOTHING
    """
)


async def tell_later(
    tx: Tx,
    one: Connection,
    what: str,
    *,
    platform_id: str,
    key: str,
    order_id: UUID | None = None,
    event: Envelope | None = None,
    facts: Mapping[str, Any] | None = None,
) -> None:
    """The platform is told; the same ``key`` again tells nothing twice."""
    await tx.execute(
        _LATER,
        {
            "shop": one.shop_id, "connection": one.id, "what": what, "platform_id": platform_id,
            "order": order_id, "event": event.type if event else None,
            "subject_type": event.subject.type if event else None,
            "subject": event.subject.id if event else None, "key": key,
            "facts": msgspec.json.encode(facts or {}).decode(),
        },
    )  # fmt: skip


_POSITION: Final = text(
    "SELECT coalesce(max(last_sequence), 0) FROM feed_positions WHERE shop_id = :shop"
)
_HOLD: Final = text(
    "SELECT told_sequence FROM platform_connections WHERE shop_id = :shop AND id = :id FOR UPDATE"
)
_MOVE: Final = text(
    "UPDATE platform_connections SET told_sequence = :to WHERE shop_id = :shop AND id = :id"
)
# the order itself, or what it sends once more: the first one of the chain is the platform's
CHAIN: Final = """
    WITH RECURSIVE chain (order_id, parcel_id, depth) AS (
        SELECT CAST(:order AS uuid), CAST(NULL AS uuid), 0
        UNION ALL
        SELECT r.of_order_id, r.parcel_id, c.depth + 1 FROM chain c
        JOIN reshipments r ON r.shop_id = :shop AND r.order_id = c.order_id
        WHERE c.depth < 20 AND NOT r.is_extra AND r.reason <> 'exchange')
"""
_WHOSE: Final = text(
    CHAIN
    + """
    SELECT o.platform_id, o.status, c.depth > 0 AS is_again FROM chain c
    JOIN platform_orders o ON o.shop_id = :shop AND o.order_id = c.order_id
    WHERE o.connection_id = :connection ORDER BY c.depth, o.id LIMIT 1
    """
)


async def read_feed(tx: Tx, one: Connection) -> int:
    """Work through our events since the last time; how many are to be told, or counted.

    The cursor moves in the transaction that makes the rows: an event is told once, and none is
    left out.
    """
    key = {"shop": one.shop_id, "id": one.id}
    since = int(await tx.scalar(_HOLD, key))
    upto = int(await tx.scalar(_POSITION, {"shop": one.shop_id}))
    if upto <= since:
        return 0
    events = await events_after(
        Read(tx), one.shop_id, since, limit=EVENTS_MAX, types=(*TOLD, _STOCK)
    )
    events = [event for event in events if event.sequence <= upto]
    to = events[-1].sequence if len(events) == EVENTS_MAX else upto
    products = {event.subject.id for event in events if event.type == _STOCK}
    if products:
        await mark_changed(tx, one, products)
    for event in events:
        if event.type != _STOCK:
            await _queue(tx, one, event)
    await tx.execute(_MOVE, {**key, "to": to})
    await note(tx, one.shop_id, one.id, "events.read", facts={"from": since + 1, "to": to})
    return len(events)


async def _queue(tx: Tx, one: Connection, event: Envelope) -> None:
    what, need = TOLD[event.type]
    if need not in one.profile.can:
        return
    order_id = event.subject.id if event.subject.type == "order" else event.data.get("order_id")
    if not order_id:
        return
    asked = {"shop": one.shop_id, "connection": one.id, "order": UUID(str(order_id))}
    whose = (await tx.execute(_WHOSE, asked)).first()
    if whose is None:
        return
    if what == "cancelled" and (whose.status == "cancelled" or whose.is_again):
        return
    facts = _facts(event) | ({_SENT_AGAIN: True} if whose.is_again else {})
    await tell_later(
        tx, one, what, platform_id=whose.platform_id, key=f"event:{event.id}",
        order_id=asked["order"], event=event, facts=facts,
    )  # fmt: skip


#: of an event's data what the words may say: codes and counts
_SAID: Final = (
    "status", "incident", "code", "reason", "parcel_number", "tracking_number", "number",
    "return_number",
)  # fmt: skip
#: of an order that sends once more what another one of the platform had sent
_SENT_AGAIN: Final = "is_sent_again"


def _facts(event: Envelope) -> dict[str, Any]:
    kept = {name: event.data[name] for name in _SAID if isinstance(event.data.get(name), str | int)}
    return {"event": event.type, **kept}


_TAKE: Final = text(
    """
    SELECT id, what, platform_id, order_id, event_type, subject_type, subject_id, unique_key, facts,
           attempts + 1 AS attempts
    FROM platform_tellings t
    WHERE shop_id = :shop AND connection_id = :connection AND status = 'due'
      AND due_at <= clock_timestamp()
      -- what was said of an order before comes first
      AND NOT EXISTS (SELECT FROM platform_tellings b WHERE b.shop_id = t.shop_id
                      AND b.connection_id = t.connection_id AND b.status = 'due'
                      AND b.platform_id = t.platform_id AND b.id < t.id)
    ORDER BY due_at LIMIT :most
    """
)
_COUNT: Final = text(
    "UPDATE platform_tellings SET attempts = attempts + 1, "
    "due_at = clock_timestamp() + CAST(:pause AS interval) WHERE shop_id = :shop AND id = :id"
)


async def take_tellings(tx: Tx, one: Connection) -> list[Telling]:
    """What is due, one an order; each counts as tried before it is."""
    asked = {"shop": one.shop_id, "connection": one.id, "most": BATCH_MAX}
    found = [Telling(**row._mapping) for row in (await tx.execute(_TAKE, asked)).all()]
    for telling in found:
        pause = PAUSES[min(telling.attempts, len(PAUSES)) - 1]
        await tx.execute(_COUNT, {"shop": one.shop_id, "id": telling.id, "pause": pause})
    return found


_END: Final = text(
    "UPDATE platform_tellings SET status = :status, answer = :answer, "
    "failure = CAST(:failure AS jsonb), done_at = clock_timestamp() "
    "WHERE shop_id = :shop AND id = :id AND status = 'due'"
)
_FAILED: Final = text(
    "UPDATE platform_tellings SET failure = CAST(:failure AS jsonb), "
    "due_at = greatest(due_at, clock_timestamp() + make_interval(secs => :later)) "
    "WHERE shop_id = :shop AND id = :id"
)


async def told(tx: Tx, one: Connection, telling: Telling, answer: str) -> None:
    """The platform said yes."""
    await _end(tx, one, telling, "done", answer=answer[:WORDS_MAX_CHARS])
    await _note(tx, one, telling, "event.told", "done", None)
    if telling.attempts > 1:
        await _note(tx, one, telling, "platform.done", "done", None)


async def not_needed(tx: Tx, one: Connection, telling: Telling) -> None:
    """There is nothing to tell any more."""
    await _end(tx, one, telling, "not_needed")


async def not_told(
    tx: Tx, one: Connection, telling: Telling, failure: Failure, *, may_pass: bool, later_s: float
) -> None:
    """The platform said no, or nothing: it is told again, or given up for a person to see."""
    if may_pass and telling.attempts < TRIES_MAX:
        facts = {"shop": one.shop_id, "id": telling.id, "failure": failure.as_json()}
        await tx.execute(_FAILED, {**facts, "later": later_s})
        return
    if may_pass:
        failure = Failure(code=GIVEN_UP, facts={"tries": telling.attempts}, words=failure.words)
    await _end(tx, one, telling, "refused", failure=failure)
    await _note(tx, one, telling, "event.told", "refused", failure.code)


async def _end(
    tx: Tx,
    one: Connection,
    telling: Telling,
    status: str,
    *,
    answer: str | None = None,
    failure: Failure | None = None,
) -> None:
    await tx.execute(
        _END,
        {
            "shop": one.shop_id, "id": telling.id, "status": status, "answer": answer,
            "failure": failure.as_json() if failure else None,
        },
    )  # fmt: skip


async def _note(
    tx: Tx, one: Connection, telling: Telling, act: str, outcome: str, code: str | None
) -> None:
    subject = None
    if telling.subject_type and telling.subject_id:
        subject = (telling.subject_type, telling.subject_id)
    elif telling.order_id:
        subject = ("order", telling.order_id)
    facts: dict[str, Any] = {"type": telling.event_type or telling.what}
    if telling.facts.get(_SENT_AGAIN):
        facts[_SENT_AGAIN] = True
    await note(
        tx, one.shop_id, one.id, act, outcome=outcome, code=code, subject=subject,
        key=telling.platform_id, facts=facts,
    )  # fmt: skip


_AGAIN: Final = text(
    "UPDATE platform_tellings SET status = 'due', due_at = clock_timestamp(), attempts = 1 "
    "WHERE shop_id = :shop AND id = :id AND status = 'refused'"
)


async def tell_again(tx: Tx, one: Connection, telling_id: UUID) -> None:
    """A person wants what was given up to be told once more."""
    await tx.execute(_AGAIN, {"shop": one.shop_id, "id": telling_id})


async def purge_tellings(tx: Tx) -> int:
    """Delete a batch of old ones that are done; how many."""
    is_over = f"status <> 'due' AND created_at < now() - interval '{KEEP_DAYS} days'"
    return await purge(tx, "platform_tellings", ("shop_id", "id"), is_over)
