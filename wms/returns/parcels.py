"""The cartons of a return: each is waited for or here, with its own number, weight and pictures.

A code on a carton may be its own (the number of its way back), or one that several have: the code
of the return, its slip, or the label of the way out in a carton that is used again. Only the first
kind tells cartons apart, so of the others the first scan counts, and whoever has one more in their
hands says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Annotated, Any, Final
from uuid import UUID

import msgspec
from sqlalchemy import text

from wms.access.people import AtWork
from wms.db import Read, Tx
from wms.events.kinds.returned import ReturnParcelArrived
from wms.returns.errors import (
    ParcelHereAlready,
    ParcelNotOfReturn,
    ReturnOver,
    ReturnUnknown,
    TooManyParcels,
    WeightWrong,
)
from wms.returns.hand import hold, tell, touch
from wms.returns.inspection.refund import reached
from wms.returns.queries import ReturnView, return_view
from wms.texts import Line

#: cartons of one return
PARCELS_MAX: Final = 20
#: heavier is no parcel that one person lifts, g
WEIGHT_MAX_G: Final = 100_000


class NewReturnParcel(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A carton that will come; null: its number is not known."""

    tracking_number: Line | None = None


NewParcels = Annotated[tuple[NewReturnParcel, ...], msgspec.Meta(max_length=PARCELS_MAX)]


class Carton(msgspec.Struct, frozen=True, kw_only=True):
    """One of them, as far as it matters which one is in somebody's hands."""

    id: UUID
    tracking_number: str | None
    arrived_at: datetime | None


#: none of those that are known: it is a new one
NEW: Final = "new"
#: it is one of several that are waited for, and the code does not tell which
WHICH: Final = "which"
#: it is here already, as far as the code tells
SAME: Final = "same"


def which(cartons: Sequence[Carton], number: str | None, *, is_shared: bool) -> UUID | str:
    """Which carton came: its id, `NEW`, `WHICH` or `SAME` (pure).

    ``number``: what is on it; None: only what tells the return. ``is_shared``: a number of the way
    out, which a carton that is used again has, too.
    """
    named = [one for one in cartons if number is not None and one.tracking_number == number]
    if named:
        return named[0].id if named[0].arrived_at is None else SAME
    waited = [one for one in cartons if one.arrived_at is None]
    here = [one for one in cartons if one.arrived_at is not None]
    if number is None or (is_shared and waited):
        if here:
            return SAME
        if not waited:
            return NEW
        is_known = len(waited) == 1 or all(one.tracking_number is None for one in waited)
        return waited[0].id if is_known else WHICH
    unnamed = [one for one in waited if one.tracking_number is None]
    if unnamed:
        return unnamed[0].id
    # its slip was scanned first, then what is on it
    is_same = not waited and len(here) == 1 and here[0].tracking_number is None
    return here[0].id if is_same else NEW


_CARTONS = text("""
    SELECT id, tracking_number, arrived_at FROM return_parcels
    WHERE shop_id = :shop AND return_id = :return ORDER BY id
""")
_OPEN = text(
    "SELECT number, status FROM returns WHERE shop_id = :shop AND id = :id FOR NO KEY UPDATE"
)
_WAIT = text("""
    INSERT INTO return_parcels (shop_id, return_id, tracking_number, shipment_id)
    VALUES (:shop, :return, :number, :shipment) ON CONFLICT DO NOTHING RETURNING id
""")
_NAME = text(
    "UPDATE return_parcels SET tracking_number = :number WHERE shop_id = :shop AND id = :id"
)
_WAIT_NO_MORE = text("""
    DELETE FROM return_parcels WHERE shop_id = :shop AND return_id = :return
    AND tracking_number = :number AND arrived_at IS NULL RETURNING id
""")
_NEW = text("""
    INSERT INTO return_parcels (shop_id, return_id, tracking_number, arrived_at, operator_id)
    VALUES (:shop, :return, :number, clock_timestamp(), :operator) RETURNING id
""")
_HERE = text("""
    UPDATE return_parcels SET tracking_number = coalesce(tracking_number, :number),
        arrived_at = coalesce(arrived_at, clock_timestamp()),
        operator_id = CASE WHEN arrived_at IS NULL THEN CAST(:operator AS uuid)
                           ELSE operator_id END
    WHERE shop_id = :shop AND id = :id RETURNING old.arrived_at IS NULL
""")
_TOLD = text("""
    SELECT count(*) FILTER (WHERE arrived_at IS NOT NULL) AS here,
           count(*) FILTER (WHERE arrived_at IS NULL) AS waited
    FROM return_parcels WHERE shop_id = :shop AND return_id = :return
""")
_WEIGH = text("UPDATE return_parcels SET weight_g = :weight WHERE shop_id = :shop AND id = :id")
_TAKEN_BY = text("""
    SELECT p.id, o.name FROM return_parcels p JOIN operators o ON o.id = p.operator_id
    WHERE p.shop_id = :shop AND p.return_id = :return
""")


async def cartons_of(read: Read | Tx, shop_id: UUID, return_id: UUID) -> list[Carton]:
    """The cartons of a return in the order in which they became known."""
    rows = await read.execute(_CARTONS, {"shop": shop_id, "return": return_id})
    return [Carton(**row._mapping) for row in rows]


async def taken_by(read: Read, shop_id: UUID, return_id: UUID) -> dict[UUID, str]:
    """Who took which carton in; with names, so for our own people."""
    rows = await read.execute(_TAKEN_BY, {"shop": shop_id, "return": return_id})
    return {row.id: row.name for row in rows}


async def counted(tx: Read | Tx, shop_id: UUID, return_id: UUID) -> dict[str, Any]:
    """How many are here and how many are waited for, as events tell it."""
    row = (await tx.execute(_TOLD, {"shop": shop_id, "return": return_id})).one()
    return {"parcels_here": row.here, "parcels_waited": row.waited}


async def wait_for(
    tx: Tx,
    shop_id: UUID,
    return_id: UUID,
    numbers: Sequence[str | None],
    *,
    shipment_id: UUID | None = None,
) -> int:
    """Cartons that will come; how many of them were not known. The caller holds the return.

    ``shipment_id``: ours, that its courier brings back; of each one it is noted once.

    Raises:
        TooManyParcels: a return has `PARCELS_MAX` at most.
    """
    key = {"shop": shop_id, "return": return_id, "shipment": shipment_id}
    made = 0
    for number in numbers:
        made += await tx.scalar(_WAIT, {**key, "number": number}) is not None
    if len(await cartons_of(tx, shop_id, return_id)) > PARCELS_MAX:
        raise TooManyParcels(most=PARCELS_MAX)
    return made


async def comes_as(tx: Tx, shop_id: UUID, return_id: UUID, number: str) -> None:
    """A carton has its number now, of a label that was bought: one of which nothing was known, or
    one more. The caller holds the return; one that has `PARCELS_MAX` waits for no more."""
    cartons = await cartons_of(tx, shop_id, return_id)
    unnamed = [one for one in cartons if one.arrived_at is None and one.tracking_number is None]
    key = {"shop": shop_id, "return": return_id, "number": number, "shipment": None}
    if unnamed:
        await tx.execute(_NAME, {**key, "id": unnamed[0].id})
    elif len(cartons) < PARCELS_MAX:
        await tx.execute(_WAIT, key)


async def comes_no_more(tx: Tx, shop_id: UUID, return_id: UUID, number: str) -> bool:
    """Its label was called off: nobody waits for a carton with this number; whether one was."""
    key = {"shop": shop_id, "return": return_id, "number": number}
    return await tx.scalar(_WAIT_NO_MORE, key) is not None


async def more_come(
    tx: Tx, shop_id: UUID, return_id: UUID, numbers: Sequence[str | None]
) -> ReturnView:
    """More cartons will come of a return that is not over.

    Raises:
        ReturnUnknown: the shop has no such return.
        ReturnOver: it is finished or refused, or nobody knows yet of which order it is.
        TooManyParcels: see `wait_for`.
    """
    key = {"shop": shop_id, "id": return_id}
    held = (await tx.execute(_OPEN, key)).one_or_none()
    if held is None:
        raise ReturnUnknown(name=str(return_id))
    if held.status not in ("announced", "arrived", "inspecting"):
        raise ReturnOver(number=held.number)
    if await wait_for(tx, shop_id, return_id, numbers):
        await touch(tx, shop_id, return_id)
    return await return_view(tx, shop_id, return_id)


async def carton_came(
    tx: Tx,
    shop_id: UUID,
    return_id: UUID,
    number: str | None,
    *,
    is_shared: bool = False,
    by: AtWork | None = None,
) -> bool:
    """Note that a carton stands here; whether that is news. The caller holds the return."""
    found = which(await cartons_of(tx, shop_id, return_id), number, is_shared=is_shared)
    if found in (WHICH, SAME):
        return False
    key = {
        "shop": shop_id, "return": return_id, "number": number, "id": found,
        "operator": by.operator_id if by else None,
    }  # fmt: skip
    if found == NEW:
        await tx.execute(_NEW, key)
        return True
    return bool(await tx.scalar(_HERE, key))


async def tell_carton(tx: Tx, shop_id: UUID, return_id: UUID) -> None:
    """One more carton of a return that is here: its shop hears of it, and the last may clear it."""
    told = await counted(tx, shop_id, return_id)
    await touch(tx, shop_id, return_id)
    await tell(tx, shop_id, return_id, partial(ReturnParcelArrived, **told))
    if not told["parcels_waited"]:
        await reached(tx, shop_id, return_id, "arrived")


async def one_more(tx: Tx, number: int, code: str, *, by: AtWork) -> None:
    """Somebody has one more carton of a return in their hands; ``code``: what is on it, or "".

    Raises:
        ReturnUnknown, ReturnOver: the return is not in work.
        ParcelHereAlready: the carton with this number is here.
        TooManyParcels: see `wait_for`.
    """
    held = await hold(tx, number)
    cartons = await cartons_of(tx, held.shop_id, held.id)
    said = code.strip() or None
    known = [one for one in cartons if said is not None and one.tracking_number == said]
    if any(one.arrived_at for one in known):
        raise ParcelHereAlready(scanned=said, number=number)
    if not known and len(cartons) >= PARCELS_MAX:
        raise TooManyParcels(most=PARCELS_MAX)
    unnamed = [one for one in cartons if one.arrived_at is None and one.tracking_number is None]
    key = {"shop": held.shop_id, "return": held.id, "number": said, "operator": by.operator_id}
    if known or unnamed:
        await tx.execute(_HERE, {**key, "id": (known or unnamed)[0].id})
    else:
        await tx.execute(_NEW, key)
    await tell_carton(tx, held.shop_id, held.id)


async def this_one(tx: Tx, number: int, parcel_id: UUID, *, by: AtWork) -> None:
    """The carton in somebody's hands is that one of those that are waited for.

    Raises:
        ReturnUnknown, ReturnOver: the return is not in work.
        ParcelNotOfReturn: it is another one's.
        ParcelHereAlready: it is here.
    """
    held = await hold(tx, number)
    one = await parcel_of_return(tx, held.shop_id, held.id, parcel_id)
    if one.arrived_at is not None:
        raise ParcelHereAlready(scanned=one.tracking_number or "–", number=number)
    key = {"shop": held.shop_id, "id": one.id, "number": None, "operator": by.operator_id}
    await tx.execute(_HERE, key)
    await tell_carton(tx, held.shop_id, held.id)


async def weigh(tx: Tx, number: int, parcel_id: UUID, weight_g: int) -> None:
    """What a scale says of one carton, g; the last counts.

    Raises:
        ReturnUnknown, ReturnOver: the return is not in work.
        ParcelNotOfReturn: it is another one's.
        WeightWrong: no parcel weighs that.
    """
    held = await hold(tx, number)
    if not 0 < weight_g <= WEIGHT_MAX_G:
        raise WeightWrong(most=WEIGHT_MAX_G)
    await parcel_of_return(tx, held.shop_id, held.id, parcel_id)
    await tx.execute(_WEIGH, {"shop": held.shop_id, "id": parcel_id, "weight": weight_g})
    await touch(tx, held.shop_id, held.id)


async def parcel_of_return(tx: Tx, shop_id: UUID, return_id: UUID, parcel_id: UUID) -> Carton:
    """That carton of the return. ParcelNotOfReturn when it is another one's."""
    for one in await cartons_of(tx, shop_id, return_id):
        if one.id == parcel_id:
            return one
    raise ParcelNotOfReturn
