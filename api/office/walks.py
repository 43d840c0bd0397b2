"""Walks under way: who is where and how far; given to somebody else, or called off."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, Final
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from api.office.desk import FLASHES, DeskPage, go
from api.office.doing import AnyRequest, do_or_show, words_of
from api.office.export import Asked, Column, Exported, export_route
from api.office.filters import Filters
from wms.db import Read, Tx
from wms.errors import N_, NotFound, Refusal
from wms.picking.desk_runs import call_off_run, free_run, give_run_to
from wms.picking.meet import meetings
from wms.progress.walks import (
    SHOWN_MAX,
    STATES,
    STUCK_AFTER,
    Walk,
    count_walks,
    free_walkers,
    walks,
)

PAGE: Final = "/office/walks"
#: the page asks for itself again after so long, ms
FRESH_MS: Final = 10_000

FLASHES["walk_given"] = N_("The walk goes on with somebody else.")
FLASHES["walk_freed"] = N_("Whoever starts a walk next gets it.")
FLASHES["walk_off"] = N_("Its orders wait for another walk.")


@get(PAGE)
async def show_walks(
    request: AnyRequest, desk_page: NamedDependency[DeskPage], read: NamedDependency[Read]
) -> Response[Any]:
    """Who walks, where, how far; what stands still comes first."""
    return await _show(request, desk_page, read)


async def _show(
    request: AnyRequest, desk_page: DeskPage, read: Read, no: Refusal | None = None
) -> Response[Any]:
    filters = Filters(request)
    state = filters.one_of("state", STATES) or "walked"
    rows = await walks(read, state)
    return desk_page.show(
        "office/walks.html",
        status=409 if no else 200,
        no=words_of(request, no) if no else None,
        rows=rows,
        stuck=sum(one.is_stuck for one in rows),
        stuck_min=int(STUCK_AFTER.total_seconds() // 60),
        most=SHOWN_MAX,
        counts=await count_walks(read),
        meetings=await meetings(read) if state == "walked" else [],
        people=await free_walkers(read) if state != "over" else [],
        state=state,
        filters=filters,
        here=filters.link(),
        address=PAGE,
        fresh_ms=FRESH_MS,
    )


async def _do(
    request: AnyRequest,
    desk_page: DeskPage,
    read: Read,
    unit: Callable[[Tx], Awaitable[Any]],
    said: str,
) -> Response[Any]:
    async def show(no: Refusal) -> Response[Any]:
        return await _show(request, desk_page, read, no)

    return await do_or_show(request, unit, show=show, done=lambda _: go(PAGE, said=said))


@post(PAGE + "/{run_id:uuid}/give", status_code=200)
async def give(
    request: AnyRequest,
    run_id: FromPath[UUID],
    desk_page: NamedDependency[DeskPage],
    read: NamedDependency[Read],
) -> Response[Any]:
    """Somebody else goes on with it."""
    named = (await desk_page.form()).get("operator", "")

    async def unit(tx: Tx) -> None:
        try:
            operator_id = UUID(named)
        except ValueError as error:
            raise NotFound(what="operator", name=named) from error
        await give_run_to(tx, run_id, operator_id)

    return await _do(request, desk_page, read, unit, "walk_given")


@post(PAGE + "/{run_id:uuid}/free", status_code=200)
async def free(
    request: AnyRequest,
    run_id: FromPath[UUID],
    desk_page: NamedDependency[DeskPage],
    read: NamedDependency[Read],
) -> Response[Any]:
    """Nobody has it any more; the next who starts gets it."""
    return await _do(request, desk_page, read, lambda tx: free_run(tx, run_id), "walk_freed")


@post(PAGE + "/{run_id:uuid}/call-off", status_code=200)
async def call_off(
    request: AnyRequest,
    run_id: FromPath[UUID],
    desk_page: NamedDependency[DeskPage],
    read: NamedDependency[Read],
) -> Response[Any]:
    """What nobody picked leaves the walk."""
    return await _do(request, desk_page, read, lambda tx: call_off_run(tx, run_id), "walk_off")


async def _rows(read: Read, asked: Asked, after: int | None, limit: int) -> list[Walk]:
    """All that the page shows."""
    del limit
    state = asked.filters.one_of("state", STATES) or "walked"
    return [] if after else await walks(read, state)


EXPORT: Final = Exported[Walk](
    name="walks",
    columns=(
        Column(N_("Walk"), lambda one: one.number),
        Column(N_("State"), lambda one: one.status, word="run_word"),
        Column(N_("Who"), lambda one: one.operator),
        Column(N_("Orders"), lambda one: one.orders),
        Column(N_("Lines"), lambda one: one.lines),
        Column(N_("Lines done"), lambda one: one.lines_done),
        Column(N_("Pieces"), lambda one: one.units),
        Column(N_("Pieces picked"), lambda one: one.units_done),
        Column(N_("Shorts"), lambda one: one.shorts),
        Column(N_("Place"), lambda one: one.place),
        Column(N_("Begun (UTC)"), lambda one: one.started_at),
        Column(N_("Last scan (UTC)"), lambda one: one.last_scan_at),
        Column(N_("Stands still"), lambda one: one.is_stuck),
        Column(N_("Finished (UTC)"), lambda one: one.finished_at),
    ),
    rows=_rows,
    position=lambda one: one.number,
)

handlers: Final = [show_walks, export_route(PAGE, EXPORT), give, free, call_off]
