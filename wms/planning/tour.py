"""A round trip past a few dozen spots of which only the distances are known (pure).

Nearest neighbour, then the best 2-opt or or-opt move as long as one shortens the trip, then kicks
(double bridges, D. S. Johnson and L. A. McGeoch, "The traveling salesman problem: a case study in
local optimization", 1997), of which each that helps is kept. The same spots get the same trip.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np
from numpy.typing import NDArray

Distances = NDArray[np.int64]
Tour = NDArray[np.int64]
#: by how much it changes the length, and the trip after it
_Move = tuple[int, Callable[[], NDArray[np.int64]]]
#: spots that are moved together to another part of the trip
SEGMENT_MAX: Final = 3
#: kicks tried one after the other, times spots: more for short trips, where each costs little
KICKED_SPOTS: Final = 640
#: trips past more spots are not kicked
KICKS_SPOTS_MAX: Final = 40
#: spots that a double bridge needs
_BRIDGE_MIN: Final = 8


def shortest_tour(apart: Distances) -> list[int]:
    """The numbers of all spots, from 0 on, so that a round trip in this order is short."""
    many = len(apart)
    tour = _improved(_nearest(apart), apart)
    if not _BRIDGE_MIN <= many <= KICKS_SPOTS_MAX:
        return _from_start(tour)
    length = _length(tour, apart)
    rng = np.random.default_rng(many)
    for _ in range(KICKED_SPOTS // many):
        a, b, c = sorted(rng.choice(np.arange(1, many), 3, replace=False))
        kicked = _improved(np.r_[tour[:a], tour[b:c], tour[a:b], tour[c:]], apart)
        if (new := _length(kicked, apart)) < length:
            tour, length = kicked, new
    return _from_start(tour)


def _from_start(tour: Tour) -> list[int]:
    begin = int(np.flatnonzero(tour == 0)[0])
    return [int(n) for n in np.roll(tour, -begin)]


def _length(tour: Tour, apart: Distances) -> int:
    return int(apart[tour, np.roll(tour, -1)].sum())


def _nearest(apart: Distances) -> Tour:
    many = len(apart)
    left = apart.astype(np.float64)
    order = [0]
    left[:, 0] = np.inf
    while len(order) < many:
        following = int(np.argmin(left[order[-1]]))
        left[:, following] = np.inf
        order.append(following)
    return np.array(order)


def _improved(tour: Tour, apart: Distances) -> Tour:
    """As long as a move shortens it. Each move shortens it by a millimetre at least, so it ends."""
    while len(tour) > 3:
        gain, changed = min(
            [_two_opt(tour, apart), *(_or_opt(tour, apart, n) for n in range(1, SEGMENT_MAX + 1))],
            key=lambda move: move[0],
        )
        if gain >= 0:
            break
        tour = changed()
    return tour


def _two_opt(tour: Tour, apart: Distances) -> _Move:
    """Turn a part of the trip around: which part shortens it most."""
    following = np.roll(tour, -1)
    step = apart[tour, following]
    change = apart[np.ix_(tour, tour)] + apart[np.ix_(following, following)]
    change = change - step[:, None] - step[None, :]
    change[np.tril_indices(len(tour))] = 0
    best = int(np.argmin(change))
    i, j = divmod(best, len(tour))
    return int(change[i, j]), lambda: np.r_[tour[: i + 1], tour[i + 1 : j + 1][::-1], tour[j + 1 :]]


def _or_opt(tour: Tour, apart: Distances, many: int) -> _Move:
    """Take ``many`` spots in a row out and put them in elsewhere, maybe turned around."""
    if len(tour) < many + 3:
        return 0, lambda: tour
    before, first = tour, np.roll(tour, -1)
    last, behind = np.roll(tour, -many), np.roll(tour, -many - 1)
    saved = apart[before, first] + apart[last, behind] - apart[before, behind]
    step = apart[tour, np.roll(tour, -1)]
    straight = apart[np.ix_(first, tour)] + apart[np.ix_(last, np.roll(tour, -1))]
    turned = apart[np.ix_(last, tour)] + apart[np.ix_(first, np.roll(tour, -1))]
    change = np.minimum(straight, turned) - step[None, :] - saved[:, None]
    size = len(tour)
    gaps = (np.arange(size)[None, :] - np.arange(size)[:, None]) % size
    change[gaps <= many] = 0
    i, j = divmod(int(np.argmin(change)), size)

    def changed() -> Tour:
        around = np.roll(tour, -i - 1)  # the segment comes first
        segment, rest = around[:many], around[many:]
        at = (j - i - 1 - many) % size + 1
        if turned[i, j] < straight[i, j]:
            segment = segment[::-1]
        moved: Tour = np.r_[rest[:at], segment, rest[at:]]
        return moved

    return int(change[i, j]), changed
