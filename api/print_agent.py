"""The door for print agents: they dial out, say how their printers are, and wait for a job.

An agent knows its station by a token (`Authorization: Bearer …`) and sees nothing but the papers of
that station's printers. The question for the next job stays open for a while, so a paper is on its
way within a second; no browser ever talks to an agent.
"""

from __future__ import annotations

import time
from asyncio import sleep
from typing import Annotated, Any, Final
from uuid import UUID

import msgspec
from litestar import Request, Response, Router, get, post
from litestar.connection import ASGIConnection
from litestar.di import NamedDependency
from litestar.enums import MediaType
from litestar.handlers.base import BaseRouteHandler
from litestar.params import FromPath, JSONBody

from api.house import house_of
from api.marks import ACTOR, BY, TENANT, marks_of
from api.transaction import look, unit_of_work
from wms.access.errors import KeyMissing, KeyUnknown
from wms.db import HALL, Read, Tx
from wms.errors import NotFound
from wms.packing.prints import agents as print_agents
from wms.packing.prints.agents import Held
from wms.stations import agents, trials
from wms.stations.models import STATES
from wms.stations.stations import AGENT_NOTED_S

DOOR: Final = "/print-agent"
_BEARER: Final = "bearer "
#: longest that a question stays open, s; proxies cut a line at 30 or 60
WAIT_MAX_S: Final = 25
#: an open question looks for a job this often, s
LOOK_S: Final = 0.5
PAPER, PAGE = "paper", "page"
PRINTERS_MAX: Final = 50
AnyRequest = Request[Any, Any, Any]
Words = Annotated[str, msgspec.Meta(max_length=300)]


class Told(msgspec.Struct, frozen=True):
    """How a printer is."""

    printer_id: UUID
    state: Annotated[str, msgspec.Meta(max_length=20)]
    words: Words = ""


class Asked(msgspec.Struct, frozen=True):
    """What an agent says when it asks for the next job."""

    words: Words = ""
    states: Annotated[list[Told], msgspec.Meta(max_length=PRINTERS_MAX)] = []
    holding: Annotated[list[UUID], msgspec.Meta(max_length=PRINTERS_MAX)] = []
    wait_s: Annotated[int, msgspec.Meta(ge=0, le=WAIT_MAX_S)] = 0


class Settled(msgspec.Struct, frozen=True):
    """How a job ended: sent, not_sent or unsure."""

    outcome: Annotated[str, msgspec.Meta(pattern="^(sent|not_sent|unsure)$")]
    state: Annotated[str, msgspec.Meta(max_length=20)] = ""
    words: Words = ""


class Job(msgspec.Struct, frozen=True):
    """A job for an agent, as `printing.printers.server.Offered` reads it."""

    kind: str
    owner: UUID
    id: UUID
    attempt: int
    printer_id: UUID
    title: str
    content_type: str
    is_begun: bool


async def guard_agent(
    connection: ASGIConnection[Any, Any, Any, Any], _handler: BaseRouteHandler
) -> None:
    """A good token of a station."""
    marks = marks_of(connection.scope)
    said = connection.headers.get("authorization", "")
    if not said.lower().startswith(_BEARER):
        raise KeyMissing
    token = said[len(_BEARER) :].strip()
    house = house_of(marks)
    station = await look(house, HALL, lambda read: agents.station_of_agent(read, token))
    if station is None:
        raise KeyUnknown
    marks[BY], marks[TENANT], marks[ACTOR] = station, HALL, f"print-agent:{station}"


def _station(request: AnyRequest) -> UUID:
    station: UUID = marks_of(request.scope)[BY]
    return station


@post(DOOR + "/next", status_code=200)
async def next_job(request: AnyRequest, data: JSONBody[Asked]) -> Response[Any]:
    """The printers to look after, and the next job as soon as there is one."""
    house, station = house_of(request.scope), _station(request)
    told = [
        agents.PrinterTold(printer_id=one.printer_id, state=one.state, words=one.words)
        for one in data.states
    ]
    until = time.monotonic() + data.wait_s
    noted_at = time.monotonic()

    async def begin(tx: Tx) -> list[agents.AgentsPrinter]:
        await agents.heard(tx, station, data.words, told)
        return await agents.agents_printers(tx, station)

    printers = await unit_of_work(house, HALL, begin)
    while True:
        job = await unit_of_work(house, HALL, lambda tx: _offered(tx, station, data.holding))
        if job is not None or time.monotonic() >= until:
            answer = {"printers": printers, "job": job}
            return Response(msgspec.json.encode(answer), media_type=MediaType.JSON)
        await sleep(LOOK_S)
        if time.monotonic() - noted_at >= AGENT_NOTED_S:
            noted_at = time.monotonic()
            await unit_of_work(house, HALL, lambda tx: agents.heard(tx, station))


async def _offered(tx: Tx, station: UUID, holding: list[UUID]) -> Job | None:
    paper = await print_agents.offer(tx, station, holding)
    if paper is not None:
        return Job(
            kind=PAPER, owner=paper.shop_id, id=paper.job_id, attempt=paper.attempt,
            printer_id=paper.printer_id, title=paper.title, content_type=paper.content_type,
            is_begun=paper.is_begun,
        )  # fmt: skip
    page = await trials.page_for_agent(tx, station)
    if page is None:
        return None
    return Job(
        kind=PAGE, owner=page.printer_id, id=page.id, attempt=1, printer_id=page.printer_id,
        title=f"{page.paper}-{page.id.hex[-6:]}", content_type=page.content_type, is_begun=False,
    )  # fmt: skip


@get(DOOR + "/{kind:str}/{owner:uuid}/{job:uuid}/{attempt:int}")
async def job_content(
    request: AnyRequest,
    kind: FromPath[str],
    owner: FromPath[UUID],
    job: FromPath[UUID],
    attempt: FromPath[int],
    read: NamedDependency[Read],
) -> Response[bytes]:
    """The bytes to print. NotFound when it is this agent's no more."""
    station = _station(request)
    if kind == PAGE:
        content = await trials.leased_content(read, station, job)
    else:
        content = await print_agents.drawn(read, _held(station, owner, job, attempt))
    if content is None:
        raise NotFound(what="print job", name=str(job))
    return Response(content, media_type="application/octet-stream")


@post(DOOR + "/{kind:str}/{owner:uuid}/{job:uuid}/{attempt:int}/begin", status_code=200)
async def begin(
    request: AnyRequest,
    kind: FromPath[str],
    owner: FromPath[UUID],
    job: FromPath[UUID],
    attempt: FromPath[int],
    tx: NamedDependency[Tx],
) -> Response[Any]:
    """May it be printed now? Said just before the first byte."""
    may = kind == PAGE or await print_agents.begin(
        tx, _held(_station(request), owner, job, attempt)
    )
    return Response(msgspec.json.encode({"may": may}), media_type=MediaType.JSON)


@post(DOOR + "/{kind:str}/{owner:uuid}/{job:uuid}/{attempt:int}/settled", status_code=200)
async def settled(
    request: AnyRequest,
    kind: FromPath[str],
    owner: FromPath[UUID],
    job: FromPath[UUID],
    attempt: FromPath[int],
    data: JSONBody[Settled],
    tx: NamedDependency[Tx],
) -> Response[Any]:
    """How it ended."""
    station = _station(request)
    state = data.state if data.state in STATES else "fault"
    if kind == PAGE:
        is_noted = await _page_settled(tx, station, owner, job, data, state)
    else:
        held = _held(station, owner, job, attempt)
        is_noted = await print_agents.settle(tx, held, data.outcome, state, data.words)
    return Response(msgspec.json.encode({"noted": is_noted}), media_type=MediaType.JSON)


async def _page_settled(
    tx: Tx, station: UUID, printer: UUID, page: UUID, data: Settled, state: str
) -> bool:
    if printer not in {one.id for one in await agents.agents_printers(tx, station)}:
        return False
    how = {"sent": "ready", "unsure": None}.get(data.outcome, state)
    await trials.page_ended(tx, page, printer, how, data.words)
    return True


def _held(station: UUID, owner: UUID, job: UUID, attempt: int) -> Held:
    return Held(station_id=station, shop_id=owner, job_id=job, attempt=attempt)


def print_agent_router() -> Router:
    """Everything below /print-agent: a program with a station's token."""
    return Router(
        "/",
        route_handlers=[next_job, job_content, begin, settled],
        guards=[guard_agent],
        include_in_schema=False,
    )
