"""A hall of parallel aisles with cross aisles at right angles: the shortest walk is known exactly.

Aisles are columns, cross aisles are rows; a *stretch* is the part of an aisle between two cross
aisles. A walk begins and ends where the start is: at a corner, or on a cross aisle between two
aisles, where a column that cannot be walked stands for it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from functools import cached_property
from itertools import pairwise
from math import gcd
from typing import Final
from uuid import UUID

import msgspec
import numpy as np

from wms.planning.hall import WORD_BITS, Lengths, Point, Route, Words
from wms.planning.ladder import ROWS_MAX
from wms.planning.lengths import Stretches, lengths_of
from wms.planning.rack_walk import Stop, walk

#: a gap so many times wider than between bays, in all aisles at once, is a cross aisle
CROSS_AISLE_GAP: Final = 2


class Column(msgspec.Struct, frozen=True):
    """An aisle; the start may stand where none is."""

    x_mm: int
    is_walkable: bool = True


class Racks(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """The aisles from left to right, the cross aisles from front to back, the stops of places."""

    columns: list[Column]
    rows_mm: list[int]
    stops: dict[UUID, Stop]
    #: the column and the row of the corner where walks begin and end
    start: tuple[int, int]
    #: aisles run along x: the map was turned to make columns of them
    is_turned: bool = False

    def route(self, place_ids: Iterable[UUID]) -> Route:
        """The shortest walk past these places."""
        wanted = list(dict.fromkeys(place_ids))
        known = [place_id for place_id in wanted if place_id in self.stops]
        at: dict[Stop, list[UUID]] = {}
        for place_id in known:
            at.setdefault(self.stops[place_id], []).append(place_id)
        found = walk(
            [column.x_mm for column in self.columns],
            [column.is_walkable for column in self.columns],
            self.rows_mm,
            self.start,
            list(at),
        )
        ordered = [place_id for stop in found.stops for place_id in at[stop]]
        path = [(y, x) for x, y in found.path] if self.is_turned else found.path
        return Route(
            place_ids=ordered + [place_id for place_id in wanted if place_id not in self.stops],
            length_mm=found.length_mm,
            path=path,
        )

    def words(self, places_of_each: Sequence[Iterable[UUID]]) -> Words:
        """A word for each stretch, a bit for each of its slots."""
        slots = self._slots
        each = len(self.columns) * (len(self.rows_mm) - 1)
        sets = np.zeros((len(places_of_each), each), np.uint64)
        for row, place_ids in zip(sets, places_of_each, strict=True):
            for place_id in place_ids:
                if place_id in slots:
                    word, bit = slots[place_id]
                    row[word] |= bit
        return sets

    def lengths(self, words: Words) -> Lengths:
        """How far the shortest walks are; exact when a stretch has at most `WORD_BITS` slots."""
        return lengths_of(self._stretches, words)

    @cached_property
    def _pitch_mm(self) -> int:
        """Slots are so far apart that all spots are on one, or, in long aisles, nearly."""
        longest = max(high - low for low, high in pairwise(self.rows_mm))
        common = gcd(
            *(stop.offset_mm for stop in self.stops.values()),
            *(high - low for low, high in pairwise(self.rows_mm)),
        )
        return max(common, -(-longest // (WORD_BITS - 1)), 1)

    @cached_property
    def _slots(self) -> dict[UUID, tuple[int, np.uint64]]:
        stretches = len(self.rows_mm) - 1
        return {
            place_id: (
                stop.column * stretches + stop.stretch,
                np.uint64(1 << round(stop.offset_mm / self._pitch_mm)),
            )
            for place_id, stop in self.stops.items()
        }

    @cached_property
    def _stretches(self) -> Stretches:
        return Stretches(
            columns_mm=[column.x_mm for column in self.columns],
            is_walkable=[column.is_walkable for column in self.columns],
            rows_mm=self.rows_mm,
            start=self.start,
            pitch_mm=self._pitch_mm,
        )


def racks_of(
    points: dict[UUID, Point],
    *,
    start: Point | None,
    cross_aisles_mm: Sequence[int] | None = None,
    is_turned: bool = False,
) -> Racks | None:
    """Racks when the points stand in columns; none when there are too many cross aisles.

    ``start``: where walks begin and end, brought to the nearest cross aisle; none: the front of
    the first aisle. ``cross_aisles_mm``: where cross aisles are, front and back included; none:
    before the first bay, behind the last, and where all aisles have a wide gap.
    """
    columns = sorted({x for x, _ in points.values()})
    heights = sorted({y for _, y in points.values()})
    rows = sorted(set(cross_aisles_mm or _rows(heights)))
    if not 2 <= len(rows) <= ROWS_MAX or rows[0] > heights[0] or rows[-1] < heights[-1]:
        return None
    start_x, start_y = start or (columns[0], rows[0])
    start_row = min(range(len(rows)), key=lambda row: abs(rows[row] - start_y))
    aisles = [Column(x) for x in columns]
    if start_x not in columns:
        aisles = sorted([*aisles, Column(start_x, is_walkable=False)], key=lambda one: one.x_mm)
    number = {column.x_mm: n for n, column in enumerate(aisles)}
    stops = {}
    for place_id, (x, y) in points.items():
        stretch = min(bisect_right(rows, y) - 1, len(rows) - 2)
        stops[place_id] = Stop(number[x], stretch, y - rows[stretch])
    return Racks(
        columns=aisles,
        rows_mm=rows,
        stops=stops,
        start=(number[start_x], start_row),
        is_turned=is_turned,
    )


def _rows(heights: list[int]) -> list[int]:
    """A bay's width before the first and behind the last, and in the middle of wide gaps."""
    gaps = sorted(high - low for low, high in pairwise(heights))
    bay = max(gaps[len(gaps) // 2], 1) if gaps else 1
    middles = [
        (low + high) // 2
        for low, high in pairwise(heights)
        if high - low >= CROSS_AISLE_GAP * bay and len(heights) > CROSS_AISLE_GAP + 1
    ]
    return [heights[0] - bay, *middles, heights[-1] + bay]
