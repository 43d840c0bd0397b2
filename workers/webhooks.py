"""Sends webhooks: claim, commit, call, record.

The actor only claims. What it claimed is sent by tasks on the event loop, so a receiver that hangs
holds its own four slots and no worker thread. A sender that got through takes the endpoint's next
deliveries itself: a subject's second event follows its first one at once.
"""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from functools import partial
from uuid import UUID

import msgspec
import structlog

from wms.errors import Refusal
from wms.events.deliveries import Claimed, claim_deliveries, due_endpoints, release
from wms.events.guard import Policy, Undelivered, policy_of, vetted
from wms.events.messages import not_in_time, signed
from wms.events.outcomes import Outcome, settle_and_claim
from wms.events.sending import Answer, post
from wms.halls import is_twin
from wms.inbound.decision_links import completed_event
from wms.sandbox.carried import is_not_answered
from workers.broker import Work, actor
from workers.transaction import settled

log = structlog.get_logger("workers.webhooks")

HTTP_OK, HTTP_MULTIPLE_CHOICES, HTTP_GONE = 200, 300, 410
#: a stopping sender has this long to give its claim back, s
RELEASE_LIMIT_S = 0.3


@actor(due=due_endpoints)
async def deliver(work: Work, shop_id: UUID, endpoint_id: UUID) -> None:
    """Send what is due for a shop's endpoint, as far as it has free slots."""
    if not work.has_room():
        return
    claimed = await settled(
        work.database,
        partial(
            claim_deliveries,
            shop_id=shop_id,
            endpoint_id=endpoint_id,
            lease=_lease(work),
        ),
    )
    for one in claimed:
        work.spawn(_send(work, one))


def _lease(work: Work) -> timedelta:
    return timedelta(seconds=work.settings.webhook_lease_s)


async def _send(work: Work, claimed: Claimed) -> None:
    """One attempt and its record; then whatever the endpoint has next."""
    try:
        body = completed_event(work.settings, claimed.body)
        outcome = await _not_answered(work, claimed) or await attempt(
            msgspec.structs.replace(claimed, body=body),
            policy_of(work.settings),
            work.settings.secret_key,
        )
    except asyncio.CancelledError:
        # not sent as far as we know: give it back, the receiver knows a repeat by its webhook-id
        async with asyncio.timeout(RELEASE_LIMIT_S):
            await asyncio.shield(settled(work.database, partial(release, claimed=claimed)))
        raise
    status, following = await settled(
        work.database,
        partial(
            settle_and_claim,
            sent=claimed,
            outcome=outcome,
            now=datetime.now(UTC),
            lease=_lease(work),
        ),
    )
    log.info("webhook attempted", endpoint=str(claimed.endpoint_id), event_id=str(claimed.body.id),
             type=claimed.body.type, attempt=claimed.attempt, status=status,
             answer=outcome.status_code, error=outcome.error,
             latency_ms=outcome.latency_ms)  # fmt: skip
    for one in following:
        work.spawn(_send(work, one))


async def _not_answered(work: Work, claimed: Claimed) -> Outcome | None:
    """In a sandbox nobody answers in time when that fault was asked for: nothing is sent."""
    if not is_twin(claimed.shop_id):
        return None
    if not await settled(work.database, partial(is_not_answered, claimed=claimed)):
        return None
    return not_in_time(claimed)


async def attempt(claimed: Claimed, policy: Policy, secret_key: str) -> Outcome:
    """Sign and send one delivery; whatever happens is an outcome, never an error."""
    proof: dict[str, str] = {}
    try:
        target = await vetted(claimed.url, policy=policy)
        body, proof = signed(claimed, secret_key)
        outcome = outcome_of(await post(target, proof, body))
    except Undelivered as trouble:
        outcome = Outcome(
            is_delivered=False,
            error=trouble.why.value,
            excerpt=trouble.detail,
            latency_ms=trouble.latency_ms,
        )
    except Refusal as refused:
        # tried again by the schedule: a name may point to another address by then
        outcome = Outcome(is_delivered=False, error=f"address_refused: {refused.facts['reason']}")
    except Exception as error:
        # a bug of ours; unrecorded, it would be met again at the end of every lease, for ever
        log.exception("a webhook could not be sent", delivery=str(claimed.delivery_id))
        outcome = Outcome(is_delivered=False, error=f"our_fault: {type(error).__name__}")
    return msgspec.structs.replace(outcome, url=claimed.url, proof=proof)


def outcome_of(answer: Answer) -> Outcome:
    """What an answer means: 2xx is delivered, 410 wants nothing more, all else is a failure."""
    is_delivered = HTTP_OK <= answer.status < HTTP_MULTIPLE_CHOICES
    return Outcome(
        is_delivered=is_delivered,
        status_code=answer.status,
        error=None if is_delivered else f"http_{answer.status}",
        latency_ms=answer.latency_ms,
        excerpt=answer.excerpt,
        response_headers=answer.headers,
        retry_after=answer.headers.get("retry-after"),
        is_gone=answer.status == HTTP_GONE,
    )
