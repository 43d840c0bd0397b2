"""The hall as a drawing (pure): a cell a place, aisles as columns, the levels of a bay stacked.

Drawn to be read rather than to scale, as a plan of an underground is: bays that stand beside each
other in the hall do so here, wide gaps are cut short, and no cell lies on another. Places whose
spot nobody said are drawn beneath the others, by their names.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from statistics import median
from typing import Final

import msgspec

from wms.layout.address import Grid, address, lay_out, natural
from wms.stock.hall_map import MapPlace

#: a cell, and the space around a bay, in pixels at 100 %
CELL_WIDTH: Final = 40
CELL_HEIGHT: Final = 13
ONE_LEVEL_HEIGHT: Final = 26
GAP: Final = 6
HEAD: Final = 24
#: a gap in the hall is drawn as at most so many bays
GAP_MAX: Final = 3
#: shades of a full cell; 0 is empty
STEPS: Final = 5
#: the fullest tenth are all drawn full, so that one place of screws does not make all others empty
_TOP: Final = 0.9
#: letters of an aisle's name that fit over its column
_NAME_CHARS: Final = 6
#: bays at one spot are drawn one behind the other; so little says nothing about how far bays are
_NUDGE_MM: Final = 1
_APART_MM: Final = 50


class Cell(msgspec.Struct, frozen=True):
    """A place in the drawing: its corner, and how much of it is filled (0 to `STEPS`, or over)."""

    x: int
    y: int
    step: int
    place: MapPlace


class Aisle(msgspec.Struct, frozen=True):
    """A name over a column."""

    x: int
    y: int
    name: str


class Drawing(msgspec.Struct, frozen=True, kw_only=True):
    """All of it, in pixels; ``height_of_cell`` is the same for every cell."""

    width: int
    height: int
    height_of_cell: int
    cells: list[Cell]
    aisles: list[Aisle]
    #: from how much on a place without a limit, or with picks, is drawn full
    top: int
    #: places whose spot nobody said
    guessed: int


def levels_of(places: Iterable[MapPlace]) -> list[str]:
    """The levels that the names tell, the lowest first."""
    return sorted({level for place in places if (level := address(place.code).level)}, key=natural)


def draw(places: Sequence[MapPlace], *, is_heat: bool, level: str = "") -> Drawing:
    """Cells for the places; with ``level`` only those of that level, and larger."""
    if level:
        places = [place for place in places if address(place.code).level == level]
    top = _top([place.picks if is_heat else place.units for place in places
                if is_heat or place.share is None])  # fmt: skip
    spots, guessed = _spots(places)
    columns = _ranks({x for x, _ in spots.values()}, at_least=1)
    bays: dict[tuple[int, int], list[MapPlace]] = {}
    for place in places:
        bays.setdefault(spots[place.code], []).append(place)
    deepest = max((len(bay) for bay in bays.values()), default=1)
    cell = ONE_LEVEL_HEIGHT if deepest == 1 else CELL_HEIGHT
    pitch = deepest * cell + GAP
    rows = _rows(bays)
    cells: list[Cell] = []
    heads: dict[int, Aisle] = {}
    for (x_mm, y_mm), bay in bays.items():
        left = GAP + round(columns[x_mm] * (CELL_WIDTH + GAP))
        foot = HEAD + GAP + round(rows[(x_mm, y_mm)] * pitch) + deepest * cell
        for nth, place in enumerate(sorted(bay, key=lambda one: natural(one.code)), start=1):
            cells.append(Cell(left, foot - nth * cell, step_of(place, top, is_heat), place))
        above = foot - len(bay) * cell - GAP
        if left not in heads or above < heads[left].y:
            heads[left] = Aisle(left, above, address(bay[0].code).aisle[:_NAME_CHARS])
    return Drawing(
        width=GAP * 2 + CELL_WIDTH + max((one.x for one in cells), default=0),
        height=GAP * 2 + cell + max((one.y for one in cells), default=0),
        height_of_cell=cell,
        cells=cells,
        aisles=list(heads.values()),
        top=top,
        guessed=guessed,
    )


def step_of(place: MapPlace, top: int, is_heat: bool) -> int:
    """0: nothing; 1 to `STEPS`: so many fifths, begun ones whole; `STEPS` + 1: over its limit."""
    if is_heat or place.share is None:
        many = place.picks if is_heat else place.units
        return min(-(-many * STEPS // top), STEPS) if many else 0
    if place.share > 1:
        return STEPS + 1
    return min(-int(-place.share * STEPS // 1), STEPS)


def _top(numbers: Sequence[int]) -> int:
    some = sorted(number for number in numbers if number)
    return some[min(int(len(some) * _TOP), len(some) - 1)] if some else 1


def _spots(places: Sequence[MapPlace]) -> tuple[dict[str, tuple[int, int]], int]:
    """Name → where it is; those that are nowhere stand by their names beneath the others."""
    known = {
        place.code: (place.x_mm, place.y_mm)
        for place in places
        if place.x_mm is not None and place.y_mm is not None
    }
    lost = [place.code for place in places if place.code not in known]
    beneath = max((y for _, y in known.values()), default=0) + 2 * Grid().bay_width_mm
    left = min((x for x, _ in known.values()), default=0)
    guessed = lay_out(lost, Grid(x_mm=left, y_mm=beneath if known else 0))
    spots = _parted(known) | {code: (spot.x_mm, spot.y_mm) for code, spot in guessed.items()}
    return spots, len(lost)


def _parted(spots: Mapping[str, tuple[int, int]]) -> dict[str, tuple[int, int]]:
    """Bays that are reached from one spot, as on both sides of an aisle, a little apart."""
    bays: dict[tuple[int, int], list[tuple[str, str]]] = {}
    parted = {}
    for code, (x, y) in spots.items():
        one = address(code)
        here = bays.setdefault((x, y), [])
        if (one.aisle, one.bay) not in here:
            here.append((one.aisle, one.bay))
        parted[code] = (x, y + _NUDGE_MM * here.index((one.aisle, one.bay)))
    return parted


def _ranks(values: Iterable[int], *, at_least: float) -> dict[int, float]:
    """Values as places on a line, one apart where they are as far apart as most are."""
    line = sorted(values)
    gaps = [b - a for a, b in pairwise(line)]
    usual = median(gaps) if gaps else 1
    at, ranks = 0.0, {}
    for nth, value in enumerate(line):
        if nth:
            at += min(max(gaps[nth - 1] / usual, at_least), GAP_MAX)
        ranks[value] = at
    return ranks


def _rows(bays: Mapping[tuple[int, int], object]) -> dict[tuple[int, int], float]:
    """Where along its column each bay is drawn: as far as in the hall, and never on another."""
    columns: dict[int, list[int]] = {}
    for x, y in bays:
        columns.setdefault(x, []).append(y)
    gaps = [
        b - a
        for column in columns.values()
        for a, b in pairwise(sorted(column))
        if b - a > _APART_MM
    ]
    usual = median(gaps) if gaps else 1
    line = sorted({y for _, y in bays})
    at, ranks = 0.0, {}
    for nth, value in enumerate(line):
        if nth:
            at += min((value - line[nth - 1]) / usual, GAP_MAX)
        ranks[value] = at
    rows = {}
    for x, column in columns.items():
        lowest = 0.0
        for y in sorted(column):
            rows[(x, y)] = max(ranks[y], lowest)
            lowest = rows[(x, y)] + 1
    return rows
