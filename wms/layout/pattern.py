"""Names of places in bulk: ``A-{01..20}-{1..4}-{1..3}`` is 240 places (pure)."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from typing import Final

from wms.errors import N_, Kind, Refusal
from wms.layout.walk import NewPlace

#: places of one pattern
PLACES_MAX: Final = 2_000
#: a name that still fits a label and a handheld, characters
NAME_MAX_CHARS: Final = 16
_RANGE: Final = re.compile(r"\{([0-9]{1,4})\.\.([0-9]{1,4})\}|\{([A-Z])\.\.([A-Z])\}", re.ASCII)
_NAME: Final = re.compile(r"[A-Z0-9][A-Z0-9-]*", re.ASCII)


class PatternUnreadable(Refusal):
    """No names come of it."""

    kind = Kind.INVALID
    code = "place.pattern"
    sentence = N_("Write it like {example}: capital letters, digits, hyphens and ranges.")


class PatternTooLarge(Refusal):
    """More than anybody wants at once."""

    kind = Kind.INVALID
    code = "place.pattern_too_large"
    sentence = N_("That is {count} places; at most {most} are added at once.")


def is_name(code: str) -> bool:
    """Whether a place can be called so."""
    return bool(_NAME.fullmatch(code)) and len(code) <= NAME_MAX_CHARS


def names(pattern: str) -> list[str]:
    """Every name of a pattern, in its order; ``{01..20}`` keeps the zeros, ``{A..F}`` is letters.

    Raises:
        PatternUnreadable: it is none, runs backwards, or makes names that fit no label.
        PatternTooLarge: more than `PLACES_MAX` names.
    """
    parts: list[Sequence[str]] = []
    end = 0
    for found in _RANGE.finditer(pattern):
        parts += [[pattern[end : found.start()]], list(_range(found))]
        end = found.end()
    parts.append([pattern[end:]])
    count = 1
    for part in parts:
        count *= len(part)
    if count > PLACES_MAX:
        raise PatternTooLarge(count=count, most=PLACES_MAX)
    made = ["".join(each) for each in itertools.product(*parts)]
    if not made or not all(map(is_name, made)):
        raise PatternUnreadable(example="A-{01..20}-{1..3}")
    return made


def _range(found: re.Match[str]) -> Iterator[str]:
    low, high, first, last = found.groups()
    if first is not None:
        yield from (chr(letter) for letter in range(ord(first), ord(last) + 1))
    else:
        yield from (f"{n:0{len(low)}}" for n in range(int(low), int(high) + 1))


def pattern_places(pattern: str, kind: str, *, after: int) -> list[NewPlace]:
    """The places of a pattern, in the order of their names on the walk behind the rank ``after``.

    Raises:
        PatternUnreadable, PatternTooLarge: see `names`.
    """
    return [
        NewPlace(code=name, kind=kind, aisle=name.partition("-")[0], pick_order=rank)
        for rank, name in enumerate(names(pattern), start=after + 1)
    ]
