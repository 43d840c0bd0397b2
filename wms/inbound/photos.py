"""Pictures of what was wrong at the dock, taken there for the shop that decides."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import func, insert, select, text

from wms.db import Read, Tx
from wms.inbound.discrepancy_errors import DiscrepancyUnknown, EnoughPhotos
from wms.inbound.models import Discrepancy, DiscrepancyPhoto
from wms.photos.develop import Picture
from wms.photos.errors import PhotoUnknown
from wms.photos.keep import Side, keep, photo_bytes

#: more pictures of one difference tell a shop nothing new
PHOTOS_MAX = 5

_TELL = text(
    "SELECT tell_discrepancy(a, d) FROM discrepancies d "
    "JOIN asns a ON a.shop_id = d.shop_id AND a.id = d.asn_id "
    "WHERE d.shop_id = :shop AND d.id = :id"
)


async def add_photo(tx: Tx, asn_id: UUID, discrepancy_id: UUID, picture: Picture) -> UUID:
    """Keep a picture of a difference and tell its shop; the picture's id.

    Raises:
        DiscrepancyUnknown: the delivery has no such difference.
        EnoughPhotos: it has `PHOTOS_MAX` already.
    """
    # the row lock makes two pictures count each other
    of = await tx.scalar(
        select(Discrepancy)
        .where(Discrepancy.asn_id == asn_id, Discrepancy.id == discrepancy_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    if of is None or of.status == "withdrawn":
        raise DiscrepancyUnknown(name=str(discrepancy_id))
    count = await tx.scalar(
        select(func.count()).where(
            DiscrepancyPhoto.shop_id == of.shop_id, DiscrepancyPhoto.discrepancy_id == of.id
        )
    )
    if (count or 0) >= PHOTOS_MAX:
        raise EnoughPhotos(limit=PHOTOS_MAX)
    kept = await keep(tx, of.shop_id, picture)
    await tx.execute(
        insert(DiscrepancyPhoto).values(shop_id=of.shop_id, id=kept.id, discrepancy_id=of.id)
    )
    await tx.execute(_TELL, {"shop": of.shop_id, "id": of.id})
    return kept.id


async def photo(
    read: Read | Tx, shop_id: UUID, asn_id: UUID, discrepancy_id: UUID, photo_id: UUID, side: Side
) -> bytes:
    """The JPEG of a picture. PhotoUnknown when the difference has none of this id."""
    known = await read.scalar(
        select(DiscrepancyPhoto.id)
        .join(
            Discrepancy,
            (Discrepancy.shop_id == DiscrepancyPhoto.shop_id)
            & (Discrepancy.id == DiscrepancyPhoto.discrepancy_id),
        )
        .where(
            DiscrepancyPhoto.shop_id == shop_id,
            Discrepancy.asn_id == asn_id,
            Discrepancy.id == discrepancy_id,
            DiscrepancyPhoto.id == photo_id,
        )
    )
    if known is None:
        raise PhotoUnknown
    return await photo_bytes(read, photo_id, side, shop_id=shop_id)
