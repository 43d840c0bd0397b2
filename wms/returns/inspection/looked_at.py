"""What the desk holds beside a finding: who found it, what it put right, and how it was packed."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import text

from wms.db import Read

#: an order in more parcels than this is looked at on its own page
PARCELS_MAX = 20


class LookedAt(msgspec.Struct, frozen=True, kw_only=True):
    """Who found it, and what the desk changed of it."""

    by: str
    #: who agreed to throw it away; None: nobody was asked
    second: str | None
    place: str
    #: why the desk changed it; None: it was found so by an inspector
    why: str | None
    #: the grade that was put right
    grade_before: str | None


_LOOKED_AT = text("""
    SELECT i.id, coalesce(p.name, u.name) AS by, coalesce(p2.name, u2.name) AS second,
           pl.code AS place, i.why, b.grade AS grade_before
    FROM inspections i
    JOIN return_lines l ON l.shop_id = i.shop_id AND l.id = i.return_line_id
    JOIN places pl ON pl.id = i.place_id
    LEFT JOIN operators p ON p.id = i.operator_id
    LEFT JOIN office_users u ON u.id = i.user_id
    LEFT JOIN operators p2 ON p2.id = i.second_operator_id
    LEFT JOIN office_users u2 ON u2.id = i.second_user_id
    LEFT JOIN inspections b ON b.shop_id = i.shop_id AND b.id = i.corrects_id
    WHERE i.shop_id = :shop AND l.return_id = :return AND i.taken_back_at IS NULL
""")


async def looked_at(read: Read, shop_id: UUID, return_id: UUID) -> dict[UUID, LookedAt]:
    """Of each finding of a return that counts; with names, so for our own people."""
    rows = (await read.execute(_LOOKED_AT, {"shop": shop_id, "return": return_id})).all()
    return {
        row.id: LookedAt(
            by=row.by, second=row.second, place=row.place, why=row.why,
            grade_before=row.grade_before,
        )
        for row in rows
    }  # fmt: skip


class Packed(msgspec.Struct, frozen=True, kw_only=True):
    """A parcel of the order as it left, g."""

    number: int
    weight_g: int | None
    packed_at: datetime | None
    #: ids of pictures that the packer took of what lay in it
    photos: list[UUID]


_PACKED = text("""
    SELECT p.number, p.weight_g, p.packed_at,
           ARRAY(SELECT ph.photo_id FROM parcel_photos ph
                 WHERE ph.shop_id = p.shop_id AND ph.parcel_id = p.id AND ph.photo_id IS NOT NULL
                   AND ph.replaced_at IS NULL
                 ORDER BY ph.id) AS photos
    FROM parcels p WHERE p.shop_id = :shop AND p.order_id = :order AND p.packed_at IS NOT NULL
    ORDER BY p.id LIMIT :limit
""")


async def packed_parcels(read: Read, shop_id: UUID, order_id: UUID | None) -> list[Packed]:
    """How the order was packed, parcel by parcel."""
    key = {"shop": shop_id, "order": order_id, "limit": PARCELS_MAX}
    return [Packed(**row._mapping) for row in await read.execute(_PACKED, key)]
