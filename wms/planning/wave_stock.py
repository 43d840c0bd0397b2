"""What some aisles can give to which orders, as arrays: the sums behind `wms.planning.waves`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.int64]
Flags = NDArray[np.bool_]
#: what is left of an order's weight when nothing of it is there yet
_LEAST_WEIGHT: Final = 0.05


class Stock:
    """Lines of orders, goods of aisles, and which goods of which aisle are for which line."""

    def __init__(
        self,
        orders: Sequence[Mapping[int, int]],
        aisles: Sequence[Mapping[int, int]],
        items: int,
        most: int,
    ) -> None:
        self.orders, self.aisles, self.items, self.most = len(orders), len(aisles), items, most
        self._order = _repeated(orders)
        self._item = _keys(orders)
        self._wanted = _values(orders)
        self.units: Numbers = np.bincount(
            self._order, self._wanted, self.orders
        ).astype(np.int64)  # fmt: skip
        self._lines = np.searchsorted(self._order, np.arange(self.orders + 1))
        #: of each aisle its items and how many units
        self._goods = [
            (np.array([*aisle.keys()], np.int64), np.array([*aisle.values()], np.int64))
            for aisle in aisles
        ]
        self._pair_up(_repeated(aisles), _keys(aisles), _values(aisles))

    def _pair_up(self, aisle: Numbers, item: Numbers, units: Numbers) -> None:
        """A pair for each line and each aisle that has something of it."""
        by_item = np.argsort(item, kind="stable")
        begin = np.searchsorted(item[by_item], np.arange(self.items + 1))
        many = begin[self._item + 1] - begin[self._item]
        self._pair_line = np.repeat(np.arange(len(self._item)), many)
        nth = np.arange(len(self._pair_line)) - np.repeat(np.cumsum(many) - many, many)
        at = by_item[np.repeat(begin[self._item], many) + nth]
        self._pair_aisle, self._pair_units = aisle[at], units[at]

    def nothing(self) -> Numbers:
        """The goods of no aisle."""
        return np.zeros(self.items, np.int64)

    def add(self, supply: Numbers, aisle: int, sign: int = 1) -> None:
        """The goods of an aisle come to the supply, or go."""
        items, units = self._goods[aisle]
        supply[items] += sign * units

    def supply(self, aisles: Flags) -> Numbers:
        """The goods of some aisles."""
        supply = self.nothing()
        for aisle in np.flatnonzero(aisles):
            self.add(supply, int(aisle))
        return supply

    def gains(self, supply: Numbers) -> Numbers:
        """Of each aisle: units of the orders that would be complete with it and are not yet."""
        short = np.maximum(self._wanted - supply[self._item], 0)
        missing = np.bincount(self._order[short > 0], minlength=self.orders)
        helps = (short[self._pair_line] > 0) & (self._pair_units >= short[self._pair_line])
        order, aisle = self._order[self._pair_line[helps]], self._pair_aisle[helps]
        alone = missing[order] == 1
        gain = np.zeros(self.aisles)
        gain += np.bincount(aisle[alone], self.units[order[alone]], self.aisles)
        if not alone.all():
            key, lines = np.unique(order[~alone] * self.aisles + aisle[~alone], return_counts=True)
            whole = lines == missing[key // self.aisles]
            gain += np.bincount(
                key[whole] % self.aisles, self.units[key[whole] // self.aisles], self.aisles
            )
        return gain.astype(np.int64)

    def hopes(self, supply: Numbers, softness: float) -> NDArray[np.float64]:
        """Of each aisle: units it has of incomplete orders; nearly complete ones weigh more."""
        short = np.maximum(self._wanted - supply[self._item], 0)
        missing = np.bincount(self._order, short, self.orders)
        weight = (1 - missing / np.maximum(self.units, 1) + _LEAST_WEIGHT) ** softness
        units = np.minimum(self._pair_units, short[self._pair_line])
        hope = np.zeros(self.aisles)
        hope += np.bincount(
            self._pair_aisle, units * weight[self._order[self._pair_line]], self.aisles
        )
        return hope

    def complete(self, supply: Numbers) -> Flags:
        """Orders for which everything would be there, if they did not want the same."""
        short = self._wanted > supply[self._item]
        is_complete: Flags = np.bincount(self._order[short], minlength=self.orders) == 0
        return is_complete

    def estimate(self, supply: Numbers) -> int:
        """About how many units can be picked."""
        of = self.complete(supply)[self._order]
        wanted = np.bincount(self._item[of], self._wanted[of], self.items)
        return min(int(np.minimum(wanted, supply).sum()), self.most)

    def taken(self, supply: Numbers) -> Flags:
        """Orders that can be picked together, of as many units as are found, at most ``most``."""
        complete = self.complete(supply)
        of = complete[self._order]
        wanted = np.bincount(self._item[of], self._wanted[of], self.items)
        scarce = wanted > supply
        contested = complete & (np.bincount(self._order, scarce[self._item], self.orders) > 0)
        taken = complete & ~contested
        of = taken[self._order]
        left = supply - np.bincount(self._item[of], self._wanted[of], self.items).astype(np.int64)
        self._share(contested, scarce, taken, left)
        return self._capped(taken)

    def _share(self, contested: Flags, scarce: Flags, taken: Flags, left: Numbers) -> None:
        """Orders that want the same: those first that want little of it for their size."""
        size = np.bincount(self._order, self._wanted * scarce[self._item], self.orders)
        among = np.flatnonzero(contested)
        single: dict[int, list[int]] = {}
        for order in among[np.argsort(-self.units[among] / size[among], kind="stable")]:
            lines = slice(self._lines[order], self._lines[order + 1])
            items, wanted = self._item[lines], self._wanted[lines]
            if len(items) == 1:
                single.setdefault(int(items[0]), []).append(int(order))
            elif (left[items] >= wanted).all():
                left[items] -= wanted
                taken[order] = True
        for item, orders in single.items():
            taken[_fullest(orders, self.units, int(left[item]))] = True

    def _capped(self, taken: Flags) -> Flags:
        chosen = np.flatnonzero(taken)
        if self.units[chosen].sum() <= self.most:
            return taken
        kept, room = np.zeros_like(taken), self.most
        for order in chosen[np.argsort(-self.units[chosen], kind="stable")]:
            if self.units[order] <= room:
                kept[order] = True
                room -= int(self.units[order])
        return kept


def _fullest(orders: list[int], units: Numbers, room: int) -> list[int]:
    """Of orders for one item those that together want as much of it as there is, or nearly.

    Sums that can be reached are bits of a whole number; each step is kept, to go back.
    """
    sums = [1]
    limit = (1 << (room + 1)) - 1
    for order in orders:
        sums.append((sums[-1] | sums[-1] << int(units[order])) & limit)
    at = sums[-1].bit_length() - 1
    found = []
    for n in range(len(orders), 0, -1):
        if not sums[n - 1] >> at & 1:
            found.append(orders[n - 1])
            at -= int(units[orders[n - 1]])
    return found


def _repeated(rows: Sequence[Mapping[int, int]]) -> Numbers:
    return np.repeat(np.arange(len(rows)), [len(row) for row in rows])


def _keys(rows: Sequence[Mapping[int, int]]) -> Numbers:
    return np.array([key for row in rows for key in row], np.int64)


def _values(rows: Sequence[Mapping[int, int]]) -> Numbers:
    return np.array([value for row in rows for value in row.values()], np.int64)
