"""Backlogs to choose waves from: the challenge's text format, and some made from a seed.

The format of the SBPO 2025 challenge: ``orders items aisles``, a line for each order and then for
each aisle ``k item quantity …``, last the least and the most units of a wave.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random
from typing import Final
from uuid import UUID

from wms.planning.waves import Backlog


@dataclass(frozen=True)
class Kind:
    """A shop's trade, from which a backlog is made."""

    name: str
    orders: int
    items: int
    aisles: int
    #: lines of an order at most, and the chance of one more after each
    lines: int
    more_lines: float
    #: units of a line at most; most lines want one
    units: int
    #: in how many aisles an item lies at most
    spread: int
    #: units of a wave
    least: int
    most: int
    seed: int
    #: units an aisle of the best wave that any search of ours found
    best_known: float


#: as different from each other as the challenge's own: single pieces, whole baskets, few, many
KINDS: Final = (
    Kind("a few baskets", 80, 250, 120, 6, 0.6, 6, 4, 30, 100, 1, 7.5),
    Kind("many aisles, few orders", 130, 330, 340, 5, 0.55, 6, 6, 35, 170, 2, 10.25),
    Kind("single pieces", 2_600, 2_300, 90, 1, 0.0, 6, 5, 500, 1_200, 3, 613 / 3),
    Kind("baskets", 1_600, 3_700, 380, 8, 0.6, 6, 5, 400, 1_700, 4, 421 / 16),
    Kind("large baskets", 2_500, 6_000, 160, 12, 0.75, 8, 6, 1_300, 4_000, 5, 3_962 / 39),
    Kind("a peak of single pieces", 12_000, 10_000, 410, 1, 0.0, 8, 6, 1_900, 7_500, 6, 423),
    Kind("a peak with baskets", 10_000, 8_000, 400, 4, 0.35, 8, 6, 1_500, 4_500, 7, 1_636 / 6),
)


def made(kind: Kind) -> Backlog:
    """The same backlog each time."""
    rng = Random(kind.seed)
    orders = {}
    for n in range(kind.orders):
        lines: dict[UUID, int] = {}
        while len(lines) < kind.lines:
            # few items are in many orders
            item = UUID(int=int(kind.items * rng.random() ** 1.8))
            lines[item] = 1 + int((kind.units - 1) * rng.random() ** 4)
            if rng.random() >= kind.more_lines:
                break
        orders[UUID(int=n)] = lines
    aisles: dict[str, dict[UUID, int]] = {str(n): {} for n in range(kind.aisles)}
    wanted: dict[UUID, int] = {}
    for order in orders.values():
        for item, units in order.items():
            wanted[item] = wanted.get(item, 0) + units
    for item, units in wanted.items():
        # some aisles are full of what sells, so that a wave has somewhere to go
        for _ in range(rng.randint(1, kind.spread)):
            aisle = str(int(kind.aisles * rng.random() ** 1.4))
            lies = rng.randint(1, max(2, units))
            aisles[aisle][item] = aisles[aisle].get(item, 0) + lies
        least = max(units - sum(aisle.get(item, 0) for aisle in aisles.values()), 0)
        last = aisles[str(rng.randrange(kind.aisles))]
        if least:
            last[item] = last.get(item, 0) + least
    return Backlog(orders=orders, aisles=aisles, least=kind.least, most=kind.most)


def read(text: str) -> Backlog:
    """A backlog in the challenge's format."""
    rows = iter(text.splitlines())
    orders, _, aisles = map(int, next(rows).split())
    return Backlog(
        orders={UUID(int=n): _row(next(rows)) for n in range(orders)},
        aisles={str(n): _row(next(rows)) for n in range(aisles)},
        **dict(zip(("least", "most"), map(int, next(rows).split()), strict=True)),
    )


def _row(row: str) -> Mapping[UUID, int]:
    numbers = [int(number) for number in row.split()]
    return {UUID(int=item): q for item, q in zip(numbers[1::2], numbers[2::2], strict=True)}


def written(backlog: Backlog) -> str:
    """The same as `read` takes it."""
    numbers: dict[UUID, int] = {}
    rows = []
    for row in [*backlog.orders.values(), *backlog.aisles.values()]:
        pairs = [f"{numbers.setdefault(item, len(numbers))} {q}" for item, q in row.items()]
        rows.append(" ".join([str(len(row)), *pairs]))
    head = f"{len(backlog.orders)} {len(numbers)} {len(backlog.aisles)}"
    return "\n".join([head, *rows, f"{backlog.least} {backlog.most}", ""])
