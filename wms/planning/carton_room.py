"""How pieces lie in one carton: the room that is left, and where the next piece stands (pure).

The room is kept as its maximal empty spaces: boxes as large as they can be that overlap each other
and no piece (K. K. Lai and J. W. M. Chan, "Developing a simulated annealing algorithm for the
cutting stock problem", 1997). A piece goes into the lower corner of one of them, turned as it may
be. All lengths are mm; a box is ``(x1, y1, z1, x2, y2, z2)``, z upwards.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

#: of a piece's bottom, at least this share lies on something; the rest hangs over
SUPPORT_MIN: Final = 0.75

Box = tuple[int, int, int, int, int, int]
#: length, width and height as it stands
Turned = tuple[int, int, int]


@dataclass(frozen=True)
class Sort:
    """Pieces that are alike, as the packing sees them."""

    #: each way in which one may stand, once
    turns: tuple[Turned, ...]
    volume: int
    #: its lengths, the longest first
    sides: Turned
    #: g; what nobody weighed weighs nothing
    weight_g: int
    is_fragile: bool
    #: no way to stand is lower or narrower than this
    least: int


def sort_of(
    length: int, width: int, height: int, *, weight_g: int, is_upright: bool, is_fragile: bool
) -> Sort:
    """A piece by its sizes; ``is_upright``: its height stays its height."""
    a, b, c = length, width, height
    ways = [(a, b, c), (b, a, c)]
    if not is_upright:
        ways += [(a, c, b), (c, a, b), (b, c, a), (c, b, a)]
    long, middle, short = sorted((a, b, c), reverse=True)
    return Sort(
        turns=tuple(dict.fromkeys(ways)),
        volume=a * b * c,
        sides=(long, middle, short),
        weight_g=weight_g,
        is_fragile=is_fragile,
        least=short,
    )


#: how the place of the next piece is chosen: by the lowest top; by the tightest fit; wall after
#: wall along the length, or along the width; far from the opposite corner
LOW, TIGHT, LONG_WALLS, WIDE_WALLS, CORNER = range(5)
RULES: Final = (LOW, TIGHT, LONG_WALLS, WIDE_WALLS, CORNER)


class Room:
    """One carton that is being filled."""

    def __init__(self, inner: Turned, sorts: Sequence[Sort]) -> None:
        self._inner = inner
        self._sorts = sorts
        self._spaces: list[Box] = [(0, 0, 0, *inner)]
        #: what lies in it and of which sort, in the order in which it was put there
        self.placed: list[tuple[Box, int]] = []
        self._is_fragile_in = False

    def put(self, sort: int, rule: int, least: int) -> bool:
        """Put one piece of a sort where the rule wants it; False when there is no place.

        ``least``: no piece that comes is shorter on any side, so narrower spaces are forgotten.
        """
        box = self._place(sort, rule)
        if box is None:
            return False
        self._take(box, sort, least)
        return True

    def put_block(self, sort: int, count: int, least: int) -> int:
        """Put as many as go into one place side by side and on each other; how many."""
        best: tuple[int, int] | None = None
        found: tuple[Box, Turned, tuple[int, int, int]] | None = None
        one = self._sorts[sort]
        for x, y, z, x2, y2, z2 in self._spaces:
            for turned in one.turns:
                length, width, height = turned
                along = min((x2 - x) // length, count)
                across = min((y2 - y) // width, count // along) if along else 0
                up = min((z2 - z) // height, count // (along * across)) if across else 0
                many = along * across * up
                if not many or (best is not None and (-many, z) >= best):
                    continue
                grid = [
                    (x + i * length, y + j * width, z, x + (i + 1) * length, y + (j + 1) * width,
                     z + height)
                    for i in range(along) for j in range(across)
                ]  # fmt: skip
                if all(self._stands(box, one) for box in grid):
                    best = (-many, z)
                    whole = (x, y, z, x + along * length, y + across * width, z + up * height)
                    found = (whole, turned, (along, across, up))
        if found is None:
            return 0
        whole, (length, width, height), (along, across, up) = found
        x, y, z = whole[:3]
        for k in range(up):
            for i in range(along):
                for j in range(across):
                    at = (x + i * length, y + j * width, z + k * height)
                    self.placed.append(((*at, at[0] + length, at[1] + width, at[2] + height), sort))
        self._is_fragile_in = self._is_fragile_in or one.is_fragile
        self._cut(whole, least)
        return along * across * up

    def _place(self, sort: int, rule: int) -> Box | None:
        one = self._sorts[sort]
        full_x, full_y, full_z = self._inner
        best: tuple[int, ...] | None = None
        found: Box | None = None
        for x, y, z, x2, y2, z2 in self._spaces:
            room_x, room_y, room_z = x2 - x, y2 - y, z2 - z
            for length, width, height in one.turns:
                if length > room_x or width > room_y or height > room_z:
                    continue
                left_x, left_y = room_x - length, room_y - width
                less = left_x if left_x < left_y else left_y
                key: tuple[int, ...]
                if rule == LOW:
                    key = (z + height, less, left_x + left_y)
                elif rule == TIGHT:
                    left_z = room_z - height
                    key = (less if less < left_z else left_z, z, less)
                elif rule == LONG_WALLS:
                    key = (x + length, z, less)
                elif rule == WIDE_WALLS:
                    key = (y + width, z, less)
                else:
                    far_x, far_y = full_x - x - length, full_y - y - width
                    far_z = full_z - z - height
                    key = (-(far_x * far_x + far_y * far_y + far_z * far_z),)
                if best is not None and key >= best:
                    continue
                box = (x, y, z, x + length, y + width, z + height)
                if (z or self._is_fragile_in) and not self._stands(box, one):
                    continue
                best, found = key, box
        return found

    def _stands(self, box: Box, one: Sort) -> bool:
        """Whether enough of its bottom lies on something, and nothing lies on what breaks."""
        x, y, z, x2, y2, z2 = box
        supported = 0
        for (a, b, c, a2, b2, c2), sort in self.placed:
            if c2 == z:
                over = (x2 if x2 < a2 else a2) - (x if x > a else a)
                if over > 0:
                    wide = (y2 if y2 < b2 else b2) - (y if y > b else b)
                    if wide > 0:
                        supported += over * wide
                        below = self._sorts[sort]
                        if below.is_fragile and not _bears(below, one):
                            return False
            elif c == z2 and one.is_fragile and a < x2 and x < a2 and b < y2 and y < b2:
                return False  # it would come under something that hung over
        return not z or supported >= SUPPORT_MIN * (x2 - x) * (y2 - y)

    def _take(self, box: Box, sort: int, least: int) -> None:
        self.placed.append((box, sort))
        if self._sorts[sort].is_fragile:
            self._is_fragile_in = True
        self._cut(box, least)

    def _cut(self, box: Box, least: int) -> None:
        """The spaces that are left around a box."""
        x, y, z, x2, y2, z2 = box
        kept: list[Box] = []
        new: list[Box] = []
        for space in self._spaces:
            a, b, c, a2, b2, c2 = space
            if a >= x2 or a2 <= x or b >= y2 or b2 <= y or c >= z2 or c2 <= z:
                kept.append(space)
                continue
            if x - a >= least:
                new.append((a, b, c, x, b2, c2))
            if a2 - x2 >= least:
                new.append((x2, b, c, a2, b2, c2))
            if y - b >= least:
                new.append((a, b, c, a2, y, c2))
            if b2 - y2 >= least:
                new.append((a, y2, c, a2, b2, c2))
            if z - c >= least:
                new.append((a, b, c, a2, b2, z))
            if c2 - z2 >= least:
                new.append((a, b, z2, a2, b2, c2))
        for n, one in enumerate(new):
            a, b, c, a2, b2, c2 = one
            for d, e, f, d2, e2, f2 in kept:
                if d <= a and e <= b and f <= c and d2 >= a2 and e2 >= b2 and f2 >= c2:
                    break
            else:
                for m, (d, e, f, d2, e2, f2) in enumerate(new):
                    if (
                        m != n
                        and d <= a and e <= b and f <= c and d2 >= a2 and e2 >= b2 and f2 >= c2
                        and (m < n or (d, e, f, d2, e2, f2) != one)
                    ):  # fmt: skip
                        break
                else:
                    kept.append(one)
        self._spaces = kept


def _bears(below: Sort, one: Sort) -> bool:
    """On something fragile stands only what is fragile itself and no heavier."""
    return one.is_fragile and one.weight_g <= below.weight_g
