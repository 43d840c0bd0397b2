"""The map of the hall: a cell a place, filled as it is full or as often as people take from it."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from api.office.desk import DeskPage, go
from api.office.doing import AnyRequest
from api.office.filters import Filters
from api.office.hall_drawing import CELL_WIDTH, STEPS, draw, levels_of
from api.office.place_form import TOLD
from wms.db import Read
from wms.layout.queries import the_warehouse, warehouse_list
from wms.layout.zones import zone_list
from wms.stock.hall_map import MapPlace, map_places
from wms.stock.places_found import place_of_label

PAGE: Final = "/office/map"
#: what cells show: name in the address → days of picks; 0: how full they are
VIEWS: Final = {"fill": 0, "heat7": 7, "heat30": 30}
#: sizes of the drawing, percent
ZOOMS: Final = (50, 75, 100, 150, 200, 300)


@get(PAGE)
async def hall_map(
    request: AnyRequest, desk_page: NamedDependency[DeskPage], read: NamedDependency[Read]
) -> Response[Any]:
    """All locations of a warehouse, or of one zone or level."""
    filters = Filters(request)
    warehouses = await warehouse_list(read)
    known = [one.id for one in warehouses]
    warehouse_id = filters.id("warehouse")
    if warehouse_id not in known:
        warehouse_id = await the_warehouse(read)
    view = filters.one_of("view", VIEWS) or "fill"
    places = await map_places(
        read, warehouse_id, zone_id=filters.id("zone"), picked_since=_since(VIEWS[view])
    )
    levels = levels_of(places)
    level = filters.one_of("level", levels)
    drawing = await asyncio.to_thread(draw, places, is_heat=view != "fill", level=level)
    zoom = filters.number("zoom")
    return desk_page.show(
        "office/map.html",
        **TOLD,
        drawing=drawing,
        cell_width=CELL_WIDTH,
        steps=STEPS,
        view=view,
        is_heat=view != "fill",
        level=level,
        levels=levels,
        zoom=zoom if zoom in ZOOMS else 100,
        zooms=ZOOMS,
        warehouse=str(warehouse_id),
        warehouses=warehouses,
        zones=await zone_list(read, warehouse_id=warehouse_id),
        counted=_counted(places),
        legend=_legend(drawing.top),
        filters=filters,
    )


def _since(days: int) -> datetime | None:
    return datetime.now(UTC) - timedelta(days=days) if days else None


def _counted(places: list[MapPlace]) -> dict[str, int]:
    """The same in numbers, for who does not see the drawing."""
    return {
        "all": len(places),
        "used": sum(one.units > 0 for one in places),
        "full": sum(one.share is not None and one.share >= 1 for one in places),
        "blocked": sum(one.is_blocked for one in places),
    }


def _legend(top: int) -> list[tuple[int, int, int]]:
    """Each step with from and to how many it means; a step into which no number falls is none."""
    ends = [(step * top) // STEPS for step in range(STEPS + 1)]
    meant = [(n, ends[n - 1] + 1, ends[n]) for n in range(1, STEPS + 1)]
    return [(step, low, high) for step, low, high in meant if low <= high]


@get(PAGE + "/{label:str}")
async def open_place(label: FromPath[str], read: NamedDependency[Read]) -> Response[Any]:
    """A cell was chosen: the page of its place. By its label, for half the size of the drawing."""
    place_id: UUID = await place_of_label(read, label)
    return go(f"/office/places/{place_id}")


handlers: Final = [hall_map, open_place]
