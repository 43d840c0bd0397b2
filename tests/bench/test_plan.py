"""The benchmarks of the planner: rules of thumb never beat the shortest walk, waves are valid."""

from __future__ import annotations

from random import Random

from bench.plan import wave_choice
from bench.plan.backlogs import KINDS, made, read, written
from bench.plan.halls import DEMANDS, first_come, orders, picked, racks
from bench.plan.rules import RULES, by_rule
from wms.planning.waves import choose_wave


def test_no_rule_of_thumb_is_shorter_than_the_shortest_walk() -> None:
    hall = racks()
    rng = Random(1)
    for demand in DEMANDS:
        for picks in (1, 5, 30):
            wanted = [picked(rng, demand) for _ in range(picks)]
            shortest = hall.route(wanted).length_mm
            assert all(by_rule(rule, hall, wanted) >= shortest for rule in RULES)
    there = [place for cart in first_come(orders(rng, 20, "ABC"), 45) for place in cart]
    assert by_rule("return", hall, there) <= 2 * (9 * 5_000 + 10 * 45_000)


def test_a_backlog_is_the_same_after_it_was_written_and_read() -> None:
    backlog = made(KINDS[0])
    text = written(backlog)
    again = read(text)
    assert written(again) == text
    assert (again.least, again.most) == (backlog.least, backlog.most)
    assert [sum(o.values()) for o in again.orders.values()] == [
        sum(o.values()) for o in backlog.orders.values()
    ]
    wave = next(choose_wave(again, lambda: 1.0))
    wave_choice.check(wave, again)
