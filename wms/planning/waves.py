"""Which orders to release together, so that pickers find much in few aisles (pure).

The setting of the Mercado Libre challenge at SBPO 2025: orders and aisles are chosen so that units
per visited aisle are most, within a lower and an upper bound of units; orders are picked whole,
from what lies in the chosen aisles.

It begins with greedy choices by marginal coverage, then aisles are thrown out and chosen anew, and
exchanged one by one as long as units less a price for each aisle grow. The price is the best ratio
that is known (W. Dinkelbach, "On nonlinear fractional programming", 1967).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final
from uuid import UUID

import msgspec
import numpy as np
from numpy.typing import NDArray

from wms.planning.clock import Until
from wms.planning.wave_stock import Flags, Numbers, Stock

#: how much more orders weigh that are nearly complete, when a choice begins
SOFTNESS: Final = (0, 1, 2, 4, 8)
#: when it goes on; none: only orders that become complete count
SOFTNESS_LATER: Final = (None, 1, 2, 4)
#: chance in the choice of aisles, as the spread of a factor
CHANCE: Final = 0.25
#: aisles thrown out at once
OUT_MAX: Final = 6
#: a choice nearly as good as the best is gone on from
NEARLY: Final = 0.97
#: after so many tries the best is gone back to
TRIES: Final = 15


class Backlog(msgspec.Struct, frozen=True, kw_only=True):
    """Orders that wait and what lies in the aisles: units by product."""

    orders: Mapping[UUID, Mapping[UUID, int]]
    aisles: Mapping[str, Mapping[UUID, int]]
    #: units of a wave
    least: int
    most: int


class Wave(msgspec.Struct, frozen=True, kw_only=True):
    """Orders that are released together, and the aisles in which all their goods are."""

    order_ids: list[UUID]
    aisles: list[str]
    units: int

    @property
    def units_per_aisle(self) -> float:
        """What a wave is judged by."""
        return self.units / len(self.aisles)


def choose_wave(backlog: Backlog, until: Until, *, seed: int = 1) -> Iterator[Wave]:
    """Better and better waves, none when the backlog has none; leave at any moment."""
    order_ids, aisles = list(backlog.orders), list(backlog.aisles)
    numbers: dict[UUID, int] = {}
    stock = Stock(
        _numbered(list(backlog.orders.values()), numbers),
        _numbered(list(backlog.aisles.values()), numbers),
        len(numbers),
        backlog.most,
    )
    search = _Search(stock, backlog.least, until, np.random.default_rng(seed))
    for chosen in search.run():
        taken = stock.taken(stock.supply(chosen))
        yield Wave(
            order_ids=[order_ids[n] for n in np.flatnonzero(taken)],
            aisles=[aisles[n] for n in np.flatnonzero(chosen)],
            units=int(stock.units[taken].sum()),
        )


def _numbered(rows: Sequence[Mapping[UUID, int]], numbers: dict[UUID, int]) -> list[dict[int, int]]:
    return [
        {numbers.setdefault(item, len(numbers)): units for item, units in row.items() if units > 0}
        for row in rows
    ]


class _Search:
    def __init__(self, stock: Stock, least: int, until: Until, rng: np.random.Generator) -> None:
        self._stock, self._least, self._until, self._rng = stock, max(least, 1), until, rng
        #: the best so far: its ratio and its aisles
        self._price = 0.0
        self._best: Flags = np.zeros(stock.aisles, np.bool_)
        self._is_new = False

    def run(self) -> Iterator[Flags]:
        """The aisles of each better choice, after the first of them without end until told so."""
        for softness in SOFTNESS:
            self._begin(softness)
            yield from self._news()
        here = self._best.copy()
        tries = 0
        while self._price and self._until() < 1:
            there, units = self._once_more(here)
            yield from self._news()
            tries += 1
            if tries % TRIES == 0:
                here = self._best.copy()
            elif units >= self._least and units >= NEARLY * self._price * there.sum():
                here = there

    def _news(self) -> Iterator[Flags]:
        if self._is_new:
            self._is_new = False
            yield self._best.copy()

    def _consider(self, chosen: Flags, supply: Numbers, units: int | None = None) -> None:
        """Keep it when it is better than the best; what is only estimated is counted first."""
        aisles = int(chosen.sum())
        about = self._stock.estimate(supply) if units is None else units
        if about < self._least or about <= self._price * aisles:
            return
        counted = int(self._stock.units[self._stock.taken(supply)].sum())
        if counted >= self._least and counted > self._price * aisles:
            self._price, self._best, self._is_new = counted / aisles, chosen.copy(), True

    def _begin(self, softness: int) -> None:
        """Aisle by aisle the one that promises most, until no more can be better."""
        stock = self._stock
        chosen, supply = np.zeros(stock.aisles, np.bool_), stock.nothing()
        for aisles in range(1, stock.aisles + 1):
            hopes = stock.hopes(supply, softness)
            hopes[chosen] = 0
            if hopes.max() <= 0 or stock.most < self._price * aisles:
                break
            self._take(chosen, supply, int(np.argmax(hopes)))
            units = stock.estimate(supply)
            self._consider(chosen, supply, units)
            if units >= stock.most or (self._until() >= 1 and self._price):
                break

    def _take(self, chosen: Flags, supply: Numbers, aisle: int) -> None:
        chosen[aisle] = True
        self._stock.add(supply, aisle)

    def _once_more(self, begin: Flags) -> tuple[Flags, int]:
        """Some aisles out, others in, then every exchange that helps; what came of it."""
        chosen, many = begin.copy(), int(begin.sum())
        if many > 1:
            out = int(self._rng.integers(1, max(2, min(OUT_MAX, many // 2 + 1))))
            chosen[self._rng.permutation(np.flatnonzero(chosen))[:out]] = False
        supply = self._stock.supply(chosen)
        softness = SOFTNESS_LATER[self._rng.integers(len(SOFTNESS_LATER))]
        wanted = max(1, many + int(self._rng.integers(-1, 3)))
        while chosen.sum() < wanted:
            promise = self._promise(chosen, supply, softness)
            if promise.max() <= 0:
                break
            self._take(chosen, supply, int(np.argmax(promise)))
            self._consider(chosen, supply)
        return chosen, self._exchange(chosen, supply)

    def _promise(
        self, chosen: Flags, supply: Numbers, softness: float | None
    ) -> NDArray[np.float64]:
        """What each aisle promises, with some chance in it."""
        promise = np.exp(self._rng.normal(0, CHANCE, self._stock.aisles))
        if softness is None:
            promise *= self._stock.gains(supply)
        else:
            promise *= self._stock.hopes(supply, softness)
        promise[chosen] = 0
        if promise.max() <= 0 and softness is None:
            return self._promise(chosen, supply, SOFTNESS[1])
        return promise

    def _exchange(self, chosen: Flags, supply: Numbers) -> int:
        """Aisles out, exchanged or in, as long as one is better; how many units about."""
        units = self._stock.estimate(supply)
        is_better = True
        while is_better and self._until() < 1:
            is_better = False
            for aisle in self._rng.permutation(np.flatnonzero(chosen)):
                before = units
                units = self._without(chosen, supply, int(aisle), units)
                if units != before or not chosen[aisle]:
                    is_better = True
                    self._consider(chosen, supply, units)
            if not is_better:
                before = units
                units = self._with_another(chosen, supply, units)
                is_better = units != before
        return units

    def _without(self, chosen: Flags, supply: Numbers, aisle: int, units: int) -> int:
        """Leave an aisle out, or take a better one instead, or let it be."""
        stock = self._stock
        stock.add(supply, aisle, -1)
        left = stock.estimate(supply)
        if chosen.sum() > 1 and left >= self._least and left + self._price > units:
            chosen[aisle] = False
            return left
        gains = stock.gains(supply)
        gains[chosen] = -1
        other = int(np.argmax(gains))
        if left + gains[other] > units:
            stock.add(supply, other)
            if (instead := stock.estimate(supply)) > units:
                chosen[aisle], chosen[other] = False, True
                return instead
            stock.add(supply, other, -1)
        stock.add(supply, aisle)
        return units

    def _with_another(self, chosen: Flags, supply: Numbers, units: int) -> int:
        """One aisle more, when it brings more than its price, or units are too few."""
        gains = self._stock.gains(supply)
        gains[chosen] = -1
        another = int(np.argmax(gains))
        worth = 0.0 if units < self._least else self._price
        if gains[another] > worth:
            self._stock.add(supply, another)
            more = self._stock.estimate(supply)
            if more - units > worth:
                chosen[another] = True
                self._consider(chosen, supply, more)
                return more
            self._stock.add(supply, another, -1)
        return units
