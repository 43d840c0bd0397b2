"""The person of an order: the one way in which anybody reads to whom it goes.

A statement that needs them takes `PERSON` along, so that nobody asks twice; `person_of` reads what
it told. Whoever was erased is somebody of whom the country is known, and nothing else.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import msgspec
from sqlalchemy import ColumnElement, literal_column, text

from wms.db import Read, Tx


class Person(msgspec.Struct, frozen=True, kw_only=True):
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

    @property
    def is_known(self) -> bool:
        """Nobody erased them."""
        return bool(self.name)

    @property
    def point(self) -> str:
        """The pickup point that was chosen; empty: none."""
        return (self.pickup_point_id or "").strip()

    def sent_to(self, to_point: str | None) -> Person:
        """With another pickup point for one parcel (`shipments.to_point`); empty: to the address;
        None: as the order says."""
        if to_point is None:
            return self
        return msgspec.structs.replace(self, pickup_point_id=to_point or None)

    def facts(self) -> dict[str, Any]:
        """As an answer to a shop and a courier's request have it; erased: only the country."""
        if self.is_known:
            return msgspec.structs.asdict(self)
        return {"country": self.country} if self.country else {}


#: to a word of a statement, `person_of` reads it; ``{o}``: what the statement calls its orders
_PERSON: Final = (
    "(SELECT CAST(CASE WHEN EXISTS (SELECT FROM seal_keys k WHERE k.shop_id = {o}.shop_id "
    "AND k.subject_id = {o}.id AND k.destroyed_at IS NOT NULL) "
    "THEN jsonb_build_object('country', {o}.recipient -> 'country') "
    "ELSE {o}.recipient END AS text))"
)
#: in statements that call the order ``o``
PERSON: Final = _PERSON.format(o="o")
_read: Final = msgspec.json.Decoder(Person).decode


def person_column() -> ColumnElement[Any]:
    """`PERSON` for a SELECT of `wms.orders.models.Order`."""
    return literal_column(_PERSON.format(o="orders")).label("person")


def person_of(told: Any) -> Person:
    """Who it is that a statement told by `PERSON`; None of an order that is none: nobody."""
    return Person() if told is None else _read(told)


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
    SELECT shop_id, id FROM orders WHERE lower(recipient ->> 'email') = lower(:email)
      AND (CAST(:shop AS uuid) IS NULL OR shop_id = :shop)
      AND (CAST(:since AS timestamptz) IS NULL OR created_at > :since)
    ORDER BY number DESC LIMIT :limit
    """
)


async def orders_of_email(
    read: Read | Tx, shop_id: UUID | None, email: str, *, limit: int, since: datetime | None = None
) -> list[tuple[UUID, UUID]]:
    """(shop, order) of those with this e-mail address, however it is written, the newest first.

    None for the shop: of all that may be seen. ``since``: only those that came later.
    """
    asked = {"shop": shop_id, "email": email.strip(), "since": since, "limit": limit}
    return [(row.shop_id, row.id) for row in await read.execute(_OF_EMAIL, asked)]
