"""Halls and orders of the benchmarks, each from a seed.

The hall is that of S. Henn and G. Wäscher, "Tabu search heuristics for the order batching problem
in manual order picking systems" (2012): 10 aisles with 45 cells a side, cells 1 m long, aisles 46 m
long and 5 m apart, the depot at the front of the first.
"""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import Final
from uuid import UUID

from wms.planning import Pick, PickOrder, Spot, hall_of
from wms.planning.drawn import Drawn
from wms.planning.hall import MM_PER_M
from wms.planning.racks import Racks

AISLES: Final = 10
CELLS: Final = 45
AISLE_MM: Final = (CELLS + 1) * MM_PER_M
APART_MM: Final = 5 * MM_PER_M
#: picks of an order in the setting of Henn and Wäscher
PICKS: Final = (5, 25)
UNIFORM, ABC = "uniform", "ABC"
DEMANDS: Final = (UNIFORM, ABC)
#: (share of the demand, aisles)
_CLASSES: Final = ((0.52, (0,)), (0.36, (1, 2, 3)), (0.12, (4, 5, 6, 7, 8, 9)))
_SIDES: Final = 2


def place(aisle: int, cell: int, side: int = 0) -> UUID:
    """The place at a cell, counted from 1."""
    return UUID(int=(aisle * 1_000 + cell) * _SIDES + side + 1)


def racks(blocks: int = 1) -> Racks:
    """The hall; with more blocks cross aisles divide it, and the cells stay."""
    spots = [
        Spot(place_id=place(aisle, cell, side), aisle=str(aisle), x_mm=aisle * APART_MM,
             y_mm=cell * MM_PER_M)
        for aisle in range(AISLES)
        for cell in range(1, CELLS + 1)
        for side in range(_SIDES)
    ]  # fmt: skip
    cuts = [AISLE_MM * block // blocks // MM_PER_M * MM_PER_M for block in range(blocks + 1)]
    hall = hall_of(spots, start=(0, 0), cross_aisles_mm=cuts)
    assert isinstance(hall, Racks)
    return hall


def drawn(rng: Random, aisles: int = 12, bays: int = 15) -> Drawn:
    """Aisles anywhere, along and across."""
    spots = []
    for aisle in range(aisles):
        x, y = rng.randrange(60 * MM_PER_M), rng.randrange(40 * MM_PER_M)
        is_across = aisle % 3 == 0
        for bay in range(bays):
            along = bay * 1_350
            spots.append(
                Spot(place_id=place(aisle, bay + 1), aisle=str(aisle),
                     x_mm=x + (along if is_across else 0), y_mm=y + (0 if is_across else along))
            )  # fmt: skip
    hall = hall_of(spots, start=(0, 0))
    assert isinstance(hall, Drawn)
    return hall


def picked(rng: Random, demand: str) -> UUID:
    """One place."""
    aisle = rng.randrange(AISLES)
    if demand == ABC:
        luck = rng.random()
        for share, aisles in _CLASSES:
            aisle = rng.choice(aisles)
            luck -= share
            if luck < 0:
                break
    return place(aisle, rng.randint(1, CELLS), rng.randrange(_SIDES))


def orders(rng: Random, many: int, demand: str, picks: tuple[int, int] = PICKS) -> list[PickOrder]:
    """Orders of so many lines, a unit each."""
    return [
        PickOrder(
            order_id=UUID(int=n + 1),
            picks=[Pick(picked(rng, demand)) for _ in range(rng.randint(*picks))],
        )
        for n in range(many)
    ]


def first_come(all_orders: Sequence[PickOrder], units: int) -> list[list[UUID]]:
    """Places of each cart, orders in the order in which they came until a cart is full."""
    carts: list[list[UUID]] = []
    room = 0
    for order in all_orders:
        wanted = sum(pick.units for pick in order.picks)
        if wanted > room:
            carts.append([])
            room = units
        carts[-1] += [pick.place_id for pick in order.picks]
        room -= wanted
    return carts
