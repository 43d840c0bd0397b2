"""Reading the building."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

import msgspec
from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import aliased

from wms.db import Read, Tx
from wms.layout.errors import NoWarehouse, PlaceUnknown
from wms.layout.models import LOCATION_KINDS, Place, Warehouse, Zone
from wms.violations import PlaceRetired

#: warehouses in one list
WAREHOUSES_MAX = 100
#: where an LPN stands
_location = aliased(Place)


class PlaceCard(msgspec.Struct, frozen=True, kw_only=True):
    """A place as people know it."""

    id: UUID
    code: str
    kind: str
    label_code: str | None
    is_blocked: bool = False
    is_retired: bool = False
    #: an LPN stands there: a location
    stands_at: str | None = None
    stands_at_kind: str | None = None

    @property
    def is_container(self) -> bool:
        """Whether it is carried with what is in it."""
        return self.kind == "lpn"

    @property
    def location_kind(self) -> str:
        """The kind of location in which its goods are; an LPN that stands nowhere has its own."""
        return self.stands_at_kind or self.kind

    @property
    def said(self) -> str:
        """As a person finds it: an LPN with the location where it stands."""
        return f"{self.stands_at} · {self.code}" if self.stands_at else self.code


class MapPoint(msgspec.Struct, frozen=True, kw_only=True):
    """Where a person stands to reach a place, and its rank on the walk."""

    place_id: UUID
    code: str
    aisle: str | None
    x_mm: int
    y_mm: int
    pick_order: int


def _select() -> Select[UUID, str, str, str | None, bool, bool, str | None, str | None]:
    return select(
        Place.id,
        Place.code,
        Place.kind,
        Place.label_code,
        or_(Place.blocked_at.is_not(None), _location.blocked_at.is_not(None)).label("is_blocked"),
        Place.retired_at.is_not(None).label("is_retired"),
        _location.code.label("stands_at"),
        _location.kind.label("stands_at_kind"),
    ).outerjoin(_location, _location.id == Place.stands_at_id)


async def place_by_label(read: Read | Tx, label: str) -> PlaceCard:
    """The place with these ten digits.

    Raises:
        PlaceUnknown: there is none.
        PlaceRetired: it is out of use, and somebody forgot to take its label off.
    """
    row = (await read.execute(_select().where(Place.label_code == label))).one_or_none()
    if row is None:
        raise PlaceUnknown(scanned=label)
    if row.is_retired:
        raise PlaceRetired(place=row.code)
    return PlaceCard(**row._mapping)


async def place_by_code(read: Read | Tx, warehouse_id: UUID, code: str) -> PlaceCard:
    """The location that people call so, as ``A-03-2``. PlaceUnknown when there is none."""
    row = (
        await read.execute(
            _select().where(
                Place.warehouse_id == warehouse_id,
                Place.code == code,
                Place.kind.in_(LOCATION_KINDS),
            )
        )
    ).one_or_none()
    if row is None:
        raise PlaceUnknown(scanned=code)
    return PlaceCard(**row._mapping)


async def place_by_id(read: Read | Tx, place_id: UUID) -> PlaceCard:
    """The place of this id."""
    row = (await read.execute(_select().where(Place.id == place_id))).one_or_none()
    if row is None:
        raise PlaceUnknown(scanned=str(place_id))
    return PlaceCard(**row._mapping)


async def places_of_kind(
    read: Read | Tx, warehouse_id: UUID, kinds: Collection[str]
) -> list[PlaceCard]:
    """All places of some kinds that are in use, in walking order."""
    rows = await read.execute(
        _select()
        .where(
            Place.warehouse_id == warehouse_id, Place.kind.in_(kinds), Place.retired_at.is_(None)
        )
        .order_by(Place.pick_order, Place.code)
    )
    return [PlaceCard(**row._mapping) for row in rows]


async def outside(read: Read | Tx, warehouse_id: UUID, kind: str) -> UUID:
    """The id of the warehouse's supplier, customer, found, lost or scrap."""
    place_id: UUID = (
        await read.scalars(
            select(Place.id).where(Place.warehouse_id == warehouse_id, Place.kind == kind)
        )
    ).one()
    return place_id


async def outside_of_place(read: Read | Tx, place_id: UUID, kind: str) -> UUID:
    """The same, for the warehouse in which a place is."""
    here = select(Place.warehouse_id).where(Place.id == place_id).scalar_subquery()
    found: UUID = (
        await read.scalars(select(Place.id).where(Place.warehouse_id == here, Place.kind == kind))
    ).one()
    return found


async def the_warehouse(read: Read | Tx) -> UUID:
    """The one warehouse (the first, should there be several). NoWarehouse before it was opened."""
    found: UUID | None = await read.scalar(select(Warehouse.id).order_by(Warehouse.id).limit(1))
    if found is None:
        raise NoWarehouse
    return found


async def walking_map(read: Read | Tx, warehouse_id: UUID) -> list[MapPoint]:
    """All places with coordinates, in walking order."""
    rows = await read.execute(
        select(
            Place.id.label("place_id"),
            Place.code,
            Place.aisle,
            Place.x_mm,
            Place.y_mm,
            Place.pick_order,
        )
        .where(
            Place.warehouse_id == warehouse_id,
            Place.x_mm.is_not(None),
            Place.y_mm.is_not(None),
            Place.retired_at.is_(None),
        )
        .order_by(Place.pick_order, Place.code)
    )
    return [MapPoint(**row._mapping) for row in rows]


async def names_taken(read: Read | Tx, warehouse_id: UUID, names: Collection[str]) -> list[str]:
    """Which of these names places have already."""
    found = await read.scalars(
        select(Place.code)
        .where(Place.warehouse_id == warehouse_id, Place.code.in_(names))
        .order_by(Place.code)
    )
    return list(found)


class WarehouseRow(msgspec.Struct, frozen=True, kw_only=True):
    """A warehouse in a list; ``places`` are its locations in use."""

    id: UUID
    code: str
    name: str
    places: int


async def warehouse_list(read: Read | Tx) -> list[WarehouseRow]:
    """Every warehouse, the first one first."""
    locations = (
        select(func.count())
        .where(
            Place.warehouse_id == Warehouse.id,
            Place.kind.in_(LOCATION_KINDS),
            Place.retired_at.is_(None),
        )
        .scalar_subquery()
    )
    rows = await read.execute(
        select(Warehouse.id, Warehouse.code, Warehouse.name, locations.label("places"))
        .order_by(Warehouse.id)
        .limit(WAREHOUSES_MAX)
    )
    return [WarehouseRow(**row._mapping) for row in rows]


async def zone_choices(read: Read | Tx) -> list[tuple[str, str]]:
    """(code, name) of the zones of all warehouses, to filter by."""
    rows = await read.execute(select(Zone.code, Zone.name).distinct().order_by(Zone.name))
    return [(row.code, row.name) for row in rows]
