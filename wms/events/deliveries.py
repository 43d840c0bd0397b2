"""Webhook deliveries: which are due, and who sends them (`wms.events.outcomes`: what came of it).

A sender claims a delivery by a conditional update that also sets a lease: the time at which the
sender counts as dead and the delivery is due again. Of one endpoint at most ``SLOTS`` are being
sent; of one subject only the first undelivered one, so a shop reads a subject's events in order.
Of one whose breaker is open (`wms.events.breaker`) it is one at a time, when its probe is due.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import text

from wms.db import Read, Tx
from wms.events.breaker import bury_all
from wms.events.feed import Envelope, SubjectOut, envelope
from wms.events.kinds import KINDS
from wms.events.promised import samples_of
from wms.events.secrets import kept

#: deliveries of one endpoint on their way at once (api.md)
SLOTS = 4
#: a sender that has not come back after this counts as dead: longer than one attempt may take
LEASE = timedelta(seconds=60)
#: deliveries and their attempts are kept so long, days (api.md)
KEEP_DAYS = 30

# The endpoint's row lock makes claims of one endpoint take turns: the slots are counted exactly.
# NO KEY UPDATE lets the relay go on making deliveries for it meanwhile.
_LOCK = text(
    "SELECT url, is_carried, status, secret, previous_secret, secret_locked, "
    "previous_secret_locked, previous_secret_until, open_since, "
    "probe_at <= statement_timestamp() AS is_probe_due "
    "FROM webhook_endpoints WHERE shop_id = :shop AND id = :endpoint FOR NO KEY UPDATE"
)
#: of a delivery ``d``: nothing of its subject waits before it
# Asked of one delivery after the other, in the order in which they are due, until there are enough:
# what a claim costs does not grow with what waits. For that PostgreSQL has to believe that many are
# first: of "=", and of a join, it would expect the contrary, and look at all of them.
IS_FIRST = """d.sequence <= (
    SELECT e.sequence FROM webhook_deliveries e
    WHERE e.endpoint_id = d.endpoint_id AND e.subject_id = d.subject_id
      AND e.status IN ('pending', 'sending')
    ORDER BY e.sequence LIMIT 1)"""
_SLOTS_TAKEN = """(
    SELECT count(*) FILTER (WHERE s.next_attempt_at > statement_timestamp())
    FROM webhook_deliveries s WHERE s.endpoint_id = {endpoint} AND s.status = 'sending')"""
_CLAIM = text(f"""
    WITH due AS (
        SELECT d.shop_id, d.id, d.next_attempt_at, d.sequence FROM webhook_deliveries d
        WHERE d.shop_id = :shop AND d.endpoint_id = :endpoint
          AND d.status IN ('pending', 'sending')
          AND d.next_attempt_at <= statement_timestamp() AND {IS_FIRST}
        ORDER BY d.next_attempt_at, d.sequence LIMIT {SLOTS}
    ), chosen AS (
        SELECT shop_id, id FROM due ORDER BY next_attempt_at, sequence
        LIMIT greatest(0, :slots - {_SLOTS_TAKEN.format(endpoint=":endpoint")})
    ), claimed AS (
        UPDATE webhook_deliveries d
        SET status = 'sending', attempts = d.attempts + 1,
            next_attempt_at = clock_timestamp() + CAST(:lease AS interval)
        FROM chosen c WHERE d.shop_id = c.shop_id AND d.id = c.id
        RETURNING d.*
    )
    SELECT c.id AS delivery_id, c.attempts, c.attempts_before, c.test_type, c.is_forged,
           c.created_at,
           c.sequence AS delivery_sequence, c.subject_id AS delivery_subject, e.*
    FROM claimed c LEFT JOIN events e ON e.shop_id = c.shop_id AND e.id = c.event_id
    ORDER BY c.sequence
""")
# Of each endpoint only its earliest is looked for, also when very many wait for it.
_DUE_ENDPOINTS = text(f"""
    SELECT w.shop_id, w.id AS endpoint_id FROM webhook_endpoints w
    CROSS JOIN LATERAL (
        SELECT d.next_attempt_at FROM webhook_deliveries d
        WHERE d.endpoint_id = w.id AND d.status IN ('pending', 'sending')
          AND d.next_attempt_at <= statement_timestamp() AND {IS_FIRST}
        ORDER BY d.next_attempt_at, d.sequence LIMIT 1) earliest
    WHERE NOT w.is_carried
      AND (w.open_since IS NULL OR w.probe_at <= statement_timestamp() OR w.status <> 'enabled')
      AND {_SLOTS_TAKEN.format(endpoint="w.id")}
          < CASE WHEN w.open_since IS NULL THEN :slots ELSE 1 END
    ORDER BY earliest.next_attempt_at LIMIT :limit
""")


class OnItsWay(msgspec.Struct, frozen=True, kw_only=True):
    """One try of a delivery that is on its way."""

    shop_id: UUID
    endpoint_id: UUID
    delivery_id: UUID
    #: this attempt's number, from 1
    attempt: int
    #: attempts made before the last replay
    attempts_before: int
    url: str
    #: a test that a receiver which is right refuses
    is_forged: bool = False


class Claimed(OnItsWay, frozen=True, kw_only=True):
    """One delivery to be sent now, by us alone until the lease ends."""

    #: one or two, newest first, locked
    secrets: list[bytes]
    body: Envelope


async def due_endpoints(read: Read, limit: int) -> Sequence[tuple[UUID, UUID]]:
    """(shop_id, endpoint_id) that have a delivery to send now and a free slot for it."""
    rows = await read.execute(_DUE_ENDPOINTS, {"slots": SLOTS, "limit": limit})
    return [(row.shop_id, row.endpoint_id) for row in rows]


async def in_turn(tx: Tx, shop_id: UUID, endpoint_id: UUID) -> Any:
    """The endpoint, locked: whoever claims or settles for it takes turns. None: there is none."""
    return (await tx.execute(_LOCK, {"shop": shop_id, "endpoint": endpoint_id})).one_or_none()


async def claim_deliveries(
    tx: Tx,
    shop_id: UUID,
    endpoint_id: UUID,
    *,
    lease: timedelta = LEASE,
    is_carried: bool = False,
) -> list[Claimed]:
    """Claim what is due for an endpoint, up to its free slots. Commit before sending.

    ``is_carried``: its shop's own program asks. What one of the two sends is nothing for the other.
    """
    key = {"shop": shop_id, "endpoint": endpoint_id}
    endpoint = await in_turn(tx, shop_id, endpoint_id)
    if endpoint is None or endpoint.is_carried != is_carried:
        return []
    if endpoint.status != "enabled":
        await bury_all(tx, shop_id, endpoint_id)
        return []
    slots = SLOTS if endpoint.open_since is None else int(endpoint.is_probe_due)
    rows = await tx.execute(_CLAIM, {**key, "slots": slots, "lease": lease})
    return [
        Claimed(
            shop_id=shop_id,
            endpoint_id=endpoint_id,
            delivery_id=row.delivery_id,
            attempt=row.attempts,
            attempts_before=row.attempts_before,
            url=endpoint.url,
            secrets=_valid_secrets(endpoint),
            body=message_of(shop_id, row),
            is_forged=row.is_forged,
        )
        for row in rows
    ]


def _valid_secrets(endpoint: Any) -> list[bytes]:
    known = [kept(endpoint.secret_locked, endpoint.secret)]
    until = endpoint.previous_secret_until
    if until and until > datetime.now(UTC):
        known.append(kept(endpoint.previous_secret_locked, endpoint.previous_secret))
    return [one for one in known if one]


def message_of(shop_id: UUID, row: Any) -> Envelope:
    """What a delivery carries: the event, or one that a test plays.

    ``row`` has the columns of `events` and those of the delivery as ``_CLAIM`` names them.
    """
    return envelope(row) if row.test_type is None else played_event(shop_id, row)


def played_event(shop_id: UUID, row: Any) -> Envelope:
    """The event that a test plays: what such an event said once, about nothing that there is.

    Its sequence is 0, because it is in no feed, and its subject is a ``test``.
    """
    version = KINDS[row.test_type].version if row.test_type in KINDS else 1
    return Envelope(
        id=row.delivery_id,
        type=row.test_type,
        schema_version=version,
        shop_id=shop_id,
        sequence=0,
        occurred_at=row.created_at,
        subject=SubjectOut(type="test", id=row.delivery_subject, external_id=None, version=1),
        data=next(iter(samples_of(row.test_type, version)), {}),
    )


async def release(tx: Tx, claimed: Claimed) -> None:
    """Give a claim back unsent: the sender is stopping. The attempt was none."""
    await tx.execute(
        text(
            "UPDATE webhook_deliveries SET status = 'pending', attempts = attempts - 1, "
            "next_attempt_at = clock_timestamp() WHERE shop_id = :shop AND id = :delivery "
            "AND status = 'sending' AND attempts = :attempts"
        ),
        {
            "shop": claimed.shop_id,
            "delivery": claimed.delivery_id,
            "attempts": claimed.attempt,
        },
    )
