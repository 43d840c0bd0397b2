"""What came of an attempt to send a webhook: written down, and what follows from it."""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec
from sqlalchemy import text

from wms.db import Tx
from wms.events.breaker import judge
from wms.events.deliveries import LEASE, Claimed, OnItsWay, claim_deliveries, in_turn
from wms.events.schedule import next_attempt
from wms.events.signing import SIGNATURE, TIMESTAMP

#: why a delivery ends undelivered
ATTEMPTS_EXHAUSTED = "attempts_exhausted"
#: a test with a wrong signature was answered by 2xx
FORGED_TAKEN = "forged_taken"

# A sender's word counts only while its claim does: a lease that ran out may have a second sender.
# What waits behind a failed one of its subject is due with it, not before: else each claim would
# look at all that waits for a receiver that is down. When it has ended, the next one is due.
_SETTLE = text("""
    WITH settled AS (
        UPDATE webhook_deliveries
        SET status = :status, last_error = :error,
            next_attempt_at = coalesce(:next, next_attempt_at),
            delivered_at = CASE WHEN :status = 'delivered' THEN clock_timestamp() END
        WHERE shop_id = :shop AND id = :delivery AND status = 'sending' AND attempts = :attempts
        RETURNING id, endpoint_id, subject_id, sequence, status, next_attempt_at
    ), put_off AS (
        UPDATE webhook_deliveries f SET next_attempt_at = s.next_attempt_at
        FROM settled s
        WHERE s.status = 'pending' AND f.endpoint_id = s.endpoint_id
          AND f.subject_id = s.subject_id AND f.sequence > s.sequence
          AND f.status = 'pending' AND f.next_attempt_at < s.next_attempt_at
    ), following AS (
        UPDATE webhook_deliveries f SET next_attempt_at = clock_timestamp()
        FROM settled s CROSS JOIN LATERAL (
            SELECT n.shop_id, n.id FROM webhook_deliveries n
            WHERE n.endpoint_id = s.endpoint_id AND n.subject_id = s.subject_id
              AND n.sequence > s.sequence AND n.status IN ('pending', 'sending')
            ORDER BY n.sequence LIMIT 1) next
        WHERE s.status <> 'pending' AND f.shop_id = next.shop_id AND f.id = next.id
          AND f.status = 'pending' AND f.attempts = f.attempts_before
          AND f.next_attempt_at > clock_timestamp()
    )
    SELECT id FROM settled
""")
_ATTEMPT = text("""
    INSERT INTO webhook_attempts
        (shop_id, delivery_id, attempt_no, status_code, error, latency_ms, response_excerpt,
         url, signed_at, signature, response_headers)
    VALUES (:shop, :delivery, :attempt_no, :status_code, :error, :latency_ms, :excerpt,
            :url, to_timestamp(CAST(:signed_at AS bigint)), :signature,
            CAST(:response_headers AS jsonb))
    ON CONFLICT DO NOTHING
""")


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """What came of one attempt."""

    is_delivered: bool
    status_code: int | None = None
    error: str | None = None
    latency_ms: int = 0
    excerpt: str | None = None
    retry_after: str | None = None
    #: where it went, and the three headers that proved it; empty: nothing could be sent there
    url: str | None = None
    proof: dict[str, str] = {}
    #: of the answer; None: none came
    response_headers: dict[str, str] | None = None
    #: the receiver said 410: it wants nothing any more
    is_gone: bool = False


async def record_outcome(tx: Tx, sent: OnItsWay, outcome: Outcome, *, now: datetime) -> str:
    """Write down an attempt and what follows: delivered, pending until a due time, or dead.

    Returns the delivery's new status; ``superseded`` when the claim was lost meanwhile.
    """
    await tx.execute(
        _ATTEMPT,
        {
            "shop": sent.shop_id,
            "delivery": sent.delivery_id,
            "attempt_no": sent.attempt,
            "status_code": outcome.status_code,
            "error": outcome.error,
            "latency_ms": outcome.latency_ms,
            "excerpt": outcome.excerpt,
            "url": outcome.url,
            "signed_at": int(at) if (at := outcome.proof.get(TIMESTAMP)) else None,
            "signature": outcome.proof.get(SIGNATURE),
            "response_headers": None
            if outcome.response_headers is None
            else msgspec.json.encode(outcome.response_headers).decode(),
        },
    )
    status, due, error = _what_follows(sent, outcome, now)
    settled = await tx.scalar(
        _SETTLE,
        {
            "shop": sent.shop_id,
            "delivery": sent.delivery_id,
            "attempts": sent.attempt,
            "status": status,
            "next": due,
            "error": error,
        },
    )
    if settled is None:
        return "superseded"
    if not sent.is_forged:  # a receiver that refuses it is well
        await judge(tx, sent.shop_id, sent.endpoint_id, outcome, now)
    return status


async def settle_and_claim(
    tx: Tx, sent: Claimed, outcome: Outcome, *, now: datetime, lease: timedelta = LEASE
) -> tuple[str, list[Claimed]]:
    """Record an attempt and claim what the endpoint has next, in one transaction.

    The endpoint is locked first, as in every claim, so that two senders cannot deadlock.
    """
    await in_turn(tx, sent.shop_id, sent.endpoint_id)
    status = await record_outcome(tx, sent, outcome, now=now)
    return status, await claim_deliveries(tx, sent.shop_id, sent.endpoint_id, lease=lease)


def _what_follows(
    sent: OnItsWay, outcome: Outcome, now: datetime
) -> tuple[str, datetime | None, str | None]:
    if sent.is_forged and outcome.status_code is not None:  # what is refused has arrived
        is_refused = not outcome.is_delivered
        return ("delivered", None, None) if is_refused else ("dead", None, FORGED_TAKEN)
    if outcome.is_delivered:
        return "delivered", None, None
    error = outcome.error or f"http_{outcome.status_code}"
    if outcome.is_gone:
        return "dead", None, error
    due = next_attempt(sent.attempt - sent.attempts_before, now, outcome.retry_after)
    if due is None:
        return "dead", None, f"{ATTEMPTS_EXHAUSTED}: {error}"
    return "pending", due, error
