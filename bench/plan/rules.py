"""Rules of thumb for walks in one block, to compare with (C. G. Petersen, "An evaluation of order
picking routing policies", 1997; "combined": K. J. Roodbergen and R. de Koster, 2001).

All begin and end at the front of the first aisle; lengths in mm.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import pairwise
from typing import Final
from uuid import UUID

from bench.plan.halls import AISLE_MM, APART_MM
from wms.planning.racks import Racks

#: aisle → how far its picks are from the front, in order
_Picks = dict[int, list[int]]


def _picks(hall: Racks, place_ids: Iterable[UUID]) -> _Picks:
    found: dict[int, set[int]] = {}
    for place_id in place_ids:
        stop = hall.stops[place_id]
        found.setdefault(stop.column, set()).add(stop.offset_mm)
    return {aisle: sorted(found[aisle]) for aisle in sorted(found)}


def _along_front(picks: _Picks) -> int:
    """To the last aisle and back, at the front or the back."""
    return 2 * APART_MM * max(picks)


def s_shape(picks: _Picks) -> int:
    """Through each aisle with picks; when their number is odd, in and out of the last."""
    through = len(picks) - len(picks) % 2
    last = 2 * picks[max(picks)][-1] if len(picks) % 2 else 0
    return _along_front(picks) + through * AISLE_MM + last


def in_and_out(picks: _Picks) -> int:
    """Into each aisle from the front, and back."""
    return _along_front(picks) + sum(2 * there[-1] for there in picks.values())


def midpoint(picks: _Picks) -> int:
    """Through the first and last aisle; into the others from both ends, up to the middle."""
    return _from_both_ends(picks, _to_middle)


def largest_gap(picks: _Picks) -> int:
    """Through the first and last aisle; into the others from both ends, up to the widest gap."""
    return _from_both_ends(picks, _around_gap)


def combined(picks: _Picks) -> int:
    """Through or in and out, whichever of both is shorter in the end, aisle by aisle."""
    far = 10**12
    front, back = 0, far
    aisles = list(picks)
    for n, aisle in enumerate(aisles):
        there = picks[aisle]
        is_last = n == len(aisles) - 1
        front, back = (
            min(front + 2 * there[-1], back + AISLE_MM),
            far if is_last else min(back + 2 * (AISLE_MM - there[0]), front + AISLE_MM),
        )
    return _along_front(picks) + front


def _from_both_ends(picks: _Picks, cost: Callable[[list[int]], int]) -> int:
    if len(picks) == 1:
        return in_and_out(picks)
    between = list(picks.values())[1:-1]
    return _along_front(picks) + 2 * AISLE_MM + sum(cost(there) for there in between)


def _to_middle(there: list[int]) -> int:
    low = max((at for at in there if at <= AISLE_MM // 2), default=0)
    high = min((at for at in there if at > AISLE_MM // 2), default=AISLE_MM)
    return 2 * (low + AISLE_MM - high)


def _around_gap(there: list[int]) -> int:
    return 2 * (AISLE_MM - max(b - a for a, b in pairwise([0, *there, AISLE_MM])))


RULES: Final[dict[str, Callable[[_Picks], int]]] = {
    "S-shape": s_shape,
    "return": in_and_out,
    "midpoint": midpoint,
    "largest gap": largest_gap,
    "combined": combined,
}


def by_rule(rule: str, hall: Racks, place_ids: Iterable[UUID]) -> int:
    """How far a walk by this rule is."""
    return RULES[rule](_picks(hall, place_ids))
