"""Walks in small halls by trying every order, and halls to try them in."""

from __future__ import annotations

import heapq
from itertools import pairwise, permutations
from random import Random
from uuid import UUID

from wms.planning.hall import Point
from wms.planning.racks import Racks, racks_of

METRE = 1_000


def small_hall(rng: Random) -> tuple[Racks, list[UUID], dict[UUID, Point]]:
    """One to three blocks of a few aisles, the start anywhere along a cross aisle."""
    aisles, bays, blocks = rng.randint(1, 5), rng.randint(2, 6), rng.randint(1, 3)
    rows, points, y = [0], {}, 0
    for _ in range(blocks):
        for _ in range(bays):
            y += METRE
            for aisle in range(aisles):
                points[UUID(int=len(points))] = (aisle * 2_500, y)
        y += METRE
        rows.append(y)
    start = (rng.choice([0, METRE, 2_500 * (aisles - 1), 1_200]), rng.choice(rows))
    hall = racks_of(points, start=start, cross_aisles_mm=rows)
    assert hall
    wanted = rng.sample(list(points), min(len(points), rng.randint(1, 6)))
    return hall, wanted, points


def shortest(hall: Racks, wanted: list[UUID], points: dict[UUID, Point]) -> int:
    """The length of the shortest walk, by trying every order of the places."""
    column, row = hall.start
    spots = [(hall.columns[column].x_mm, hall.rows_mm[row]), *(points[one] for one in wanted)]
    apart = [_far_from(hall, spot, spots) for spot in spots]
    return min(
        sum(apart[a][b] for a, b in pairwise((0, *order, 0)))
        for order in permutations(range(1, len(spots)))
    )


def _far_from(hall: Racks, begin: Point, spots: list[Point]) -> list[int]:
    """Dijkstra on the floor."""
    ways: dict[Point, list[tuple[Point, int]]] = {}

    def way(a: Point, b: Point) -> None:
        far = abs(a[0] - b[0]) + abs(a[1] - b[1])
        ways.setdefault(a, []).append((b, far))
        ways.setdefault(b, []).append((a, far))

    for n, column in enumerate(hall.columns):
        if column.is_walkable:
            heights = {y for x, y in spots if x == column.x_mm} | set(hall.rows_mm)
            for low, high in pairwise(sorted(heights)):
                way((column.x_mm, low), (column.x_mm, high))
        for row in hall.rows_mm if n else ():
            way((hall.columns[n - 1].x_mm, row), (column.x_mm, row))
    far, heap = {begin: 0}, [(0, begin)]
    while heap:
        here_far, here = heapq.heappop(heap)
        if here_far == far[here]:
            for there, step in ways[here]:
                if here_far + step < far.get(there, 10**9):
                    far[there] = here_far + step
                    heapq.heappush(heap, (here_far + step, there))
    return [far[spot] for spot in spots]


def drawn_length(path: list[Point]) -> int:
    """How long the line is that is drawn for a walk."""
    return sum(abs(a[0] - b[0]) + abs(a[1] - b[1]) for a, b in pairwise(path))
