"""Webhooks of a sandbox that its shop's own program carries to where we cannot reach.

A laptop has no address for us. So its program collects what is due, posts it to the receiver beside
it, and tells what was answered: schedule, order, signatures and log are those of every webhook
(`wms.events.deliveries`), only the last metre is somebody else's.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Annotated, Any, Final
from uuid import UUID

import msgspec
from sqlalchemy import text

from wms.db import Tx
from wms.events.deliveries import Claimed, OnItsWay, claim_deliveries
from wms.events.endpoints import lock_endpoint
from wms.events.errors import DeliveryUnknown, NotCarried, TryOver
from wms.events.feed import Envelope
from wms.events.guard import Trouble
from wms.events.messages import not_in_time, signed
from wms.events.outcomes import Outcome, record_outcome
from wms.sandbox.faults import strike

#: as the events are that workers send: with what only the house can add (links)
Complete = Callable[[Envelope], Envelope]

_OK: Final = range(200, 300)
_GONE: Final = 410
STATUS_MAX: Final = 599
ATTEMPT_MAX: Final = 10_000
LATENCY_MAX_MS: Final = 600_000


class ToCarry(msgspec.Struct, frozen=True, kw_only=True):
    """A webhook that is due: post `body` with `headers` to `url`, and tell what was answered."""

    delivery_id: UUID
    #: which try of this delivery it is, from 1
    attempt: int
    #: where the endpoint is
    url: str
    #: with which it proves itself
    headers: dict[str, str]
    #: letter by letter: the signature is over these bytes (UTF-8)
    body: str


class Collected(msgspec.Struct, frozen=True, kw_only=True):
    """What is due now, at most four at once, of each subject the oldest."""

    items: list[ToCarry]


class CarriedAnswer(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the receiver answered."""

    #: which try was answered
    attempt: Annotated[int, msgspec.Meta(ge=1, le=ATTEMPT_MAX)]
    #: null: nothing came within 20 seconds, or nobody listens there
    status_code: Annotated[int, msgspec.Meta(ge=100, le=STATUS_MAX)] | None = None
    #: how long the answer took, ms
    latency_ms: Annotated[int, msgspec.Meta(ge=0, le=LATENCY_MAX_MS)] = 0


async def is_not_answered(tx: Tx, claimed: Claimed) -> bool:
    """Whether nobody answers in time, because that fault was asked for: nothing is sent then."""
    hit = f"{claimed.body.type} {claimed.body.id}"
    return await strike(tx, claimed.shop_id, ("webhook_timeout",), hit=hit) is not None


async def collect(
    tx: Tx, twin_id: UUID, endpoint_id: UUID, complete: Complete, *, secret_key: str
) -> Collected:
    """What is due for an endpoint whose webhooks are carried. Nobody else gets it for a minute.

    Raises:
        EndpointUnknown: the sandbox has no such endpoint.
        NotCarried: workers send there.
    """
    if not (await lock_endpoint(tx, twin_id, endpoint_id)).is_carried:
        raise NotCarried
    items = []
    for claimed in await claim_deliveries(tx, twin_id, endpoint_id, is_carried=True):
        if await is_not_answered(tx, claimed):
            await record_outcome(tx, claimed, not_in_time(claimed), now=datetime.now(UTC))
            continue
        whole = msgspec.structs.replace(claimed, body=complete(claimed.body))
        body, proof = signed(whole, secret_key)
        items.append(
            ToCarry(
                delivery_id=claimed.delivery_id, attempt=claimed.attempt, url=claimed.url,
                headers={"content-type": "application/json", **proof}, body=body.decode(),
            )
        )  # fmt: skip
    return Collected(items=items)


_ON_ITS_WAY: Final = text(
    """
    SELECT d.endpoint_id, d.attempts, d.attempts_before, d.is_forged, w.url,
           d.status = 'sending' AND w.is_carried AS is_under_way
    FROM webhook_deliveries d
    JOIN webhook_endpoints w ON w.shop_id = d.shop_id AND w.id = d.endpoint_id
    WHERE d.shop_id = :shop AND d.id = :id
    """
)


async def answered(tx: Tx, twin_id: UUID, delivery_id: UUID, answer: CarriedAnswer) -> None:
    """Write down what the receiver answered; what follows is as after every try.

    Raises:
        DeliveryUnknown: the sandbox has no such delivery.
        TryOver: this try is not under way.
    """
    found = await tx.execute(_ON_ITS_WAY, {"shop": twin_id, "id": delivery_id})
    row: Any = found.one_or_none()
    if row is None:
        raise DeliveryUnknown(id=str(delivery_id))
    if not row.is_under_way or row.attempts != answer.attempt:
        raise TryOver(attempt=answer.attempt)
    await lock_endpoint(tx, twin_id, row.endpoint_id)
    sent = OnItsWay(
        shop_id=twin_id, endpoint_id=row.endpoint_id, delivery_id=delivery_id, url=row.url,
        attempt=row.attempts, attempts_before=row.attempts_before, is_forged=row.is_forged,
    )  # fmt: skip
    if await record_outcome(tx, sent, _outcome(row.url, answer), now=datetime.now(UTC)) == _LOST:
        raise TryOver(attempt=answer.attempt)


#: somebody was quicker
_LOST: Final = "superseded"


def _outcome(url: str, answer: CarriedAnswer) -> Outcome:
    status = answer.status_code
    is_delivered = status in _OK
    return Outcome(
        is_delivered=is_delivered,
        status_code=status,
        error=None if is_delivered else f"http_{status}" if status else Trouble.TIMEOUT.value,
        latency_ms=answer.latency_ms,
        url=url,
        is_gone=status == _GONE,
    )
