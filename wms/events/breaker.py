"""When an endpoint does not answer: it is asked by one delivery at a time, warned of, and given up.

After `OPENS_AFTER` failures in a row the endpoint's breaker is open: what is due for it waits, and
one delivery at a time tries whether it answers again, the longest due first. The one that gets
through closes the breaker, and everything that waited is due at once, in its order. A delivery that
waits makes no attempts, so it cannot use them up; each that tries follows its own schedule.

An endpoint that failed for `FAILING_MAX` without a single success, and whose shop was told of it at
each of `NOTICE_AFTER` (`wms.events.silence`), is disabled.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

from sqlalchemy import text

from wms.db import Tx
from wms.events.schedule import next_probe

#: failures in a row that open the breaker
OPENS_AFTER = 5
#: an endpoint is disabled after failing, and only failing, for so long (api.md)
FAILING_MAX = timedelta(days=7)

#: its shop is told after failing for so long: on the first day, on the third, a day before the end
NOTICE_AFTER = (timedelta(days=1), timedelta(days=3), timedelta(days=6))

#: why what waited for a disabled endpoint ends undelivered
ENDPOINT_DISABLED = "endpoint_disabled"
#: why an endpoint is disabled without the shop's asking
GONE = "gone"
FAILING = "failing"
BY_SHOP = "by_shop"


class CameOf(Protocol):
    """What of an attempt counts here."""

    @property
    def is_delivered(self) -> bool: ...
    @property
    def is_gone(self) -> bool: ...
    @property
    def retry_after(self) -> str | None: ...


_ANSWERS = text("""
    UPDATE webhook_endpoints
    SET failing_since = NULL, failures = 0, open_since = NULL, probe_at = NULL, notices = 0
    WHERE shop_id = :shop AND id = :endpoint AND failing_since IS NOT NULL
    RETURNING old.open_since IS NOT NULL AS was_open
""")
# one moment for all: what is due at the same time goes in the order of the feed
_ALL_DUE = text("""
    UPDATE webhook_deliveries SET next_attempt_at = statement_timestamp()
    WHERE shop_id = :shop AND endpoint_id = :endpoint AND status = 'pending'
""")
_FAILS = text("""
    UPDATE webhook_endpoints
    SET failing_since = coalesce(failing_since, :now), failures = failures + 1
    WHERE shop_id = :shop AND id = :endpoint
    RETURNING failing_since, failures, notices
""")
_OPEN = text("""
    UPDATE webhook_endpoints SET open_since = coalesce(open_since, :now), probe_at = :probe
    WHERE shop_id = :shop AND id = :endpoint
""")
# what it misses begins with what waits for it now, or with what happens next
_DISABLE = text("""
    UPDATE webhook_endpoints w
    SET status = 'disabled', disabled_reason = :reason, missed_to = NULL,
        missed_from = coalesce(
            CASE WHEN w.missed_to IS NULL THEN w.missed_from END,
            (SELECT min(d.sequence) FROM webhook_deliveries d
             WHERE d.shop_id = :shop AND d.endpoint_id = :endpoint AND d.event_id IS NOT NULL
               AND d.status IN ('pending', 'sending')),
            (SELECT last_sequence + 1 FROM feed_positions WHERE shop_id = :shop), 1),
        updated_at = clock_timestamp(), version = w.version + 1
    WHERE w.shop_id = :shop AND w.id = :endpoint
""")
_ENABLE = text("""
    UPDATE webhook_endpoints w
    SET status = 'enabled', disabled_reason = NULL, failing_since = NULL, failures = 0,
        open_since = NULL, probe_at = NULL, notices = 0,
        missed_to = CASE WHEN p.last_sequence >= w.missed_from THEN p.last_sequence END,
        missed_from = CASE WHEN p.last_sequence >= w.missed_from THEN w.missed_from END
    FROM (SELECT coalesce(max(last_sequence), 0) AS last_sequence
          FROM feed_positions WHERE shop_id = :shop) AS p
    WHERE w.shop_id = :shop AND w.id = :endpoint AND w.status = 'disabled'
""")
_MISSED_NOTHING = text("""
    UPDATE webhook_endpoints SET missed_from = NULL, missed_to = NULL
    WHERE shop_id = :shop AND id = :endpoint AND missed_from >= :first AND missed_to <= :last
""")
_PROBE_NOW = text("""
    UPDATE webhook_endpoints SET probe_at = clock_timestamp()
    WHERE shop_id = :shop AND id = :endpoint AND open_since IS NOT NULL
""")


async def judge(tx: Tx, shop_id: UUID, endpoint_id: UUID, came: CameOf, now: datetime) -> None:
    """What an attempt means for its endpoint, whose row the caller has locked."""
    key = {"shop": shop_id, "endpoint": endpoint_id}
    if came.is_delivered:
        if await tx.scalar(_ANSWERS, key):
            await tx.execute(_ALL_DUE, key)
        return
    if came.is_gone:
        await disable(tx, shop_id, endpoint_id, GONE)
        return
    row = (await tx.execute(_FAILS, {**key, "now": now})).one_or_none()
    if row is None:
        return
    if row.failures >= OPENS_AFTER:
        probe = next_probe(row.failures - OPENS_AFTER, now, came.retry_after)
        await tx.execute(_OPEN, {**key, "now": now, "probe": probe})
    if now - row.failing_since >= FAILING_MAX and row.notices >= len(NOTICE_AFTER):
        await disable(tx, shop_id, endpoint_id, FAILING)


async def probe_now(tx: Tx, shop_id: UUID, endpoint_id: UUID) -> None:
    """Somebody wants to see whether it answers: the next delivery need not wait."""
    await tx.execute(_PROBE_NOW, {"shop": shop_id, "endpoint": endpoint_id})


async def disable(tx: Tx, shop_id: UUID, endpoint_id: UUID, reason: str) -> None:
    """Send nothing more to an endpoint; what waited for it is dead, and can be replayed."""
    key = {"shop": shop_id, "endpoint": endpoint_id}
    await tx.execute(_DISABLE, {**key, "reason": reason})
    await bury_all(tx, shop_id, endpoint_id)


async def enable(tx: Tx, shop_id: UUID, endpoint_id: UUID) -> None:
    """Send new events to a disabled endpoint again; what it missed is written down beside it."""
    await tx.execute(_ENABLE, {"shop": shop_id, "endpoint": endpoint_id})


async def sent_again(tx: Tx, shop_id: UUID, endpoint_id: UUID, first: int, last: int) -> None:
    """These events are sent again: what was missed is not, when it lies within them."""
    key = {"shop": shop_id, "endpoint": endpoint_id}
    await tx.execute(_MISSED_NOTHING, {**key, "first": first, "last": last})


async def bury_all(tx: Tx, shop_id: UUID, endpoint_id: UUID) -> None:
    """What waited for a disabled endpoint ends dead, with that as its reason.

    So does what a dead sender had claimed: nobody else would ever end it. A living sender's claim
    is left to it.
    """
    await tx.execute(
        text(
            "UPDATE webhook_deliveries SET status = 'dead', last_error = :reason "
            "WHERE shop_id = :shop AND endpoint_id = :endpoint AND (status = 'pending' "
            "OR (status = 'sending' AND next_attempt_at <= statement_timestamp()))"
        ),
        {"shop": shop_id, "endpoint": endpoint_id, "reason": ENDPOINT_DISABLED},
    )
