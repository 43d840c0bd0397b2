"""The building's places: found by what they are and how full they are, to be printed or changed."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import urlencode

from litestar import Response, get
from litestar.di import NamedDependency

from api.office.desk import DeskPage
from api.office.doing import AnyRequest, words_of
from api.office.export import Asked, Column, Exported, export_route
from api.office.filters import READ_ROWS, Filters, page_of
from api.office.place_form import NARROWED_BY, TOLD, is_narrowed, percent, places_wanted
from wms.access.people import Desk
from wms.db import Read
from wms.errors import N_, Refusal
from wms.layout.place_list import LABELLED_KINDS
from wms.layout.queries import warehouse_list
from wms.layout.zones import zone_list
from wms.stock.places_found import FILLS, STATES, PlaceFound, places_found


@get("/office/places")
async def list_places(
    request: AnyRequest,
    desk: NamedDependency[Desk],
    desk_page: NamedDependency[DeskPage],
    read: NamedDependency[Read],
) -> Response[Any]:
    """Places in walking order, to be chosen for their labels."""
    filters = Filters(request)
    rank, code = filters.number("rank"), filters.text("after")
    begin = (rank, code) if rank is not None and code else None
    no = None
    try:
        rows = await _rows(read, Asked(filters, desk), begin, READ_ROWS)
    except Refusal as refusal:  # a pattern of names that is none
        rows, no = [], words_of(request, refusal)
    return desk_page.show(
        "office/places.html",
        **TOLD,
        **page_of(filters, rows, rank=lambda one: one.pick_order, after=lambda one: one.code),
        kinds=LABELLED_KINDS,
        states=STATES,
        fills=FILLS,
        zones=await zone_list(read, warehouse_id=filters.id("warehouse")),
        warehouses=await warehouse_list(read),
        is_narrowed=is_narrowed(filters),
        narrowed=urlencode({n: v for n in NARROWED_BY if (v := filters.text(n))}),
        filters=filters,
        no=no,
    )


async def _rows(
    read: Read, asked: Asked, after: tuple[int, str] | None, limit: int
) -> list[PlaceFound]:
    return await places_found(read, places_wanted(asked.filters), limit=limit, after=after)


EXPORT: Final = Exported[PlaceFound](
    name="places",
    columns=(
        Column(N_("Place"), lambda one: one.code),
        Column(N_("Kind"), lambda one: one.kind, word="kind_word"),
        Column(N_("Label"), lambda one: one.label_code),
        Column(N_("Zone"), lambda one: one.zone),
        Column(N_("Warehouse"), lambda one: one.warehouse),
        Column(N_("Rank of the walk"), lambda one: one.pick_order),
        Column(N_("Blocked"), lambda one: one.is_blocked),
        Column(N_("Retired"), lambda one: one.is_retired),
        Column(N_("Pieces"), lambda one: one.units),
        Column(N_("Products"), lambda one: one.products),
        Column(N_("Filled (%)"), lambda one: None if one.share is None else percent(one.share)),
    ),
    rows=_rows,
    position=lambda one: (one.pick_order, one.code),
)


handlers: Final = [list_places, export_route("/office/places", EXPORT)]
