"""What the name of a place says about where it is, and a hall laid out by such names (pure).

``A-03-2`` is aisle A, bay 03, level 2; ``B-07-12-4`` is aisle B-07, bay 12, level 4; ``A-03`` is
aisle A, bay 03, without a level; ``DOCK`` stands for itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final
from uuid import UUID

import msgspec

from wms.layout.walk import AISLE_PITCH_MM, BAY_WIDTH_MM, NewPlace, in_walking_order

_PIECES: Final = re.compile(r"[0-9]+|[^0-9]+", re.ASCII)


class Address(msgspec.Struct, frozen=True):
    """The parts of a name; empty when it has none."""

    aisle: str
    bay: str = ""
    level: str = ""


class Grid(msgspec.Struct, frozen=True, kw_only=True):
    """How far apart aisles and bays are, and where the first one is, in millimetres."""

    aisle_pitch_mm: int = AISLE_PITCH_MM
    bay_width_mm: int = BAY_WIDTH_MM
    x_mm: int = 0
    y_mm: int = 0


class Spot(msgspec.Struct, frozen=True, kw_only=True):
    """Where a place is on the walking map."""

    aisle: str
    x_mm: int
    y_mm: int
    #: its rank among those that were laid out with it, from 1: up one aisle, down the next
    rank: int


def address(code: str) -> Address:
    """The parts of a name."""
    parts = code.split("-")
    if len(parts) == 1:
        return Address(code)
    if len(parts) == 2:
        return Address(parts[0], parts[1])
    return Address("-".join(parts[:-2]), parts[-2], parts[-1])


def natural(name: str) -> tuple[tuple[int, str], ...]:
    """Sorts A-2 before A-10."""
    return tuple(
        (int(piece), "") if piece.isdigit() else (-1, piece) for piece in _PIECES.findall(name)
    )


def lay_out(codes: Iterable[str], grid: Grid) -> dict[str, Spot]:
    """Aisles beside each other in the order of their names, bays along each.

    A bay with a number stands where its number says, so a gap in the numbers is one in the hall;
    other bays stand in the order of their names.
    """
    parts = {code: address(code) for code in codes}
    bays = _bays(parts)
    columns = {aisle: n for n, aisle in enumerate(sorted(bays, key=natural))}
    placed = [
        NewPlace(
            code=code,
            kind="",
            aisle=one.aisle,
            x_mm=grid.x_mm + columns[one.aisle] * grid.aisle_pitch_mm,
            y_mm=grid.y_mm + bays[one.aisle].index(one.bay) * grid.bay_width_mm
            if not one.bay.isdigit()
            else grid.y_mm + int(one.bay) * grid.bay_width_mm,
        )
        for code, one in parts.items()
    ]
    return {
        place.code: Spot(
            aisle=place.aisle or "", x_mm=place.x_mm or 0, y_mm=place.y_mm or 0,
            rank=place.pick_order,
        )
        for place in in_walking_order(placed)
    }  # fmt: skip


def _bays(parts: Mapping[str, Address]) -> dict[str, Sequence[str]]:
    """Aisle → its bays in the order of their names."""
    found: dict[str, set[str]] = {}
    for one in parts.values():
        found.setdefault(one.aisle, set()).add(one.bay)
    return {aisle: sorted(bays, key=natural) for aisle, bays in found.items()}


def spots_of(places: Mapping[UUID, str], grid: Grid) -> dict[UUID, Spot]:
    """The same for places by id."""
    by_code = lay_out(places.values(), grid)
    return {place_id: by_code[code] for place_id, code in places.items()}
