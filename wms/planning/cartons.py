"""Into which cartons the pieces of an order go, and how they lie there (pure).

The smallest carton that holds all is looked for; when none does, as few cartons as can be. Pieces
are put one by one into maximal empty spaces (`wms.planning.carton_room`), in several orders and by
several rules; what found no place comes first in the next try. Nothing floats, nothing lies on what
is fragile but what is fragile and no heavier, and dangerous goods go into cartons of their own.

    choice = choose_cartons(goods, sizes)
    for filled in choice.filled:
        filled.carton, filled.pieces      # which, and each piece as it lies, bottom first
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from random import Random
from typing import Final

import msgspec

from wms.planning.carton_room import (
    CORNER,
    LONG_WALLS,
    LOW,
    TIGHT,
    WIDE_WALLS,
    Room,
    Sort,
    sort_of,
)

#: pieces that are put into one carton in all tries together, before it counts as too small
EFFORT: Final = 500
#: but at least, and at most so many tries
TRIES_MIN: Final = 4
TRIES_MAX: Final = 40
#: goods that would fill this part of a carton go into it only when they are made for it, which the
#: first tries find
NEARLY_FULL: Final = 0.85
TRIES_NEARLY_FULL: Final = 6
#: more pieces than this are put side by side in blocks
BLOCKS_FROM: Final = 40
#: an order of more cartons, kinds of goods or pieces than this is not thought about
CARTONS_MAX: Final = 12
KINDS_MAX: Final = 100
PIECES_MAX: Final = 1_000
#: after the first carton of several, only the largest so many sizes are filled
LARGEST: Final = 3

Counts = tuple[int, ...]
_BY: Final[tuple[Callable[[Sort], tuple[int, ...]], ...]] = (
    lambda one: (one.volume,),
    lambda one: (one.sides[0], one.sides[1], one.sides[2]),
    lambda one: (one.sides[0] * one.sides[1], one.sides[2]),
    lambda one: (one.sides[2], one.sides[1], one.sides[0]),
)
#: (how pieces are sorted, how the place is chosen), what succeeds most often first
_WAYS: Final = (
    (0, LOW), (2, CORNER), (1, LONG_WALLS), (0, TIGHT), (2, WIDE_WALLS), (1, LOW), (3, CORNER),
    (0, CORNER), (2, LOW), (3, LONG_WALLS), (1, TIGHT), (0, WIDE_WALLS),
)  # fmt: skip


class Goods(msgspec.Struct, frozen=True, kw_only=True):
    """So many pieces of a product. ``weight_g`` None: nobody weighed one."""

    key: str
    quantity: int
    length_mm: int
    width_mm: int
    height_mm: int
    weight_g: int | None = None
    #: this side up: its height stays its height
    is_upright: bool = False
    is_fragile: bool = False
    #: in cartons of their own
    is_hazmat: bool = False


class Size(msgspec.Struct, frozen=True, kw_only=True):
    """A kind of carton, from inside; the smallest ``volume_mm3`` (from outside) is chosen."""

    key: str
    length_mm: int
    width_mm: int
    height_mm: int
    volume_mm3: int
    #: what lies in it weighs so much at most
    contents_max_g: int


class Lying(msgspec.Struct, frozen=True, kw_only=True):
    """A piece in its carton: where its lower corner is, and its sizes as it stands."""

    key: str
    x_mm: int
    y_mm: int
    z_mm: int
    length_mm: int
    width_mm: int
    height_mm: int


class Filled(msgspec.Struct, frozen=True, kw_only=True):
    """One carton; its pieces in the order in which they can be laid, bottom first."""

    carton: str
    pieces: tuple[Lying, ...]


class Choice(msgspec.Struct, frozen=True, kw_only=True):
    """The cartons of an order."""

    filled: tuple[Filled, ...]
    #: products of which one piece goes into no carton
    too_large: tuple[str, ...] = ()


def choose_cartons(goods: Sequence[Goods], sizes: Sequence[Size]) -> Choice | None:
    """Few cartons, and small ones; None when it is more than anybody waits for."""
    if len(goods) > KINDS_MAX or sum(one.quantity for one in goods) > PIECES_MAX:
        return None
    filled: list[Filled] = []
    too_large: list[str] = []
    for is_hazmat in (False, True):
        together = [one for one in goods if one.is_hazmat == is_hazmat and one.quantity > 0]
        if not together:
            continue
        packing = _Packing(together, sizes)
        too_large += packing.too_large
        found = packing.choose()
        if found is None or len(filled) + len(found) > CARTONS_MAX:
            return None
        filled += found
    return Choice(filled=tuple(filled), too_large=tuple(too_large))


class _Try(msgspec.Struct, frozen=True):
    """What lies in a carton after one try."""

    room: Room
    size: Size
    counts: Counts
    volume: int


class _Packing:
    """Goods that may lie together."""

    def __init__(self, goods: Sequence[Goods], sizes: Sequence[Size]) -> None:
        self._sizes = sorted(sizes, key=lambda one: (one.volume_mm3, one.key))
        kinds = [
            sort_of(
                one.length_mm, one.width_mm, one.height_mm,
                weight_g=one.weight_g or 0, is_upright=one.is_upright, is_fragile=one.is_fragile,
            )
            for one in goods
        ]  # fmt: skip
        fits = [any(_goes_into(one, size) for size in self._sizes) for one in kinds]
        self.too_large = [
            one.key for one, is_small in zip(goods, fits, strict=True) if not is_small
        ]
        self._goods = [one for one, is_small in zip(goods, fits, strict=True) if is_small]
        self._sorts = [one for one, is_small in zip(kinds, fits, strict=True) if is_small]
        #: what found no place in the last try
        self._failed: int | None = None
        self._sorted = [
            sorted(
                range(len(self._sorts)),
                key=lambda n: (self._sorts[n].is_fragile, *(-side for side in by(self._sorts[n]))),
            )
            for by in _BY
        ]

    def choose(self) -> list[Filled] | None:
        counts = tuple(one.quantity for one in self._goods)
        if not any(counts):
            return []
        found = self._one(counts, self._sizes)
        tries = [found] if found else self._several(counts)
        return None if tries is None else [self._filled(one) for one in tries]

    def _one(self, counts: Counts, sizes: Sequence[Size]) -> _Try | None:
        """All of it in the smallest of these that holds it."""
        volume = self._volume(counts)
        weight = sum(n * one.weight_g for n, one in zip(counts, self._sorts, strict=True))
        present = [one for n, one in zip(counts, self._sorts, strict=True) if n]
        for size in sizes:
            inner = size.length_mm * size.width_mm * size.height_mm
            if volume > inner or weight > size.contents_max_g:
                continue
            if not all(_goes_into(one, size) for one in present):
                continue
            most = TRIES_NEARLY_FULL if volume > NEARLY_FULL * inner else TRIES_MAX
            for order, rule in self._orders(counts, most):
                done = self._lay(size, order, rule, is_all=True)
                if isinstance(done, _Try):
                    return done
                self._failed = done
        return None

    def _several(self, counts: Counts) -> list[_Try] | None:
        """Large ones are filled one after the other until the rest goes into one."""
        done: list[_Try] = []
        left = counts
        while len(done) < CARTONS_MAX:
            pairs = []
            best: _Try | None = None
            for size in self._sizes[::-1] if not done else self._sizes[: -LARGEST - 1 : -1]:
                filled = self._fill(size, left)
                if filled is None:
                    continue
                if best is None or filled.volume > best.volume:
                    best = filled
                rest = _less(left, filled.counts)
                if not any(rest):
                    pairs.append([filled])
                elif last := self._one(rest, self._sizes):
                    pairs.append([filled, last])
            if pairs:
                done += min(pairs, key=_size_of)
                return [self._smaller(one) for one in done]
            if best is None:
                return None
            done.append(best)
            left = _less(left, best.counts)
        return None

    def _smaller(self, filled: _Try) -> _Try:
        """The same pieces in a smaller carton, when they go into one."""
        smaller = [one for one in self._sizes if one.volume_mm3 < filled.size.volume_mm3]
        return self._one(filled.counts, smaller) or filled

    def _fill(self, size: Size, counts: Counts) -> _Try | None:
        """As much as goes into one of this size."""
        best: _Try | None = None
        for order, rule in self._orders(counts, TRIES_NEARLY_FULL):
            done = self._lay(size, order, rule, is_all=False)
            assert isinstance(done, _Try)
            if done.volume and (best is None or done.volume > best.volume):
                best = done
        return best

    def _orders(self, counts: Counts, most: int) -> Iterator[tuple[list[tuple[int, int]], int]]:
        """(sort, how many at once) one after the other, and the rule for the place of each."""
        pieces = sum(counts)
        is_in_blocks = pieces > BLOCKS_FROM
        tries = max(TRIES_MIN, min(most, EFFORT // pieces))
        chance = Random(pieces)  # noqa: S311 - the same choice each time
        self._failed = None
        for n in range(tries):
            by, rule = _WAYS[n % len(_WAYS)]
            order = list(self._sorted[by])
            if n >= len(_WAYS):
                order.sort(key=lambda k: (self._sorts[k].is_fragile, chance.random()))
            if n and self._failed is not None and not self._sorts[self._failed].is_fragile:
                order.remove(self._failed)
                order.insert(0, self._failed)
            if is_in_blocks:
                yield [(k, counts[k]) for k in order if counts[k]], rule
            else:
                yield [(k, 1) for k in order for _ in range(counts[k])], rule

    def _lay(
        self, size: Size, order: Sequence[tuple[int, int]], rule: int, *, is_all: bool
    ) -> _Try | int:
        """One try; with ``is_all`` the sort that found no place instead."""
        sorts = self._sorts
        room = Room((size.length_mm, size.width_mm, size.height_mm), sorts)
        least: list[int] = [sorts[order[-1][0]].least]
        for sort, _ in reversed(order):
            least.append(min(least[-1], sorts[sort].least))
        counts = [0] * len(sorts)
        bears, hopeless = size.contents_max_g, set[int]()
        for sort, many in order:
            least.pop()
            if sort in hopeless:
                continue
            left = many
            while left:
                going = left
                if not is_all and sorts[sort].weight_g:
                    going = min(left, bears // sorts[sort].weight_g)
                if not going:
                    put = 0
                elif many == 1:
                    put = int(room.put(sort, rule, least[-1]))
                else:
                    put = room.put_block(sort, going, least[-1])
                if not put:
                    break
                left -= put
                counts[sort] += put
                bears -= put * sorts[sort].weight_g
            if left:
                if is_all:
                    return sort
                hopeless.add(sort)
        return _Try(room, size, tuple(counts), self._volume(counts))

    def _volume(self, counts: Sequence[int]) -> int:
        return sum(n * one.volume for n, one in zip(counts, self._sorts, strict=True))

    def _filled(self, done: _Try) -> Filled:
        lying = [
            Lying(
                key=self._goods[sort].key, x_mm=x, y_mm=y, z_mm=z,
                length_mm=x2 - x, width_mm=y2 - y, height_mm=z2 - z,
            )
            for (x, y, z, x2, y2, z2), sort in done.room.placed
        ]  # fmt: skip
        lying.sort(key=lambda one: (one.z_mm, one.y_mm, one.x_mm))
        return Filled(carton=done.size.key, pieces=tuple(lying))


def _goes_into(one: Sort, size: Size) -> bool:
    return one.weight_g <= size.contents_max_g and any(
        length <= size.length_mm and width <= size.width_mm and height <= size.height_mm
        for length, width, height in one.turns
    )


def _less(counts: Counts, taken: Counts) -> Counts:
    return tuple(n - m for n, m in zip(counts, taken, strict=True))


def _size_of(tries: Iterable[_Try]) -> int:
    return sum(one.size.volume_mm3 for one in tries)
