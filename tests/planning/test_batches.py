"""Batches: every order on one cart, no cart too full, nothing urgent behind what is not."""

from __future__ import annotations

from random import Random
from uuid import UUID

import pytest

from tests.planning.test_routes import racks
from wms.planning import Capacity, Cart, Pick, PickOrder, Plan, Until, hall_of, plan

SPOTS = racks(aisles=6, bays=12)
HALL = hall_of(SPOTS)


def some_orders(rng: Random, many: int) -> list[PickOrder]:
    """Of one to eight lines, some urgent, the first of them larger than any cart."""
    orders = [
        PickOrder(
            order_id=UUID(int=n),
            picks=[
                Pick(rng.choice(SPOTS).place_id, rng.randint(1, 3))
                for _ in range(rng.randint(1, 8))
            ],
            urgency=rng.choice([0, 1, 1, 2]),
            totes=rng.choice([1, 1, 1, 2]),
            volume_cm3=rng.randint(100, 2_000),
        )
        for n in range(many)
    ]
    huge = [Pick(SPOTS[n].place_id, 9) for n in range(12)]
    return [PickOrder(order_id=UUID(int=many), picks=huge, totes=1), *orders]


def steps(many: int) -> Until:
    """Time that is over after being asked so often: the same on a slow machine."""
    asked = iter(range(10**9))
    return lambda: next(asked) / many


def check(found: Plan, orders: list[PickOrder], capacity: Capacity) -> None:
    by_id = {order.order_id: order for order in orders}
    ids = [order_id for cart in found.carts for order_id in cart.order_ids]
    assert sorted(ids) == sorted(by_id), "every order on one cart"
    for cart in found.carts:
        on_it = [by_id[order_id] for order_id in cart.order_ids]
        assert {p.place_id for order in on_it for p in order.picks} == set(cart.place_ids)
        assert cart.urgency <= min(order.urgency for order in on_it), "none goes out too late"
        assert cart.length_mm == cart.route(HALL).length_mm
        if len(on_it) > 1:
            assert sum(p.units for order in on_it for p in order.picks) <= capacity.units
            assert sum(order.totes for order in on_it) <= capacity.totes
            assert sum(order.volume_cm3 for order in on_it) <= capacity.volume_cm3
    assert [cart.urgency for cart in found.carts] == sorted(c.urgency for c in found.carts)


@pytest.mark.parametrize("seed", range(5))
def test_every_plan_is_valid_and_none_is_longer_than_the_one_before(seed: int) -> None:
    rng = Random(seed)
    orders = some_orders(rng, rng.choice([1, 5, 30, 60]))
    capacity = Capacity(units=rng.choice([20, 45]), totes=6, volume_cm3=8_000)
    plans = list(plan(HALL, orders, capacity, steps(100)))
    for found in plans:
        check(found, orders, capacity)
    metres = [found.metres for found in plans]
    assert metres == sorted(metres, reverse=True)


def test_a_plan_is_there_when_there_is_no_time_at_all() -> None:
    orders = some_orders(Random(1), 40)
    plans = list(plan(HALL, orders, Capacity(totes=6), lambda: 1.0))
    check(plans[0], orders, Capacity(totes=6))
    check(plans[-1], orders, Capacity(totes=6))
    assert list(plan(HALL, [], Capacity(totes=6), lambda: 1.0)) == []


def test_planning_saves_a_good_part_of_the_way() -> None:
    orders = some_orders(Random(2), 60)
    first, *_, last = plan(HALL, orders, Capacity(totes=6), steps(120))
    assert last.metres < 0.85 * first.metres


def test_urgent_orders_need_no_more_carts_because_of_others() -> None:
    place = SPOTS[0].place_id
    orders = [
        PickOrder(order_id=UUID(int=n), picks=[Pick(place)], urgency=n % 2) for n in range(12)
    ]
    *_, last = plan(HALL, orders, Capacity(totes=3), steps(30))
    carts: list[Cart] = last.carts
    assert sum(cart.urgency == 0 for cart in carts) == 2
    assert len(carts) == 4
