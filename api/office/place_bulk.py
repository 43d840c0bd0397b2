"""Many places changed at once: the ticked ones, or all that a list shows. How many, then do it."""

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
from api.office.place import BECAUSE_MAX_CHARS
from api.office.place_form import (
    NARROWED_BY,
    TOLD,
    changes_of,
    ids_in,
    is_narrowed,
    millimetres,
    places_wanted,
)
from wms.db import Read, Tx
from wms.errors import N_, Kind, Refusal
from wms.layout.address import Grid
from wms.layout.change import CHANGED_MAX
from wms.layout.models import LOCATION_KINDS
from wms.layout.walk import AISLE_PITCH_MM, BAY_WIDTH_MM
from wms.layout.zones import zone_list
from wms.rebuild.change import bring_back_places, change_places, lay_out_places, retire_places
from wms.rebuild.errors import PlaceInUse
from wms.rebuild.in_the_way import in_the_way
from wms.stock.block import block, unblock
from wms.stock.places_found import keys_found

PAGE: Final = "/office/places/change"
#: names shown of a long preview, from either end
ENDS: Final = 8
#: ticked places that a form can carry
TICKED_MAX: Final = 500

FLASHES["places_changed"] = N_("The places are changed.")


class OtherCount(Refusal):
    """Between looking and pressing somebody else changed the places that are meant."""

    code = "place.other_count"
    sentence = N_("These were {before} places and are {now} now. Look again, then press again.")


class NothingNarrowed(Refusal):
    """All places of the building at once are never meant."""

    kind = Kind.INVALID
    code = "place.all_of_them"
    sentence = N_("Choose places first: tick them, or narrow the list.")


@get(PAGE, opt={"roles": MANAGERS})
async def choose(
    request: AnyRequest, desk_page: NamedDependency[DeskPage], read: NamedDependency[Read]
) -> Response[Any]:
    """Which places are meant, and what can be done with them."""
    ids = ids_in(request.query_params.getall("ids", []), TICKED_MAX)
    return await _show(request, desk_page, read, ids, {})


async def _show(
    request: AnyRequest,
    desk_page: DeskPage,
    read: Read,
    ids: list[UUID],
    form: Mapping[str, str],
    no: Refusal | None = None,
) -> Response[Any]:
    filters = Filters(request)
    meant: dict[UUID, str] = {}
    try:
        meant = await _meant(read, filters, ids)
    except Refusal as refusal:
        no = no or refusal
    names = list(meant.values())
    return desk_page.show(
        "office/places_change.html",
        **TOLD,
        address=PAGE + _query(filters),
        ids=ids,
        count=len(names),
        first=names if len(names) <= 2 * ENDS else names[:ENDS],
        last=[] if len(names) <= 2 * ENDS else names[-ENDS:],
        zones=await zone_list(read, warehouse_id=filters.id("warehouse")),
        kinds=LOCATION_KINDS,
        pitch=AISLE_PITCH_MM,
        bay=BAY_WIDTH_MM,
        back="/office/places" + _query(filters),
        form=form,
        no=words_of(request, no) if no else None,
        things=no.things if isinstance(no, PlaceInUse) else [],
    )


def _query(filters: Filters) -> str:
    kept = {name: filters.text(name) for name in NARROWED_BY if filters.text(name)}
    return "?" + urlencode(kept) if kept else ""


async def _meant(read: Read | Tx, filters: Filters, ids: list[UUID]) -> dict[UUID, str]:
    if not ids and not is_narrowed(filters):
        raise NothingNarrowed
    return await keys_found(read, places_wanted(filters, ids), limit=CHANGED_MAX)


@post(PAGE, status_code=200, opt={"roles": MANAGERS})
async def do(
    request: AnyRequest, desk_page: NamedDependency[DeskPage], read: NamedDependency[Read]
) -> Response[Any]:
    """All of them or none; or, when that was asked for, all in whose way nothing is."""
    fields = await desk_page.form_list()
    form = dict(fields)
    ids = ids_in([value for name, value in fields if name == "ids"], TICKED_MAX)
    filters = Filters(request)

    async def unit(tx: Tx) -> int:
        meant = list(await _meant(tx, filters, ids))
        before = form.get("count", "")
        if before != str(len(meant)):
            raise OtherCount(before=before[:6] or "0", now=len(meant))
        if form.get("others"):
            taken = {one.place_id for one in await in_the_way(tx, meant)}
            meant = [place_id for place_id in meant if place_id not in taken]
        return await _ACTIONS[form.get("do", "change")](tx, meant, form) if meant else 0

    if form.get("do", "change") not in _ACTIONS:
        form["do"] = "change"
    done = await attempt(request, unit)
    if isinstance(done, Refusal):
        return await _show(request, desk_page, read, ids, form, done)
    return go("/office/places" + _query(filters), said="places_changed")


async def _change(tx: Tx, ids: list[UUID], form: Mapping[str, str]) -> int:
    return await change_places(tx, ids, changes_of(form))


async def _block(tx: Tx, ids: list[UUID], form: Mapping[str, str]) -> int:
    because = form.get("because", "").strip()[:BECAUSE_MAX_CHARS] or None
    return await block(tx, *ids, because=because)


async def _unblock(tx: Tx, ids: list[UUID], form: Mapping[str, str]) -> int:
    del form
    return await unblock(tx, *ids)


async def _retire(tx: Tx, ids: list[UUID], form: Mapping[str, str]) -> int:
    del form
    return await retire_places(tx, ids)


async def _bring_back(tx: Tx, ids: list[UUID], form: Mapping[str, str]) -> int:
    del form
    return await bring_back_places(tx, ids)


async def _lay_out(tx: Tx, ids: list[UUID], form: Mapping[str, str]) -> int:
    grid = Grid(
        aisle_pitch_mm=millimetres(form, "pitch_mm", AISLE_PITCH_MM),
        bay_width_mm=millimetres(form, "bay_mm", BAY_WIDTH_MM),
        x_mm=millimetres(form, "x_mm", 0),
        y_mm=millimetres(form, "y_mm", 0),
    )
    return await lay_out_places(tx, ids, grid, is_walk_too=bool(form.get("walk")))


_ACTIONS: Final = {
    "change": _change,
    "block": _block,
    "unblock": _unblock,
    "retire": _retire,
    "bring_back": _bring_back,
    "lay_out": _lay_out,
}

handlers: Final = [choose, do]
