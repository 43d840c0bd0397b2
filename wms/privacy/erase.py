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

from wms.contact.arrived import Unfiled, forget_aside, unfiled_from
from wms.db import Read, Tx, in_the_hall
from wms.errors import N_
from wms.events.kinds.order import OrderPersonErased
from wms.events.outbox import Subject, record
from wms.orders.person import orders_of_email
from wms.privacy.errors import NobodyFound, NotOneOfThem
from wms.privacy.threads import ASK_THREADS, forget_thread, thread_waits, threads_of_email
from wms.privacy.what import FILES, STATEMENTS, SUBJECTS
from wms.seals.seals import destroy
from wms.settings import Settings

#: why an erasure waits; each is looked at again after `LOOK_AGAIN`
WAITS: Final = {
    "order": N_("The order is still being worked on or on its way."),
    "return": N_("Goods of the order are still coming back."),
    "case": N_("A case about the order is open."),
}
LOOK_AGAIN: Final = "1 hour"
#: after a try that went wrong
TRY_AGAIN: Final = "10 minutes"
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
    #: of an order; None of a conversation about none
    order_id: UUID | None
    order_external_id: str | None
    #: of a conversation with somebody who named no order: its number; None of an order
    thread_number: int | None
    asked_at: datetime
    #: shop, office or retention
    asked_by: str
    #: order, return or case: why it cannot be done yet; it is done as soon as that is over
    waits_for: str | None
    #: when the last try went wrong; it is tried again by itself
    failed_at: datetime | None
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
    settings: Settings | None = None,
) -> list[ErasureView]:
    """The person of an order, or of all orders and conversations with an e-mail address, is to be
    forgotten.

    Done by the workers within minutes, or as soon as nothing is open any more; asked twice is asked
    once. What was erased before is answered as it stands. Mails from the address that were set
    aside go at once (with ``settings``, by which they are opened).

    Raises:
        NotOneOfThem: both names or none.
        NobodyFound: nothing is meant.
    """
    threads: list[UUID] = []
    unfiled: list[Unfiled] = []
    if (order_external_id is None) == (email is None):
        raise NotOneOfThem(pointer="/order_external_id")
    if order_external_id is not None:
        orders = [await order_named(tx, shop_id, order_external_id)]
    else:
        theirs = await orders_of_email(tx, shop_id, email or "", limit=ORDERS_MAX)
        orders = [order for _, order in theirs]
        threads = await threads_of_email(tx, shop_id, email or "")
        if settings is not None:
            unfiled = await unfiled_from(
                tx, settings, shop_id, email or "", in_house=by == "office"
            )
    if not orders and not threads and not unfiled:
        raise NobodyFound(pointer="/email")
    asked = {"shop": shop_id, "by": by, "user": user_id}
    await tx.execute(_ASK, {**asked, "orders": orders})
    await tx.execute(ASK_THREADS, {**asked, "threads": threads})
    async with in_the_hall(tx):
        for mail in unfiled:
            await forget_aside(tx, mail.id)
    return await erasures(tx, shop_id, about=[*orders, *threads], limit=len(orders) + len(threads))


async def ask_orders(tx: Tx, shop_id: UUID, orders: Sequence[UUID], *, by: Asker) -> None:
    """The people of these orders are to be forgotten, as `ask` has it."""
    await tx.execute(_ASK, {"shop": shop_id, "by": by, "user": None, "orders": list(orders)})


_LIST: Final = text(
    """
    SELECT e.id, e.order_id, o.external_id AS order_external_id, t.number AS thread_number,
           e.asked_at, e.asked_by, e.waits_for, e.failed_at, e.done_at
    FROM erasures e
    LEFT JOIN orders o ON o.shop_id = e.shop_id AND o.id = e.order_id
    LEFT JOIN contact_threads t ON t.shop_id = e.shop_id AND t.id = e.thread_id
    WHERE e.shop_id = :shop
      AND (CAST(:about AS uuid[]) IS NULL
           OR coalesce(e.order_id, e.thread_id) = ANY(CAST(:about AS uuid[])))
      AND (CAST(:at AS timestamptz) IS NULL OR (e.asked_at, e.id) < (:at, :id))
    ORDER BY e.asked_at DESC, e.id DESC LIMIT :limit
    """
)


async def erasures(
    read: Read | Tx,
    shop_id: UUID,
    *,
    limit: int,
    about: Sequence[UUID] | None = None,
    after: tuple[datetime, UUID] | None = None,
) -> list[ErasureView]:
    """A shop's erasures, the newest first; of these orders and threads only, when given."""
    at, last = after or (None, None)
    given: dict[str, Any] = {
        "shop": shop_id, "about": None if about is None else list(about), "limit": limit,
        "at": at, "id": last,
    }  # fmt: skip
    return [ErasureView(**row._mapping) for row in await read.execute(_LIST, given)]


class Due(msgspec.Struct, frozen=True, kw_only=True):
    """An erasure that somebody has taken."""

    shop_id: UUID
    id: UUID
    order_id: UUID | None
    thread_id: UUID | None


# whoever looks first moves it on, so two workers never erase the same; a worker that dies, or fails
# and cannot say so, leaves it to the next look
_TAKE: Final = text(
    f"""
    WITH due AS MATERIALIZED (
        SELECT shop_id, id FROM erasures WHERE done_at IS NULL AND look_at <= clock_timestamp()
        ORDER BY look_at LIMIT 1 FOR UPDATE SKIP LOCKED)
    UPDATE erasures e SET look_at = clock_timestamp() + interval '{LOOK_AGAIN}'
    FROM due WHERE e.shop_id = due.shop_id AND e.id = due.id
    RETURNING e.shop_id, e.id, e.order_id, e.thread_id
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
    SELECT o.id, o.external_id, o.person_erased_at IS NULL AS is_new
    FROM chain c JOIN orders o ON o.shop_id = :shop AND o.id = c.id
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
    "UPDATE erasures SET done_at = clock_timestamp(), waits_for = NULL, failed_at = NULL, "
    "files = :files WHERE shop_id = :shop AND id = :id"
)
_WAIT_ON: Final = text(
    "UPDATE erasures SET waits_for = :waits, failed_at = NULL WHERE shop_id = :shop AND id = :id"
)
_FAILED: Final = text(
    "UPDATE erasures SET failed_at = clock_timestamp(), "
    f"look_at = clock_timestamp() + interval '{TRY_AGAIN}' "
    "WHERE shop_id = :shop AND id = :id AND done_at IS NULL"
)
_HOLD: Final = text(
    "SELECT 1 FROM erasures WHERE shop_id = :shop AND id = :id AND done_at IS NULL FOR UPDATE"
)


async def take(tx: Tx) -> Due | None:
    """The next erasure that is due; None when none is. Commit, then `carry_out` it: one that fails
    holds up no other."""
    row = (await tx.execute(_TAKE)).first()
    return None if row is None else Due(**row._mapping)


async def failed(tx: Tx, due: Due) -> None:
    """It went wrong; it is tried again after `TRY_AGAIN`, and the desk and `wms doctor` say so."""
    await tx.execute(_FAILED, {"shop": due.shop_id, "id": due.id})


async def carry_out(tx: Tx, due: Due) -> None:
    """Erase who was taken, or write down what it waits for."""
    key = {"shop": due.shop_id, "id": due.id}
    if (await tx.execute(_HOLD, key)).first() is None:
        return
    if due.thread_id is not None:
        waits = await thread_waits(tx, due.shop_id, due.thread_id)
        if waits is None:
            await forget_thread(tx, due.shop_id, due.thread_id)
            await tx.execute(_DONE, {**key, "files": []})
    else:
        chain = (await tx.execute(_CHAIN, {"shop": due.shop_id, "order": due.order_id})).all()
        orders = [one.id for one in chain]
        waits = await tx.scalar(_WAITS, {"shop": due.shop_id, "orders": orders})
        if waits is None:
            await _forget(tx, due.shop_id, chain, due.id)
    if waits is not None:
        await tx.execute(_WAIT_ON, {**key, "waits": waits})


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
        if one.is_new:  # else its shop was told with the order that it was sent again for
            await record(
                tx, shop_id, Subject("order", one.id, one.external_id), OrderPersonErased()
            )


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
