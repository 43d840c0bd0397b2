"""Which orders go together and along which way: the planner's own process (pure).

``python -m wms.picking.think`` reads a `Problem` as JSON and writes the walks. It knows no
database, so it may be killed at any moment: whoever asked has written nothing then.
"""

from __future__ import annotations

import contextlib
import math
import os
import sys
import time
from pathlib import Path
from typing import Final
from uuid import UUID, uuid4

import msgspec

from wms.planning.batches import Capacity, Pick, PickOrder, plan
from wms.planning.clock import Until, cpu_seconds
from wms.planning.hall import Hall
from wms.planning.hall import Spot as HallSpot
from wms.planning.halls import hall_of
from wms.planning.load import NO_LIMIT

#: orders that must leave within so many seconds of each other are as urgent as each other
SAME_TIME_S: Final = 900
#: among few orders there is little to choose: no more than so long for each, s
EACH_S: Final = 0.004
#: on a machine that is busy with other things it is over after so many times as long all the same
PATIENCE: Final = 10
#: a full cart, as the planner counts it; what fills it is its weight or its size
FULL: Final = 1_000_000
_NOWHERE: Final = HallSpot(place_id=UUID(int=0), x_mm=0, y_mm=0)
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
    #: the walk for which it is planned already, or the walks of several zones together
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
    #: where walks begin and end, mm; None: at the front of the first aisle
    start: tuple[int, int] | None
    #: enough walks for now
    walks_max: int
    #: the plan is there after so long, s
    seconds: float


class Walk(msgspec.Struct, frozen=True, kw_only=True):
    """As `wms.picking.runs.Walk`."""

    mode: str
    orders: list[tuple[UUID, UUID]]
    zone: UUID | None = None
    group: UUID | None = None
    stops: list[UUID] | None = None
    length_mm: int | None = None


def think(problem: Problem) -> list[Walk]:
    """The walks to be written, the most urgent first; without those that are planned so already.

    It is over after ``seconds`` of this process's own time, and a little for what comes before.
    """
    ranks = {one.id: n for n, one in enumerate(problem.orders)}
    modes: dict[str, list[Waiting]] = {}
    for one in problem.orders:
        modes.setdefault(one.mode, []).append(one)
    hall = _hall(problem)
    carts: list[list[Waiting]] = []
    for mode, orders in modes.items():
        share = min(problem.seconds * len(orders) / len(problem.orders), EACH_S * len(orders))
        carts += _carts(orders, mode, problem.limits, hall, share)
    # of carts that are as urgent as each other the one with the oldest order goes first: else what
    # fits nowhere well would wait for ever
    carts.sort(key=lambda cart: (_urgency(cart[0]), min(ranks[one.id] for one in cart)))
    planned: dict[UUID, set[UUID]] = {}
    for one in problem.orders:
        if one.run is not None:
            planned.setdefault(one.run, set()).add(one.id)
    as_before = {frozenset(orders) for orders in planned.values()}
    zones = {one.id: one.zone for one in problem.places}
    walks: list[Walk] = []
    for cart in carts:
        if frozenset(one.id for one in cart) not in as_before:
            walks += (
                _zone_by_zone(cart, zones, hall) if cart[0].mode == "zone" else [_walk(cart, hall)]
            )
        if len(walks) >= problem.walks_max:
            break
    return walks


def _hall(problem: Problem) -> Hall | None:
    """The hall with its aisles; None: nobody said where its places are."""
    spots = [
        HallSpot(place_id=one.id, x_mm=one.x_mm, y_mm=one.y_mm, aisle=one.aisle)
        for one in problem.places
        if one.x_mm is not None and one.y_mm is not None
    ]
    return hall_of(spots, start=problem.start) if spots else None


def _urgency(order: Waiting) -> tuple[int, float]:
    """Orders that leave at about the same time are as urgent as each other."""
    return order.priority, math.inf if order.rank is None else order.rank // SAME_TIME_S


def _carts(
    orders: list[Waiting], mode: str, limits: Limits, hall: Hall | None, seconds: float
) -> list[list[Waiting]]:
    """Orders of one mode onto carts, so that all walks together are short; each cart's orders by
    their urgency."""
    if mode == "order":
        return [[one] for one in orders]
    by_id = {one.id: one for one in orders}
    urgencies = {one: n for n, one in enumerate(sorted({_urgency(one) for one in orders}))}
    asked = [
        PickOrder(
            order_id=one.id,
            picks=[Pick(place) for place in one.places[:-1]]
            + [Pick(one.places[-1], max(one.units - len(one.places) + 1, 1))],
            urgency=urgencies[_urgency(one)],
            volume_cm3=_fullness(one, limits),
        )
        for one in orders
    ]
    capacity = Capacity(
        totes=limits.batch_orders if mode == "single" else limits.totes,
        units=limits.units_max or NO_LIMIT,
        volume_cm3=FULL,
    )
    *_, best = plan(hall or hall_of([_NOWHERE]), asked, capacity, _until(seconds))
    carts = [[by_id[one] for one in cart.order_ids] for cart in best.carts]
    return [sorted(cart, key=_urgency) for cart in carts]


def _until(seconds: float) -> Until:
    """So much time of this process, but no end that never comes on a machine that is busy."""
    used, began = cpu_seconds(seconds), time.monotonic()
    return lambda: max(used(), (time.monotonic() - began) / (seconds * PATIENCE))


def _fullness(order: Waiting, limits: Limits) -> int:
    """How much of a cart it fills, in parts of `FULL`: by its weight or by its size."""
    shares = [
        used / most
        for used, most in (
            (order.weight_g, limits.weight_max_g),
            (order.volume_cm3, limits.volume_max_cm3),
        )
        if most
    ]
    return math.ceil(max(shares, default=0) * FULL)


def _walk(cart: list[Waiting], hall: Hall | None) -> Walk:
    places = {place for one in cart for place in one.places}
    orders = [(one.shop, one.id) for one in cart]
    if hall is None:
        return Walk(mode=cart[0].mode, orders=orders)
    route = hall.route(sorted(places))
    return Walk(mode=cart[0].mode, orders=orders, stops=route.place_ids, length_mm=route.length_mm)


def _zone_by_zone(
    cart: list[Waiting], zones: dict[UUID, UUID | None], hall: Hall | None
) -> list[Walk]:
    """A walk for each zone in which something of these orders lies: people walk them at once."""
    group = uuid4()
    walks = []
    for zone in sorted({z for one in cart for p in one.places if (z := zones.get(p)) is not None}):
        parts = [
            msgspec.structs.replace(one, places=here)
            for one in cart
            if (here := [place for place in one.places if zones.get(place) == zone])
        ]
        walks.append(msgspec.structs.replace(_walk(parts, hall), zone=zone, group=group))
    return walks


def give_way() -> None:
    """To the lowest priority, also where every session has a share of its own (Linux)."""
    os.nice(_NICE)
    with contextlib.suppress(OSError):
        _AUTOGROUP.write_text(str(_NICE))


def main() -> None:
    """Read a problem from standard input, write its walks to standard output."""
    give_way()
    problem = msgspec.json.decode(sys.stdin.buffer.read(), type=Problem)
    sys.stdout.buffer.write(msgspec.json.encode(think(problem)))


if __name__ == "__main__":
    main()
