"""Unidentified parcels at the desk: what is known of each, and which shipments it may be."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import msgspec
from sqlalchemy import text

from wms.barcodes import normal
from wms.db import Read, Tx
from wms.orders.person import PERSON, person_of, postcode_word
from wms.returns.errors import ReturnUnknown
from wms.returns.unidentified.errors import NotUnidentified, TooManyCodes
from wms.returns.unidentified.rank import RECENT_DAYS, Clues, Match, Sender, Sent, rank
from wms.seals.seals import closed, hashes_of, opened

CODES_MAX: Final = 50
#: shipments that are compared for one parcel, the newest of those of which anything speaks
COMPARED_MAX: Final = 1000
SHOWN_MAX: Final = 12
LIST_MAX: Final = 200


class Parcel(msgspec.Struct, frozen=True, kw_only=True):
    """An unidentified parcel. ``sender`` is read out of its seal for one that is looked at."""

    shop_id: UUID
    shop: str
    return_id: UUID
    number: int
    status: str
    tracking_number: str | None
    arrived_at: datetime
    weight_g: int | None
    codes: list[str]
    sender_sealed: bytes | None
    sender: Sender = Sender()
    asked_order_id: UUID | None
    asked_order: int | None
    asked_at: datetime | None
    answer: str | None


class Candidate(msgspec.Struct, frozen=True, kw_only=True):
    """A shipment of any shop that the parcel may be; for the desk's own people only."""

    shop: str
    order_id: UUID
    order_number: int
    external_id: str
    town: str
    sent_at: datetime
    points: int
    reasons: tuple[str, ...]


_PARCEL: Final = """
    SELECT r.shop_id, s.name AS shop, r.id AS return_id, r.number, r.status, r.tracking_number,
           coalesce(r.arrived_at, r.created_at) AS arrived_at, u.weight_g,
           coalesce(u.codes, '{}') AS codes, u.sender_sealed, u.asked_order_id,
           o.number AS asked_order, u.asked_at, u.answer
    FROM returns r
    JOIN shops s ON s.id = r.shop_id
    LEFT JOIN unidentified_parcels u ON u.shop_id = r.shop_id AND u.return_id = r.id
    LEFT JOIN orders o ON o.shop_id = u.shop_id AND o.id = u.asked_order_id
"""
_WAITING = text(
    f"{_PARCEL} WHERE r.status = 'unidentified' ORDER BY r.arrived_at, r.number LIMIT :limit"
)
_ONE = text(f"{_PARCEL} WHERE r.number = :number")
_DESCRIBE = text("""
    INSERT INTO unidentified_parcels (shop_id, return_id, weight_g, codes, sender_sealed)
    VALUES (:shop, :return, :weight, CAST(:codes AS text[]), :sender)
    ON CONFLICT (shop_id, return_id) DO UPDATE
    SET weight_g = excluded.weight_g, codes = excluded.codes,
        sender_sealed = excluded.sender_sealed
""")
_GOODS = text("""
    SELECT b.code AS said, b.product_id FROM barcodes b WHERE b.code = ANY(CAST(:codes AS text[]))
    UNION SELECT p.sku, p.id FROM products p WHERE p.sku = ANY(CAST(:said AS text[]))
    LIMIT :limit
""")
# Recent shipments only, and of these the ones of which anything speaks: their goods, a way to reach
# their recipient, a word of the name, or that they never reached anybody. One pass over the days.
_RECENT = text(f"""
    SELECT sh.name AS shop, o.id AS order_id, o.number AS order_number, o.external_id,
           {PERSON} AS person,
           s.id AS key, s.handed_over_at AS sent_at, pa.weight_g,
           coalesce(s.to_point, o.pickup_point_id, '') AS point,
           t.status IN ('returning', 'returned', 'delivery_failed', 'lost')
               OR t.incident IS NOT NULL AS is_astray, goods.ids
    FROM shipments s
    JOIN parcels pa ON pa.shop_id = s.shop_id AND pa.id = s.parcel_id
    JOIN orders o ON o.shop_id = pa.shop_id AND o.id = pa.order_id
    JOIN shops sh ON sh.id = s.shop_id
    LEFT JOIN trackings t ON t.shop_id = s.shop_id AND t.shipment_id = s.id
    CROSS JOIN LATERAL (
        SELECT coalesce(array_agg(DISTINCT l.product_id), '{{}}') AS ids FROM parcel_lines l
        WHERE l.shop_id = pa.shop_id AND l.parcel_id = pa.id) goods
    WHERE s.handed_over_at > CAST(:at AS timestamptz) - make_interval(days => :days)
      AND s.handed_over_at <= CAST(:at AS timestamptz)
      AND (goods.ids && CAST(:products AS uuid[])
           OR o.id IN (SELECT subject_id FROM seal_words
                       WHERE hash = ANY (CAST(:words AS bytea[])))
           OR upper(coalesce(s.to_point, o.pickup_point_id)) = :point
           OR t.status IN ('returning', 'returned', 'delivery_failed', 'lost'))
    ORDER BY s.handed_over_at DESC LIMIT :limit
""")


async def unidentified(read: Read | Tx, *, limit: int = LIST_MAX) -> list[Parcel]:
    """Parcels that nobody can place yet, the oldest first; nobody's data is opened."""
    rows = await read.execute(_WAITING, {"limit": limit})
    return [Parcel(**row._mapping) for row in rows]


async def parcel(read: Read | Tx, number: int) -> Parcel:
    """One parcel with what is written on it. ReturnUnknown when there is none of this number."""
    row = (await read.execute(_ONE, {"number": number})).one_or_none()
    if row is None:
        raise ReturnUnknown(name=f"R-{number}")
    one = Parcel(**row._mapping)
    if one.sender_sealed is None:
        return one
    wrote = await opened(read, one.shop_id, one.return_id, one.sender_sealed)
    sender = msgspec.json.decode(wrote, type=Sender) if wrote else Sender()
    return msgspec.structs.replace(one, sender=sender)


async def describe(
    tx: Tx, number: int, *, sender: Sender, weight_g: int | None, codes: Sequence[str]
) -> None:
    """Write down what is on and in a parcel; what was known before is replaced.

    Raises:
        ReturnUnknown, NotUnidentified: it does not wait for a name.
        TooManyCodes: more than `CODES_MAX`.
        PersonErased: the data of its sender were erased on request.
    """
    one = await parcel(tx, number)
    if one.status != "unidentified":
        raise NotUnidentified(number=number)
    if len(codes) > CODES_MAX:
        raise TooManyCodes(most=CODES_MAX)
    sealed = None
    if sender != Sender():
        sealed = await closed(tx, one.shop_id, one.return_id, msgspec.json.encode(sender))
    await tx.execute(
        _DESCRIBE,
        {
            "shop": one.shop_id, "return": one.return_id, "weight": weight_g,
            "codes": list(codes), "sender": sealed,
        },
    )  # fmt: skip


async def candidates(read: Read | Tx, one: Parcel, *, limit: int = SHOWN_MAX) -> list[Candidate]:
    """Recent shipments of all shops that the parcel may be, the likeliest first; in the hall."""
    goods = await _goods(read, one.codes)
    clues = Clues(arrived_at=one.arrived_at, sender=one.sender, weight_g=one.weight_g, goods=goods)
    wrote = one.sender
    postcode = postcode_word(wrote.postcode)
    asked = {
        "at": one.arrived_at, "days": RECENT_DAYS, "limit": COMPARED_MAX,
        "products": [UUID(product) for may_be in goods for product in may_be],
        "words": hashes_of(wrote.name, wrote.phone, wrote.email, postcode),
        "point": one.sender.street.strip().upper() or None,
    }  # fmt: skip
    rows = {str(row.key): row for row in await read.execute(_RECENT, asked)}
    found = rank(clues, [_sent(key, row) for key, row in rows.items()], limit=limit)
    return [_candidate(match, rows[match.sent.key]) for match in found]


async def _goods(read: Read | Tx, codes: Sequence[str]) -> list[frozenset[str]]:
    """For each code the products of any shop that it may be; one that nobody has is left out."""
    stored = {code: _stored(code) for code in codes}
    asked = {"codes": list(stored.values()), "said": list(stored), "limit": COMPARED_MAX}
    found: dict[str, set[str]] = {}
    for row in await read.execute(_GOODS, asked) if codes else []:
        found.setdefault(row.said, set()).add(str(row.product_id))
    may_be = [found.get(norm, set()) | found.get(code, set()) for code, norm in stored.items()]
    return [frozenset(one) for one in may_be if one]


def _stored(code: str) -> str:
    try:
        return normal(code)
    except ValueError:
        return code


def _sent(key: str, row: Any) -> Sent:
    to = person_of(row.person)
    return Sent(
        key=key,
        sent_at=row.sent_at,
        recipient=Sender(**{name: getattr(to, name) or "" for name in Sender.__struct_fields__}),
        point=row.point,
        weight_g=row.weight_g,
        products=frozenset(str(product) for product in row.ids),
        is_astray=bool(row.is_astray),
    )


def _candidate(match: Match, row: Any) -> Candidate:
    return Candidate(
        shop=row.shop,
        order_id=row.order_id,
        order_number=row.order_number,
        external_id=row.external_id,
        town=person_of(row.person).city,
        sent_at=row.sent_at,
        points=match.points,
        reasons=match.reasons,
    )
