"""A photo of what lies in a parcel, taken at the bench before it closes, if its shop wants one."""

from __future__ import annotations

from hashlib import sha256
from typing import Final, Literal, get_args
from uuid import UUID

import msgspec
from sqlalchemy import text

from wms.access.people import AtWork
from wms.db import Read, Tx
from wms.packing.instructions.errors import (
    PhotoWishUnclear,
)
from wms.packing.pack import hold
from wms.photos.develop import Picture
from wms.photos.errors import PhotoUnknown
from wms.photos.keep import Side, keep, photo_bytes

Of = Literal["all", "fragile", "value"]
WISHES: Final = get_args(Of)
#: no order here is worth more, hundredths of a currency's unit: it is a slip of the key
VALUE_MAX_MINOR: Final = 1_000_000_000
_CURRENCY_CHARS: Final = 3

_TAKEN = text(
    """
    WITH replaced AS (
        UPDATE parcel_photos SET replaced_at = clock_timestamp()
        WHERE shop_id = :shop AND parcel_id = :parcel AND replaced_at IS NULL
    )
    INSERT INTO parcel_photos
        (shop_id, parcel_id, photo_id, sha256, operator_id, device_id, scan_id)
    VALUES (:shop, :parcel, :photo, :sha256, :operator, :device, :scan)
    RETURNING id
    """
)


async def keep_photo(
    tx: Tx, parcel: int, picture: Picture | None, *, scan_id: UUID, by: AtWork
) -> UUID:
    """Keep the photo of an open parcel; one that was taken before stays, and counts no more.

    ``picture``: None says that there is no camera: the bench goes on, and that is kept.

    Raises:
        NoParcel, ParcelClosed, Taken, OrderCancelled: this packer cannot change the parcel.
    """
    held = await hold(tx, parcel, by)
    kept = await keep(tx, held.shop_id, picture) if picture else None
    taken: UUID = await tx.scalar(
        _TAKEN,
        {
            "shop": held.shop_id,
            "parcel": held.parcel_id,
            "photo": kept.id if kept else None,
            "sha256": sha256(picture.full).hexdigest() if picture else None,
            "operator": by.operator_id,
            "device": by.device_id,
            "scan": scan_id,
        },
    )
    return taken


_OF_ORDER = text(
    """
    SELECT ph.photo_id FROM parcel_photos ph
    JOIN parcels pa ON pa.shop_id = ph.shop_id AND pa.id = ph.parcel_id
    WHERE ph.shop_id = :shop AND pa.order_id = :order AND ph.photo_id = :photo
    """
)


async def parcel_photo(
    read: Read | Tx, shop_id: UUID, order_id: UUID, photo_id: UUID, side: Side
) -> bytes:
    """The JPEG of a photo of one of the order's parcels.

    Raises:
        PhotoUnknown: no parcel of this order has it.
    """
    key = {"shop": shop_id, "order": order_id, "photo": photo_id}
    if await read.scalar(_OF_ORDER, key) is None:
        raise PhotoUnknown
    return await photo_bytes(read, photo_id, side, shop_id=shop_id)


class Wish(msgspec.Struct, frozen=True, kw_only=True):
    """Of which parcels a shop wants a photo. ``of``: all, fragile, or value (of orders)."""

    of: Of
    value_from_minor: int | None = None
    currency: str | None = None


_WISH = text("SELECT of, value_from_minor, currency FROM photo_wishes WHERE shop_id = :shop")
_PUT = text(
    """
    INSERT INTO photo_wishes (shop_id, of, value_from_minor, currency)
    VALUES (:shop, :of, :value, :currency)
    ON CONFLICT (shop_id) DO UPDATE
    SET of = EXCLUDED.of, value_from_minor = EXCLUDED.value_from_minor,
        currency = EXCLUDED.currency
    """
)
_FORGET = text("DELETE FROM photo_wishes WHERE shop_id = :shop")


async def photo_wish(read: Read | Tx, shop_id: UUID) -> Wish | None:
    """What a shop wants; None: no photos."""
    row = (await read.execute(_WISH, {"shop": shop_id})).first()
    return None if row is None else Wish(**row._mapping)


async def set_photo_wish(tx: Tx, shop_id: UUID, wish: Wish | None) -> None:
    """From now on open parcels of this shop are asked for a photo so; None: never.

    Raises:
        PhotoWishUnclear: no such wish, or its value and currency are none.
    """
    if wish is None:
        await tx.execute(_FORGET, {"shop": shop_id})
        return
    is_value = wish.of == "value"
    limit, currency = wish.value_from_minor, wish.currency or ""
    is_limit = limit is not None and 0 < limit <= VALUE_MAX_MINOR
    is_currency = len(currency) == _CURRENCY_CHARS and currency.isascii() and currency.isupper()
    if wish.of not in WISHES or (is_value and not (is_limit and is_currency)):
        raise PhotoWishUnclear
    await tx.execute(
        _PUT,
        {
            "shop": shop_id,
            "of": wish.of,
            "value": limit if is_value else None,
            "currency": currency if is_value else None,
        },
    )
