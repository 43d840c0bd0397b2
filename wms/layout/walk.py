"""The walking map as rules (pure): names of places and the rank of each on the walk.

A picker walks an aisle up, the next one down, and never back: S-shape routing, the heuristic that
pickers follow without being told (J. Petersen, "An evaluation of order picking routing policies",
1997). Places face each other across an aisle, so both sides of a bay are passed at the same time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import msgspec

#: the ordinary rack: a bay is wide enough for three pallets of 800 mm
BAY_WIDTH_MM = 2_700
#: two pick trolleys pass each other, plus half a rack on each side
AISLE_PITCH_MM = 4_200
#: a level at which hands reach without a ladder
PICK_LEVEL = 1


class NewPlace(msgspec.Struct, frozen=True, kw_only=True):
    """A place to be added; the coordinates are where a person stands to reach it."""

    code: str
    kind: str
    aisle: str | None = None
    x_mm: int | None = None
    y_mm: int | None = None
    pick_order: int = 0


class Rack(msgspec.Struct, frozen=True, kw_only=True):
    """Aisles that look alike: letters, bays along each, levels above each other."""

    aisles: Sequence[str]
    bays: int
    levels: int
    #: levels from which single pieces are picked; what is above is reserve
    pick_levels: int = PICK_LEVEL
    bay_width_mm: int = BAY_WIDTH_MM
    aisle_pitch_mm: int = AISLE_PITCH_MM


def rack_places(rack: Rack) -> list[NewPlace]:
    """Every place of a rack, ``A-03-2`` = aisle A, bay 3, level 2, in the order of the walk."""
    return in_walking_order(_places(rack))


def _places(rack: Rack) -> Iterator[NewPlace]:
    for column, aisle in enumerate(rack.aisles):
        for bay in range(1, rack.bays + 1):
            for level in range(1, rack.levels + 1):
                yield NewPlace(
                    code=f"{aisle}-{bay:02}-{level}",
                    kind="pick_face" if level <= rack.pick_levels else "storage",
                    aisle=aisle,
                    x_mm=column * rack.aisle_pitch_mm,
                    y_mm=bay * rack.bay_width_mm,
                )


def in_walking_order(places: Iterable[NewPlace]) -> list[NewPlace]:
    """The places ranked 1, 2, 3 …: up the first aisle, down the second, up the third."""
    aisles: dict[int, list[NewPlace]] = {}
    for place in places:
        aisles.setdefault(place.x_mm or 0, []).append(place)
    walk: list[NewPlace] = []
    for index, x_mm in enumerate(sorted(aisles)):
        walk += sorted(aisles[x_mm], key=_downwards if index % 2 else _upwards)
    return [
        msgspec.structs.replace(place, pick_order=rank) for rank, place in enumerate(walk, start=1)
    ]


def _upwards(place: NewPlace) -> tuple[int, str]:
    return place.y_mm or 0, place.code


def _downwards(place: NewPlace) -> tuple[int, str]:
    return -(place.y_mm or 0), place.code
