"""The hall as the planner sees it: where people stand, and what a walk is (plain data)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, Protocol
from uuid import UUID

import msgspec
import numpy as np
from numpy.typing import NDArray

MM_PER_M: Final = 1000
#: spots so many and no more are kept in one word of a set of spots: a float knows them exactly
WORD_BITS: Final = 52
#: sets of spots: a row of words for each set, a bit for each spot
Words = NDArray[np.uint64]
#: metres of walks, in millimetres
Lengths = NDArray[np.int64]

Point = tuple[int, int]


class Spot(msgspec.Struct, frozen=True, kw_only=True):
    """Where a person stands to reach a place; the aisle is only a name."""

    place_id: UUID
    x_mm: int
    y_mm: int
    aisle: str = ""


class Route(msgspec.Struct, frozen=True, kw_only=True):
    """A walk from the start past all places and back."""

    #: in the order in which they are come to; places nobody knows the spot of come last
    place_ids: list[UUID]
    length_mm: int
    #: the line on the floor, from the start and back to it
    path: list[Point]

    @property
    def metres(self) -> float:
        """How far it is."""
        return self.length_mm / MM_PER_M


class Hall(Protocol):
    """Finds walks. Both kinds are plain data and can be sent to another process."""

    def route(self, place_ids: Iterable[UUID]) -> Route:
        """The shortest walk past these places that is known."""
        ...

    def words(self, places_of_each: Sequence[Iterable[UUID]]) -> Words:
        """A set of spots for each, for `lengths`; sets are united by ``|``."""
        ...

    def lengths(self, words: Words) -> Lengths:
        """How far the walks past many sets of spots are, all at once."""
        ...
