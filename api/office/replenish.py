"""Replenishment at the desk: what is under way, and what shall be brought now."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import urlencode
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from api.office.desk import FLASHES, DeskPage, go
from api.office.doing import AnyRequest, attempt, words_of
from api.office.export import Asked, Column, Exported, export_route
from api.office.filters import Filters
from wms.db import Read, Tx
from wms.errors import N_, Refusal
from wms.replenish.plan import cancel, fill_now
from wms.replenish.queries import TaskRow, task_list

PAGE: Final = "/office/replenish"
SHOWN_MAX: Final = 200
#: a file has so many of the newest at most
EXPORT_MAX: Final = 5000
#: states to look at; without one, all that is under way
STATES: Final = ("open", "in_hand", "done", "short", "cancelled")
NAME_MAX_CHARS: Final = 64

FLASHES["replenish_asked"] = N_("The floor is asked to bring it.")
FLASHES["replenish_none"] = N_(
    "Nothing to bring: the pick faces are full, have no rule, or there is none left to bring."
)
FLASHES["replenish_cancelled"] = N_("Nobody brings it now.")


@get(PAGE)
async def list_tasks(
    request: AnyRequest, desk_page: NamedDependency[DeskPage], read: NamedDependency[Read]
) -> Response[Any]:
    """Who brings what."""
    return await _show(request, desk_page, read)


async def _show(
    request: AnyRequest, desk_page: DeskPage, read: Read, *, no: str | None = None
) -> Response[Any]:
    filters = Filters(request)
    rows = await task_list(read, state=filters.one_of("state", STATES), limit=SHOWN_MAX)
    return desk_page.show("office/replenish.html", rows=rows, filters=filters, no=no, address=PAGE)


@post(PAGE, status_code=200)
async def fill(desk_page: NamedDependency[DeskPage], tx: NamedDependency[Tx]) -> Response[Any]:
    """Fill pick faces now: of a zone, or whose names begin so."""
    form = await desk_page.form()
    place, zone = (form.get(name, "").strip()[:NAME_MAX_CHARS] for name in ("place", "zone"))
    typed = PAGE + "?" + urlencode({"place": place, "zone": zone})  # what found nothing stays typed
    if not place and not zone:
        return go(PAGE, said="replenish_none")
    planned = await fill_now(tx, place=place or None, zone=zone or None)
    return go(PAGE, said="replenish_asked") if planned.made else go(typed, said="replenish_none")


@post(PAGE + "/{task_id:uuid}/cancel", status_code=200)
async def call_off(
    task_id: FromPath[UUID],
    request: AnyRequest,
    desk_page: NamedDependency[DeskPage],
    read: NamedDependency[Read],
) -> Response[Any]:
    """Nobody brings it."""
    done = await attempt(request, lambda tx: cancel(tx, task_id))
    if isinstance(done, Refusal):
        return await _show(request, desk_page, read, no=words_of(request, done))
    return go(PAGE, said="replenish_cancelled")


async def _rows(read: Read, asked: Asked, after: UUID | None, limit: int) -> list[TaskRow]:
    """All of them at once: what is in hand stands first, and that is no key."""
    if after is not None:
        return []
    state = asked.filters.one_of("state", STATES)
    return await task_list(read, state=state, limit=min(limit, EXPORT_MAX))


EXPORT: Final = Exported[TaskRow](
    name="replenishment",
    columns=(
        Column(N_("Bring to"), lambda one: one.to_place),
        Column(N_("From"), lambda one: one.from_place),
        Column(N_("Shop"), lambda one: one.shop),
        Column(N_("SKU"), lambda one: one.sku),
        Column(N_("Product name"), lambda one: one.name),
        Column(N_("Lot"), lambda one: one.lot),
        Column(N_("Pieces"), lambda one: one.quantity),
        Column(N_("On the cart"), lambda one: one.collected),
        Column(N_("Why"), lambda one: one.reason, word="replenish_reason_word"),
        Column(N_("State"), lambda one: one.status, word="replenish_word"),
        Column(N_("Who"), lambda one: one.operator),
        Column(N_("Asked (UTC)"), lambda one: one.created_at),
        Column(N_("Closed (UTC)"), lambda one: one.closed_at),
    ),
    rows=_rows,
    position=lambda one: one.id,
)

handlers: Final = [list_tasks, export_route(PAGE, EXPORT), fill, call_off]
