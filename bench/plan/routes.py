"""Walks: how much longer rules of thumb are, that ours are the shortest, and what one costs."""

from __future__ import annotations

import time
from itertools import pairwise, permutations
from random import Random
from statistics import mean
from typing import Final
from uuid import UUID

import numpy as np

from bench.plan.halls import DEMANDS, UNIFORM, drawn, picked, racks
from bench.plan.rules import RULES, by_rule
from wms.planning.drawn import Drawn
from wms.planning.hall import Hall
from wms.planning.racks import Racks
from wms.planning.tour import Distances

PICKS: Final = (5, 10, 20, 30, 45, 60, 75)
#: picks of walks for which all orders of the picks are tried, and of walks in drawn halls
PROVED_PICKS: Final = 6
EXACT_PICKS: Final = (8, 12, 15)
GROWTH: Final = (10, 100, 1_000)
#: sets of places measured at once
AT_ONCE: Final = 2_000


def tables(*, walks: int, proofs: int) -> str:
    """All of it as Markdown."""
    return "\n\n".join([_against_rules(walks), _proofs(proofs), _costs(walks)])


def _sets(rng: Random, walks: int, picks: int, demand: str) -> list[list[UUID]]:
    return [[picked(rng, demand) for _ in range(picks)] for _ in range(walks)]


def _against_rules(walks: int) -> str:
    hall = racks()
    rows = [
        f"| Picks, demand | shortest | {' | '.join(RULES)} |",
        "|" + "---|" * (len(RULES) + 2),
    ]
    for demand in DEMANDS:
        for picks in PICKS:
            sets = _sets(Random(picks), walks, picks, demand)
            shortest = [hall.route(one).length_mm for one in sets]
            over = [
                mean(
                    by_rule(rule, hall, one) / best - 1
                    for one, best in zip(sets, shortest, strict=True)
                )
                for rule in RULES
            ]
            cells = [f"{more:+.1%}" for more in over]
            rows.append(
                f"| {picks}, {demand} | {mean(shortest) / 1000:.0f} m | " + " | ".join(cells) + " |"
            )
    return "\n".join([f"Rules of thumb over the shortest walk, {walks} walks each:\n", *rows])


def _proofs(proofs: int) -> str:
    rows = ["| Hall | walks | compared with | longest of ours over it |", "|---|---|---|---|"]
    for blocks in (1, 2, 3):
        hall = racks(blocks)
        rng = Random(blocks)
        worst = max(
            hall.route(one).length_mm / _by_trying_all(_between(hall, one))
            for one in _sets(rng, proofs, PROVED_PICKS, UNIFORM)
        )
        rows.append(
            f"| {blocks} block{'s'[: blocks > 1]} | {proofs} of {PROVED_PICKS} picks | "
            f"all orders of the picks | {worst - 1:+.2%} |"
        )
    over = []
    for seed in range(proofs):
        rng = Random(seed)
        somewhere = drawn(rng)
        wanted = rng.sample(list(somewhere.stops), rng.choice(EXACT_PICKS))
        exact = _held_karp(_between(somewhere, wanted))
        over.append(somewhere.route(wanted).length_mm / exact - 1)
    rows.append(
        f"| drawn, 12 aisles along and across | {proofs} of {EXACT_PICKS[0]} to {EXACT_PICKS[-1]} "
        f"picks | Held and Karp, exact | {max(over):+.2%}, mean {mean(over):+.2%} |"
    )
    return "\n".join(rows)


def _between(hall: Hall, place_ids: list[UUID]) -> Distances:
    """Of the start and each place to each other: the walk past two of them is there and back."""
    if isinstance(hall, Drawn):
        return hall._distances([hall.stops[one] for one in place_ids])
    assert isinstance(hall, Racks)
    column, row = hall.start
    spots = [(column, hall.rows_mm[row])]
    spots += [
        (stop.column, hall.rows_mm[stop.stretch] + stop.offset_mm)
        for stop in (hall.stops[one] for one in place_ids)
    ]
    return np.array([[_apart(hall, a, b) for b in spots] for a in spots])


def _apart(hall: Racks, a: tuple[int, int], b: tuple[int, int]) -> int:
    """In the aisle, or by the cross aisle that is least out of the way."""
    aside = abs(hall.columns[a[0]].x_mm - hall.columns[b[0]].x_mm)
    if not aside:
        return abs(a[1] - b[1])
    return aside + min(abs(a[1] - row) + abs(b[1] - row) for row in hall.rows_mm)


def _by_trying_all(apart: Distances) -> int:
    return int(
        min(
            sum(apart[a, b] for a, b in pairwise((0, *order, 0)))
            for order in permutations(range(1, len(apart)))
        )
    )


def _held_karp(apart: Distances) -> int:
    """The shortest round trip, exactly (M. Held and R. M. Karp, 1962)."""
    many = len(apart) - 1
    steps, numbers = apart[1:, 1:], np.arange(many)
    best = np.full((1 << many, many), 10**12, np.int64)
    for last in range(many):
        best[1 << last, last] = apart[0, last + 1]
    for past in range(1, 1 << many):
        reached = (best[past][:, None] + steps).min(axis=0)
        later = numbers[(past >> numbers & 1) == 0]
        more = past | 1 << later
        best[more, later] = np.minimum(best[more, later], reached[later])
    return int((best[-1] + apart[1:, 0]).min())


def _costs(walks: int) -> str:
    rows = [
        "| One walk, CPU µs | 10 picks | 100 picks | 1,000 picks | × for ten times the picks |",
        "|---|---|---|---|---|",
    ]
    for blocks in (1, 2, 3):
        hall = racks(blocks)
        sets = {picks: _sets(Random(1), walks, picks, UNIFORM) for picks in GROWTH}
        name = f"{blocks} block{'s'[: blocks > 1]}"
        rows.append(_row(f"with its line, {name}", [_route_us(hall, sets[p]) for p in GROWTH]))
        at_once = [_length_us(hall, sets[p], AT_ONCE) for p in GROWTH]
        rows.append(_row(f"its length, {AT_ONCE:,} at once, {name}", at_once))
    return "\n".join(rows)


def _row(name: str, costs: list[float]) -> str:
    slope = (costs[-1] / costs[0]) ** 0.5
    return f"| {name} | " + " | ".join(f"{cost:,.1f}" for cost in costs) + f" | {slope:.2f} |"


def _route_us(hall: Racks, sets: list[list[UUID]]) -> float:
    began = time.process_time()
    for one in sets:
        hall.route(one)
    return (time.process_time() - began) / len(sets) * 1e6


def _length_us(hall: Racks, sets: list[list[UUID]], at_once: int) -> float:
    words = hall.words(sets)
    words = words[np.arange(at_once) % len(words)]
    hall.lengths(words)
    began = time.process_time()
    hall.lengths(words)
    return (time.process_time() - began) / at_once * 1e6
