"""Whose thread a mail belongs to: what it answers, the number it names, or who wrote it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID

import msgspec
from sqlalchemy import text

from wms.contact.reading import ReadMail, mark_of_id
from wms.contact.reply_address import thread_named
from wms.db import Tx
from wms.mail.letter import mails_named
from wms.mail.sending import address_mark
from wms.orders.person import PERSON, orders_of_email, person_of
from wms.settings import Settings

#: an order that old is not what somebody writes about without naming it, days
RECENT_DAYS: Final = 90
#: words of a subject that may be a number
_WORD: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9/_-]{3,39}")
_WORDS_MAX: Final = 20


class Whose(msgspec.Struct, frozen=True, kw_only=True):
    """Where a mail belongs: a thread, else an order, else only a shop."""

    shop_id: UUID
    thread_id: UUID | None = None
    order_id: UUID | None = None


#: whoever was forgotten and writes again begins anew: nothing can be kept under the old key
_ERASED: Final = (
    "EXISTS (SELECT FROM seal_keys k WHERE k.shop_id = {o}.shop_id AND k.subject_id = {o}.{id} "
    "AND k.destroyed_at IS NOT NULL)"
)
_THREAD_IS_KNOWN: Final = "NOT " + _ERASED.format(o="t", id="subject_id")
_ORDER_IS_KNOWN: Final = "NOT " + _ERASED.format(o="found", id="id")
_THREAD: Final = text(
    f"""
    SELECT t.shop_id, t.id FROM contact_threads t
    WHERE t.id = :thread AND (CAST(:shop AS uuid) IS NULL OR t.shop_id = :shop)
      AND {_THREAD_IS_KNOWN}
    """
)
_ANSWERS: Final = text(
    f"""
    SELECT t.shop_id, t.id FROM contact_messages m
    JOIN contact_threads t ON t.shop_id = m.shop_id AND t.id = m.thread_id
    WHERE m.mark = ANY(:marks) AND (CAST(:shop AS uuid) IS NULL OR m.shop_id = :shop)
      AND {_THREAD_IS_KNOWN}
    ORDER BY m.id DESC LIMIT 1
    """
)
_ANSWERS_OURS: Final = text(
    f"""
    SELECT m.shop_id, m.thread_id, o.id AS order_id FROM mails m
    LEFT JOIN orders o ON o.shop_id = m.shop_id AND o.id = m.subject_id
    WHERE m.id = ANY(:mails) AND (CAST(:shop AS uuid) IS NULL OR m.shop_id = :shop)
      AND (m.thread_id IS NOT NULL OR o.id IS NOT NULL)
      AND NOT {_ERASED.format(o="m", id="subject_id")}
    ORDER BY m.id DESC LIMIT 1
    """
)
_NAMED: Final = text(
    f"""
    SELECT DISTINCT shop_id, id FROM (
        SELECT shop_id, id FROM orders WHERE number = ANY(:numbers)
        UNION ALL
        SELECT shop_id, id FROM orders WHERE external_id = ANY(:words)
        UNION ALL
        SELECT p.shop_id, p.order_id FROM shipments s
        JOIN parcels p ON p.shop_id = s.shop_id AND p.id = s.parcel_id
        WHERE s.tracking_number = ANY(:words)
    ) found
    WHERE (CAST(:shop AS uuid) IS NULL OR shop_id = :shop) AND {_ORDER_IS_KNOWN} LIMIT 2
    """
)
_BY_PERSON: Final = text(
    """
    SELECT shop_id, id FROM contact_threads
    WHERE person_mark = ANY(:marks) AND (CAST(:shop AS uuid) IS NULL OR shop_id = :shop)
    ORDER BY last_at DESC LIMIT 1
    """
)
_ADDRESSED: Final = text(
    """
    SELECT shop_id FROM mail_senders
    WHERE lower(address) = ANY(:addresses) OR lower(reply_to) = ANY(:addresses) LIMIT 2
    """
)
_SHOPS: Final = text("SELECT id FROM shops LIMIT 2")


async def whose(
    tx: Tx, settings: Settings, mail: ReadMail, *, shop_id: UUID | None
) -> Whose | None:
    """Find where a mail belongs, ``shop_id``: whose mailbox it came to. None: nobody knows.

    What it answers counts most, then the number in its subject, then who wrote it.
    """
    return (
        await _answered(tx, settings, mail, shop_id)
        or await _order_named(tx, mail, shop_id)
        or await _of_person(tx, settings, mail, shop_id)
    )


async def _answered(
    tx: Tx, settings: Settings, mail: ReadMail, shop_id: UUID | None
) -> Whose | None:
    named = thread_named(settings.secret_key, mail.recipients)
    if named and (row := (await tx.execute(_THREAD, {"thread": named, "shop": shop_id})).first()):
        return Whose(shop_id=row.shop_id, thread_id=row.id)
    references = mail.heads.references
    ours = mails_named(" ".join(references))
    if ours:
        row = (await tx.execute(_ANSWERS_OURS, {"mails": ours, "shop": shop_id})).first()
        if row is not None:
            return Whose(shop_id=row.shop_id, thread_id=row.thread_id, order_id=row.order_id)
    marks = [mark_of_id(one) for one in references]
    row = (await tx.execute(_ANSWERS, {"marks": marks, "shop": shop_id})).first() if marks else None
    return Whose(shop_id=row.shop_id, thread_id=row.id) if row is not None else None


async def _order_named(tx: Tx, mail: ReadMail, shop_id: UUID | None) -> Whose | None:
    words = _WORD.findall(mail.heads.subject)[:_WORDS_MAX]
    numbers = [int(one) for one in words if one.isascii() and one.isdigit() and len(one) <= 18]
    given = {"words": words, "numbers": numbers, "shop": shop_id}
    rows = (await tx.execute(_NAMED, given)).all() if words else []
    return Whose(shop_id=rows[0].shop_id, order_id=rows[0].id) if len(rows) == 1 else None


async def _of_person(
    tx: Tx, settings: Settings, mail: ReadMail, shop_id: UUID | None
) -> Whose | None:
    email = mail.heads.address
    rows: Sequence[UUID] = [shop_id] if shop_id else await _shops_addressed(tx, mail)
    since = datetime.now(UTC) - timedelta(days=RECENT_DAYS)
    ordered = await orders_of_email(tx, shop_id, email, since=since, limit=2)
    if len(ordered) == 1:
        return Whose(shop_id=ordered[0][0], order_id=ordered[0][1])
    marks = [address_mark(settings, one, email) for one in rows]
    found = (await tx.execute(_BY_PERSON, {"marks": marks, "shop": shop_id})).first()
    if found is not None:
        return Whose(shop_id=found.shop_id, thread_id=found.id)
    return Whose(shop_id=rows[0]) if len(rows) == 1 else None


async def _shops_addressed(tx: Tx, mail: ReadMail) -> Sequence[UUID]:
    """The shops whose address it was sent to; of a house with one shop, that."""
    found = (await tx.scalars(_ADDRESSED, {"addresses": mail.recipients})).all()
    every = (await tx.scalars(_SHOPS)).all()
    return every if len(every) == 1 else found


_OF_THREAD: Final = text(
    f"SELECT {PERSON} AS person FROM orders o "
    "JOIN contact_threads t ON t.shop_id = o.shop_id AND t.order_id = o.id "
    "WHERE t.shop_id = :shop AND t.id = :thread"
)


async def is_theirs(tx: Tx, shop_id: UUID, thread_id: UUID, email: str) -> bool:
    """Whether an order's thread is of the person with this address; else somebody else writes."""
    told = await tx.scalar(_OF_THREAD, {"shop": shop_id, "thread": thread_id})
    known = person_of(told).email
    return known is None or known.strip().casefold() == email.strip().casefold()
