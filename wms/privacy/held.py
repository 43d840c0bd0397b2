"""What is held about a person, for whoever asks what we know of them.

General Data Protection Regulation (EU) 2016/679: art. 15 (access), art. 20 (in a common format that
machines read).
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final
from uuid import UUID

import msgspec
from sqlalchemy import text

from wms.db import Read, Tx
from wms.errors import NotFound
from wms.orders.person import PERSON, person_of
from wms.seals.seals import open_all

#: messages that are opened at once; all of them are told
BATCH: Final = 200


class Said(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that was said with the person."""

    at: datetime
    #: email, chat, page, phone or portal
    channel: str
    #: consumer, shop or us
    from_whom: str
    words: str
    #: names of the files that were sent along
    files: list[str]


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """A case about the person's order or question."""

    number: int
    #: enquiry, complaint …
    kind: str
    status: str
    title: str
    declared_at: datetime


class Conversation(msgspec.Struct, frozen=True, kw_only=True):
    """What was said with somebody who named no order."""

    number: int
    #: when the first of it was said
    began_at: datetime
    language: str
    #: purpose, when and with what end: e-mails that we sent
    mails: list[dict[str, Any]]
    cases: list[Case]
    said: list[Said]


class Held(msgspec.Struct, frozen=True, kw_only=True):
    """All that is held about the person of an order."""

    order_external_id: str
    order_number: int
    #: when it was ordered
    ordered_at: datetime
    #: the order's end is not what counts here: when it was last changed
    updated_at: datetime
    #: since then nothing is held any more
    erased_at: datetime | None
    recipient: dict[str, Any]
    language: str
    gift_note: str | None
    note: str | None
    #: sku, name and quantity of each line
    goods: list[dict[str, Any]]
    #: courier, tracking number, what the courier told
    parcels: list[dict[str, Any]]
    #: what comes back or came, with the note
    returns: list[dict[str, Any]]
    #: kinds of papers with the person's data: labels, invoices
    papers: list[str]
    #: pictures of the goods, packed or returned
    photos: int
    #: purpose, when and with what end: e-mails that we sent
    mails: list[dict[str, Any]]
    #: what our office changed before it left
    changes: list[dict[str, Any]]
    #: their answer to the one question after the delivery: score, words and day
    survey: dict[str, Any] | None
    cases: list[Case]
    said: list[Said]


_HELD: Final = text(
    f"""
    SELECT o.external_id AS order_external_id, o.number AS order_number,
           o.created_at AS ordered_at, o.updated_at, o.person_erased_at AS erased_at,
           {PERSON} AS person, o.language, o.note,
           (SELECT coalesce(jsonb_agg(jsonb_build_object(
                'sku', p.sku, 'name', p.name, 'quantity', l.ordered) ORDER BY l.line_no), '[]')
            FROM order_lines l JOIN products p ON p.shop_id = l.shop_id AND p.id = l.product_id
            WHERE l.shop_id = o.shop_id AND l.order_id = o.id AND l.ordered > 0) AS goods,
           (SELECT coalesce(jsonb_agg(jsonb_build_object(
                'carrier', s.carrier, 'tracking_number', s.tracking_number, 'status', pa.status,
                'news', (SELECT coalesce(jsonb_agg(jsonb_build_object(
                             'at', t.occurred_at, 'status', t.status, 'place', t.place,
                             'words', t.words) ORDER BY t.occurred_at), '[]')
                         FROM tracking_events t
                         WHERE t.shop_id = s.shop_id AND t.shipment_id = s.id))
                ORDER BY pa.number), '[]')
            FROM parcels pa JOIN shipments s ON s.shop_id = pa.shop_id AND s.parcel_id = pa.id
            WHERE pa.shop_id = o.shop_id AND pa.order_id = o.id) AS parcels,
           (SELECT coalesce(jsonb_agg(jsonb_build_object(
                'number', r.number, 'status', r.status, 'reason', r.reason, 'note', r.note,
                'declared_at', r.declared_at) ORDER BY r.number), '[]')
            FROM returns r WHERE r.shop_id = o.shop_id AND r.order_id = o.id) AS returns,
           (SELECT coalesce(jsonb_agg(paper), '[]') FROM (
                SELECT kind AS paper FROM order_documents d
                WHERE d.shop_id = o.shop_id AND d.order_id = o.id
                UNION ALL
                SELECT 'label ' || s.tracking_number FROM labels b
                JOIN shipments s ON s.shop_id = b.shop_id AND s.id = b.shipment_id
                JOIN parcels pa ON pa.shop_id = s.shop_id AND pa.id = s.parcel_id
                WHERE pa.shop_id = o.shop_id AND pa.order_id = o.id) AS p) AS papers,
           (SELECT count(*) FROM photos ph WHERE ph.shop_id = o.shop_id AND ph.picture <> ''
            AND ph.id IN (
                SELECT photo_id FROM parcel_photos pp
                JOIN parcels pa ON pa.shop_id = pp.shop_id AND pa.id = pp.parcel_id
                WHERE pa.shop_id = o.shop_id AND pa.order_id = o.id
                UNION
                SELECT photo_id FROM inspection_photos ip
                JOIN returns r ON r.shop_id = ip.shop_id AND r.id = ip.return_id
                WHERE r.shop_id = o.shop_id AND r.order_id = o.id)) AS photos,
           (SELECT coalesce(jsonb_agg(jsonb_build_object(
                'purpose', m.purpose, 'queued_at', m.created_at, 'sent_at', m.sent_at,
                'status', m.status) ORDER BY m.created_at), '[]')
            FROM mails m WHERE m.shop_id = o.shop_id AND m.subject_id = o.id) AS mails,
           (SELECT coalesce(jsonb_agg(jsonb_build_object(
                'at', c.created_at, 'what', c.what, 'asked', c.asked, 'before', c.before)
                ORDER BY c.created_at), '[]')
            FROM order_changes c WHERE c.shop_id = o.shop_id AND c.order_id = o.id) AS changes
    FROM orders o WHERE o.shop_id = :shop AND o.id = :order
    """
)
# the shop reads it, too, which never sees what we wrote down for ourselves (channel note)
_SAID: Final = text(
    """
    SELECT m.id, m.created_at AS at, m.channel, m.from_whom, t.shop_id, t.subject_id, m.words_sealed
    FROM contact_threads t
    JOIN contact_messages m ON m.shop_id = t.shop_id AND m.thread_id = t.id
    LEFT JOIN contact_threads j ON j.shop_id = t.shop_id AND j.id = t.joined_id
    WHERE t.shop_id = :shop AND :subject IN (t.order_id, j.order_id, t.id) AND m.undone_at IS NULL
      AND m.channel <> 'note' AND (CAST(:after AS uuid) IS NULL OR m.id > :after)
    ORDER BY m.id LIMIT :limit
    """
)
_FILES: Final = text(
    """
    SELECT f.message_id, f.shop_id, t.subject_id, f.name_sealed FROM contact_files f
    JOIN contact_messages m ON m.shop_id = f.shop_id AND m.id = f.message_id
    JOIN contact_threads t ON t.shop_id = m.shop_id AND t.id = m.thread_id
    WHERE f.shop_id = :shop AND f.message_id = ANY(:messages) ORDER BY f.id
    """
)
_CASES: Final = text(
    """
    SELECT c.number, c.kind, c.status, c.declared_at, c.shop_id, t.subject_id, c.title_sealed
    FROM cases c JOIN contact_threads t ON t.shop_id = c.shop_id AND t.id = c.thread_id
    WHERE c.shop_id = :shop AND :subject IN (c.order_id, c.thread_id) ORDER BY c.number
    """
)
_SURVEY: Final = text(
    "SELECT scale, score, comment_sealed, answered_at FROM survey_answers "
    "WHERE shop_id = :shop AND order_id = :subject"
)
_THREAD: Final = text(
    """
    SELECT t.number, t.created_at AS began_at, t.language,
           (SELECT coalesce(jsonb_agg(jsonb_build_object(
                'purpose', m.purpose, 'queued_at', m.created_at, 'sent_at', m.sent_at,
                'status', m.status) ORDER BY m.created_at), '[]')
            FROM mails m WHERE m.shop_id = t.shop_id
            AND (m.subject_id = t.subject_id OR m.thread_id = t.id)) AS mails
    FROM contact_threads t WHERE t.shop_id = :shop AND t.id = :subject
    """
)


async def held(read: Read | Tx, shop_id: UUID, order_id: UUID) -> Held:
    """What is held about the person of an order. Raises NotFound: the shop has none such."""
    row = (await read.execute(_HELD, {"shop": shop_id, "order": order_id})).first()
    if row is None:
        raise NotFound(what="order", name=str(order_id))
    facts = dict(row._mapping)
    who = person_of(facts.pop("person"))
    return Held(
        recipient=who.facts(),
        gift_note=who.gift_note,
        **facts,
        survey=await _survey(read, shop_id, order_id),
        cases=await _cases(read, shop_id, order_id),
        said=await _said(read, shop_id, order_id),
    )


async def conversation(read: Read | Tx, shop_id: UUID, thread_id: UUID) -> Conversation:
    """What is held about somebody who named no order, of one of their threads."""
    row = (await read.execute(_THREAD, {"shop": shop_id, "subject": thread_id})).one()
    return Conversation(
        **row._mapping,
        cases=await _cases(read, shop_id, thread_id),
        said=await _said(read, shop_id, thread_id),
    )


async def _said(read: Read | Tx, shop_id: UUID, subject: UUID) -> list[Said]:
    """All that was said, the oldest first, however much it is."""
    said: list[Said] = []
    after: UUID | None = None
    while True:
        asked = {"shop": shop_id, "subject": subject, "after": after, "limit": BATCH}
        rows = (await read.execute(_SAID, asked)).all()
        if not rows:
            return said
        after = rows[-1].id
        files = await _files(read, shop_id, [one.id for one in rows])
        words = await open_all(read, [(r.shop_id, r.subject_id, r.words_sealed) for r in rows])
        said += [
            Said(
                at=one.at, channel=one.channel, from_whom=one.from_whom, words=opened.decode(),
                files=files.get(one.id, []),
            )
            for one, opened in zip(rows, words, strict=True)
            if opened is not None
        ]  # fmt: skip


async def _files(read: Read | Tx, shop_id: UUID, messages: list[UUID]) -> dict[UUID, list[str]]:
    rows = (await read.execute(_FILES, {"shop": shop_id, "messages": messages})).all()
    names = await open_all(read, [(r.shop_id, r.subject_id, r.name_sealed) for r in rows])
    found: dict[UUID, list[str]] = {}
    for row, name in zip(rows, names, strict=True):
        if name is not None:
            found.setdefault(row.message_id, []).append(name.decode())
    return found


async def _cases(read: Read | Tx, shop_id: UUID, subject: UUID) -> list[Case]:
    rows = (await read.execute(_CASES, {"shop": shop_id, "subject": subject})).all()
    titles = await open_all(read, [(r.shop_id, r.subject_id, r.title_sealed) for r in rows])
    return [
        Case(
            number=row.number, kind=row.kind, status=row.status, declared_at=row.declared_at,
            title=title.decode(),
        )
        for row, title in zip(rows, titles, strict=True)
        if title is not None
    ]  # fmt: skip


async def _survey(read: Read | Tx, shop_id: UUID, order_id: UUID) -> dict[str, Any] | None:
    row = (await read.execute(_SURVEY, {"shop": shop_id, "subject": order_id})).first()
    if row is None:
        return None
    (words,) = await open_all(read, [(shop_id, order_id, row.comment_sealed)])
    return {
        "scale": row.scale, "score": row.score, "answered_at": row.answered_at,
        "words": words.decode() if words else None,
    }  # fmt: skip
