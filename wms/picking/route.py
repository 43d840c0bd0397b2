"""The way of one walk as the desk sees it: its stops in their order, and where its picker is."""

from __future__ import annotations

from itertools import groupby
from typing import Final
from uuid import UUID

import msgspec
from sqlalchemy import text

from wms.db import Read, Tx
from wms.picking.errors import NoRun

#: stops of one walk that are shown
STOPS_MAX: Final = 500

_WALK = text(
    """
    SELECT r.id, r.warehouse_id, r.number, r.status, r.length_mm, r.stops, o.name AS operator,
           coalesce(s.code, p.code) AS at,
           (SELECT count(*) FROM pick_run_orders ro WHERE ro.run_id = r.id) AS orders
    FROM pick_runs r
    LEFT JOIN operators o ON o.id = r.operator_id
    LEFT JOIN places p ON p.id = r.at_place_id LEFT JOIN places s ON s.id = p.stands_at_id
    WHERE r.number = :number
    """
)
# what is done first, then what is next, then what was left for the end
_TASKS = text(
    """
    SELECT coalesce(s.code, p.code) AS place, t.status, t.quantity, t.picked
    FROM pick_tasks t JOIN places p ON p.id = t.place_id LEFT JOIN places s ON s.id = p.stands_at_id
    WHERE t.run_id = :run AND t.status <> 'cancelled'
    ORDER BY t.status IN ('open', 'skipped'), t.status = 'skipped', t.sequence LIMIT :most
    """
)
_PLANNED = text(
    "SELECT coalesce(s.code, p.code) AS place "
    "FROM unnest(CAST(:stops AS uuid[])) WITH ORDINALITY AS u (id, n) "
    "JOIN places p ON p.id = u.id LEFT JOIN places s ON s.id = p.stands_at_id ORDER BY u.n"
)


class RouteStop(msgspec.Struct, frozen=True, kw_only=True):
    """A place of the walk; ``units`` to take there, ``taken`` so far (0 while it is a plan)."""

    nth: int
    place: str
    units: int
    taken: int
    is_done: bool
    is_skipped: bool


class WalkRoute(msgspec.Struct, frozen=True, kw_only=True):
    """A walk, its stops in the order of the way, and where its picker scanned last."""

    id: UUID
    warehouse_id: UUID
    number: int
    status: str
    operator: str | None
    orders: int
    #: as it was planned, from the bench and back to it, mm
    length_mm: int | None
    #: the place whose label was scanned last
    at: str | None
    stops: list[RouteStop]


async def route_of(read: Read | Tx, number: int) -> WalkRoute:
    """The way of the walk that people call by this number, planned or walked.

    Raises:
        NoRun: there is none.
    """
    row = (await read.execute(_WALK, {"number": number})).first()
    if row is None:
        raise NoRun
    tasks = (await read.execute(_TASKS, {"run": row.id, "most": STOPS_MAX})).all()
    stops: list[RouteStop] = []
    for (place, is_left, is_skipped), here in groupby(
        tasks, key=lambda t: (t.place, t.status in ("open", "skipped"), t.status == "skipped")
    ):
        some = list(here)
        stops.append(
            RouteStop(
                nth=len(stops) + 1,
                place=place,
                units=sum(one.quantity for one in some),
                taken=sum(one.picked for one in some),
                is_done=not is_left,
                is_skipped=is_skipped,
            )
        )
    if not tasks and row.stops:
        places = await read.scalars(_PLANNED, {"stops": row.stops})
        # levels of one bay are one stop after the other at the same spot
        stops = [
            RouteStop(nth=n, place=one, units=0, taken=0, is_done=False, is_skipped=False)
            for n, one in enumerate(places, start=1)
        ]
    facts = {name: row._mapping[name] for name in WalkRoute.__struct_fields__ if name != "stops"}
    return WalkRoute(**facts, stops=stops)
