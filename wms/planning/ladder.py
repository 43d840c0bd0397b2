"""What a walk through parallel aisles can look like between one aisle and the next (pure).

After H. D. Ratliff and A. S. Rosenthal, "Order-picking in a rectangular warehouse: a solvable case
of the traveling salesman problem" (Operations Research 31, 1983), with any small number of cross
aisles as in K. J. Roodbergen and R. de Koster, "Routing order pickers in a warehouse with a middle
aisle" (European Journal of Operational Research 133, 2001). Aisles are gone through from left to
right. All that matters of the walk to the left of a cut is, for each cross aisle there, whether the
walk touches it an odd or an even number of times or not at all, and which of those touched hang
together: the *profile*. Few profiles exist (7 for two cross aisles, 33 for three), so the shortest
walk is found by keeping the cheapest way to each, step by step.
"""

from __future__ import annotations

from functools import cache
from typing import Final

import msgspec

#: how a stretch of an aisle between two cross aisles can be walked; the order is that of the costs
#: everywhere: not at all, through, through twice, in and out from the lower end, from the upper
#: end, and from both ends as far as the widest gap
NONE, ONCE, TWICE, FROM_LOW, FROM_HIGH, BOTH_ENDS = range(6)
STRETCH_WAYS: Final = 6
#: at each corner of an aisle with a cross aisle: (how often touched: 0, odd 1, even 2; which part)
Profile = tuple[tuple[int, int], ...]
#: the walk is complete
DONE: Final[Profile] = ((-1, -1),)
#: cross aisles beyond which there are too many profiles to be quick
ROWS_MAX: Final = 4


class Move(msgspec.Struct, frozen=True):
    """From a profile to another by a way; their numbers are those of the step."""

    before: int
    way: int
    after: int


class Ladder(msgspec.Struct, frozen=True):
    """Every step from one aisle to the next: its stretches, one bookkeeping step, its cross aisles.

    ``stretches[n]`` are the moves of stretch ``n`` (ways as above), ``closing`` those that end the
    walk, ``crossings[n]`` those along cross aisle ``n`` (the way is how often it is walked).
    ``profiles`` counts them; all steps number them alike; 0 is "not begun", 1 "complete".
    """

    rows: int
    profiles: int
    stretches: list[list[Move]]
    closing: list[Move]
    crossings: list[list[Move]]


@cache
def ladder(rows: int) -> Ladder:
    """The steps for so many cross aisles, from 2 to `ROWS_MAX`."""
    assert 2 <= rows <= ROWS_MAX
    start: Profile = ((0, 0),) * rows
    numbers: dict[Profile, int] = {start: 0, DONE: 1}
    steps: list[dict[Move, None]] = [{} for _ in range(2 * rows)]
    seen: list[set[Profile]] = [set() for _ in range(2 * rows)]
    fresh: list[tuple[int, Profile]] = [(0, start), (0, DONE)]
    while fresh:
        step, profile = fresh.pop()
        if profile in seen[step]:
            continue
        seen[step].add(profile)
        for way, after in _after(profile, step, rows):
            number = numbers.setdefault(after, len(numbers))
            steps[step][Move(numbers[profile], way, number)] = None
            fresh.append(((step + 1) % (2 * rows), after))
    found = [list(moves) for moves in steps]
    return Ladder(
        rows=rows,
        profiles=len(numbers),
        stretches=found[: rows - 1],
        closing=found[rows - 1],
        crossings=found[rows:],
    )


def _after(profile: Profile, step: int, rows: int) -> list[tuple[int, Profile]]:
    if profile == DONE:
        return [(NONE, DONE)]
    if step < rows - 1:
        return _along_stretch(profile, step)
    if step == rows - 1:
        return [(NONE, profile), (NONE, DONE)] if _is_whole(profile) else [(NONE, profile)]
    return _along_cross_aisle(profile, step - rows)


def _along_stretch(profile: Profile, low: int) -> list[tuple[int, Profile]]:
    low_touched, high_touched = _touch(profile, low, 2), _touch(profile, low + 1, 2)
    return [
        (NONE, profile),
        (ONCE, _join(_touch(_touch(profile, low, 1), low + 1, 1), low)),
        (TWICE, _join(_touch(low_touched, low + 1, 2), low)),
        (FROM_LOW, low_touched),
        (FROM_HIGH, high_touched),
        (BOTH_ENDS, _touch(low_touched, low + 1, 2)),
    ]


def _along_cross_aisle(profile: Profile, row: int) -> list[tuple[int, Profile]]:
    """A corner touched an odd number of times is left once; an even one twice or not at all."""
    touched, part = profile[row]
    if touched == 0:
        return [(0, profile)]
    if touched == 1:
        return [(1, profile)]
    left = [(2, profile)]
    if any(other == (1, part) or other == (2, part) for other in _without(profile, row)):
        left.append((0, _numbered((*profile[:row], (0, 0), *profile[row + 1 :]))))
    return left


def _without(profile: Profile, row: int) -> Profile:
    return (*profile[:row], *profile[row + 1 :])


def _touch(profile: Profile, row: int, times: int) -> Profile:
    """The corner is touched once or twice more; untouched it was a part of nothing."""
    touched, part = profile[row]
    if touched == 0:
        part = max(part for _, part in profile) + 1
    parity = (touched + times) % 2
    return _numbered((*profile[:row], (1 if parity else 2, part), *profile[row + 1 :]))


def _join(profile: Profile, low: int) -> Profile:
    """Both ends of a stretch hang together."""
    kept, gone = profile[low][1], profile[low + 1][1]
    return _numbered(tuple((touched, kept if part == gone else part) for touched, part in profile))


def _numbered(profile: Profile) -> Profile:
    """Parts are numbered 1, 2 … from the lowest corner, so that equal profiles are equal."""
    names: dict[int, int] = {}
    return tuple(
        (touched, names.setdefault(part, len(names) + 1)) if touched else (0, 0)
        for touched, part in profile
    )


def _is_whole(profile: Profile) -> bool:
    """It is one closed walk: all even, one part."""
    parts = {part for touched, part in profile if touched}
    return len(parts) == 1 and all(touched != 1 for touched, _ in profile)
