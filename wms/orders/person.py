"""The person of an order: the one way in which anybody reads and writes to whom it goes.

They stand in `orders.person_sealed`, closed with the order's key (docs/decisions/0051). A statement
that needs them takes `PERSON` along, key and all, so that nobody asks twice; `person_of` opens what
it told. Whoever was erased is somebody of whom the country is known, and nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import msgspec
from sqlalchemy import ColumnElement, literal_column, text

from wms.db import Read, Tx
from wms.seals.seals import (
    Seal,
    found_anew,
    hash_of,
    hashes_of,
    new_key,
    new_seal,
    normal,
    opened_by,
)
from wms.texts import plain


class Person(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """To whom an order goes, as its shop wrote it; empty: erased, or never said."""

    name: str = ""
    street: str = ""
    postcode: str = ""
    city: str = ""
    #: ISO 3166-1 alpha-2; stays after an erasure
    country: str = ""
    company: str | None = None
    email: str | None = None
    phone: str | None = None
    pickup_point_id: str | None = None
    #: what they are told on their slip, as the shop passed it on
    gift_note: str | None = None

    @property
    def is_known(self) -> bool:
        """Nobody erased them."""
        return bool(self.name)

    @property
    def point(self) -> str:
        """The pickup point that was chosen; empty: none."""
        return (self.pickup_point_id or "").strip()

    @property
    def buyer(self) -> bytes | None:
        """By what it is known whether they ordered before: the hash of their e-mail address."""
        return hash_of_email(self.email)

    def sent_to(self, to_point: str | None) -> Person:
        """With another pickup point for one parcel (`shipments.to_point`); empty: to the address;
        None: as the order says."""
        if to_point is None:
            return self
        return msgspec.structs.replace(self, pickup_point_id=to_point or None)

    def facts(self) -> dict[str, Any]:
        """As an answer to a shop and a courier's request have it; erased: only the country."""
        if self.is_known:
            told = msgspec.structs.asdict(self)
            del told["gift_note"]
            return told
        return {"country": self.country} if self.country else {}


def hash_of_email(email: str | None) -> bytes | None:
    """By what an e-mail address is found in `seal_words`; None: there is none."""
    word = normal(email or "")
    return hash_of(word) if word else None


#: of a statement, for `person_of`: the country, the key and what it closes, in one piece; ``{o}``:
#: what the statement calls its orders
_PERSON: Final = (
    "(convert_to({o}.country, 'UTF8') || coalesce((SELECT k.key || {o}.person_sealed "
    "FROM seal_keys k WHERE k.shop_id = {o}.shop_id AND k.subject_id = {o}.id), ''))"
)
#: in statements that call the order ``o``
PERSON: Final = _PERSON.format(o="o")
#: ISO 3166-1 alpha-2
_COUNTRY_BYTES: Final = 2
_read: Final = msgspec.json.Decoder(Person).decode
_write: Final = msgspec.json.Encoder().encode


def person_column() -> ColumnElement[Any]:
    """`PERSON` for a SELECT of `wms.orders.models.Order`."""
    return literal_column(_PERSON.format(o="orders")).label("person")


def person_of(told: bytes | None) -> Person:
    """Who it is that a statement told by `PERSON`; None, of an order that is none: nobody."""
    if told is None:
        return Person()
    country, sealed = told[:_COUNTRY_BYTES], told[_COUNTRY_BYTES:]
    return _read(opened_by(sealed)) if sealed else Person(country=country.decode())


_PEOPLE: Final = text(f"SELECT o.id, {PERSON} AS person FROM orders o WHERE o.id = ANY(:orders)")
_ONE: Final = text(f"SELECT {PERSON} FROM orders o WHERE o.shop_id = :shop AND o.id = :order")


async def people_of(read: Read | Tx, orders: Sequence[tuple[UUID, UUID]]) -> dict[UUID, Person]:
    """The people of these (shop, order), by order."""
    if not orders:
        return {}
    rows = await read.execute(_PEOPLE, {"orders": [order for _, order in orders]})
    return {row.id: person_of(row.person) for row in rows}


async def person(read: Read | Tx, shop_id: UUID, order_id: UUID) -> Person | None:
    """The person of one order; None: there is no such order, or they were erased."""
    found = person_of(await read.scalar(_ONE, {"shop": shop_id, "order": order_id}))
    return found if found.is_known else None


_OF_EMAIL: Final = text(
    """
    SELECT o.shop_id, o.id FROM seal_words w
    JOIN orders o ON o.shop_id = w.shop_id AND o.id = w.subject_id
    WHERE w.hash = :buyer AND w.is_buyer AND (CAST(:shop AS uuid) IS NULL OR w.shop_id = :shop)
      AND (CAST(:since AS timestamptz) IS NULL OR o.created_at > :since)
    ORDER BY o.number DESC LIMIT :limit
    """
)


async def orders_of_email(
    read: Read | Tx, shop_id: UUID | None, email: str, *, limit: int, since: datetime | None = None
) -> list[tuple[UUID, UUID]]:
    """(shop, order) of those with this e-mail address, however it is written, the newest first.

    None for the shop: of all that may be seen. ``since``: only those that came later.
    """
    asked = {"shop": shop_id, "buyer": hash_of_email(email), "since": since, "limit": limit}
    return [(row.shop_id, row.id) for row in await read.execute(_OF_EMAIL, asked)]


class Sealed(msgspec.Struct, frozen=True, kw_only=True):
    """A person as a new order takes them: bytes are base64 in its JSON (`sql/place_order.sql`)."""

    key: bytes
    sealed: bytes
    #: hashes of the words by which the desk finds them
    words: list[bytes]
    #: which of them is the e-mail address
    buyer: bytes | None
    country: str
    #: empty: to the address
    point: str


def sealed(one: Person, key: bytes | None = None) -> Sealed:
    """A person, closed with a key of their own; ``key``: with one that their order has already."""
    key, buyer = key or new_key(), one.buyer
    return Sealed(
        key=key,
        sealed=Seal(key).close(_write(one)),
        words=_words(one, buyer),
        buyer=buyer,
        country=one.country,
        point=one.point,
    )


def postcode_word(postcode: str) -> str:
    """A postcode as it is found: 00-950 and 00 950 are the same."""
    return re.sub(r"[\W_]", "", plain(postcode))


def _words(one: Person, buyer: bytes | None) -> list[bytes]:
    """By which words the desk finds somebody; their e-mail address is one of them."""
    found = hashes_of(one.name, one.phone, postcode_word(one.postcode))
    return [*found, buyer] if buyer else found


async def seal_anew(
    tx: Tx, shop_id: UUID, order_id: UUID, to: Person, *, was: Person
) -> dict[str, Any]:
    """What the order's columns say of somebody from now on; they are found by their words.

    Raises:
        PersonErased: their data were erased.
    """
    seal = await new_seal(tx, shop_id, order_id)
    before, now = _words(was, was.buyer), _words(to, to.buyer)
    if before != now:
        await found_anew(tx, shop_id, order_id, before, now, buyer=to.buyer)
    return {
        "person_sealed": seal.close(_write(to)),
        "country": to.country,
        "pickup_point_id": to.point or None,
    }
