"""The way of one walk on the map of the hall: what is walked, what is left, where its picker is."""

from __future__ import annotations

import asyncio
from typing import Any, Final

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from api.office.desk import DeskPage
from api.office.hall_drawing import CELL_WIDTH, draw
from api.office.route_drawing import MARK_RADIUS, draw_route
from api.office.walks import FRESH_MS, PAGE
from wms.db import Read
from wms.picking.route import route_of
from wms.stock.hall_map import map_places


@get(PAGE + "/{number:int}/map")
async def show_way(
    number: FromPath[int], desk_page: NamedDependency[DeskPage], read: NamedDependency[Read]
) -> Response[Any]:
    """Planned, under way, or over: its stops in their order."""
    walk = await route_of(read, number)
    places = await map_places(read, walk.warehouse_id)
    drawing = await asyncio.to_thread(draw, places, is_heat=False)
    route = draw_route(drawing, walk.stops, walk.at)
    return desk_page.show(
        "office/walk_map.html",
        walk=walk,
        done=sum(one.is_done for one in walk.stops),
        drawing=drawing,
        route=route,
        cell_width=CELL_WIDTH,
        radius=MARK_RADIUS,
        told=[one.place for one in walk.stops],
        fresh_ms=FRESH_MS if walk.status == "picking" else None,
        address=f"{PAGE}/{number}/map",
    )


handlers: Final = [show_way]
