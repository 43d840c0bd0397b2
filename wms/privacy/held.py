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

ROWS_MAX: Final = 500


class Said(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that was said with the person."""

    at: datetime
    #: email, chat, page, phone or portal
    channel: str
    #: consumer, shop or us
    from_whom: str
    words: str


class Held(msgspec.Struct, frozen=True, kw_only=True):
    """All that is held about the person of an order."""

    order_external_id: str
    order_number: int
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
    said: list[Said]


_HELD: Final = text(
    f"""
    SELECT o.external_id AS order_external_id, o.number AS order_number,
           o.created_at AS ordered_at, o.updated_at, o.person_erased_at AS erased_at,
           {PERSON} AS person, o.language, o.gift_note, o.note,
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
            FROM mails m WHERE m.shop_id = o.shop_id AND m.subject_id = o.id) AS mails
    FROM orders o WHERE o.shop_id = :shop AND o.id = :order
    """
)
# the shop reads it, too, which never sees what we wrote down for ourselves (channel note)
_SAID: Final = text(
    """
    SELECT m.created_at AS at, m.channel, m.from_whom, t.shop_id, t.subject_id, m.words_sealed
    FROM contact_threads t
    JOIN contact_messages m ON m.shop_id = t.shop_id AND m.thread_id = t.id
    LEFT JOIN contact_threads j ON j.shop_id = t.shop_id AND j.id = t.joined_id
    WHERE t.shop_id = :shop AND :order IN (t.order_id, j.order_id) AND m.undone_at IS NULL
      AND m.channel <> 'note'
    ORDER BY m.id LIMIT :limit
    """
)


async def held(read: Read | Tx, shop_id: UUID, order_id: UUID) -> Held:
    """What is held about the person of an order. Raises NotFound: the shop has none such."""
    key = {"shop": shop_id, "order": order_id}
    row = (await read.execute(_HELD, key)).first()
    if row is None:
        raise NotFound(what="order", name=str(order_id))
    asked = {"shop": shop_id, "order": order_id, "limit": ROWS_MAX}
    rows = (await read.execute(_SAID, asked)).all()
    words = await open_all(read, [(one.shop_id, one.subject_id, one.words_sealed) for one in rows])
    said = [
        Said(at=one.at, channel=one.channel, from_whom=one.from_whom, words=opened.decode())
        for one, opened in zip(rows, words, strict=True)
        if opened is not None
    ]
    facts = dict(row._mapping)
    return Held(recipient=person_of(facts.pop("person")).facts(), **facts, said=said)
