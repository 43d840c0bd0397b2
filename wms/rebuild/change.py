"""Changing, retiring and bringing back places, one or a thousand: all of them or none."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from uuid import UUID

from wms.db import Tx
from wms.layout.address import Grid, Spot, spots_of
from wms.layout.change import (
    CHANGED_MAX,
    PlaceChange,
    PlaceFacts,
    lock_places,
    lowest_rank,
    moves,
    write_change,
    write_retired,
    write_spots,
)
from wms.rebuild.errors import PlaceInUse
from wms.rebuild.in_the_way import in_the_way
from wms.violations import PlaceRetired


async def change_places(tx: Tx, place_ids: Collection[UUID], change: PlaceChange) -> int:
    """Limits and ranks change at any time; a name, kind, zone or spot only when nothing is there.

    Returns how many places were asked for.

    Raises:
        PlaceInUse: goods, orders or people are in the way of a move; it says which.
        PlaceRetired: a retired place is brought back first.
        and all that `wms.layout.change.write_change` raises.
    """
    places = await _locked(tx, place_ids)
    await _make_sure_free(tx, [place for place in places if moves(place, change)])
    await write_change(tx, places, change)
    return len(places)


async def lay_out_places(
    tx: Tx, place_ids: Collection[UUID], grid: Grid, *, is_walk_too: bool
) -> int:
    """Give places spots on the walking map by what their names say; with ``is_walk_too`` also their
    ranks, up one aisle and down the next, beginning where the first of them is now.

    Raises:
        PlaceInUse: a place would move, and something is there.
        PlaceRetired
    """
    places = await _locked(tx, place_ids)
    spots = spots_of({place.id: place.code for place in places}, grid)
    moved = [place for place in places if moves(place, _to(spots[place.id]))]
    await _make_sure_free(tx, moved)
    first = await lowest_rank(tx, place_ids) if is_walk_too else None
    await write_spots(tx, spots, first_rank=first)
    return len(places)


async def retire_places(tx: Tx, place_ids: Collection[UUID]) -> int:
    """Places are out of use: nothing comes there, they are not listed, suggested or counted, and
    their labels say so. What the ledger says of their past stays.

    Raises:
        PlaceInUse: goods, orders or people are in the way; it says which.
    """
    assert len(place_ids) <= CHANGED_MAX
    places = await lock_places(tx, place_ids)
    await _make_sure_free(tx, places)
    await write_retired(tx, place_ids, is_retired=True)
    return len(places)


async def bring_back_places(tx: Tx, place_ids: Collection[UUID]) -> int:
    """Retired places are in use again, under their old labels, and not blocked."""
    assert len(place_ids) <= CHANGED_MAX
    places = [place for place in await lock_places(tx, place_ids) if place.is_retired]
    await write_retired(tx, [place.id for place in places], is_retired=False)
    return len(places)


def _to(spot: Spot) -> PlaceChange:
    return PlaceChange(aisle=spot.aisle, x_mm=spot.x_mm, y_mm=spot.y_mm)


async def _locked(tx: Tx, place_ids: Collection[UUID]) -> Sequence[PlaceFacts]:
    assert len(place_ids) <= CHANGED_MAX
    places = await lock_places(tx, place_ids)
    for place in places:
        if place.is_retired:
            raise PlaceRetired(place=place.code)
    return places


async def _make_sure_free(tx: Tx, places: Sequence[PlaceFacts]) -> None:
    # a statement of its own after the lock: it sees what was put there while we waited
    if things := await in_the_way(tx, [place.id for place in places]):
        raise PlaceInUse(things)
