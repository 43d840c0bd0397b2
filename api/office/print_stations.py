"""Print stations at the desk: their printers' health, what did not come out, cards and agents."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from api.failures import say_failure
from api.house import house_of
from api.office.desk import FLASHES, DeskPage, go
from api.office.doing import MANAGERS, AnyRequest, do_or_show, file, words_of
from printing.station_card import StationCard
from printing.station_card import station_card as draw_card
from wms.access.people import Desk
from wms.db import Read, Tx
from wms.errors import N_, Refusal
from wms.packing.prints.again import say_at_desk
from wms.packing.prints.watch import last_printed, stuck
from wms.stations import stations
from wms.stations.queries import benches, station, station_list

LIST: Final = "/office/printing"
ONE: Final = LIST + "/stations/{station_id:uuid}"
POSITION_MAX: Final = 9999

FLASHES["station_opened"] = N_("The station is there. Add its printers next.")
FLASHES["station_changed"] = N_("The station is changed.")
FLASHES["station_closed"] = N_("The station is gone.")
FLASHES["agent_forgotten"] = N_("The agent's token opens nothing any more.")
FLASHES["paper_queued"] = N_("It is printed now.")
FLASHES["paper_there"] = N_("It is noted that it came out.")


async def _list(
    desk: Desk, desk_page: DeskPage, read: Read, no: str | None = None,
    given: Mapping[str, str] | None = None,
) -> Response[Any]:  # fmt: skip
    there = await station_list(read)
    taken = {one.bench_id for one in there}
    return desk_page.show(
        "office/print_stations.html",
        status=422 if no else 200,
        stations=there,
        last=await last_printed(read),
        stuck=await stuck(read),
        say_failure=say_failure,
        benches=[(str(id), code) for id, code in await benches(read) if id not in taken],
        given=given or {},
        no=no,
        may_manage=desk.role in MANAGERS,
        address=LIST,
    )


@get(LIST)
async def list_stations(
    desk: NamedDependency[Desk], desk_page: NamedDependency[DeskPage], read: NamedDependency[Read]
) -> Response[Any]:
    """Every station and printer, and the papers that did not come out."""
    return await _list(desk, desk_page, read)


def _said(form: Mapping[str, str]) -> stations.StationSaid:
    place = form.get("position", "").strip()
    bench = form.get("bench", "")
    return stations.StationSaid(
        name=form.get("name", "")[: stations.NAME_MAX_CHARS + 1],
        bench_id=_id(bench),
        position=min(int(place), POSITION_MAX) if place.isascii() and place.isdigit() else 0,
    )


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


@post(LIST, status_code=200, opt={"roles": MANAGERS})
async def open_station(
    request: AnyRequest,
    desk: NamedDependency[Desk],
    desk_page: NamedDependency[DeskPage],
    read: NamedDependency[Read],
) -> Response[Any]:
    """One more station."""
    form = await desk_page.form()

    async def write(tx: Tx) -> UUID:
        return await stations.open_station(tx, _said(form))

    async def show(no: Refusal) -> Response[Any]:
        return await _list(desk, desk_page, read, words_of(request, no), form)

    return await do_or_show(
        request, write, show=show,
        done=lambda made: go(f"{LIST}/stations/{made}", said="station_opened"),
    )  # fmt: skip


async def _one(
    desk: Desk, desk_page: DeskPage, read: Read, station_id: UUID, no: str | None = None,
    token: str | None = None, request: AnyRequest | None = None,
) -> Response[Any]:  # fmt: skip
    seen = await station(read, station_id)
    taken = {one.bench_id for one in await station_list(read)} - {seen.bench_id}
    return desk_page.show(
        "office/print_station.html",
        status=422 if no else 200,
        station=seen,
        last=await last_printed(read),
        benches=[(str(id), code) for id, code in await benches(read) if id not in taken],
        no=no,
        token=token,
        url=house_of(request.scope).settings.url if request else "",
        may_manage=desk.role in MANAGERS,
        address=f"{LIST}/stations/{station_id}",
    )


@get(ONE)
async def show_station(
    station_id: FromPath[UUID],
    desk: NamedDependency[Desk],
    desk_page: NamedDependency[DeskPage],
    read: NamedDependency[Read],
) -> Response[Any]:
    """Its printers, devices, card and agent."""
    return await _one(desk, desk_page, read, station_id)


@post(ONE, status_code=200, opt={"roles": MANAGERS})
async def change_station(
    request: AnyRequest,
    station_id: FromPath[UUID],
    desk: NamedDependency[Desk],
    desk_page: NamedDependency[DeskPage],
    read: NamedDependency[Read],
) -> Response[Any]:
    """Another name, bench or place in the row."""
    form = await desk_page.form()

    async def write(tx: Tx) -> None:
        await stations.change_station(tx, station_id, _said(form))

    async def show(no: Refusal) -> Response[Any]:
        return await _one(desk, desk_page, read, station_id, words_of(request, no))

    return await do_or_show(
        request, write, show=show,
        done=lambda _: go(f"{LIST}/stations/{station_id}", said="station_changed"),
    )  # fmt: skip


@post(ONE + "/close", status_code=200, opt={"roles": MANAGERS})
async def close_station(station_id: FromPath[UUID], tx: NamedDependency[Tx]) -> Response[Any]:
    """It is not there any more, nor are its printers."""
    await stations.close_station(tx, station_id)
    return go(LIST, said="station_closed")


@get(ONE + "/card.pdf")
async def card(
    station_id: FromPath[UUID], desk: NamedDependency[Desk], read: NamedDependency[Read]
) -> Response[Any]:
    """The card that devices scan."""
    seen = await station(read, station_id)
    drawn = StationCard(
        language=desk.language,
        name=seen.name,
        bench=seen.bench,
        code=seen.code,
        printers=tuple(one.name for one in seen.printers),
    )
    return file(await asyncio.to_thread(draw_card, drawn), f"station-{seen.number}.pdf")


@post(ONE + "/agent", status_code=200, opt={"roles": MANAGERS})
async def issue_token(
    request: AnyRequest,
    station_id: FromPath[UUID],
    desk: NamedDependency[Desk],
    desk_page: NamedDependency[DeskPage],
    read: NamedDependency[Read],
) -> Response[Any]:
    """A token for the print agent. The answer shows it, and nothing ever shows it again."""

    async def write(tx: Tx) -> str:
        return await stations.issue_agent_token(tx, station_id)

    async def show(no: Refusal) -> Response[Any]:
        return await _one(desk, desk_page, read, station_id, words_of(request, no))

    issued: list[str] = []

    async def keep(tx: Tx) -> None:
        issued.append(await write(tx))

    await do_or_show(request, keep, show=show, done=lambda _: go(LIST))
    return await _one(desk, desk_page, read, station_id, token=issued[-1], request=request)


@post(ONE + "/agent/forget", status_code=200, opt={"roles": MANAGERS})
async def forget_agent(station_id: FromPath[UUID], tx: NamedDependency[Tx]) -> Response[Any]:
    """Its token opens nothing any more."""
    await stations.forget_agent(tx, station_id)
    return go(f"{LIST}/stations/{station_id}", said="agent_forgotten")


@post(LIST + "/papers/{shop_id:uuid}/{job_id:uuid}", status_code=200)
async def say_of_paper(
    shop_id: FromPath[UUID],
    job_id: FromPath[UUID],
    desk_page: NamedDependency[DeskPage],
    tx: NamedDependency[Tx],
) -> Response[Any]:
    """A paper that is stuck: it is there, or print it now."""
    is_there = (await desk_page.form()).get("is_there") == "yes"
    await say_at_desk(tx, shop_id, job_id, is_there=is_there)
    return go(LIST, said="paper_there" if is_there else "paper_queued")


handlers: Final = [
    list_stations, open_station, show_station, change_station, close_station, card, issue_token,
    forget_agent, say_of_paper,
]  # fmt: skip
