"""Batches in the setting of Henn and Wäscher, how they grow, and a day of 5,000 orders."""

from __future__ import annotations

import time
from random import Random
from statistics import mean
from typing import Final

from bench.plan.halls import DEMANDS, UNIFORM, first_come, orders, racks
from bench.plan.rules import by_rule
from wms.planning import Capacity, PickOrder, cpu_seconds, plan
from wms.planning.racks import Racks

CAPACITIES: Final = (45, 75)
ORDERS: Final = (40, 100)
GROWTH: Final = (50, 500, 5_000)
#: a day: 20,000 lines in 5,000 orders
DAY_ORDERS: Final = 5_000
DAY_PICKS: Final = (1, 7)
CAPACITY_OF_DAY: Final = 45
#: goals of design and issue: (from, to) by demand and capacity
_GOALS: Final = {
    ("uniform", 45): "0.71–0.73",
    ("uniform", 75): "0.81–0.82",
    ("ABC", 75): "0.66–0.67",
}


def tables(*, instances: int, limit_s: float, day_s: float) -> str:
    """All of it as Markdown."""
    return "\n\n".join(
        [_setting(instances, limit_s), _growth(), _day(day_s)]
    )  # fmt: skip


def _base_mm(hall: Racks, some: list[PickOrder], units: int) -> int:
    """First come, first served, each cart by S-shape."""
    return sum(by_rule("S-shape", hall, cart) for cart in first_come(some, units))


def _setting(instances: int, limit_s: float) -> str:
    hall = racks()
    rows = [
        f"| Demand, capacity, orders | shortest walks | savings | {limit_s:.3g} s | goal |",
        "|---|---|---|---|---|",
    ]
    for demand in DEMANDS:
        for units in CAPACITIES:
            for many in ORDERS:
                shares = [
                    _shares(hall, orders(Random(f"{seed} {demand} {units} {many}"), many, demand),
                            units, limit_s)
                    for seed in range(instances)
                ]  # fmt: skip
                cells = [f"{mean(column):.3f}" for column in zip(*shares, strict=True)]
                cells.append(_GOALS.get((demand, units), "–"))
                rows.append(f"| {demand}, {units}, {many} | " + " | ".join(cells) + " |")
    head = (
        "Metres of all walks, first come first served with S-shape = 1 "
        f"({instances} instances each):\n"
    )
    return "\n".join([head, *rows])


def _shares(
    hall: Racks, some: list[PickOrder], units: int, limit_s: float
) -> tuple[float, float, float]:
    base = _base_mm(hall, some, units)
    first, second, *_, last = plan(hall, some, Capacity(units=units), cpu_seconds(limit_s))
    return tuple(each.metres * 1000 / base for each in (first, second, last))  # type: ignore[return-value]  # three of three


def _growth() -> str:
    """Until the savings are there; what is left of the time only makes it better."""
    hall = racks()
    rows = [
        "| Orders of 1 to 7 picks, capacity 45 | CPU s to a plan by savings | its metres |",
        "|---|---|---|",
    ]
    costs = []
    for many in GROWTH:
        some = orders(Random(many), many, UNIFORM, DAY_PICKS)
        began = time.process_time()
        plans = plan(hall, some, Capacity(units=CAPACITY_OF_DAY), cpu_seconds(1_000))
        next(plans)
        second = next(plans)
        costs.append(time.process_time() - began)
        share = second.metres * 1000 / _base_mm(hall, some, CAPACITY_OF_DAY)
        rows.append(f"| {many:,} | {costs[-1]:.2f} | {share:.3f} |")
    slope = (costs[-1] / costs[0]) ** 0.5
    rows.append(f"| × for ten times the orders | {slope:.1f} | |")
    return "\n".join(rows)


def _day(limit_s: float) -> str:
    hall = racks()
    some = orders(Random(5), DAY_ORDERS, UNIFORM, DAY_PICKS)
    lines = sum(len(order.picks) for order in some)
    began = time.process_time()
    *_, last = plan(hall, some, Capacity(units=CAPACITY_OF_DAY), cpu_seconds(limit_s))
    for cart in last.carts:
        cart.route(hall)
    spent = time.process_time() - began
    share = last.metres * 1000 / _base_mm(hall, some, CAPACITY_OF_DAY)
    return (
        f"A day of {len(some):,} orders and {lines:,} lines: {len(last.carts)} carts with their "
        f"routes in {spent:.1f} CPU s, {last.metres / 1000:.1f} km, **{share:.3f}** of first come "
        "first served with S-shape (goal: 0.75 in 30 s, cartons included, which are packed "
        "elsewhere)."
    )
