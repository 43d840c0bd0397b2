"""Waves: whole orders, nothing promised twice, within bounds, and nearly as good as can be."""

from __future__ import annotations

from itertools import combinations
from random import Random
from uuid import UUID

from tests.planning.test_batches import steps
from wms.planning.waves import Backlog, Wave, choose_wave


def some_backlog(rng: Random, *, orders: int, aisles: int, items: int = 12) -> Backlog:
    def goods(lines: int, units: int) -> dict[UUID, int]:
        chosen = rng.sample(range(items), rng.randint(1, lines))
        return {UUID(int=item): rng.randint(1, units) for item in chosen}

    return Backlog(
        orders={UUID(int=n): goods(3, 3) for n in range(orders)},
        aisles={f"A{n}": goods(8, 6) for n in range(aisles)},
        least=4,
        most=20,
    )


def check(wave: Wave, backlog: Backlog) -> None:
    wanted: dict[UUID, int] = {}
    there: dict[UUID, int] = {}
    for order_id in wave.order_ids:
        for item, units in backlog.orders[order_id].items():
            wanted[item] = wanted.get(item, 0) + units
    for aisle in wave.aisles:
        for item, units in backlog.aisles[aisle].items():
            there[item] = there.get(item, 0) + units
    assert all(units <= there.get(item, 0) for item, units in wanted.items())
    assert sum(wanted.values()) == wave.units
    assert backlog.least <= wave.units <= backlog.most
    assert len(set(wave.order_ids)) == len(wave.order_ids)


def best_ratio(backlog: Backlog) -> float:
    """By trying all orders with all aisles."""
    best = 0.0
    for many in range(1, len(backlog.aisles) + 1):
        for aisles in combinations(backlog.aisles, many):
            there: dict[UUID, int] = {}
            for aisle in aisles:
                for item, units in backlog.aisles[aisle].items():
                    there[item] = there.get(item, 0) + units
            units = _most_units(list(backlog.orders.values()), there, backlog.most)
            if units >= backlog.least:
                best = max(best, units / many)
    return best


def _most_units(orders: list[dict[UUID, int]], there: dict[UUID, int], room: int) -> int:
    if not orders:
        return 0
    first, *others = orders
    without = _most_units(others, there, room)
    units = sum(first.values())
    if units > room or any(there.get(item, 0) < wanted for item, wanted in first.items()):
        return without
    left = {item: units - first.get(item, 0) for item, units in there.items()}
    return max(without, units + _most_units(others, left, room - units))


def test_small_waves_are_valid_and_nearly_the_best_there_are() -> None:
    shares = []
    for seed in range(5):
        backlog = some_backlog(Random(seed), orders=7, aisles=5)
        waves = list(choose_wave(backlog, steps(150)))
        best = best_ratio(backlog)
        assert bool(waves) == (best > 0)
        for wave in waves:
            check(wave, backlog)
        ratios = [wave.units_per_aisle for wave in waves]
        assert ratios == sorted(ratios)
        if waves:
            shares.append(ratios[-1] / best)
    assert max(shares) <= 1
    assert sum(shares) / len(shares) >= 0.97


def test_orders_for_one_scarce_item_use_all_of_it() -> None:
    item = UUID(int=0)
    backlog = Backlog(
        orders={UUID(int=n): {item: units} for n, units in enumerate([7, 5, 5, 3])},
        aisles={"A": {item: 10}, "B": {item: 1}},
        least=1,
        most=100,
    )
    *_, last = choose_wave(backlog, steps(200))
    assert (last.aisles, last.units) == (["A"], 10)


def test_a_wave_is_there_when_there_is_no_time_and_none_when_there_is_none() -> None:
    backlog = some_backlog(Random(3), orders=40, aisles=10, items=30)
    waves = list(choose_wave(backlog, lambda: 1.0))
    assert waves
    check(waves[-1], backlog)
    nothing = Backlog(orders={}, aisles={"A": {UUID(int=0): 1}}, least=1, most=5)
    assert list(choose_wave(nothing, lambda: 1.0)) == []
    too_much = Backlog(orders=backlog.orders, aisles=backlog.aisles, least=10_000, most=20_000)
    assert list(choose_wave(too_much, steps(200))) == []
