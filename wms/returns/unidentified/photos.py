"""Pictures of a parcel that nobody can place go with it to the shop whose it is."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from sqlalchemy import text

from wms.db import Read, Tx, new_id

_OF: Final = text(
    "SELECT photo_id FROM inspection_photos WHERE shop_id = :shop AND return_id = :return "
    "AND subject = 'parcel' ORDER BY id"
)
_COPY: Final = text("""
    INSERT INTO photos (shop_id, id, width_px, height_px, picture, thumbnail)
    SELECT :to_shop, :id, width_px, height_px, picture, thumbnail FROM photos
    WHERE shop_id = :shop AND id = :photo
""")
_REFER: Final = text("""
    INSERT INTO inspection_photos (shop_id, id, return_id, subject, photo_id, operator_id, user_id)
    SELECT :to_shop, :reference, :to_return, subject, :id, operator_id, user_id
    FROM inspection_photos WHERE shop_id = :shop AND return_id = :return AND photo_id = :photo
""")
_FORGET: Final = text(
    "DELETE FROM inspection_photos WHERE shop_id = :shop AND return_id = :return "
    "AND photo_id = :photo"
)
_AWAY: Final = text("DELETE FROM photos WHERE shop_id = :shop AND id = :photo")


async def parcel_photos(read: Read | Tx, shop_id: UUID, return_id: UUID) -> list[UUID]:
    """Pictures of the parcel and of what is written on it, the first first."""
    return list(await read.scalars(_OF, {"shop": shop_id, "return": return_id}))


async def hand_photos_on(
    tx: Tx, shop_id: UUID, return_id: UUID, *, to_shop: UUID, to_return: UUID
) -> None:
    """They are that shop's now, and the first one keeps none. In the hall."""
    for photo in await parcel_photos(tx, shop_id, return_id):
        key = {
            "shop": shop_id, "return": return_id, "photo": photo, "to_shop": to_shop,
            "to_return": to_return, "id": new_id(), "reference": new_id(),
        }  # fmt: skip
        for statement in (_COPY, _REFER, _FORGET, _AWAY):
            await tx.execute(statement, key)
