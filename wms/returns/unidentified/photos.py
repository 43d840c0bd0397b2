"""Pictures of a parcel that nobody can place go with it to the shop whose it is."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from sqlalchemy import text

from wms.db import Read, Tx, new_id
from wms.photos.keep import copy_to, take_away

_OF: Final = text(
    "SELECT photo_id FROM inspection_photos WHERE shop_id = :shop AND return_id = :return "
    "AND subject = 'parcel' ORDER BY id"
)
_REFER: Final = text("""
    INSERT INTO inspection_photos (shop_id, id, return_id, subject, photo_id, operator_id, user_id)
    SELECT :to_shop, :reference, :to_return, subject, :id, operator_id, user_id
    FROM inspection_photos WHERE shop_id = :shop AND return_id = :return AND photo_id = :photo
""")
_FORGET: Final = text(
    "DELETE FROM inspection_photos WHERE shop_id = :shop AND return_id = :return "
    "AND photo_id = :photo"
)


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
            "to_return": to_return, "reference": new_id(),
            "id": await copy_to(tx, shop_id, photo, to_shop=to_shop),
        }  # fmt: skip
        await tx.execute(_REFER, key)
        await tx.execute(_FORGET, key)
        await take_away(tx, shop_id, photo)
