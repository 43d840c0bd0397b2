"""Any other hall: corridors between corners, as somebody drew them.

Shortest paths on that graph, then a tour by 2-opt and or-opt with kicks (`wms.planning.tour`): the
shortest walk in most cases and within 2 % of it in nearly all (`make bench-plan`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from itertools import pairwise
from typing import Final
from uuid import UUID

import msgspec
import numpy as np
from numpy.typing import NDArray

from wms.planning.hall import WORD_BITS, Lengths, Point, Route, Spot, Words
from wms.planning.tour import shortest_tour

#: farther than anything in a hall, mm
NEVER: Final = 10**9
#: sets of spots looked at together
_TOGETHER: Final = 256


class Corridor(msgspec.Struct, frozen=True):
    """A straight way between two corners, by their numbers."""

    begin: int
    end: int
    length_mm: int


class Halt(msgspec.Struct, frozen=True):
    """A spot on a corridor, so far from its begin."""

    corridor: int
    offset_mm: int


class Drawn(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """Corners, corridors between them, where on them places are, and the corner of the start."""

    corners: list[Point]
    corridors: list[Corridor]
    stops: dict[UUID, Halt]
    start: int

    def route(self, place_ids: Iterable[UUID]) -> Route:
        """A walk past these places, as short as is found."""
        wanted = list(dict.fromkeys(place_ids))
        at: dict[Halt, list[UUID]] = {}
        for place_id in wanted:
            if place_id in self.stops:
                at.setdefault(self.stops[place_id], []).append(place_id)
        halts = list(at)
        apart = self._distances(halts)
        order = shortest_tour(apart)
        ordered = [place_id for n in order if n for place_id in at[halts[n - 1]]]
        return Route(
            place_ids=ordered + [place_id for place_id in wanted if place_id not in self.stops],
            length_mm=int(sum(apart[a, b] for a, b in pairwise([*order, 0]))),
            path=self._path([halts[n - 1] for n in order if n]),
        )

    def words(self, places_of_each: Sequence[Iterable[UUID]]) -> Words:
        """A bit for each spot, in the order of one walk past all of them."""
        ranks = self._ranks
        sets = np.zeros((len(places_of_each), len(self._ranked) // WORD_BITS + 1), np.uint64)
        for row, place_ids in zip(sets, places_of_each, strict=True):
            for place_id in place_ids:
                if place_id in ranks:
                    row[ranks[place_id] // WORD_BITS] |= np.uint64(1 << ranks[place_id] % WORD_BITS)
        return sets

    def lengths(self, words: Words) -> Lengths:
        """How far walks are that pass the spots in the order of one walk past all: an estimate.

        It is longer than the walk that `route` finds, but longer by much the same for all.
        """
        found = np.zeros(len(words), np.int64)
        shifts = np.arange(WORD_BITS, dtype=np.uint64)
        for begin in range(0, len(words), _TOGETHER):
            part = words[begin : begin + _TOGETHER]
            bits = ((part[:, :, None] >> shifts) & np.uint64(1)).astype(np.bool_)
            sets, ranks = np.nonzero(bits.reshape(len(part), -1))
            halts = ranks + 1  # 0 is the start
            if not len(sets):
                continue
            begins = np.r_[True, sets[1:] != sets[:-1]]
            ends = np.r_[begins[1:], True]
            before = np.where(begins, 0, np.r_[0, halts[:-1]])
            np.add.at(found, sets + begin, self._apart(before, halts))
            home = np.zeros_like(halts[ends])
            np.add.at(found, sets[ends] + begin, self._apart(halts[ends], home))
        return found

    @cached_property
    def _between_corners(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """How far each corner is from each other, and which is the next one on the way there."""
        many = len(self.corners)
        far = np.full((many, many), NEVER, np.int64)
        following = np.tile(np.arange(many), (many, 1))
        np.fill_diagonal(far, 0)
        for corridor in self.corridors:
            if corridor.length_mm < far[corridor.begin, corridor.end]:
                far[corridor.begin, corridor.end] = corridor.length_mm
                far[corridor.end, corridor.begin] = corridor.length_mm
        for via in range(many):  # Floyd and Warshall
            through = far[:, via : via + 1] + far[via]
            shorter = through < far
            far = np.where(shorter, through, far)
            following = np.where(shorter, following[:, via : via + 1], following)
        return far, following

    def _ends(self, halts: Sequence[Halt]) -> NDArray[np.int64]:
        """Of the start and of each: corridor, corner and distance to it, twice."""
        rows = [(-1, self.start, 0, self.start, 0)]
        for halt in halts:
            corridor = self.corridors[halt.corridor]
            rows.append(
                (halt.corridor, corridor.begin, halt.offset_mm, corridor.end,
                 corridor.length_mm - halt.offset_mm)
            )  # fmt: skip
        return np.array(rows, np.int64)

    def _distances(self, halts: Sequence[Halt]) -> NDArray[np.int64]:
        """Between the start (0) and each of them."""
        ends = self._ends(halts)
        return self._shortest(ends[:, None, :], ends[None, :, :])

    def _shortest(self, a: NDArray[np.int64], b: NDArray[np.int64]) -> NDArray[np.int64]:
        far, _ = self._between_corners
        best = np.where(
            (a[..., 0] == b[..., 0]) & (a[..., 0] >= 0), np.abs(a[..., 2] - b[..., 2]), NEVER
        )
        for one in (1, 3):
            for other in (1, 3):
                around = a[..., one + 1] + far[a[..., one], b[..., other]] + b[..., other + 1]
                best = np.minimum(best, around)
        return best

    @cached_property
    def _ranked(self) -> list[Halt]:
        """All spots in the order of one walk: corridor by corridor, each from its nearer end."""
        by_corridor: dict[int, list[Halt]] = {}
        for halt in sorted(set(self.stops.values()), key=lambda one: one.offset_mm):
            by_corridor.setdefault(halt.corridor, []).append(halt)
        far, _ = self._between_corners
        here, ranked = self.start, []
        while by_corridor:
            number, is_end = min(
                ((n, is_end) for n in by_corridor for is_end in (False, True)),
                key=lambda one: far[here, self._end(*one)],
            )
            ranked += by_corridor.pop(number)[:: -1 if is_end else 1]
            here = self._end(number, not is_end)
        return ranked

    def _end(self, corridor: int, is_end: bool) -> int:
        return self.corridors[corridor].end if is_end else self.corridors[corridor].begin

    @cached_property
    def _ranks(self) -> dict[UUID, int]:
        rank = {halt: n for n, halt in enumerate(self._ranked)}
        return {place_id: rank[halt] for place_id, halt in self.stops.items()}

    @cached_property
    def _ranked_ends(self) -> NDArray[np.int64]:
        return self._ends(self._ranked)

    def _apart(self, a: NDArray[np.int64], b: NDArray[np.int64]) -> NDArray[np.int64]:
        ends = self._ranked_ends
        return self._shortest(ends[a], ends[b])

    def _path(self, halts: list[Halt]) -> list[Point]:
        path = [self.corners[self.start]]
        for before, after in pairwise([None, *halts, None]):
            path += self._way(before, after)
        return [point for n, point in enumerate(path) if n == 0 or point != path[n - 1]]

    def _way(self, before: Halt | None, after: Halt | None) -> list[Point]:
        """The corners between two spots, and the second of them; None is the start."""
        far, following = self._between_corners
        ends = self._ends([halt for halt in (before, after) if halt])
        a = ends[1] if before else ends[0]
        b = ends[-1] if after else ends[0]
        reached = self._point(after) if after else self.corners[self.start]
        ways = [
            (int(a[one + 1] + far[a[one], b[other]] + b[other + 1]), int(a[one]), int(b[other]))
            for one in (1, 3)
            for other in (1, 3)
        ]
        length, here, there = min(ways)
        if a[0] == b[0] and a[0] >= 0 and abs(int(a[2] - b[2])) <= length:
            return [reached]
        corners = [here]
        while here != there:
            here = int(following[here, there])
            corners.append(here)
        return [*(self.corners[corner] for corner in corners), reached]

    def _point(self, halt: Halt) -> Point:
        corridor = self.corridors[halt.corridor]
        (x, y), (to_x, to_y) = self.corners[corridor.begin], self.corners[corridor.end]
        length = max(corridor.length_mm, 1)
        return (
            x + (to_x - x) * halt.offset_mm // length,
            y + (to_y - y) * halt.offset_mm // length,
        )


def drawn_of(spots: Sequence[Spot], *, start: Point | None) -> Drawn:
    """A corridor for each aisle, from its first spot to its last; its ends are reached from all.

    From one end of an aisle to another people walk along the walls, so far as the sum of how far
    it is along each.
    """
    aisles: dict[str, list[Spot]] = {}
    for spot in spots:
        aisles.setdefault(spot.aisle or f"x {spot.x_mm}", []).append(spot)
    corners: list[Point] = []
    corridors: list[Corridor] = []
    stops: dict[UUID, Halt] = {}
    for there in aisles.values():
        there.sort(key=_along(there))
        first, last = there[0], there[-1]
        begin = len(corners)
        corners += [(first.x_mm, first.y_mm), (last.x_mm, last.y_mm)]
        offset = 0
        for before, spot in pairwise([first, *there]):
            offset += _walls(_point_of(before), _point_of(spot))
            stops[spot.place_id] = Halt(len(corridors), offset)
        corridors.append(Corridor(begin, begin + 1, offset))
    corners.append(start or corners[0])
    corridors += [
        Corridor(a, b, _walls(corners[a], corners[b]))
        for a in range(len(corners))
        for b in range(a)
        if a // 2 != b // 2
    ]
    return Drawn(corners=corners, corridors=corridors, stops=stops, start=len(corners) - 1)


def _along(spots: list[Spot]) -> Callable[[Spot], Point]:
    """Sorts the spots of an aisle along it."""
    wide = max(spot.x_mm for spot in spots) - min(spot.x_mm for spot in spots)
    deep = max(spot.y_mm for spot in spots) - min(spot.y_mm for spot in spots)
    if wide > deep:
        return lambda spot: (spot.x_mm, spot.y_mm)
    return lambda spot: (spot.y_mm, spot.x_mm)


def _point_of(spot: Spot) -> Point:
    return spot.x_mm, spot.y_mm


def _walls(a: Point, b: Point) -> int:
    return abs(a[0] - b[0]) + abs(a[1] - b[1])
