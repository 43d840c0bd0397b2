"""What a shop wants done with its parcels: told once at the desk, confirmed for each of them."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec
from sqlalchemy import insert, select, text

from wms.access.people import AtWork
from wms.db import Read, Tx, new_id
from wms.packing.instructions.errors import (
    InstructionsFull,
    InstructionUnknown,
    MomentUnknown,
    NothingToConfirm,
    WordsMissing,
)
from wms.packing.instructions.models import PackingInstruction
from wms.packing.pack import hold
from wms.photos.develop import Picture
from wms.photos.errors import PhotoUnknown
from wms.photos.keep import Side, keep, photo_bytes

MOMENTS: Final = ("begin", "close")
#: more stands on no card that a packer reads for every parcel, characters
WORDS_MAX_CHARS: Final = 200
#: instructions of one shop for every parcel: each is confirmed for each of them
EACH_PARCEL_MAX: Final = 8


class Instruction(msgspec.Struct, frozen=True, kw_only=True):
    """What a shop wants done with each parcel. ``moment``: begin or close."""

    id: UUID
    moment: str
    words: str
    photo_id: UUID | None
    created_at: datetime


async def instructions_of(read: Read | Tx, shop_id: UUID) -> list[Instruction]:
    """A shop's own instructions, in the order in which the packer is asked."""
    rows = await read.execute(
        select(*(getattr(PackingInstruction, f) for f in Instruction.__struct_fields__))
        .where(PackingInstruction.shop_id == shop_id, PackingInstruction.ended_at.is_(None))
        .order_by(PackingInstruction.moment, PackingInstruction.id)
    )
    return [Instruction(**row._mapping) for row in rows]


_LOCK_SHOP = text("SELECT 1 FROM shops WHERE id = :shop FOR NO KEY UPDATE")


async def add_instruction(
    tx: Tx, shop_id: UUID, *, moment: str, words: str, picture: Picture | None, by: UUID | None
) -> UUID:
    """From now on each parcel that is opened asks for it; ``by``: the office user,
    None for a program of the house.

    Raises:
        MomentUnknown, WordsMissing: it says nothing that a packer could do.
        InstructionsFull: the shop has `EACH_PARCEL_MAX` already.
    """
    words = " ".join(words.split())
    if moment not in MOMENTS:
        raise MomentUnknown
    if not words or len(words) > WORDS_MAX_CHARS or not words.isprintable():
        raise WordsMissing(most=WORDS_MAX_CHARS, pointer="/words")
    await tx.execute(_LOCK_SHOP, {"shop": shop_id})  # two people count each other's
    if len(await instructions_of(tx, shop_id)) >= EACH_PARCEL_MAX:
        raise InstructionsFull(most=EACH_PARCEL_MAX)
    photo_id = (await keep(tx, shop_id, picture)).id if picture is not None else None
    made = new_id()
    await tx.execute(
        insert(PackingInstruction).values(
            shop_id=shop_id, id=made, moment=moment, words=words, photo_id=photo_id, user_id=by
        )
    )
    return made


_END = text(
    "UPDATE packing_instructions SET ended_at = clock_timestamp() "
    "WHERE shop_id = :shop AND id = :id AND ended_at IS NULL RETURNING id"
)


async def end_instruction(tx: Tx, shop_id: UUID, instruction_id: UUID) -> None:
    """Parcels that are opened from now on are not asked for it. Open ones still are.

    Raises:
        InstructionUnknown: the shop has no such instruction (any more).
    """
    if await tx.scalar(_END, {"shop": shop_id, "id": instruction_id}) is None:
        raise InstructionUnknown


_CONFIRM = text(
    """
    UPDATE parcel_instructions
    SET confirmed_at = clock_timestamp(), operator_id = :operator, device_id = :device,
        scan_id = :scan
    WHERE shop_id = :shop AND parcel_id = :parcel AND id = :id AND confirmed_at IS NULL
    RETURNING id
    """
)
_IS_CONFIRMED = text(
    "SELECT EXISTS (SELECT FROM parcel_instructions "
    "WHERE shop_id = :shop AND parcel_id = :parcel AND id = :id)"
)


async def confirm(tx: Tx, parcel: int, instruction_id: UUID, *, scan_id: UUID, by: AtWork) -> None:
    """The packer says that it was done; said again, it stays as it was said first.

    Raises:
        NoParcel, ParcelClosed, Taken, OrderCancelled: this packer cannot change the parcel.
        NothingToConfirm: the parcel is not asked for it.
    """
    held = await hold(tx, parcel, by)
    key = {"shop": held.shop_id, "parcel": held.parcel_id, "id": instruction_id}
    who = {"operator": by.operator_id, "device": by.device_id, "scan": scan_id}
    if await tx.scalar(_CONFIRM, key | who) is None and not await tx.scalar(_IS_CONFIRMED, key):
        raise NothingToConfirm(parcel=parcel)


_SHOWN = text(
    "SELECT photo_id FROM parcel_instructions WHERE shop_id = :shop AND photo_id = :photo "
    "UNION SELECT photo_id FROM packing_instructions WHERE shop_id = :shop AND photo_id = :photo"
)


async def instruction_photo(read: Read | Tx, shop_id: UUID, photo_id: UUID, side: Side) -> bytes:
    """The picture of an instruction.

    Raises:
        PhotoUnknown: no instruction of this shop shows it.
    """
    if await read.scalar(_SHOWN, {"shop": shop_id, "photo": photo_id}) is None:
        raise PhotoUnknown
    return await photo_bytes(read, photo_id, side, shop_id=shop_id)
