"""Whose turn it is: one worker looks after a connection at a time.

So its calls keep their order and their pace.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import text

from wms.db import Read, Tx
from wms.failures import Failure
from wms.platforms.acts import note
from wms.platforms.connections import Connection
from wms.platforms.failures import BUSY, UNKNOWN_SKU
from wms.platforms.port import Hooks, PlatformAway, PlatformNo

#: a worker that has not come back after this counts as dead, s
LEASE: Final = timedelta(seconds=120)
#: a connection of which nothing is known to be due is looked at again after this: our feed may have
#: gone on
LOOK_EVERY: Final = timedelta(seconds=5)
#: pauses after calls that were not answered; the last one again and again
AWAY: Final = tuple(timedelta(seconds=s) for s in (10, 30, 60, 120, 300, 600))
#: one that said no (a wrong key) is asked again after this
REFUSED_AGAIN: Final = timedelta(minutes=15)
#: its webhooks are looked after so often
HOOKS_EVERY: Final = timedelta(minutes=15)

_DUE: Final = text(
    """
    SELECT c.shop_id, c.id FROM platform_connections c JOIN shops s ON s.id = c.shop_id
    WHERE c.status = 'enabled' AND c.look_at <= clock_timestamp() AND s.suspended_at IS NULL
      AND (c.leased_until IS NULL OR c.leased_until <= clock_timestamp())
    ORDER BY c.look_at LIMIT :limit
    """
)
_TAKE: Final = text(
    """
    UPDATE platform_connections SET leased_until = clock_timestamp() + CAST(:lease AS interval)
    WHERE shop_id = :shop AND id = :id AND status = 'enabled' AND look_at <= clock_timestamp()
      AND (leased_until IS NULL OR leased_until <= clock_timestamp())
    RETURNING id
    """
)
_END: Final = text(
    """
    UPDATE platform_connections SET leased_until = NULL,
           look_at = clock_timestamp() + CAST(:pause AS interval)
    WHERE shop_id = :shop AND id = :id
    """
)


async def due_connections(read: Read, limit: int) -> Sequence[tuple[UUID, UUID]]:
    """(shop, connection) that somebody must look after now."""
    rows = await read.execute(_DUE, {"limit": limit})
    return [(row.shop_id, row.id) for row in rows]


async def take_turn(tx: Tx, shop_id: UUID, connection_id: UUID) -> bool:
    """Whether the connection is this worker's now; nobody else's for `LEASE`."""
    facts = {"shop": shop_id, "id": connection_id, "lease": LEASE}
    return await tx.scalar(_TAKE, facts) is not None


async def end_turn(tx: Tx, shop_id: UUID, connection_id: UUID, *, is_more: bool) -> None:
    """Somebody else may; at once when ``is_more`` waits."""
    pause = timedelta() if is_more else LOOK_EVERY
    await tx.execute(_END, {"shop": shop_id, "id": connection_id, "pause": pause})


_WELL: Final = text(
    "UPDATE platform_connections SET failure = NULL, failing_since = NULL, tries = 0, "
    "away_until = NULL WHERE shop_id = :shop AND id = :id"
)
_AWAY: Final = text(
    """
    UPDATE platform_connections SET failure = CAST(:failure AS jsonb),
           failing_since = coalesce(failing_since, clock_timestamp()), tries = tries + 1,
           away_until = clock_timestamp() + CAST(:pause AS interval)
    WHERE shop_id = :shop AND id = :id
    """
)


async def it_answers(tx: Tx, one: Connection) -> None:
    """The platform did what it was asked; what had failed before is over."""
    await tx.execute(_WELL, {"shop": one.shop_id, "id": one.id})
    if one.tries:
        await note(tx, one.shop_id, one.id, "platform.done", key=str(one.id))


async def it_does_not(tx: Tx, one: Connection, no: PlatformNo) -> timedelta:
    """It is left alone for a while: as long as it asks for, else longer each time. How long."""
    if isinstance(no, PlatformAway):
        pause = AWAY[min(one.tries, len(AWAY) - 1)]
        if no.later_s is not None:
            pause = max(timedelta(seconds=no.later_s), timedelta(seconds=1))
    else:
        pause = REFUSED_AGAIN
    facts = {"shop": one.shop_id, "id": one.id, "failure": no.failure.as_json(), "pause": pause}
    await tx.execute(_AWAY, facts)
    is_limit = no.failure.code == BUSY
    await note(
        tx, one.shop_id, one.id, "platform.limited" if is_limit else "platform.failed",
        outcome="failed", code=no.failure.code, key=str(one.id),
        facts={"wait_s": int(pause.total_seconds())},
    )  # fmt: skip
    return pause


_HOOKS: Final = text(
    "UPDATE platform_connections SET hooks_at = clock_timestamp() + CAST(:every AS interval) "
    "WHERE shop_id = :shop AND id = :id"
)


async def hooks_seen(tx: Tx, one: Connection, hooks: Hooks) -> None:
    """Its webhooks were looked after; what was wrong with them is written down."""
    await tx.execute(_HOOKS, {"shop": one.shop_id, "id": one.id, "every": HOOKS_EVERY})
    if hooks.made or hooks.mended:
        await note(
            tx, one.shop_id, one.id, "hooks.mended",
            facts={"made": hooks.made, "mended": hooks.mended},
        )  # fmt: skip


_READ: Final = text(
    "UPDATE platform_connections SET cursor = :cursor WHERE shop_id = :shop AND id = :id"
)
_GOES_ON: Final = text(
    "UPDATE platform_connections SET reconcile_at = clock_timestamp() "
    "WHERE shop_id = :shop AND id = :id"
)
_RECONCILED: Final = text(
    """
    UPDATE platform_connections SET reconciled_at = clock_timestamp(),
           reconcile_at = clock_timestamp() + make_interval(secs => :every)
    WHERE shop_id = :shop AND id = :id
    """
)


async def page_read(tx: Tx, one: Connection, cursor: str) -> None:
    """So far its orders are known."""
    await tx.execute(_READ, {"shop": one.shop_id, "id": one.id, "cursor": cursor})


async def look_goes_on(tx: Tx, one: Connection) -> None:
    """A look at all its orders has not come to its end: the next turn goes on with it."""
    await tx.execute(_GOES_ON, {"shop": one.shop_id, "id": one.id})


async def reconciled(
    tx: Tx, one: Connection, *, pages: int, missing: int, known: int, seen: int
) -> None:
    """Its orders were read to the end. ``missing``: those that no call had told of; ``known``:
    those that were met again and are as before."""
    facts = {"shop": one.shop_id, "id": one.id, "every": one.profile.every_s}
    await tx.execute(_RECONCILED, facts)
    if seen or one.reconciled_at is None:
        await note(
            tx, one.shop_id, one.id, "orders.reconciled",
            facts={"pages": pages, "missing": missing, "known": known, "orders": seen},
        )  # fmt: skip


#: refused orders that are read again in one turn
RETRIES_MAX: Final = 20
# its SKU must be here: until then asking its platform would change nothing
_RETRY: Final = text(
    f"""
    WITH due AS MATERIALIZED (
        SELECT id FROM platform_orders o
        WHERE shop_id = :shop AND connection_id = :connection AND status = 'refused'
          AND retry_at <= clock_timestamp()
          AND (failure ->> 'code' <> '{UNKNOWN_SKU}' OR NOT EXISTS (
              SELECT FROM jsonb_object_keys(o.goods) AS g (sku) WHERE NOT EXISTS (
                  SELECT FROM products p WHERE p.shop_id = o.shop_id AND p.sku = g.sku
                    AND p.archived_at IS NULL)))
        ORDER BY retry_at LIMIT {RETRIES_MAX})
    UPDATE platform_orders o SET retry_at = clock_timestamp() + CAST(:pause AS interval)
    FROM due WHERE o.shop_id = :shop AND o.id = due.id RETURNING o.platform_id
    """
)


async def to_retry(tx: Tx, one: Connection, *, pause: timedelta) -> list[str]:
    """Refused orders that may be taken now; each is tried again after ``pause`` anyway."""
    asked = {"shop": one.shop_id, "connection": one.id, "pause": pause}
    return list(await tx.scalars(_RETRY, asked))


async def answer_kept(tx: Tx, one: Connection, failure: Failure | None) -> None:
    """Somebody asked it whether it knows us: None, it does, and everything goes on at once."""
    if failure is None:
        await tx.execute(_WELL, {"shop": one.shop_id, "id": one.id})
        return
    facts = {"shop": one.shop_id, "id": one.id, "failure": failure.as_json()}
    await tx.execute(_AWAY, {**facts, "pause": timedelta()})
