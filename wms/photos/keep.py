"""Keeping a developed picture, and taking it away."""

from __future__ import annotations

from datetime import datetime
from typing import Literal
from uuid import UUID

import msgspec
from sqlalchemy import delete, select, text
from sqlalchemy.dialects.postgresql import insert

from wms.db import Read, Tx, new_id
from wms.photos.develop import Picture
from wms.photos.errors import PhotoUnknown
from wms.photos.models import Photo

Side = Literal["full", "thumbnail"]


class KeptPhoto(msgspec.Struct, frozen=True, kw_only=True):
    """A picture that is kept; its bytes are read one by one with `photo_bytes`."""

    id: UUID
    width_px: int
    height_px: int
    created_at: datetime


async def keep(tx: Tx, shop_id: UUID, picture: Picture) -> KeptPhoto:
    """Keep a picture of this shop's goods; the slice that took it refers to its id."""
    row = (
        await tx.execute(
            insert(Photo)
            .values(
                shop_id=shop_id,
                id=new_id(),
                width_px=picture.width_px,
                height_px=picture.height_px,
                picture=picture.full,
                thumbnail=picture.thumbnail,
            )
            .returning(Photo.id, Photo.width_px, Photo.height_px, Photo.created_at)
        )
    ).one()
    return KeptPhoto(**row._mapping)


_COPY = text("""
    INSERT INTO photos (shop_id, id, width_px, height_px, picture, thumbnail)
    SELECT :to_shop, :id, width_px, height_px, picture, thumbnail FROM photos
    WHERE shop_id = :shop AND id = :photo
""")


async def copy_to(tx: Tx, shop_id: UUID, photo_id: UUID, *, to_shop: UUID) -> UUID:
    """The same picture as another shop's, whose goods it shows; its id there. In the hall."""
    made = new_id()
    key = {"shop": shop_id, "photo": photo_id, "to_shop": to_shop, "id": made}
    await tx.execute(_COPY, key)
    return made


async def take_away(tx: Tx, shop_id: UUID, photo_id: UUID) -> None:
    """The picture is gone for good; who refers to it lets go first."""
    await tx.execute(delete(Photo).where(Photo.shop_id == shop_id, Photo.id == photo_id))


async def photo_bytes(
    read: Read | Tx, photo_id: UUID, side: Side = "full", *, shop_id: UUID | None = None
) -> bytes:
    """The JPEG itself, for a reader who may see it (row-level security decides).

    Raises:
        PhotoUnknown: there is none, or it is another shop's.
    """
    wanted = select(Photo.picture if side == "full" else Photo.thumbnail).where(
        Photo.id == photo_id
    )
    if shop_id is not None:
        wanted = wanted.where(Photo.shop_id == shop_id)
    found: bytes | None = await read.scalar(wanted)
    if not found:  # an erased one has no bytes any more (`wms.privacy`)
        raise PhotoUnknown
    return found
