"""Orders onto carts, so that all walks together are short (pure).

First come, first served gives a plan at once; savings (`wms.planning.savings`) a good one; then
orders are moved and exchanged between carts (`wms.planning.exchange`) as long as there is time.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final
from uuid import UUID

import msgspec
import numpy as np

from wms.planning.clock import Until
from wms.planning.exchange import improved
from wms.planning.hall import MM_PER_M, Hall, Route
from wms.planning.load import NO_LIMIT, Batches, Load
from wms.planning.savings import merged

#: a better plan is told at most so often, as shares of the time there is
_TELL_EACH: Final = 0.05


class Pick(msgspec.Struct, frozen=True):
    """So many units at a place."""

    place_id: UUID
    units: int = 1


class PickOrder(msgspec.Struct, frozen=True, kw_only=True):
    """An order as the planner sees it."""

    order_id: UUID
    picks: list[Pick]
    #: how urgent it is: carts go out in this order, the lowest first. An order may go out with a
    #: more urgent cart where there is room, never with a less urgent one.
    urgency: int = 0
    totes: int = 1
    volume_cm3: int = 0


class Capacity(msgspec.Struct, frozen=True, kw_only=True):
    """What a cart takes; an order that is more than that goes on a cart of its own."""

    units: int = NO_LIMIT
    totes: int = NO_LIMIT
    volume_cm3: int = NO_LIMIT


class Cart(msgspec.Struct, frozen=True, kw_only=True):
    """Orders that are walked together."""

    order_ids: list[UUID]
    #: each place once, in no order
    place_ids: list[UUID]
    urgency: int
    #: how far the planner takes the walk to be
    length_mm: int

    def route(self, hall: Hall) -> Route:
        """The walk."""
        return hall.route(self.place_ids)


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """Every order on one cart, the most urgent carts first."""

    carts: list[Cart]

    @property
    def metres(self) -> float:
        """All walks together."""
        return sum(cart.length_mm for cart in self.carts) / MM_PER_M


def plan(
    hall: Hall,
    orders: Sequence[PickOrder],
    capacity: Capacity,
    until: Until,
    *,
    seed: int = 1,
) -> Iterator[Plan]:
    """Better and better plans; the first comes at once, each is valid, the last is the shortest.

    Whoever takes them may stop at any moment. It ends by itself when ``until`` says so.
    """
    if not orders:
        return
    load = _load(hall, orders, capacity)
    batches = Batches.first_come(load)
    yield _plan(orders, batches)
    best = merged(load, until)
    if best.length_mm <= batches.length_mm:
        batches = best
        yield _plan(orders, batches)
    told = until()
    for better in improved(batches, until, seed=seed):
        batches = better
        if until() - told >= _TELL_EACH:
            told = until()
            yield _plan(orders, batches)
    yield _plan(orders, batches)


def _load(hall: Hall, orders: Sequence[PickOrder], capacity: Capacity) -> Load:
    return Load(
        hall=hall,
        words=hall.words([[pick.place_id for pick in order.picks] for order in orders]),
        sizes=np.array(
            [
                (sum(pick.units for pick in order.picks), order.totes, order.volume_cm3)
                for order in orders
            ],
            np.int64,
        ),
        most=np.array([capacity.units, capacity.totes, capacity.volume_cm3], np.int64),
        urgency=np.array([order.urgency for order in orders], np.int64),
    )


def _plan(orders: Sequence[PickOrder], batches: Batches) -> Plan:
    carts = []
    for members, urgency, length in batches.carts():
        places = dict.fromkeys(pick.place_id for n in members for pick in orders[n].picks)
        carts.append(
            Cart(
                order_ids=[orders[n].order_id for n in members],
                place_ids=list(places),
                urgency=urgency,
                length_mm=length,
            )
        )
    return Plan(carts=sorted(carts, key=lambda cart: cart.urgency))
