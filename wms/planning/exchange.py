"""Orders are moved from cart to cart, or exchanged, so that the walks become shorter.

One cart after the other: all moves out of it and all exchanges with other carts are measured at
once, and one is drawn, the shorter it makes the walks the more likely (the heat bath of simulated
annealing: no move is measured in vain). What one is drawn for grows colder as time passes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from wms.planning.clock import Until
from wms.planning.hall import Words
from wms.planning.load import Batches, Numbers

#: how much longer walks become without much ado, as shares of a walk: at first and at last
HOT: Final = 0.02
COLD: Final = 0.001
#: other carts that are looked at for one cart
NEIGHBOURS: Final = 40


def improved(batches: Batches, until: Until, *, seed: int) -> Iterator[Batches]:
    """Shorter and shorter; each is a copy that nobody changes."""
    search = _Search(batches, np.random.default_rng(seed))
    best = search.total
    while (share := until()) < 1:
        search.step(HOT * (COLD / HOT) ** share)
        if search.total < best:
            best = search.total
            yield search.carts.copy()


@dataclass
class _Moves:
    """Order ``first`` leaves its cart for the cart ``there``, ``second`` of it comes (-1: none)."""

    first: Numbers
    second: Numbers
    there: Numbers

    def of(self, chosen: NDArray[np.bool_]) -> _Moves:
        return _Moves(self.first[chosen], self.second[chosen], self.there[chosen])


class _Search:
    def __init__(self, batches: Batches, rng: np.random.Generator) -> None:
        self._load = batches.load
        self._rng = rng
        full = [n for n, orders in enumerate(batches.members) if orders]
        self.carts = Batches.of(
            batches.load, [batches.members[n].copy() for n in full], batches.urgency[full]
        )
        many = len(batches.load.words)
        self._cart_of = np.zeros(many, np.int64)
        #: the spots of an order's cart without it, and how far the walk would be
        self._without: Words = np.zeros_like(batches.load.words)
        self._shorter: Numbers = np.zeros(many, np.int64)
        for cart in range(len(full)):
            self._settle(cart)
        self._typical = float(self.carts.lengths.mean())
        self._turn: list[int] = []
        self.total = self.carts.length_mm

    def step(self, warmth: float) -> None:
        """One cart: a move is drawn, or none."""
        if not self._turn:
            self._turn = [int(n) for n in self._rng.permutation(len(self.carts.members))]
        cart = self._turn.pop()
        if not self.carts.members[cart]:
            return
        moves = self._moves(cart)
        if not len(moves.first):
            return
        change = self._change(cart, moves)
        gumbel = -np.log(-np.log(self._rng.random(len(change) + 1)))
        drawn = int(np.argmin(np.r_[change, 0] - warmth * self._typical * gumbel))
        if drawn < len(change):
            self._move(cart, int(moves.first[drawn]), int(moves.second[drawn]),
                       int(moves.there[drawn]))  # fmt: skip

    def _moves(self, cart: int) -> _Moves:
        """All that fit and come no later than they may."""
        mine = np.array(self.carts.members[cart])
        near = self._near(cart)
        if not len(near):
            return _Moves(near, near, near)
        theirs = np.concatenate([np.array(self.carts.members[n], np.int64) for n in near])
        first = np.repeat(mine, len(theirs) + len(near))
        second = np.tile(np.r_[theirs, np.full(len(near), -1)], len(mine))
        there = np.tile(np.r_[self._cart_of[theirs], near], len(mine))
        load = self._load
        out, back = load.sizes[first], np.where((second >= 0)[:, None], load.sizes[second], 0)
        fits = (
            (self.carts.sizes[there] + out - back <= load.most).all(axis=1)
            & (self.carts.sizes[cart] - out + back <= load.most).all(axis=1)
            & (self.carts.urgency[there] <= load.urgency[first])
            & ((second < 0) | (self.carts.urgency[cart] <= load.urgency[second]))
        )
        return _Moves(first, second, there).of(fits)

    def _near(self, cart: int) -> Numbers:
        """Carts to exchange with: all when they are few, else those that share most of the way."""
        full = np.array(
            [n for n, orders in enumerate(self.carts.members) if orders and n != cart], np.int64
        )
        if len(full) <= NEIGHBOURS:
            return full
        shared = ((self.carts.words[full] != 0) & (self.carts.words[cart] != 0)).sum(axis=1)
        luck = self._rng.random(len(full)) * 3
        return full[np.argsort(-(shared + luck))[:NEIGHBOURS]]

    def _change(self, cart: int, moves: _Moves) -> Numbers:
        words, comes = self._load.words, moves.second >= 0
        mine = self._without[moves.first]
        mine[comes] |= words[moves.second[comes]]
        theirs = self.carts.words[moves.there]
        theirs[comes] = self._without[moves.second[comes]]
        theirs |= words[moves.first]
        lengths = self._load.hall.lengths(np.concatenate([mine[comes], theirs]))
        left = self._shorter[moves.first].copy()
        left[comes] = lengths[: comes.sum()]
        change: Numbers = left + lengths[comes.sum() :]
        change -= self.carts.lengths[cart] + self.carts.lengths[moves.there]
        return change

    def _move(self, cart: int, first: int, second: int, there: int) -> None:
        self.carts.members[cart].remove(first)
        self.carts.members[there].append(first)
        if second >= 0:
            self.carts.members[there].remove(second)
            self.carts.members[cart].append(second)
        before = int(self.carts.lengths[cart] + self.carts.lengths[there])
        self._settle(cart)
        self._settle(there)
        self.total += int(self.carts.lengths[cart] + self.carts.lengths[there]) - before

    def _settle(self, cart: int) -> None:
        """Reckon anew what is known of a cart and of its orders."""
        orders, load = self.carts.members[cart], self._load
        self._cart_of[orders] = cart
        words = load.words[orders]
        before = np.zeros((len(orders) + 1, words.shape[1]), np.uint64)
        behind = before.copy()
        np.bitwise_or.accumulate(words, axis=0, out=before[1:])
        np.bitwise_or.accumulate(words[::-1], axis=0, out=behind[1:])
        self.carts.words[cart] = before[-1]
        self.carts.sizes[cart] = load.sizes[orders].sum(axis=0)
        without = before[:-1] | behind[:-1][::-1]
        lengths = load.hall.lengths(np.concatenate([without, before[-1:]]))
        self._without[orders] = without
        self._shorter[orders] = lengths[:-1]
        self.carts.lengths[cart] = lengths[-1]
