"""Orders and carts as arrays."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from wms.planning.hall import Hall, Lengths, Words

#: more than fits on any cart
NO_LIMIT: Final = 2**40
Numbers = NDArray[np.int64]


@dataclass(frozen=True)
class Load:
    """What is to be put on carts; a row for each order."""

    hall: Hall
    #: the spots of each
    words: Words
    #: how much of the cart's room of each kind each takes
    sizes: Numbers
    most: Numbers
    urgency: Numbers


@dataclass
class Batches:
    """Orders on carts: a row for each cart; one that was emptied stays, without orders."""

    load: Load
    members: list[list[int]]
    urgency: Numbers
    words: Words
    sizes: Numbers
    lengths: Lengths

    @classmethod
    def of(cls, load: Load, members: list[list[int]], urgency: Numbers) -> Batches:
        """Carts with these orders."""
        words = np.array([np.bitwise_or.reduce(load.words[orders], axis=0) for orders in members])
        sizes = np.array([load.sizes[orders].sum(axis=0) for orders in members])
        return cls(load, members, urgency, words, sizes, load.hall.lengths(words))

    @classmethod
    def first_come(cls, load: Load) -> Batches:
        """In the order in which they came, the urgent ones before: a cart is filled, then the next.

        A cart that begins with urgent orders is filled up with others.
        """
        members: list[list[int]] = []
        used = load.most * 0
        for order in np.argsort(load.urgency, kind="stable"):
            used = used + load.sizes[order]
            if not members or (used > load.most).any():
                members.append([])
                used = load.sizes[order]
            members[-1].append(int(order))
        return cls.of(load, members, np.array([load.urgency[orders[0]] for orders in members]))

    @property
    def length_mm(self) -> int:
        """All walks together."""
        return int(self.lengths.sum())

    def copy(self) -> Batches:
        """One that nobody changes."""
        return Batches(
            self.load,
            [orders.copy() for orders in self.members],
            self.urgency.copy(),
            self.words,
            self.sizes,
            self.lengths.copy(),
        )

    def carts(self) -> Iterator[tuple[list[int], int, int]]:
        """Orders, urgency and length of the walk of each cart that has orders."""
        for orders, urgency, length in zip(self.members, self.urgency, self.lengths, strict=True):
            if orders:
                yield orders, int(urgency), int(length)
