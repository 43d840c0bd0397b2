"""Writing changes of places. Whether people or goods are in the way is asked by `wms.rebuild`."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

import msgspec
from msgspec import UNSET, UnsetType
from sqlalchemy import bindparam, func, insert, select, update

from wms.db import Tx
from wms.errors import NotFound
from wms.layout.address import Spot
from wms.layout.build import take_turns
from wms.layout.errors import KindFixed, NameUnusable, PlaceExists, ZoneElsewhere
from wms.layout.models import LOCATION_KINDS, ContainerMove, Place, Zone
from wms.layout.pattern import NAME_MAX_CHARS, is_name

#: places changed at once
CHANGED_MAX = 5_000


class PlaceChange(msgspec.Struct, frozen=True, kw_only=True):
    """What shall be otherwise; what is not set stays. Limits: None is no limit."""

    code: str | UnsetType = UNSET
    kind: str | UnsetType = UNSET
    zone_id: UUID | UnsetType | None = UNSET
    aisle: str | UnsetType | None = UNSET
    x_mm: int | UnsetType | None = UNSET
    y_mm: int | UnsetType | None = UNSET
    pick_order: int | UnsetType = UNSET
    capacity_units: int | UnsetType | None = UNSET
    capacity_weight_g: int | UnsetType | None = UNSET
    capacity_volume_cm3: int | UnsetType | None = UNSET
    products_max: int | UnsetType | None = UNSET

    def facts(self) -> dict[str, Any]:
        """What was set, by column."""
        return {
            name: value
            for name in self.__struct_fields__
            if (value := getattr(self, name)) is not UNSET
        }


class PlaceFacts(msgspec.Struct, frozen=True, kw_only=True):
    """A place as it is, locked until the transaction ends."""

    id: UUID
    warehouse_id: UUID
    code: str
    kind: str
    zone_id: UUID | None
    aisle: str | None
    x_mm: int | None
    y_mm: int | None
    is_retired: bool


async def lock_places(tx: Tx, ids: Collection[UUID]) -> list[PlaceFacts]:
    """Locations, totes and LPNs, in the order of their keys. Nothing comes to them meanwhile: every
    move, put-away, promise and task that names a place waits for this lock.

    Raises:
        NotFound: one of them is no place, or not the building's.
    """
    rows = await tx.execute(
        select(
            Place.id,
            Place.warehouse_id,
            Place.code,
            Place.kind,
            Place.zone_id,
            Place.aisle,
            Place.x_mm,
            Place.y_mm,
            Place.retired_at.is_not(None).label("is_retired"),
        )
        .where(Place.id.in_(ids), Place.kind.in_((*LOCATION_KINDS, "tote", "lpn")))
        .order_by(Place.id)
        .with_for_update()
    )
    places = [PlaceFacts(**row._mapping) for row in rows]
    if missing := set(ids) - {place.id for place in places}:
        raise NotFound(what="place", name=str(min(missing)))
    return places


def moves(place: PlaceFacts, change: PlaceChange) -> bool:
    """Whether the change would mislead people who know the place: another name, kind, zone or spot.

    What was never said (no zone, no spot yet) is described, not moved.
    """
    for name, value in change.facts().items():
        if name in ("code", "kind") and value != getattr(place, name):
            return True
        if name in ("zone_id", "aisle", "x_mm", "y_mm"):
            is_now = getattr(place, name)
            if is_now is not None and value != is_now:
                return True
    return False


async def write_change(tx: Tx, places: Collection[PlaceFacts], change: PlaceChange) -> None:
    """The places are so from now on; they are locked by `lock_places`.

    Raises:
        NameUnusable, PlaceExists: they cannot be called so.
        KindFixed: a tote stays one, and a location never becomes one.
        ZoneElsewhere: the zone is another warehouse's.
    """
    facts = change.facts()
    if not facts or not places:
        return
    if "kind" in facts:
        for place in places:
            fits = place.kind in LOCATION_KINDS and facts["kind"] in LOCATION_KINDS
            if not fits and facts["kind"] != place.kind:
                raise KindFixed(place=place.code)
    if facts.get("zone_id") is not None:
        of_zone = await tx.scalar(select(Zone.warehouse_id).where(Zone.id == facts["zone_id"]))
        for place in places:
            if place.warehouse_id != of_zone:
                raise ZoneElsewhere(place=place.code)
    if "code" in facts:
        await _may_be_called(tx, places, facts["code"])
    await tx.execute(
        update(Place).where(Place.id.in_([place.id for place in places])).values(**facts)
    )


async def _may_be_called(tx: Tx, places: Collection[PlaceFacts], code: str) -> None:
    if not is_name(code):
        raise NameUnusable(most=NAME_MAX_CHARS)
    await take_turns(tx)  # or two places get one name between the question and the answer
    for place in places:
        others = select(Place.id).where(
            Place.warehouse_id == place.warehouse_id, Place.code == code, Place.id != place.id
        )
        if len(places) > 1 or await tx.scalar(others) is not None:
            raise PlaceExists(place=code)


_SPOTS = (
    update(Place)
    .where(Place.id == bindparam("place"))
    .values(
        aisle=bindparam("aisle"),
        x_mm=bindparam("x_mm"),
        y_mm=bindparam("y_mm"),
        pick_order=func.coalesce(bindparam("rank"), Place.pick_order),
    )
)


async def write_spots(tx: Tx, spots: Mapping[UUID, Spot], *, first_rank: int | None) -> None:
    """Where places are; with ``first_rank`` the walk goes through them as their spots say."""
    if not spots:
        return
    connection = await tx.connection()
    await connection.execute(
        _SPOTS,
        [
            {
                "place": place_id, "aisle": spot.aisle, "x_mm": spot.x_mm, "y_mm": spot.y_mm,
                "rank": None if first_rank is None else first_rank + spot.rank - 1,
            }
            for place_id, spot in sorted(spots.items())
        ],
    )  # fmt: skip


async def write_retired(tx: Tx, ids: Collection[UUID], *, is_retired: bool) -> None:
    """Out of use, or in use again and not blocked. A retired LPN stands nowhere."""
    since = func.coalesce(Place.retired_at, func.clock_timestamp()) if is_retired else None
    blocked = func.coalesce(Place.blocked_at, func.clock_timestamp()) if is_retired else None
    because = Place.blocked_because if is_retired else None
    if is_retired:
        stood = Place.id.in_(ids) & Place.inside_id.is_not(None)
        await tx.execute(
            insert(ContainerMove).from_select(
                ["container_id", "from_id"], select(Place.id, Place.inside_id).where(stood)
            )
        )
        await tx.execute(update(Place).where(stood).values(inside_id=None))
    await tx.execute(
        update(Place)
        .where(Place.id.in_(ids))
        .values(retired_at=since, blocked_at=blocked, blocked_because=because)
    )


async def lowest_rank(tx: Tx, ids: Collection[UUID]) -> int:
    """Where on the walk the first of these places is."""
    return await tx.scalar(select(func.min(Place.pick_order)).where(Place.id.in_(ids))) or 0
