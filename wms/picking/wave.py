"""Which orders are released together: those that lie together, the oldest among them.

Promises come first: what must leave earlier, or goes before others, goes whole. Among orders that
are as urgent as each other, where not all of them fit, those go that are found in few aisles; and
of these the oldest go in any case, so that none waits for ever because it lies alone.

``python -m wms.picking.wave`` reads a `WaveProblem` as JSON and writes the keys of the wave. It
knows no database, so it may be killed at any moment: whoever asked has written nothing then.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import Final
from uuid import UUID

import msgspec

from wms.picking.think import SAME_TIME_S, give_way
from wms.planning.clock import Until, cpu_seconds
from wms.planning.waves import Backlog, choose_wave

#: of the room that is left for orders which are as urgent as each other, this much is the oldest's
OLDEST_SHARE: Final = 0.25
#: a wave is as large as its room, or a little smaller
LEAST_SHARE: Final = 0.9


class Waiting(msgspec.Struct, frozen=True, kw_only=True):
    """An order that waits for its wave, and the places where its goods are promised."""

    shop: UUID
    id: UUID
    priority: int
    #: by when it must leave, seconds since 1970
    rank: float | None
    places: list[UUID]

    @property
    def urgency(self) -> tuple[int, float]:
        """Orders that leave at about the same time are as urgent as each other."""
        return self.priority, math.inf if self.rank is None else self.rank // SAME_TIME_S


class WaveProblem(msgspec.Struct, frozen=True, kw_only=True):
    """Of which orders a wave is chosen; the most urgent come first."""

    orders: list[Waiting]
    #: the aisle of each place
    aisles: dict[UUID, str]
    #: orders of the wave
    room: int
    #: the choice is made after so long, s
    seconds: float


def choose(problem: WaveProblem) -> list[tuple[UUID, UUID]]:
    """The orders (shop, id) of the wave."""
    levels = [list(level) for _, level in groupby(problem.orders, lambda one: one.urgency)]
    until = cpu_seconds(problem.seconds)
    return [(one.shop, one.id) for one in next_wave(levels, problem.room, problem.aisles, until)]


def next_wave(
    levels: Iterable[Sequence[Waiting]], room: int, aisles: Mapping[UUID, str], until: Until
) -> list[Waiting]:
    """At most ``room`` orders that go next, of levels of which the first is the most urgent.

    Within a level the oldest order comes first, also in the answer. It may be left at any moment
    (``until``): then what lies together is known less well, and the oldest go instead.
    """
    taken: list[Waiting] = []
    for level in levels:
        left = room - len(taken)
        if left <= 0:
            break
        taken += level if len(level) <= left else _chosen(level, left, aisles, until)
    return taken


def _chosen(
    level: Sequence[Waiting], room: int, aisles: Mapping[UUID, str], until: Until
) -> list[Waiting]:
    """Of orders that are as urgent as each other so many, the oldest and what lies near them."""
    oldest = max(1, round(room * OLDEST_SHARE))
    chosen = {one.id for one in level[:oldest]}
    others = level[oldest:]
    best = _together(others, room - oldest, aisles, until) if room > oldest else []
    chosen.update(best[: room - oldest])
    for one in others:  # what is left over is the next oldest's
        if len(chosen) >= room:
            break
        chosen.add(one.id)
    return [one for one in level if one.id in chosen]


def _together(
    orders: Sequence[Waiting], room: int, aisles: Mapping[UUID, str], until: Until
) -> list[UUID]:
    """Orders that are found in few aisles, about as many as there is room."""
    stops = {one.id: dict.fromkeys(one.places, 1) for one in orders}
    there: dict[str, dict[UUID, int]] = {}
    for wanted in stops.values():
        for place in wanted:
            aisle = there.setdefault(aisles.get(place, ""), {})
            aisle[place] = aisle.get(place, 0) + 1
    if len(there) <= 1:
        return []
    most = max(1, sum(map(len, stops.values())) * room // len(orders))
    backlog = Backlog(orders=stops, aisles=there, least=int(most * LEAST_SHARE), most=most)
    best: list[UUID] = []
    for wave in choose_wave(backlog, until):
        best = wave.order_ids
    return best


def main() -> None:
    """Read a problem from standard input, write its wave to standard output."""
    give_way()
    problem = msgspec.json.decode(sys.stdin.buffer.read(), type=WaveProblem)
    sys.stdout.buffer.write(msgspec.json.encode(choose(problem)))


if __name__ == "__main__":
    main()
