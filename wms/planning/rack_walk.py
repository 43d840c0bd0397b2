"""The shortest walk through parallel aisles, stop by stop (pure).

First the cheapest way to each profile of `wms.planning.ladder`, aisle by aisle; then, backwards,
which stretches of floor that takes; last an Eulerian walk along them.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise
from typing import Final, NamedTuple

from wms.planning.hall import Point
from wms.planning.ladder import (
    FROM_HIGH,
    FROM_LOW,
    NONE,
    ONCE,
    STRETCH_WAYS,
    TWICE,
    Move,
    ladder,
)

#: longer than any walk
NEVER: Final = 10**12


class Stop(NamedTuple):
    """A spot at which the walk stops: so far above the lower end of a stretch of an aisle."""

    column: int
    stretch: int
    offset_mm: int


class Walk(NamedTuple):
    """Stops in their order, how far, and the corners of the line on the floor."""

    stops: list[Stop]
    length_mm: int
    path: list[Point]


class _Leg(NamedTuple):
    """A piece of the walk between two corners (or back to the same), and where it stops."""

    ends: tuple[tuple[int, int], tuple[int, int]]
    stops: list[Stop]


def walk(
    columns_mm: list[int],
    is_walkable: list[bool],
    rows_mm: list[int],
    start: tuple[int, int],
    stops: list[Stop],
) -> Walk:
    """The shortest walk from the start past all stops and back."""
    at_start = _stop_at(start, rows_mm)
    if not stops:
        corner = (columns_mm[start[0]], rows_mm[start[1]])
        return Walk([], 0, [corner])
    by_stretch: dict[tuple[int, int], list[Stop]] = defaultdict(list)
    for stop in sorted({*stops, at_start}):
        by_stretch[stop.column, stop.stretch].append(stop)
    first = min(column for column, _ in by_stretch)
    last = max(column for column, _ in by_stretch)
    # aisles without stops and not between such with stops are never walked
    used = [n for n in range(first, last + 1) if is_walkable[n] or n == start[0]]
    costs = {
        (column, stretch): stretch_costs(
            rows_mm[stretch + 1] - rows_mm[stretch],
            [stop.offset_mm for stop in by_stretch.get((column, stretch), [])],
            is_walkable=is_walkable[column],
        )
        for column in used
        for stretch in range(len(rows_mm) - 1)
    }
    length_mm, taken = _cheapest(used, columns_mm, len(rows_mm), costs)
    legs = _legs(used, len(rows_mm), taken, by_stretch)
    ordered, path = _around(legs, start, columns_mm, rows_mm)
    wanted = set(stops)
    return Walk([stop for stop in ordered if stop in wanted], length_mm, path)


def stretch_costs(length_mm: int, offsets_mm: list[int], *, is_walkable: bool = True) -> list[int]:
    """What each way of the ladder costs on a stretch with stops at these offsets, in order."""
    through = length_mm if is_walkable else NEVER
    if not offsets_mm:
        return [0, through, 2 * through, NEVER, NEVER, NEVER]
    gap = max((high - low for low, high in pairwise(offsets_mm)), default=None)
    if not is_walkable:
        is_low = offsets_mm == [0]  # only the start is there, at an end
        return [NEVER, NEVER, NEVER, 0 if is_low else NEVER, NEVER if is_low else 0, NEVER]
    return [
        NEVER,
        through,
        2 * through,
        2 * offsets_mm[-1],
        2 * (length_mm - offsets_mm[0]),
        NEVER if gap is None else 2 * (length_mm - gap),
    ]


def _stop_at(start: tuple[int, int], rows_mm: list[int]) -> Stop:
    """The start is a stop at the end of a stretch, so that the walk comes to its corner."""
    column, row = start
    if row == len(rows_mm) - 1:
        return Stop(column, row - 1, rows_mm[row] - rows_mm[row - 1])
    return Stop(column, row, 0)


def _cheapest(
    used: list[int],
    columns_mm: list[int],
    rows: int,
    costs: dict[tuple[int, int], list[int]],
) -> tuple[int, list[list[int]]]:
    """How far the shortest walk is, and which way it takes in each step of each aisle."""
    steps = ladder(rows)
    cheapest = [NEVER] * steps.profiles
    cheapest[0] = 0
    trail: list[list[Move | None]] = []
    for here, column in enumerate(used):
        for stretch, moves in enumerate(steps.stretches):
            cheapest = _step(cheapest, moves, costs[column, stretch], trail)
        cheapest = _step(cheapest, steps.closing, _FREE, trail)
        if here + 1 < len(used):
            apart = columns_mm[used[here + 1]] - columns_mm[column]
            for moves in steps.crossings:
                cheapest = _step(cheapest, moves, [0, apart, 2 * apart], trail)
    taken: list[int] = []
    at = 1
    for moves_to in reversed(trail):
        move = moves_to[at]
        assert move is not None, "a walk is always found"
        taken.append(move.way)
        at = move.before
    taken.reverse()
    each = 2 * rows
    return cheapest[1], [taken[n : n + each] for n in range(0, len(taken), each)]


_FREE: Final = [0] * STRETCH_WAYS


def _step(
    cheapest: list[int], moves: list[Move], costs: list[int], trail: list[list[Move | None]]
) -> list[int]:
    after = [NEVER] * len(cheapest)
    by: list[Move | None] = [None] * len(cheapest)
    for move in moves:
        cost = cheapest[move.before] + costs[move.way]
        if cost < after[move.after]:
            after[move.after] = cost
            by[move.after] = move
    trail.append(by)
    return after


def _legs(
    used: list[int],
    rows: int,
    taken: list[list[int]],
    by_stretch: dict[tuple[int, int], list[Stop]],
) -> list[_Leg]:
    legs: list[_Leg] = []
    for here, (column, ways) in enumerate(zip(used, taken, strict=True)):
        for stretch in range(rows - 1):
            legs += _stretch_legs(
                column, stretch, ways[stretch], by_stretch.get((column, stretch), [])
            )
        for row, times in enumerate(ways[rows:]):
            leg = _Leg(((column, row), (used[here + 1], row)), []) if times else None
            legs += [leg] * times if leg else []
    return legs


def _stretch_legs(column: int, stretch: int, way: int, stops: list[Stop]) -> list[_Leg]:
    low, high = (column, stretch), (column, stretch + 1)
    if way == NONE:
        return []
    if way == ONCE:
        return [_Leg((low, high), stops)]
    if way == TWICE:
        return [_Leg((low, high), stops), _Leg((high, low), [])]
    if way == FROM_LOW:
        return [_Leg((low, low), stops)]
    if way == FROM_HIGH:
        return [_Leg((high, high), stops[::-1])]
    gaps = [above.offset_mm - below.offset_mm for below, above in pairwise(stops)]
    turn = gaps.index(max(gaps)) + 1
    return [_Leg((low, low), stops[:turn]), _Leg((high, high), stops[turn:][::-1])]


def _around(
    legs: list[_Leg], start: tuple[int, int], columns_mm: list[int], rows_mm: list[int]
) -> tuple[list[Stop], list[Point]]:
    """One closed walk along every leg once (Hierholzer)."""
    at: dict[tuple[int, int], list[int]] = defaultdict(list)
    for number, leg in enumerate(legs):
        for corner in set(leg.ends):
            at[corner].append(number)
    if start not in at:
        # the walk comes to the start along a leg that turns there: begin at its other end
        start = next(leg.ends[0] for leg in legs if leg.ends[0][0] == start[0])
    is_walked = [False] * len(legs)
    stack: list[tuple[tuple[int, int], _Leg | None]] = [(start, None)]
    backwards: list[_Leg] = []
    while stack:
        corner, came = stack[-1]
        while at[corner] and is_walked[at[corner][-1]]:
            at[corner].pop()
        if at[corner]:
            number = at[corner].pop()
            is_walked[number] = True
            leg = legs[number]
            if leg.ends[0] != corner:
                leg = _Leg((leg.ends[1], leg.ends[0]), leg.stops[::-1])
            stack.append((leg.ends[1], leg))
        else:
            stack.pop()
            if came:
                backwards.append(came)
    return _told(backwards[::-1], start, columns_mm, rows_mm)


def _told(
    legs: list[_Leg], start: tuple[int, int], columns_mm: list[int], rows_mm: list[int]
) -> tuple[list[Stop], list[Point]]:
    stops: list[Stop] = []
    path: list[Point] = [(columns_mm[start[0]], rows_mm[start[1]])]
    for leg in legs:
        for stop in leg.stops:
            stops.append(stop)
            path.append((columns_mm[stop.column], rows_mm[stop.stretch] + stop.offset_mm))
        column, row = leg.ends[1]
        path.append((columns_mm[column], rows_mm[row]))
    tidy = path[:1]
    for point in path[1:]:
        if point != tidy[-1]:
            tidy.append(point)
    return stops, tidy
