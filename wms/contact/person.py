"""Who the person of an order's thread is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from uuid import UUID

import msgspec
from sqlalchemy import text

from wms.db import Read, Tx


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """Whom we write to."""

    name: str = ""
    email: str = ""
    phone: str = ""


_PEOPLE: Final = text(
    "SELECT id, recipient ->> 'name' AS name, recipient ->> 'email' AS email, "
    "recipient ->> 'phone' AS phone FROM orders WHERE id = ANY(:orders)"
)


async def people_of(read: Read | Tx, orders: Sequence[tuple[UUID, UUID]]) -> dict[UUID, Person]:
    """The people of these (shop, order), by order."""
    if not orders:
        return {}
    rows = await read.execute(_PEOPLE, {"orders": [order for _, order in orders]})
    return {
        row.id: Person(name=row.name or "", email=row.email or "", phone=row.phone or "")
        for row in rows
    }
