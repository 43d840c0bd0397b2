"""Counts: asked for at the desk, and approved when the floor found another number."""

from __future__ import annotations

from collections.abc import Mapping
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
from wms.access.people import Desk
from wms.db import Read, Tx
from wms.errors import N_, Refusal
from wms.picking.believe_count import believe_count
from wms.stock.call_off import CALL_OFF_WHYS, call_off, call_off_all
from wms.stock.class_models import CLASSES
from wms.stock.count_list import CountRow, ask_counts, count_list
from wms.stock.settle import count_again

PAGE: Final = "/office/counts"
SHOWN_MAX: Final = 200
#: states to look at; without one, all that is under way
STATES: Final = ("to_approve", "open", "counting", "recount", "done", "cancelled")

FLASHES["counts_asked"] = N_("The floor is asked to count.")
FLASHES["counts_none"] = N_("Nothing lies there that is not to be counted already.")
FLASHES["count_approved"] = N_("The books say now what was counted.")
FLASHES["count_half_approved"] = N_("The difference is large: a second person approves it too.")
FLASHES["count_called_off"] = N_("Nobody counts it any more.")
FLASHES["count_none_called_off"] = N_("No count that was asked for and not begun matches that.")
FLASHES["count_again"] = N_("Somebody counts it again.")


@get(PAGE)
async def list_counts(
    request: AnyRequest, desk_page: NamedDependency[DeskPage], read: NamedDependency[Read]
) -> Response[Any]:
    """What waits, what was found."""
    return await _show(request, desk_page, read)


async def _show(
    request: AnyRequest, desk_page: DeskPage, read: Read, *, no: str | None = None
) -> Response[Any]:
    filters = Filters(request)
    state = filters.one_of("state", STATES)
    rows = await count_list(read, status=state, limit=SHOWN_MAX)
    return desk_page.show(
        "office/counts.html",
        rows=rows,
        filters=filters,
        no=no,
        address=PAGE,
        call_off_whys=CALL_OFF_WHYS,
    )


@post(PAGE, status_code=200)
async def ask(desk_page: NamedDependency[DeskPage], tx: NamedDependency[Tx]) -> Response[Any]:
    """Have places, a product or a zone counted."""
    form = await desk_page.form()
    wanted = _wanted(form)
    if not any(wanted.values()):
        return go(PAGE, said="counts_none")
    made = await ask_counts(tx, **wanted)
    if made:
        return go(PAGE, said="counts_asked")
    typed = urlencode({name: value for name, value in wanted.items() if value})
    return go(f"{PAGE}?{typed}", said="counts_none")


def _wanted(form: Mapping[str, str]) -> dict[str, str | None]:
    """Of which places, product, zone and class a form speaks."""
    wanted = {name: form.get(name, "").strip()[:64] or None for name in ("place", "sku", "zone")}
    letter = form.get("letter", "")
    return {**wanted, "letter": letter if letter in CLASSES else None}


@post(PAGE + "/{count_id:uuid}/approve", status_code=200)
async def believe(
    count_id: FromPath[UUID],
    request: AnyRequest,
    desk: NamedDependency[Desk],
    desk_page: NamedDependency[DeskPage],
    read: NamedDependency[Read],
) -> Response[Any]:
    """The books follow what was counted, for a reason."""
    why = (await desk_page.form()).get("why", "")
    done = await attempt(request, lambda tx: believe_count(tx, count_id, why=why, by=desk))
    if isinstance(done, Refusal):
        return await _show(request, desk_page, read, no=words_of(request, done))
    return go(PAGE, said="count_approved" if done == "done" else "count_half_approved")


@post(PAGE + "/{count_id:uuid}/call-off", status_code=200)
async def call_one_off(
    count_id: FromPath[UUID],
    request: AnyRequest,
    desk: NamedDependency[Desk],
    desk_page: NamedDependency[DeskPage],
    read: NamedDependency[Read],
) -> Response[Any]:
    """Nobody counts it, for a reason."""
    why = (await desk_page.form()).get("why", "")
    done = await attempt(request, lambda tx: call_off(tx, count_id, why=why, by=desk))
    if isinstance(done, Refusal):
        return await _show(request, desk_page, read, no=words_of(request, done))
    return go(PAGE, said="count_called_off")


@post(PAGE + "/call-off", status_code=200)
async def call_many_off(
    request: AnyRequest,
    desk: NamedDependency[Desk],
    desk_page: NamedDependency[DeskPage],
    read: NamedDependency[Read],
) -> Response[Any]:
    """Nobody counts what was asked for and not begun; narrowed as it is asked for."""
    form = await desk_page.form()
    wanted = _wanted(form)
    done = await attempt(
        request, lambda tx: call_off_all(tx, why=form.get("why", ""), by=desk, **wanted)
    )
    if isinstance(done, Refusal):
        return await _show(request, desk_page, read, no=words_of(request, done))
    return go(PAGE, said="count_called_off" if done else "count_none_called_off")


@post(PAGE + "/{count_id:uuid}/again", status_code=200)
async def again(count_id: FromPath[UUID], tx: NamedDependency[Tx]) -> Response[Any]:
    """Neither number is believed."""
    await count_again(tx, count_id)
    return go(PAGE, said="count_again")


#: a file of counts has so many of the newest at most
EXPORT_MAX: Final = 5000


async def _rows(read: Read, asked: Asked, after: UUID | None, limit: int) -> list[CountRow]:
    """All of them at once: what waits for the office stands first, and that is no key."""
    if after is not None:
        return []
    state = asked.filters.one_of("state", STATES)
    return await count_list(read, status=state, limit=min(limit, EXPORT_MAX))


EXPORT: Final = Exported[CountRow](
    name="counts",
    columns=(
        Column(N_("Place"), lambda one: one.place),
        Column(N_("Shop"), lambda one: one.shop),
        Column(N_("SKU"), lambda one: one.sku),
        Column(N_("Product name"), lambda one: one.name),
        Column(N_("State"), lambda one: one.status, word="count_word"),
        Column(N_("Books"), lambda one: one.books),
        Column(N_("Counted"), lambda one: one.counted),
        Column(N_("Why"), lambda one: one.why, word="why_word"),
        Column(N_("Asked (UTC)"), lambda one: one.created_at),
    ),
    rows=_rows,
    position=lambda one: one.id,
)

handlers: Final = [
    list_counts,
    export_route(PAGE, EXPORT),
    ask,
    believe,
    call_one_off,
    call_many_off,
    again,
]
