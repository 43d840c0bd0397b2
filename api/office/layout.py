"""Building the hall at the desk: places in bulk with a preview, places blocked and in use again."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from api.office.desk import FLASHES, DeskPage, go
from api.office.doing import MANAGERS, AnyRequest, attempt, words_of
from api.office.filters import Filters
from wms.db import Read, Tx
from wms.errors import N_, Refusal
from wms.layout.build import add_by_pattern, block, unblock
from wms.layout.models import LOCATION_KINDS
from wms.layout.pattern import names
from wms.layout.queries import names_taken, the_warehouse

PAGE: Final = "/office/places/new"
#: names shown of a long preview, from either end
ENDS: Final = 6

FLASHES["places_added"] = N_("The places are there. Print their labels.")
FLASHES["place_blocked"] = N_("Nothing is put there or promised from there now.")
FLASHES["place_unblocked"] = N_("The place is in use again.")


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
    return await _show(desk_page, read, filters.text("pattern"), filters.text("kind"), no)


async def _show(
    desk_page: DeskPage, read: Read, pattern: str, kind: str, no: str | None
) -> Response[Any]:
    made = names(pattern) if pattern and no is None else []
    taken = await names_taken(read, await the_warehouse(read), made) if made else []
    return desk_page.show(
        "office/places_new.html",
        address=PAGE,
        pattern=pattern,
        kind=kind if kind in LOCATION_KINDS else "pick_face",
        kinds=LOCATION_KINDS,
        count=len(made),
        first=made if len(made) <= 2 * ENDS else made[:ENDS],
        last=[] if len(made) <= 2 * ENDS else made[-ENDS:],
        taken=taken[:ENDS],
        no=no,
    )


@post(PAGE, status_code=200, opt={"roles": MANAGERS})
async def add(
    request: AnyRequest, desk_page: NamedDependency[DeskPage], read: NamedDependency[Read]
) -> Response[Any]:
    """Add all of them, or none."""
    form = await desk_page.form()
    pattern, kind = form.get("pattern", "").strip(), form.get("kind", "")
    kind = kind if kind in LOCATION_KINDS else "pick_face"

    async def unit(tx: Tx) -> int:
        return await add_by_pattern(tx, await the_warehouse(tx), pattern, kind)

    done = await attempt(request, unit)
    if isinstance(done, Refusal):
        return await _show(desk_page, read, pattern, kind, words_of(request, done))
    return go("/office/places", said="places_added")


@post("/office/places/{place_id:uuid}/block", status_code=200, opt={"roles": MANAGERS})
async def block_place(place_id: FromPath[UUID], tx: NamedDependency[Tx]) -> Response[Any]:
    """Nothing more goes there."""
    await block(tx, place_id)
    return go(f"/office/places/{place_id}", said="place_blocked")


@post("/office/places/{place_id:uuid}/unblock", status_code=200, opt={"roles": MANAGERS})
async def unblock_place(place_id: FromPath[UUID], tx: NamedDependency[Tx]) -> Response[Any]:
    """It is in use again."""
    await unblock(tx, place_id)
    return go(f"/office/places/{place_id}", said="place_unblocked")


handlers: Final = [preview, add, block_place, unblock_place]
