"""Pictures that an inspector takes: of a piece before it has its grade, or of the parcel."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from sqlalchemy import func, insert, select, text

from wms.access.people import AtWork
from wms.db import Read, Tx, new_id
from wms.errors import N_, Refusal
from wms.photos.develop import Picture
from wms.photos.errors import PhotoUnknown
from wms.photos.keep import Side, keep, photo_bytes
from wms.returns.errors import NothingToInspect
from wms.returns.hand import hold, touch
from wms.returns.inspection.models import InspectionPhoto
from wms.returns.parcels import parcel_of_return

#: pictures of one return: more is looked at by nobody
PHOTOS_MAX: Final = 60


class PhotosFull(Refusal):
    """More pictures than anybody looks at."""

    code = "return.photos_full"
    sentence = N_("This return has {most} pictures. That is enough: go on without one.")


_IS_ITS_LINE = text(
    "SELECT EXISTS (SELECT FROM return_lines WHERE shop_id = :shop AND return_id = :return "
    "AND id = :line AND received > inspected)"
)


async def keep_photo(
    tx: Tx,
    number: int,
    picture: Picture,
    *,
    line_id: UUID | None,
    parcel_id: UUID | None = None,
    by: AtWork | None,
    user_id: UUID | None = None,
) -> UUID:
    """Keep a picture of a piece of a line that waits for its grade; without a line, of the parcel.

    ``parcel_id``: which one of several; ``user_id``: who took it at the desk. A parcel of which
    nobody knows whose it is has pictures, too.

    Raises:
        ReturnUnknown, ReturnOver: the return is not in work.
        NothingToInspect: no piece of the line waits.
        ParcelNotOfReturn: the parcel is another one's.
        PhotosFull: it has `PHOTOS_MAX` already.
    """
    held = await hold(tx, number, is_nameless_too=True)
    key = {"shop": held.shop_id, "return": held.id, "line": line_id}
    if line_id is not None and not await tx.scalar(_IS_ITS_LINE, key):
        raise NothingToInspect
    if parcel_id is not None:
        await parcel_of_return(tx, held.shop_id, held.id, parcel_id)
    counted = select(func.count()).where(
        InspectionPhoto.shop_id == held.shop_id, InspectionPhoto.return_id == held.id
    )
    if (await tx.scalar(counted) or 0) >= PHOTOS_MAX:
        raise PhotosFull(most=PHOTOS_MAX)
    kept = await keep(tx, held.shop_id, picture)
    await tx.execute(
        insert(InspectionPhoto).values(
            id=new_id(), shop_id=held.shop_id, return_id=held.id, photo_id=kept.id,
            subject="piece" if line_id else "parcel", return_line_id=line_id,
            parcel_id=parcel_id,
            operator_id=by.operator_id if by else None,
            user_id=user_id,
        )
    )  # fmt: skip
    await touch(tx, held.shop_id, held.id)
    return kept.id


async def photos_waiting(read: Read, shop_id: UUID, line_id: UUID) -> int:
    """How many pictures were taken of the piece in hand."""
    counted = select(func.count()).where(
        InspectionPhoto.shop_id == shop_id,
        InspectionPhoto.return_line_id == line_id,
        InspectionPhoto.inspection_id.is_(None),
    )
    return await read.scalar(counted) or 0


async def return_photo(
    read: Read | Tx, shop_id: UUID, return_id: UUID, photo_id: UUID, side: Side
) -> bytes:
    """The JPEG of a picture of this return. PhotoUnknown when it is none of it."""
    found = select(InspectionPhoto.id).where(
        InspectionPhoto.shop_id == shop_id,
        InspectionPhoto.return_id == return_id,
        InspectionPhoto.photo_id == photo_id,
    )
    if await read.scalar(found) is None:
        raise PhotoUnknown
    return await photo_bytes(read, photo_id, side, shop_id=shop_id)
