"""People who wrote and named no order: found by their e-mail address, forgotten with its key."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from sqlalchemy import text

from wms.db import Read, Tx
from wms.privacy.models import RETENTION_DAYS
from wms.privacy.what import THREAD_STATEMENTS
from wms.seals.seals import FOUND, asked_for, destroy

#: conversations of one person in one request, the newest
THREADS_MAX: Final = 500

# a shop's own people are no consumers; an order's thread is forgotten with its order
_WITHOUT_ORDER: Final = (
    "t.shop_id = :shop AND t.order_id IS NULL AND t.party = 'consumer' AND NOT EXISTS ("
    "SELECT FROM seal_keys k WHERE k.shop_id = t.shop_id AND k.subject_id = t.subject_id "
    "AND k.destroyed_at IS NOT NULL)"
)
_THEIRS: Final = text(
    f"SELECT t.id FROM contact_threads t WHERE {_WITHOUT_ORDER} "
    f"AND t.subject_id IN (SELECT subject_id FROM ({FOUND}) found) "
    "ORDER BY t.number DESC LIMIT :limit"
)
ASK_THREADS: Final = text(
    """
    INSERT INTO erasures (shop_id, thread_id, asked_by, user_id)
    SELECT :shop, t.id, :by, :user FROM unnest(CAST(:threads AS uuid[])) AS t (id)
    ON CONFLICT (shop_id, thread_id) WHERE done_at IS NULL DO NOTHING
    """
)
_WAITS: Final = text(
    "SELECT 'case' FROM cases WHERE shop_id = :shop AND thread_id = :thread "
    "AND status <> 'resolved' LIMIT 1"
)
_SUBJECT: Final = text(
    "SELECT subject_id FROM contact_threads WHERE shop_id = :shop AND id = :thread FOR UPDATE"
)
_OVER: Final = text(
    f"""
    INSERT INTO erasures (shop_id, thread_id, asked_by)
    SELECT s.id, over.id, 'retention'
    FROM shops s
    LEFT JOIN privacy_rules r ON r.shop_id = s.id
    CROSS JOIN LATERAL (
        SELECT t.id FROM contact_threads t
        WHERE {_WITHOUT_ORDER.replace(":shop", "s.id")}
          AND t.last_at < clock_timestamp()
              - make_interval(days => coalesce(r.retention_days, {RETENTION_DAYS}))
          AND NOT EXISTS (SELECT FROM erasures e WHERE e.shop_id = t.shop_id
                          AND e.thread_id = t.id AND e.done_at IS NULL)
        ORDER BY t.last_at LIMIT :limit) AS over
    LIMIT :limit
    ON CONFLICT (shop_id, thread_id) WHERE done_at IS NULL DO NOTHING RETURNING 1
    """
)


async def threads_of_email(read: Read | Tx, shop_id: UUID, email: str) -> list[UUID]:
    """Conversations about no order in which somebody wrote from this address, the newest first, one
    more than `THREADS_MAX` when there are more; those that were forgotten are not found."""
    asked = {"shop": shop_id, "limit": THREADS_MAX + 1, **asked_for(email)}
    return list((await read.scalars(_THEIRS, asked)).all())


async def thread_waits(tx: Tx, shop_id: UUID, thread_id: UUID) -> str | None:
    """Why it cannot be forgotten yet: a code of `wms.privacy.erase.WAITS`."""
    waits: str | None = await tx.scalar(_WAITS, {"shop": shop_id, "thread": thread_id})
    return waits


async def forget_thread(tx: Tx, shop_id: UUID, thread_id: UUID) -> None:
    """Nothing that was said in it can be read any more; that something was, stays."""
    given = {"shop": shop_id, "thread": thread_id}
    subject: UUID = (await tx.execute(_SUBJECT, given)).scalar_one()
    for statement in THREAD_STATEMENTS:
        await tx.execute(text(statement), given)
    await destroy(tx, shop_id, subject)


async def ask_for_threads_that_are_over(tx: Tx, *, limit: int) -> int:
    """Of conversations about no order, those in which nothing was said for as long as their shop
    keeps people are to be forgotten; how many."""
    return len((await tx.execute(_OVER, {"limit": limit})).all())
