"""Which orders go together and along which way: the planner's own process (pure).

``python -m wms.picking.think`` reads a `Problem` as JSON and writes the walks. It knows no
database, so it may be killed at any moment: whoever asked has written nothing then.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path
from typing import Final
from uuid import UUID

import msgspec

#: orders that are as urgent as each other are put on carts together, and the next ones with them
#: until so many are looked at: among few there is little to choose
TOGETHER_MIN: Final = 60
#: and no more of them at once: what it costs grows faster than their number
TOGETHER_MAX: Final = 1_000
_NICE: Final = 19
_AUTOGROUP: Final = Path("/proc/self/autogroup")


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """What goes on one walk, see `wms.picking.carts.Cart`."""

    totes: int
    batch_orders: int
    units_max: int | None = None
    weight_max_g: int | None = None
    volume_max_cm3: int | None = None


class Waiting(msgspec.Struct, frozen=True, kw_only=True):
    """An order that waits, and the places where its goods are promised."""

    shop: UUID
    id: UUID
    mode: str
    #: the walk for which it is planned already
    run: UUID | None
    #: by when it must leave, seconds since 1970
    rank: float | None
    priority: int
    units: int
    weight_g: int
    volume_cm3: int
    places: list[UUID]


class Spot(msgspec.Struct, frozen=True, array_like=True):
    """A place from which goods are picked, and where a person stands to reach it."""

    id: UUID
    aisle: str
    x_mm: int | None
    y_mm: int | None
    zone: UUID | None
    pick_order: int
    code: str


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """All that there is to plan; the most urgent orders come first."""

    limits: Limits
    orders: list[Waiting]
    places: list[Spot]
    #: enough walks for now
    walks_max: int
    #: the plan is there after so long, s
    seconds: float


class Walk(msgspec.Struct, frozen=True, kw_only=True):
    """As `wms.picking.runs.Walk`."""

    mode: str
    orders: list[tuple[UUID, UUID]]
    stops: list[UUID] | None = None
    length_mm: int | None = None


def think(problem: Problem) -> list[Walk]:
    """The walks to be written, the most urgent first; without those that are planned so already."""
    ranks = {spot.id: (spot.pick_order, spot.code) for spot in problem.places}
    walks: list[Walk] = []
    for together in _alike(problem.orders):
        if len(walks) >= problem.walks_max:
            break
        for orders in _carts(together, problem.limits):
            stops = sorted({place for one in orders for place in one.places}, key=ranks.__getitem__)
            walks.append(
                Walk(
                    mode=orders[0].mode,
                    orders=[(one.shop, one.id) for one in orders],
                    stops=stops,
                )
            )
    planned: dict[UUID | None, set[UUID]] = {}
    for one in problem.orders:
        planned.setdefault(one.run, set()).add(one.id)
    as_before = {frozenset(orders) for run, orders in planned.items() if run is not None}
    return [
        walk
        for walk in walks[: problem.walks_max]
        if frozenset(order for _, order in walk.orders) not in as_before
    ]


def _alike(orders: Iterable[Waiting]) -> Iterator[list[Waiting]]:
    """Orders that may go together: as urgent as each other, or few, and walked in one way."""
    waiting: list[Waiting] = []
    for _, same in groupby(orders, key=lambda one: (one.priority, one.rank)):
        waiting += same
        while len(waiting) >= TOGETHER_MIN:
            yield from _by_mode(waiting[:TOGETHER_MAX])
            waiting = waiting[TOGETHER_MAX:]
    yield from _by_mode(waiting)


def _by_mode(orders: list[Waiting]) -> Iterator[list[Waiting]]:
    modes: dict[str, list[Waiting]] = {}
    for one in orders:
        modes.setdefault(one.mode, []).append(one)
    yield from modes.values()


def _carts(orders: list[Waiting], limits: Limits) -> Iterator[list[Waiting]]:
    """As they come: the cart is full when the next one does not go on it."""
    slots = {"single": limits.batch_orders, "order": 1}.get(orders[0].mode, limits.totes)
    cart: list[Waiting] = []
    for one in orders:
        if cart and (len(cart) == slots or not _holds([*cart, one], limits)):
            yield cart
            cart = []
        cart.append(one)
    if cart:
        yield cart


def _holds(orders: list[Waiting], limits: Limits) -> bool:
    return all(
        most is None or sum(used) <= most
        for most, used in (
            (limits.units_max, [one.units for one in orders]),
            (limits.weight_max_g, [one.weight_g for one in orders]),
            (limits.volume_max_cm3, [one.volume_cm3 for one in orders]),
        )
    )


def _give_way() -> None:
    """To the lowest priority, also where every session has a share of its own (Linux)."""
    os.nice(_NICE)
    with contextlib.suppress(OSError):
        _AUTOGROUP.write_text(str(_NICE))


def main() -> None:
    """Read a problem from standard input, write its walks to standard output."""
    _give_way()
    problem = msgspec.json.decode(sys.stdin.buffer.read(), type=Problem)
    sys.stdout.buffer.write(msgspec.json.encode(think(problem)))


if __name__ == "__main__":
    main()
