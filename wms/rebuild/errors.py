"""How a change of the building is refused."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from wms.errors import N_, Refusal
from wms.rebuild.in_the_way import GOODS, PROMISE, InTheWay

#: of each sort of thing named in the sentence; the page lists all
_NAMED_MAX: Final = 5
_NONE: Final = "–"
_MORE: Final = "…"


class PlaceInUse(Refusal):
    """Moving or retiring it would mislead people, or lose goods."""

    code = "place.in_use"
    sentence = N_(
        "{places}: in use, and not moved or retired before it is free. Lying there: {goods}. "
        "Promised to orders: {orders}. Other work under way: {tasks}."
    )

    def __init__(self, things: Sequence[InTheWay]) -> None:
        orders = {str(one.number) for one in things if one.what == PROMISE}
        super().__init__(
            places=_some({one.place for one in things}),
            goods=_some(
                [f"{one.quantity} × {one.name} ({one.who})" for one in things if one.what == GOODS]
            ),
            orders=_some(orders),
            tasks=sum(one.what not in (GOODS, PROMISE) for one in things),
        )
        #: all of them, for a page that links to each
        self.things = list(things)


def _some(names: set[str] | list[str]) -> str:
    named = sorted(names)
    return ", ".join(named[:_NAMED_MAX] + [_MORE] * (len(named) > _NAMED_MAX)) or _NONE
