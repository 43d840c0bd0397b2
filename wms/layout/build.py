"""Opening a warehouse and adding places to it: rare, and always in one statement per kind."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import func, insert, select, text, update
from sqlalchemy.dialects.postgresql import insert as upsert

from wms.barcodes import LABEL_NUMBER_MAX, Kind, label_code
from wms.db import Tx, new_id, working_for
from wms.halls import EVERYBODY
from wms.layout.errors import LabelsUsedUp, PlaceExists, PlaceUnknown, WarehouseExists
from wms.layout.models import CONTAINER_KINDS, LOCATION_KINDS, OUTSIDE_KINDS, Place, Warehouse
from wms.layout.pattern import pattern_places
from wms.layout.queries import PlaceCard, place_by_id
from wms.layout.walk import NewPlace

#: digits in the name of a tote or a licence plate: T-0001, L-0001
_CONTAINER_DIGITS = 4


async def open_warehouse(tx: Tx, *, code: str, name: str) -> UUID:
    """A new warehouse with its outside (supplier, customer, found, lost, scrap); its id.

    Raises:
        WarehouseExists: another one has this code.
    """
    warehouse_id = await tx.scalar(
        upsert(Warehouse)
        .values(id=new_id(), code=code, name=name)
        .on_conflict_do_nothing(index_elements=["code"])
        .returning(Warehouse.id)
    )
    if warehouse_id is None:
        raise WarehouseExists(pointer="/code", name=code)
    await tx.execute(
        insert(Place).values(
            [{"warehouse_id": warehouse_id, "kind": k, "code": k} for k in OUTSIDE_KINDS]
        )
    )
    return UUID(str(warehouse_id))


async def add_locations(
    tx: Tx, warehouse_id: UUID, places: Sequence[NewPlace], *, zone_id: UUID | None = None
) -> list[PlaceCard]:
    """Add locations (see wms.layout.walk for whole racks); each gets a barcode of its own.

    Raises:
        PlaceExists: one of the names is there already; nothing is added.
    """
    assert all(place.kind in LOCATION_KINDS for place in places)
    return await _add(tx, warehouse_id, places, Kind.LOCATION, zone_id)


async def add_totes(tx: Tx, warehouse_id: UUID, count: int) -> list[PlaceCard]:
    """``count`` more totes, named on from the last: T-0001, T-0002 …"""
    return await _numbered(tx, warehouse_id, count, kind="tote", letter="T", label=Kind.TOTE)


async def add_lpns(tx: Tx, warehouse_id: UUID, count: int) -> list[PlaceCard]:
    """``count`` more licence plates, named on from the last: L-0001, L-0002 … None stands anywhere
    before it is used."""
    return await _numbered(tx, warehouse_id, count, kind="lpn", letter="L", label=Kind.LPN)


async def _numbered(
    tx: Tx, warehouse_id: UUID, count: int, *, kind: str, letter: str, label: Kind
) -> list[PlaceCard]:
    await take_turns(tx)
    there = await tx.scalar(
        select(func.count()).where(Place.warehouse_id == warehouse_id, Place.kind == kind)
    )
    first = (there or 0) + 1
    made = [
        NewPlace(code=f"{letter}-{number:0{_CONTAINER_DIGITS}}", kind=kind)
        for number in range(first, first + count)
    ]
    return await _add(tx, warehouse_id, made, label, None)


async def place_for_parcel(tx: Tx, warehouse_id: UUID, parcel_id: UUID, number: int) -> PlaceCard:
    """The place that a parcel is: goods are in it as in a tote, under the parcel's own id."""
    parcel = Place(
        id=parcel_id,
        warehouse_id=warehouse_id,
        kind="parcel",
        code=f"P-{number}",
        label_code=label_code(Kind.PARCEL, number),
    )
    tx.add(parcel)
    await tx.flush()
    return await place_by_id(tx, parcel_id)


async def block(tx: Tx, *place_ids: UUID, because: str | None = None) -> int:
    """Nothing may be put there and nothing is promised from there until it is unblocked.

    What is blocked already keeps since when; a reason replaces the one before. Retired places are
    passed over. Returns how many are blocked now. Waits for whoever puts something there just now:
    a movement holds the key of its place (`wms/stock/sql/move_stock.sql`).

    Raises:
        PlaceUnknown: none of them can be.
    """
    await tx.execute(
        select(Place.id).where(Place.id.in_(place_ids)).order_by(Place.id).with_for_update()
    )
    return await _set_blocked(
        tx,
        place_ids,
        blocked_at=func.coalesce(Place.blocked_at, func.clock_timestamp()),
        blocked_because=func.coalesce(because, Place.blocked_because),
    )


async def unblock(tx: Tx, *place_ids: UUID) -> int:
    """The places are in use again; retired ones stay as they are. Returns how many are."""
    return await _set_blocked(tx, place_ids, blocked_at=None, blocked_because=None)


async def _set_blocked(tx: Tx, place_ids: tuple[UUID, ...], **facts: Any) -> int:
    changed = await tx.scalars(
        update(Place)
        .where(
            Place.id.in_(place_ids),
            Place.retired_at.is_(None),
            Place.kind.in_(LOCATION_KINDS + CONTAINER_KINDS),
        )
        .values(**facts)
        .returning(Place.id)
    )
    count = len(changed.all())
    if not count:
        raise PlaceUnknown(scanned=str(min(place_ids, default="")))
    return count


async def take_turns(tx: Tx) -> None:
    """Label numbers are given out one adding at a time."""
    await tx.execute(text("SELECT pg_advisory_xact_lock(hashtext('places.label_code'))"))


async def _add(
    tx: Tx, warehouse_id: UUID, places: Sequence[NewPlace], label: Kind, zone_id: UUID | None
) -> list[PlaceCard]:
    if not places:
        return []
    await take_turns(tx)
    numbers = await _free_numbers(tx, label, len(places))
    made = await tx.execute(
        upsert(Place)
        .values(
            [
                {
                    "id": new_id(),
                    "warehouse_id": warehouse_id,
                    "zone_id": zone_id,
                    "label_code": label_code(label, number),
                    **{field: getattr(place, field) for field in NewPlace.__struct_fields__},
                }
                for place, number in zip(places, numbers, strict=True)
            ]
        )
        .on_conflict_do_nothing(index_elements=["warehouse_id", "code"])
        .returning(Place.id, Place.code, Place.kind, Place.label_code)
    )
    added = [PlaceCard(id=r.id, code=r.code, kind=r.kind, label_code=r.label_code) for r in made]
    if len(added) < len(places):
        taken = {p.code for p in places} - {p.code for p in added}
        raise PlaceExists(place=min(taken, default=places[-1].code))
    return added


async def _free_numbers(tx: Tx, label: Kind, count: int) -> list[int]:
    """The lowest label numbers that no place of this kind of label has, in whichever hall."""
    async with working_for(tx, EVERYBODY):
        found = await tx.scalars(
            text(
                "SELECT n FROM generate_series(1, least(:most, :count + ("
                "  SELECT count(*) FROM places WHERE starts_with(label_code, :prefix)))) AS n "
                "WHERE NOT EXISTS (SELECT FROM places WHERE starts_with(label_code, :prefix) "
                "  AND substr(label_code, 3, 7)::int = n) "
                "ORDER BY n LIMIT :count"
            ),
            {"most": LABEL_NUMBER_MAX, "count": count, "prefix": f"{label.value:02}"},
        )
        numbers = [int(number) for number in found]
    if len(numbers) < count:
        raise LabelsUsedUp
    return numbers


async def add_by_pattern(
    tx: Tx, warehouse_id: UUID, pattern: str, kind: str, *, zone_id: UUID | None = None
) -> int:
    """Add all locations of a pattern (`wms.layout.pattern`) at the end of the walk; how many.

    Raises:
        PatternUnreadable, PatternTooLarge: no names, or too many.
        PlaceExists: one of the names is there already; nothing is added.
    """
    last = await tx.scalar(
        select(func.coalesce(func.max(Place.pick_order), 0)).where(
            Place.warehouse_id == warehouse_id
        )
    )
    places = pattern_places(pattern, kind, after=last or 0)
    return len(await add_locations(tx, warehouse_id, places, zone_id=zone_id))
