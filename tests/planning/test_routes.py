"""Walks: past every place, the shortest there is among racks, a short one in any other hall."""

from __future__ import annotations

from itertools import pairwise, permutations
from random import Random
from uuid import UUID

import pytest

from tests.planning.walked import drawn_length, shortest, small_hall
from wms.planning import Spot, hall_of
from wms.planning.drawn import Drawn
from wms.planning.ladder import ladder
from wms.planning.racks import Racks

#: small halls tried in the suite; `make bench-plan` tries many more
HALLS = 60
#: how much longer than the shortest a walk in a drawn hall may be
DRAWN_WITHIN = 1.02


@pytest.mark.parametrize(("cross_aisles", "profiles"), [(2, 7), (3, 25)])
def test_there_are_as_many_profiles_as_in_the_literature(cross_aisles: int, profiles: int) -> None:
    assert ladder(cross_aisles).profiles == profiles


def test_a_walk_among_racks_is_the_shortest_of_all_orders_of_its_places() -> None:
    for seed in range(HALLS):
        hall, wanted, points = small_hall(Random(seed))
        route = hall.route(wanted)
        assert sorted(route.place_ids) == sorted(wanted), seed
        assert route.length_mm == shortest(hall, wanted, points), seed
        assert drawn_length(route.path) == route.length_mm, seed
        assert {points[one] for one in wanted} <= set(route.path), seed
        assert hall.lengths(hall.words([wanted, []])).tolist() == [route.length_mm, 0], seed


def racks(aisles: int = 4, bays: int = 10, gap_after: int = 0) -> list[Spot]:
    """Two places face each other at each bay; behind a bay there may be a cross aisle."""
    return [
        Spot(
            place_id=UUID(int=aisle * 1_000 + bay * 2 + side),
            aisle="ABCDEFGH"[aisle],
            x_mm=aisle * 4_200,
            y_mm=(bay + (2 if gap_after and bay > gap_after else 0)) * 2_700,
        )
        for aisle in range(aisles)
        for bay in range(1, bays + 1)
        for side in range(2)
    ]


def test_a_walking_map_of_aisles_is_known_as_racks_also_when_they_lie_across() -> None:
    spots = racks()
    hall = hall_of(spots)
    assert isinstance(hall, Racks)
    assert hall.rows_mm == [0, 11 * 2_700], "a bay's width before the first bay, behind the last"
    across = hall_of(
        [Spot(place_id=s.place_id, aisle=s.aisle, x_mm=s.y_mm, y_mm=s.x_mm) for s in spots]
    )
    wanted = [spots[n].place_id for n in (3, 17, 30, 55, 78)]
    there, here = across.route(wanted), hall.route(wanted)
    assert there.length_mm == here.length_mm
    assert there.path == [(y, x) for x, y in here.path]
    assert there.place_ids == here.place_ids


def test_a_wide_gap_in_all_aisles_is_a_cross_aisle() -> None:
    hall = hall_of(racks(gap_after=5))
    assert isinstance(hall, Racks)
    assert len(hall.rows_mm) == 3
    far_up = [UUID(int=1_000 + 5 * 2), UUID(int=2_000 + 5 * 2)]
    shut = hall_of(racks(gap_after=5), cross_aisles_mm=[0, 13 * 2_700])
    assert hall.route(far_up).length_mm < shut.route(far_up).length_mm


def test_a_place_that_nobody_knows_comes_last_and_twice_the_same_once() -> None:
    spots = racks()
    lost = UUID(int=2**100)
    for hall in (hall_of(spots), _drawn(spots)):
        route = hall.route([lost, spots[5].place_id, spots[40].place_id, spots[5].place_id])
        assert len(route.place_ids) == 3
        assert route.place_ids[-1] == lost
        assert hall.route([]).length_mm == hall.route([lost]).length_mm == 0


def _drawn(spots: list[Spot]) -> Drawn:
    """The same with an aisle that lies across the others."""
    across = [
        Spot(place_id=UUID(int=9_000 + n), aisle="Z", x_mm=n * 2_000, y_mm=40_000) for n in range(8)
    ]
    hall = hall_of([*spots, *across], start=(0, 0))
    assert isinstance(hall, Drawn)
    return hall


def test_a_walk_in_a_drawn_hall_is_hardly_longer_than_the_shortest() -> None:
    hall = _drawn(racks())
    rng = Random(1)
    for _ in range(6):
        wanted = rng.sample(list(hall.stops), 6)
        route = hall.route(wanted)
        assert sorted(route.place_ids) == sorted(wanted)
        assert drawn_length(route.path) == route.length_mm
        apart = hall._distances([hall.stops[one] for one in wanted])
        best = min(
            sum(apart[a, b] for a, b in pairwise((0, *order, 0)))
            for order in permutations(range(1, 7))
        )
        assert best <= route.length_mm <= best * DRAWN_WITHIN
        assert hall.lengths(hall.words([wanted]))[0] >= best
