"""How far the shortest walks past many sets of spots are, all at once.

The same steps as in `wms.planning.rack_walk`, each done for thousands of sets of spots by a few
operations of numpy: about a microsecond a walk, which is what makes batching good.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from wms.planning.hall import WORD_BITS, Lengths, Words
from wms.planning.ladder import (
    BOTH_ENDS,
    FROM_HIGH,
    FROM_LOW,
    NONE,
    ONCE,
    STRETCH_WAYS,
    TWICE,
    Move,
    ladder,
)

#: longer than any walk, and far from where 32 bits end, mm
NEVER: Final = 500_000_000
_NEVER: Final = np.int32(NEVER)
_ZERO: Final = np.int32(0)
_Costs = NDArray[np.int32]
_ONE: Final = np.uint64(1)
_RUNS: Final = (32, 16, 8, 4, 2, 1)
#: sets looked at together, with two cross aisles and with more: else the processor's cache is full
_TOGETHER: Final = 2_048
_TOGETHER_BLOCKS: Final = 256


@dataclass(frozen=True)
class Stretches:
    """The hall, as `wms.planning.racks.Racks` has it; slots are ``pitch_mm`` apart."""

    columns_mm: list[int]
    is_walkable: list[bool]
    rows_mm: list[int]
    start: tuple[int, int]
    pitch_mm: int

    @cached_property
    def start_bit(self) -> tuple[int, np.uint64]:
        """The word and the bit of the start: a stop at the end of a stretch."""
        column, row = self.start
        each = len(self.rows_mm) - 1
        if row < each:
            return column * each + row, _ONE
        slot = round((self.rows_mm[row] - self.rows_mm[row - 1]) / self.pitch_mm)
        return column * each + row - 1, np.uint64(1 << slot)


def lengths_of(hall: Stretches, words: Words) -> Lengths:
    """The length of the shortest walk past each set of spots, mm; 0 when it is empty."""
    found = np.zeros(len(words), np.int64)
    is_one_block = len(hall.rows_mm) == 2
    together = _TOGETHER if is_one_block else _TOGETHER_BLOCKS
    for begin in range(0, len(words), together):
        part = words[begin : begin + together]
        is_empty = ~part.any(axis=1)
        some = part.T.copy()
        word, bit = hall.start_bit
        some[word] |= bit
        length = _one_block(hall, some) if is_one_block else _blocks(hall, some)
        length[is_empty] = 0
        found[begin : begin + together] = length
    return found


def _ends_and_gap(words: Words, pitch_mm: int) -> tuple[_Costs, _Costs, _Costs]:
    """Of each word: the offset of its first and last spot and its widest gap, mm; 0 when empty."""
    some = words != 0
    lowest = words & (~words + _ONE)
    low = _log2(lowest, some)
    high = _log2(words, some)
    # ones where there is no spot, between the first and the last
    inner = ~(words | (lowest - _ONE)) & ((_ONE << high.astype(np.uint64)) - _ONE)
    runs = {1: inner}
    for many in (1, 2, 4, 8, 16):
        runs[many * 2] = runs[many] & (runs[many] >> np.uint64(many))
    widest = np.zeros(words.shape, np.uint64)
    begins = np.full(words.shape, ~np.uint64(0))
    for many in _RUNS:
        if not runs[many].any():
            continue
        longer = begins & (runs[many] >> widest)
        is_longer = longer != 0
        begins = np.where(is_longer, longer, begins)
        widest += is_longer.astype(np.uint64) * np.uint64(many)
    gap = (widest.astype(np.int32) + 1) * (low != high)
    return low * np.int32(pitch_mm), high * np.int32(pitch_mm), gap * np.int32(pitch_mm)


def _log2(words: Words, some: NDArray[np.bool_]) -> NDArray[np.int32]:
    """The number of the highest bit; 0 for an empty word. Floats know up to `WORD_BITS` bits."""
    assert np.finfo(np.float64).nmant >= WORD_BITS
    exponent = (words.astype(np.float64).view(np.int64) >> 52) - 1023
    return np.where(some, exponent, 0).astype(np.int32)


def _one_block(hall: Stretches, words: Words) -> Lengths:
    """Two cross aisles: the seven profiles written out.

    ``odd``: both corners touched an odd number of times; ``whole`` and ``parts``: both even,
    hanging together or not; ``high`` and ``low``: only that corner.
    """
    aisle = hall.rows_mm[1] - hall.rows_mm[0]
    first, last, gap = _ends_and_gap(words, hall.pitch_mm)
    some = words != 0
    from_low = 2 * last
    from_high = np.where(some, 2 * (aisle - first), 0)
    split = np.where(gap > 0, 2 * (aisle - gap), np.where(some, _NEVER, _ZERO))
    for n in (n for n, is_walkable in enumerate(hall.is_walkable) if not is_walkable):
        (from_high, from_low)[hall.start[1]][n] = NEVER
        split[n] = NEVER
    cheap = np.minimum(np.minimum(from_low, from_high), split)
    low_split, high_split = np.minimum(from_low, split), np.minimum(from_high, split)
    begun = np.logical_or.accumulate(some, axis=0)
    behind = np.logical_or.accumulate(some[::-1], axis=0)[::-1]
    many = words.shape[1]
    odd, whole, parts, high, low = (np.full(many, NEVER, np.int32) for _ in range(5))
    best = np.full(many, NEVER, np.int32)
    columns = hall.columns_mm
    for n in range(len(columns)):
        through = aisle if hall.is_walkable[n] else NEVER
        new = np.where(begun[n - 1], _NEVER, _ZERO) if n else np.zeros(many, np.int32)
        single = np.minimum(high, low)
        both = np.minimum(np.minimum(single, parts), new)
        odd, whole, parts, high, low = (
            np.minimum(odd + cheap[n], np.minimum(both, whole) + through),
            np.minimum(np.minimum(odd + through, whole + cheap[n]), both + 2 * through),
            np.minimum(
                np.minimum(parts + cheap[n], new + split[n]),
                np.minimum(high + low_split[n], low + high_split[n]),
            ),
            np.minimum(high, new) + from_high[n],
            np.minimum(low, new) + from_low[n],
        )
        is_last = ~behind[n + 1] if n + 1 < len(columns) else np.ones(many, np.bool_)
        ended = np.minimum(np.minimum(high, low), whole)
        best = np.minimum(best, np.where(is_last, ended, _NEVER))
        if n + 1 < len(columns):
            apart = 2 * (columns[n + 1] - columns[n])
            high, low = np.minimum(high, whole) + apart, np.minimum(low, whole) + apart
            odd = odd + apart
            whole, parts = whole + 2 * apart, parts + 2 * apart
            for profile in (odd, whole, parts, high, low):
                np.minimum(profile, NEVER, out=profile)
    return best.astype(np.int64)


class _Step:
    """Moves sorted by where they lead to, so that one `reduceat` finds the cheapest of each.

    Of several ways from one profile to the same other only the cheapest counts.
    """

    def __init__(self, moves: list[Move]) -> None:
        ways: dict[tuple[int, int], tuple[int, ...]] = {}
        for move in moves:
            pair = (move.after, move.before)
            ways[pair] = (*ways.get(pair, ()), move.way)
        ordered = sorted(ways)
        #: ways of which one is taken, each choice once
        self._choices = sorted(set(ways.values()))
        self._choice = np.array([self._choices.index(ways[pair]) for pair in ordered])
        self._before = np.array([before for _, before in ordered])
        self._after, self._begin = np.unique([after for after, _ in ordered], return_index=True)

    def taken(self, cheapest: _Costs, costs: _Costs) -> _Costs:
        """``cheapest``: profiles × sets; ``costs``: ways × sets, or × 1."""
        choices = np.array([costs[list(ways)].min(axis=0) for ways in self._choices])
        found = np.full_like(cheapest, NEVER)
        found[self._after] = np.minimum.reduceat(
            cheapest[self._before] + choices[self._choice], self._begin, axis=0
        )
        return np.minimum(found, NEVER, out=found)


@cache
def _steps(rows: int) -> tuple[list[_Step], list[int], list[_Step]]:
    """Those along stretches, the profiles that may be the end, those along cross aisles."""
    steps = ladder(rows)
    return (
        [_Step(moves) for moves in steps.stretches],
        sorted({move.before for move in steps.closing if move.after == 1}),
        [_Step(moves) for moves in steps.crossings],
    )


def _blocks(hall: Stretches, words: Words) -> Lengths:
    """Three or more cross aisles: the steps of the ladder, from its tables."""
    stretches, whole, crossings = _steps(len(hall.rows_mm))
    many = words.shape[1]
    each = len(hall.rows_mm) - 1
    first, last, gap = _ends_and_gap(words, hall.pitch_mm)
    heights = [high - low for low, high in pairwise(hall.rows_mm)]
    cheapest = np.full((ladder(len(hall.rows_mm)).profiles, many), NEVER, np.int32)
    cheapest[0] = 0
    for n, x_mm in enumerate(hall.columns_mm):
        for stretch, step in enumerate(stretches):
            word = n * each + stretch
            costs = _costs_of(
                words[word] != 0, first[word], last[word], gap[word], heights[stretch],
                hall.is_walkable[n],
            )  # fmt: skip
            cheapest = step.taken(cheapest, costs)
        cheapest[1] = cheapest[whole].min(axis=0)
        if n + 1 < len(hall.columns_mm):
            apart = hall.columns_mm[n + 1] - x_mm
            along = np.array([[0], [apart], [2 * apart]], np.int32)
            for step in crossings:
                cheapest = step.taken(cheapest, along)
    length: Lengths = cheapest[1].astype(np.int64)
    return length


def _costs_of(
    some: NDArray[np.bool_], first: _Costs, last: _Costs, gap: _Costs, height: int, walkable: bool
) -> _Costs:
    """Ways × sets: what each way of the ladder costs on one stretch."""
    through = height if walkable else NEVER
    costs = np.full((STRETCH_WAYS, len(some)), NEVER, np.int32)
    costs[NONE] = np.where(some, NEVER, 0)
    costs[ONCE] = through
    costs[TWICE] = min(2 * through, NEVER)
    if walkable:
        costs[FROM_LOW] = np.where(some, 2 * last, NEVER)
        costs[FROM_HIGH] = np.where(some, 2 * (height - first), NEVER)
        costs[BOTH_ENDS] = np.where(gap > 0, 2 * (height - gap), NEVER)
    else:  # only the start is there, at an end
        costs[FROM_LOW] = np.where(some & (last == 0), 0, NEVER)
        costs[FROM_HIGH] = np.where(some & (last > 0), 0, NEVER)
    return costs
