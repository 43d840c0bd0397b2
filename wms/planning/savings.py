"""Carts by savings: the two whose walks become shortest by being made one are made one.

G. Clarke and J. W. Wright, "Scheduling of vehicles from a central depot" (Operations Research 12,
1964), with savings reckoned anew after each step, which for batches gives shorter walks than
reckoning them once (R. de Koster, E. van der Poort and M. Wolters, "Efficient orderbatching methods
in warehouses", 1999).
"""

from __future__ import annotations

from typing import Final

import numpy as np

from wms.planning.clock import Until
from wms.planning.load import Batches, Load, Numbers

#: carts looked at together; each is compared with each
TOGETHER: Final = 256
_NOT: Final = -1


def merged(load: Load, until: Until) -> Batches:
    """Carts for all orders; when time is up the rest stays one order a cart."""
    members: list[list[int]] = []
    urgency: list[int] = []
    for level in np.unique(load.urgency):
        fresh = [int(order) for order in np.flatnonzero(load.urgency == level)]
        # room on carts that go out before is filled up first; full ones are done
        has_room = _has_room(load, members, load.sizes[fresh].min(axis=0))
        open_carts = [n for n in range(len(members)) if has_room[n]]
        some = [(members[n], urgency[n]) for n in open_carts]
        some += [([order], int(level)) for order in fresh]
        members = [orders for n, orders in enumerate(members) if not has_room[n]]
        urgency = [of for n, of in enumerate(urgency) if not has_room[n]]
        for group in _groups(load, some):
            for orders, of in _merge(load, group, until):
                members.append(orders)
                urgency.append(of)
    return Batches.of(load, members, np.array(urgency))


def _has_room(load: Load, members: list[list[int]], least: Numbers) -> list[bool]:
    """Whether an order of the least size would fit."""
    return [bool((load.sizes[orders].sum(axis=0) + least <= load.most).all()) for orders in members]


def _groups(load: Load, carts: list[tuple[list[int], int]]) -> list[list[tuple[list[int], int]]]:
    """Carts that go equally far together, so many at a time."""
    if len(carts) <= TOGETHER:
        return [carts]
    some = np.array([np.bitwise_or.reduce(load.words[orders], axis=0) for orders, _ in carts]) != 0
    last = some.shape[1] - 1 - np.argmax(some[:, ::-1], axis=1)
    order = np.lexsort((np.argmax(some, axis=1), some.sum(axis=1), last))
    parts = np.array_split(order, -(-len(carts) // TOGETHER))
    return [[carts[n] for n in part] for part in parts]


def _merge(
    load: Load, carts: list[tuple[list[int], int]], until: Until
) -> list[tuple[list[int], int]]:
    members = [list(orders) for orders, _ in carts]
    urgency = [of for _, of in carts]
    batches = Batches.of(load, members, np.array(urgency))
    many = len(carts)
    saved = np.full((many, many), _NOT, np.int64)
    upper, lower = np.triu_indices(many, 1)
    _reckon(batches, saved, upper, lower)
    while until() < 1:
        a, b = divmod(int(np.argmax(saved)), many)
        if saved[a, b] <= 0:
            break
        batches.members[a] += batches.members[b]
        batches.members[b] = []
        batches.words[a] |= batches.words[b]
        batches.sizes[a] += batches.sizes[b]
        batches.lengths[a] += batches.lengths[b] - saved[a, b]
        batches.urgency[a] = min(batches.urgency[a], batches.urgency[b])
        saved[b, :] = saved[:, b] = saved[a, :] = saved[:, a] = _NOT
        others = np.array([n for n in range(many) if n != a and batches.members[n]], dtype=np.intp)
        _reckon(batches, saved, np.full_like(others, a), others)
    return [
        (orders, int(of))
        for orders, of in zip(batches.members, batches.urgency, strict=True)
        if orders
    ]


def _reckon(batches: Batches, saved: Numbers, a: Numbers, b: Numbers) -> None:
    fits = (batches.sizes[a] + batches.sizes[b] <= batches.load.most).all(axis=1)
    a, b = a[fits], b[fits]
    if len(a):
        together = batches.load.hall.lengths(batches.words[a] | batches.words[b])
        saved[a, b] = batches.lengths[a] + batches.lengths[b] - together
