"""Building the hall at the desk: places in bulk, with a preview."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlencode
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency

from api.office.desk import FLASHES, DeskPage, go
from api.office.doing import MANAGERS, AnyRequest, attempt, words_of
from api.office.filters import Filters
from api.office.place_form import TOLD
from wms.db import Read, Tx
from wms.errors import N_, Refusal
from wms.layout.build import add_by_pattern
from wms.layout.models import LOCATION_KINDS
from wms.layout.pattern import names
from wms.layout.queries import names_taken, the_warehouse, warehouse_list
from wms.layout.zones import zone_list

PAGE: Final = "/office/places/new"
#: names shown of a long preview, from either end
ENDS: Final = 6

FLASHES["places_added"] = N_("The places are there. Print their labels.")


@get(PAGE, opt={"roles": MANAGERS})
async def preview(
    request: AnyRequest, desk_page: NamedDependency[DeskPage], read: NamedDependency[Read]
) -> Response[Any]:
    """What a pattern would make; nothing is added by looking."""
    filters = Filters(request)
    no = None
    if filters.text("pattern"):
        try:
            names(filters.text("pattern"))
        except Refusal as refusal:
            no = words_of(request, refusal)
    wanted = {name: filters.text(name) for name in ("pattern", "kind", "warehouse", "zone")}
    return await _show(desk_page, read, wanted, no)


async def _warehouse(read: Read | Tx, wanted: Mapping[str, str]) -> UUID:
    """The one that was chosen, else the first."""
    known = {str(one.id): one.id for one in await warehouse_list(read)}
    return known.get(wanted.get("warehouse", "")) or await the_warehouse(read)


async def _zone(read: Read | Tx, wanted: Mapping[str, str], warehouse_id: UUID) -> UUID | None:
    known = {str(one.id): one.id for one in await zone_list(read, warehouse_id=warehouse_id)}
    return known.get(wanted.get("zone", ""))


async def _show(
    desk_page: DeskPage, read: Read, wanted: Mapping[str, str], no: str | None
) -> Response[Any]:
    made = names(wanted["pattern"]) if wanted["pattern"] and no is None else []
    warehouse_id = await _warehouse(read, wanted)
    taken = await names_taken(read, warehouse_id, made) if made else []
    return desk_page.show(
        "office/places_new.html",
        **TOLD,
        address=PAGE,
        pattern=wanted["pattern"],
        kind=_kind(wanted),
        kinds=LOCATION_KINDS,
        warehouse=str(warehouse_id),
        warehouses=await warehouse_list(read),
        zone=str(await _zone(read, wanted, warehouse_id) or ""),
        zones=await zone_list(read, warehouse_id=warehouse_id),
        count=len(made),
        first=made if len(made) <= 2 * ENDS else made[:ENDS],
        last=[] if len(made) <= 2 * ENDS else made[-ENDS:],
        taken=taken[:ENDS],
        no=no,
    )


def _kind(wanted: Mapping[str, str]) -> str:
    kind = wanted.get("kind", "")
    return kind if kind in LOCATION_KINDS else "pick_face"


@post(PAGE, status_code=200, opt={"roles": MANAGERS})
async def add(
    request: AnyRequest, desk_page: NamedDependency[DeskPage], read: NamedDependency[Read]
) -> Response[Any]:
    """Add all of them, or none."""
    form = await desk_page.form()
    wanted = {**form, "pattern": form.get("pattern", "").strip()}

    async def unit(tx: Tx) -> int:
        warehouse_id = await _warehouse(tx, wanted)
        zone_id = await _zone(tx, wanted, warehouse_id)
        return await add_by_pattern(
            tx, warehouse_id, wanted["pattern"], _kind(wanted), zone_id=zone_id
        )

    done = await attempt(request, unit)
    if isinstance(done, Refusal):
        return await _show(desk_page, read, wanted, words_of(request, done))
    return go("/office/places?" + urlencode({"pattern": wanted["pattern"]}), said="places_added")


handlers: Final = [preview, add]
