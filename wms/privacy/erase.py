"""Forgetting a person: asked for, waited for, done.

General Data Protection Regulation (EU) 2016/679: art. 17 (erasure), art. 5(1)(e) (no longer than
needed). The ledger, the counters, the events and the evidence stay: they never knew
the person.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final, Literal
from uuid import UUID

import msgspec
from sqlalchemy import text

from wms.db import Read, Tx
from wms.errors import N_
from wms.events.outbox import Subject, record
from wms.orders.person import orders_of_email
from wms.privacy.errors import NobodyFound, NotOneOfThem
from wms.privacy.models import RETENTION_DAYS
from wms.privacy.what import FILES, STATEMENTS, SUBJECTS
from wms.seals.seals import destroy

#: why an erasure waits; each is looked at again after `LOOK_AGAIN`
WAITS: Final = {
    "order": N_("The order is still being worked on or on its way."),
    "return": N_("Goods of the order are still coming back."),
    "case": N_("A case about the order is open."),
}
LOOK_AGAIN: Final = "1 hour"
#: a parcel of which no courier said the end counts as delivered after so many days
SILENT_DAYS: Final = 30
#: an announced return that nobody sent holds up nothing after so many days
NEVER_SENT_DAYS: Final = 60
#: orders of one person that are erased in one request
ORDERS_MAX: Final = 500
BATCH_MAX: Final = 100
#: an order and what was sent again for it, and again
CHAIN_MAX: Final = 20

Asker = Literal["shop", "office", "retention"]


class ErasureView(msgspec.Struct, frozen=True, kw_only=True):
    """An erasure: what is asked for, and how it stands."""

    id: UUID
    order_id: UUID
    order_external_id: str
    asked_at: datetime
    #: shop, office or retention
    asked_by: str
    #: order, return or case: why it cannot be done yet; it is done as soon as that is over
    waits_for: str | None
    done_at: datetime | None


_ASK: Final = text(
    """
    INSERT INTO erasures (shop_id, order_id, asked_by, user_id)
    SELECT :shop, o.id, :by, :user FROM orders o
    WHERE o.shop_id = :shop AND o.id = ANY(:orders) AND o.person_erased_at IS NULL
    ON CONFLICT (shop_id, order_id) WHERE done_at IS NULL DO NOTHING
    """
)


async def order_named(read: Read | Tx, shop_id: UUID, external_id: str) -> UUID:
    """The order with the shop's own name of it. Raises NobodyFound."""
    found: UUID | None = await read.scalar(
        text("SELECT id FROM orders WHERE shop_id = :shop AND external_id = :name"),
        {"shop": shop_id, "name": external_id},
    )
    if found is None:
        raise NobodyFound(pointer="/order_external_id")
    return found


async def ask(
    tx: Tx,
    shop_id: UUID,
    *,
    order_external_id: str | None = None,
    email: str | None = None,
    by: Asker,
    user_id: UUID | None = None,
) -> list[ErasureView]:
    """The person of an order, or of all orders with an e-mail address, is to be forgotten.

    Done by the workers within minutes, or as soon as nothing is open any more; asked twice is asked
    once. What was erased before is answered as it stands.

    Raises:
        NotOneOfThem: both names or none.
        NobodyFound: no order is meant.
    """
    if (order_external_id is None) == (email is None):
        raise NotOneOfThem(pointer="/order_external_id")
    if order_external_id is not None:
        orders = [await order_named(tx, shop_id, order_external_id)]
    else:
        theirs = await orders_of_email(tx, shop_id, email or "", limit=ORDERS_MAX)
        orders = [order for _, order in theirs]
    if not orders:
        raise NobodyFound(pointer="/email")
    await tx.execute(_ASK, {"shop": shop_id, "orders": orders, "by": by, "user": user_id})
    return await erasures(tx, shop_id, orders=orders, limit=ORDERS_MAX)


_LIST: Final = text(
    """
    SELECT e.id, e.order_id, o.external_id AS order_external_id, e.asked_at, e.asked_by,
           e.waits_for, e.done_at
    FROM erasures e JOIN orders o ON o.shop_id = e.shop_id AND o.id = e.order_id
    WHERE e.shop_id = :shop
      AND (CAST(:orders AS uuid[]) IS NULL OR e.order_id = ANY(CAST(:orders AS uuid[])))
      AND (CAST(:at AS timestamptz) IS NULL OR (e.asked_at, e.id) < (:at, :id))
    ORDER BY e.asked_at DESC, e.id DESC LIMIT :limit
    """
)


async def erasures(
    read: Read | Tx,
    shop_id: UUID,
    *,
    limit: int,
    orders: Sequence[UUID] | None = None,
    after: tuple[datetime, UUID] | None = None,
) -> list[ErasureView]:
    """A shop's erasures, the newest first; of these orders only, when they are given."""
    at, last = after or (None, None)
    given: dict[str, Any] = {
        "shop": shop_id, "orders": None if orders is None else list(orders), "limit": limit,
        "at": at, "id": last,
    }  # fmt: skip
    return [ErasureView(**row._mapping) for row in await read.execute(_LIST, given)]


# whoever looks first moves it on, so two workers never erase the same
_TAKE: Final = text(
    f"""
    WITH due AS MATERIALIZED (
        SELECT shop_id, id FROM erasures WHERE done_at IS NULL AND look_at <= clock_timestamp()
        ORDER BY look_at LIMIT 1 FOR UPDATE SKIP LOCKED)
    UPDATE erasures e SET look_at = clock_timestamp() + interval '{LOOK_AGAIN}'
    FROM due WHERE e.shop_id = due.shop_id AND e.id = due.id
    RETURNING e.shop_id, e.id, e.order_id
    """
)
# the order itself, and what was sent again for it: all have the same person
_CHAIN: Final = text(
    f"""
    WITH RECURSIVE chain (id, depth) AS (
        SELECT CAST(:order AS uuid), 0
        UNION
        SELECT o.id, c.depth + 1 FROM chain c
        JOIN orders o ON o.shop_id = :shop AND o.reship_of = c.id WHERE c.depth < {CHAIN_MAX})
    SELECT o.id, o.external_id FROM chain c JOIN orders o ON o.shop_id = :shop AND o.id = c.id
    ORDER BY o.id FOR NO KEY UPDATE OF o
    """
)
_WAITS: Final = text(
    f"""
    SELECT CASE
        WHEN EXISTS (
            SELECT FROM orders WHERE shop_id = :shop AND id = ANY(:orders)
            AND status NOT IN ('delivered', 'returned', 'lost', 'cancelled')
            AND (status <> 'shipped'
                 OR shipped_at > clock_timestamp() - interval '{SILENT_DAYS} days')) THEN 'order'
        WHEN EXISTS (
            SELECT FROM returns WHERE shop_id = :shop AND order_id = ANY(:orders)
            AND (status IN ('arrived', 'inspecting') OR (status = 'announced' AND
                 created_at > clock_timestamp() - interval '{NEVER_SENT_DAYS} days'))) THEN 'return'
        WHEN EXISTS (
            SELECT FROM cases WHERE shop_id = :shop AND order_id = ANY(:orders)
            AND status <> 'resolved') THEN 'case'
        END
    """
)
_DONE: Final = text(
    "UPDATE erasures SET done_at = clock_timestamp(), waits_for = NULL, files = :files "
    "WHERE shop_id = :shop AND id = :id"
)


async def carry_out_one(tx: Tx) -> bool:
    """Erase whoever is due, or write down what it waits for; False when nobody is due."""
    row = (await tx.execute(_TAKE)).first()
    if row is None:
        return False
    chain = (await tx.execute(_CHAIN, {"shop": row.shop_id, "order": row.order_id})).all()
    given: dict[str, Any] = {"shop": row.shop_id, "orders": [one.id for one in chain]}
    waits = await tx.scalar(_WAITS, given)
    if waits is not None:
        await tx.execute(
            text("UPDATE erasures SET waits_for = :waits WHERE shop_id = :shop AND id = :id"),
            {"waits": waits, "shop": row.shop_id, "id": row.id},
        )
        return True
    await _forget(tx, row.shop_id, chain, row.id)
    return True


async def erase_now(tx: Tx, shop_id: UUID, order_id: UUID) -> None:
    """Forget the person of an order whatever is open; for whom was forgotten before."""
    chain = (await tx.execute(_CHAIN, {"shop": shop_id, "order": order_id})).all()
    asked = {"shop": shop_id, "orders": [order_id], "by": "retention", "user": None}
    await tx.execute(_ASK, asked)
    erasure: UUID = await tx.scalar(
        text(
            "SELECT id FROM erasures WHERE shop_id = :shop AND order_id = :order "
            "AND done_at IS NULL"
        ),
        {"shop": shop_id, "order": order_id},
    )
    await _forget(tx, shop_id, chain, erasure)


async def _forget(tx: Tx, shop_id: UUID, chain: Sequence[Any], erasure_id: UUID) -> None:
    given: dict[str, Any] = {"shop": shop_id, "orders": [one.id for one in chain]}
    files = list((await tx.scalars(text(FILES), given)).all())
    subjects = {*given["orders"], *(await tx.scalars(text(SUBJECTS), given)).all()}
    for statement in STATEMENTS:
        await tx.execute(text(statement), given)
    for subject in sorted(subjects):
        await destroy(tx, shop_id, subject)
    await tx.execute(_DONE, {"shop": shop_id, "id": erasure_id, "files": files})
    for one in chain:
        await record(
            tx, shop_id, "order.person_erased", Subject("order", one.id, one.external_id), {}
        )


_OVER: Final = text(
    f"""
    WITH over AS MATERIALIZED (
        SELECT o.shop_id, o.id
        FROM shops s
        LEFT JOIN privacy_rules r ON r.shop_id = s.id
        CROSS JOIN LATERAL (
            SELECT shop_id, id FROM orders
            WHERE shop_id = s.id AND person_erased_at IS NULL
              AND status IN ('shipped', 'delivered', 'returned', 'lost', 'cancelled')
              AND updated_at < clock_timestamp()
                  - make_interval(days => coalesce(r.retention_days, {RETENTION_DAYS}))
              AND NOT EXISTS (SELECT FROM erasures e WHERE e.shop_id = orders.shop_id
                              AND e.order_id = orders.id AND e.done_at IS NULL)
            ORDER BY updated_at LIMIT :limit) AS o
        LIMIT :limit)
    INSERT INTO erasures (shop_id, order_id, asked_by)
    SELECT shop_id, id, 'retention' FROM over
    ON CONFLICT (shop_id, order_id) WHERE done_at IS NULL DO NOTHING RETURNING 1
    """
)


async def ask_for_what_is_over(tx: Tx) -> int:
    """A batch of orders whose time is over is to be forgotten; how many."""
    return len((await tx.execute(_OVER, {"limit": BATCH_MAX})).all())


async def files_to_delete(read: Read) -> list[tuple[UUID, UUID, list[str]]]:
    """(shop, erasure, names under the spool folder) of papers of people who were erased."""
    rows = await read.execute(
        text("SELECT shop_id, id, files FROM erasures WHERE files <> '{}' LIMIT :limit"),
        {"limit": BATCH_MAX},
    )
    return [(row.shop_id, row.id, row.files) for row in rows]


async def files_are_gone(tx: Tx, shop_id: UUID, erasure_id: UUID) -> None:
    """They were deleted."""
    await tx.execute(
        text("UPDATE erasures SET files = '{}' WHERE shop_id = :shop AND id = :id"),
        {"shop": shop_id, "id": erasure_id},
    )
