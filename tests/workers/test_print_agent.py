"""A print agent prints what its station's printers are sent, over a bad line, killed, and once."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest
from sqlalchemy import text

from api.app import Doors
from printing.printers import agent as program
from printing.printers.agent import Agent
from printing.printers.journal import Journal
from printing.printers.server import Refused, Server
from tests.api.conftest import app, doors
from tests.packing.bench import Bench, open_bench
from tests.packing.stations import printer_at, station_at
from tests.printing.listeners import IppPrinter, ipp_printer, raw_printer
from tests.workers.conftest import until
from tests.workers.test_print_files import label_all
from tests.workers.test_print_stations import at_once, hands, jobs
from wms.db import HALL, Database
from wms.packing.prints import papers
from wms.packing.prints.again import NotAsked, came_out
from wms.settings import Settings
from wms.stations.stations import forget_agent, issue_agent_token
from wms.stations.trials import ask_for_page, last_pages

__all__ = ["app", "doors"]


@pytest.fixture
async def bench(db: Database) -> Bench:
    return await open_bench(db)


class Line(httpx.AsyncBaseTransport):
    """The line to the warehouse: loses the answer of the requests that a test names."""

    def __init__(self, app: Doors) -> None:
        self._app = httpx.ASGITransport(app=app)  # type: ignore[arg-type]  # Litestar has ASGI types of its own
        self.requests = 0
        self.lost: set[int] = set()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.requests += 1
        mine = self.requests
        answer = await self._app.handle_async_request(request)
        if mine in self.lost:
            await answer.aread()
            raise httpx.ReadError("cut")
        return answer


@dataclass
class Station:
    """A station whose printers its agent reaches, and nobody else."""

    bench: Bench
    app: Doors
    folder: Path
    id: UUID
    token: str
    lines: list[Line] = field(default_factory=list)

    @contextlib.asynccontextmanager
    async def agent(self, *lost: int) -> AsyncIterator[asyncio.Task[None]]:
        line = Line(self.app)
        line.lost = set(lost)
        self.lines.append(line)
        server = Server("http://warehouse.test", self.token, "the test's", transport=line)
        made = Agent(server, Journal(self.folder / "journal.jsonl"), self.folder)
        task = asyncio.create_task(made.run())
        try:
            yield task
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            await server.close()


@pytest.fixture
async def station(
    bench: Bench, app: Doors, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Station:
    monkeypatch.setattr(program, "FIRST_PAUSE_S", 0.01)
    monkeypatch.setattr("api.print_agent.LOOK_S", 0.02)
    made = await station_at(bench, "BENCH-1")
    async with bench.db.begin(HALL) as tx:
        token = await issue_agent_token(tx, made)
    return Station(bench, app, tmp_path / "agent", made, token)


async def ready(station: Station, spool: Path) -> None:
    """The workers have drawn what there is, until it lies there for the agent."""
    content = "SELECT count(*) FROM print_contents"
    async with station.bench.db.begin(HALL) as tx:
        await tx.execute(text("UPDATE print_stations SET agent_seen_at = clock_timestamp()"))
    await at_once(station.bench)
    await hands(station.bench, spool)
    assert await station.bench.value(content) > 0


def settled(bench: Bench, *states: str) -> Callable[[], Awaitable[bool]]:
    async def ask() -> bool:
        return [status for paper, status in await jobs(bench) if paper == "label"] == list(states)

    return ask


async def test_labels_come_out_beside_the_agent_and_the_desk_sees_how_its_printers_are(
    station: Station, settings: Settings
) -> None:
    bench = station.bench
    async with raw_printer() as zebra:
        printer = await printer_at(
            bench, station.id, "raw", f"127.0.0.1:{zebra.port}", is_by_agent=True
        )
        await bench.packed(TEA=1)
        await label_all(bench)
        await hands(bench, settings.spool_dir)
        why = "SELECT failure->>'code' FROM print_jobs WHERE paper = 'label'"
        assert await bench.value(why) == "paper.agent_away", "and the bench says so"
        async with station.agent():
            await until(lambda: _is_seen(bench), "the agent's first call")
            await at_once(bench)
            await hands(bench, settings.spool_dir)
            await until(settled(bench, "sent"), "the label")
            assert len(zebra.labels) == 1
            assert await bench.value("SELECT count(*) FROM print_contents") == 0, "it is gone again"
            async with bench.db.begin(HALL) as tx:
                user = await tx.scalar(text(
                    "INSERT INTO office_users (email, name, password_hash, role) "
                    "VALUES ('a@b', 'A', 'x', 'admin') RETURNING id"))  # fmt: skip
                await ask_for_page(
                    tx, printer, "test", content_type="application/zpl",
                    content=b"^XA^FDtest^FS^XZ", by=user,
                )  # fmt: skip
            await until(lambda: len(zebra.labels) == 2, "the test page")
            await until(lambda: _page_is(bench, printer, "sent"), "the note of it")
            state = "SELECT state FROM printers WHERE id = :id"
            assert await bench.value(state, id=printer) == "ready"
            async with bench.db.begin(HALL) as tx:
                await forget_agent(tx, station.id)
        async with station.agent() as task:
            with pytest.raises(Refused):
                await asyncio.wait_for(task, 10)


async def _is_seen(bench: Bench) -> bool:
    return bool(await bench.value("SELECT agent_seen_at IS NOT NULL FROM print_stations"))


async def _page_is(bench: Bench, printer: UUID, status: str) -> bool:
    async with bench.db.read(HALL) as read:
        return [one.status for one in await last_pages(read, printer)] == [status]


async def test_whichever_answer_the_line_loses_a_label_comes_out_once(
    station: Station, settings: Settings
) -> None:
    """The requests of a job are: next, its bytes, begin, settled; each answer is lost once."""
    bench = station.bench
    async with ipp_printer() as printer:
        await printer_at(bench, station.id, "ipp", printer.uri, is_by_agent=True, format="pdf")
        for lost in range(1, 6):
            await bench.packed(f"WEB-{lost}", TEA=1)
            await label_all(bench)
            await ready(station, settings.spool_dir)
            async with station.agent(lost, lost + 1):
                await until(settled(bench, *["sent"] * lost), f"label {lost}")
                line = station.lines[-1]
                await until(lambda: line.requests > lost, "an answer that was lost indeed")  # noqa: B023 - asked in this round
            assert len(printer.jobs) == lost, "one print, always"


class Killed(BaseException):
    """As kill -9 leaves it: nothing after this line happened."""


@pytest.mark.parametrize(
    "where",
    [
        "ask_to_begin",
        pytest.param("deliver", marks=pytest.mark.large),
        "note_sent",
        pytest.param("tell", marks=pytest.mark.large),
    ],
)
async def test_an_agent_that_dies_anywhere_prints_a_label_once_when_it_is_back(
    station: Station, settings: Settings, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    bench = station.bench
    async with ipp_printer() as printer:
        await printer_at(bench, station.id, "ipp", printer.uri, is_by_agent=True, format="pdf")
        await bench.packed(TEA=1)
        await label_all(bench)
        await ready(station, settings.spool_dir)
        died = asyncio.Event()
        with monkeypatch.context() as patched:
            patched.setattr(program, where, _dies(getattr(program, where), died, printer))
            patched.setattr(Agent, "_print", _bare)
            async with station.agent():
                await asyncio.wait_for(died.wait(), 20)
        async with station.agent():
            await until(settled(bench, "sent"), "the label")
        assert len(printer.jobs) == 1, "one print, always"


def _dies(real: Any, died: asyncio.Event, printer: IppPrinter) -> Any:
    """`ask_to_begin` and `deliver` die after they did it, the others before."""

    async def do_and_die(*given: Any, **more: Any) -> Any:
        await real(*given, **more)
        died.set()
        raise Killed

    def die(*_given: Any, **_more: Any) -> Any:
        assert printer.jobs
        died.set()
        raise Killed

    return do_and_die if real.__name__ in ("ask_to_begin", "deliver") else die


async def _bare(self: Agent, job: Any, _before: Any) -> None:
    with contextlib.suppress(Killed):  # nothing is tidied up
        await program.print_once(self, job)


async def test_a_silent_agents_label_is_asked_about_and_its_late_word_counts(
    station: Station, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench = station.bench
    async with raw_printer() as zebra:
        await printer_at(bench, station.id, "raw", f"127.0.0.1:{zebra.port}", is_by_agent=True)
        _, number = await bench.packed(TEA=1)
        await label_all(bench)
        await ready(station, settings.spool_dir)
        heard = asyncio.Event()
        real = program.tell

        async def late(*given: Any, **more: Any) -> None:
            await heard.wait()
            await real(*given, **more)

        monkeypatch.setattr(program, "tell", late)
        async with station.agent():
            await until(lambda: zebra.labels, "the label")
            await at_once(bench)  # as if the lease had run out
            await hands(bench, settings.spool_dir)
            assert ("label", "unsure") in await jobs(bench), "the bench asks whether it came out"
            heard.set()
            await until(settled(bench, "sent"), "the agent's late word")
        with pytest.raises(NotAsked):
            async with bench.db.begin(HALL) as tx:
                await came_out(tx, number, papers.LABEL, is_there=True, at=None)
        assert len(zebra.labels) == 1


async def test_strangers_learn_nothing_at_the_agents_door(
    station: Station, app: Doors, settings: Settings
) -> None:
    bench = station.bench
    other = await station_at(bench, "BENCH-2", position=1)
    async with bench.db.begin(HALL) as tx:
        others_token = await issue_agent_token(tx, other)
    async with raw_printer() as zebra:
        await printer_at(bench, station.id, "raw", f"127.0.0.1:{zebra.port}", is_by_agent=True)
        await bench.packed(TEA=1)
        await label_all(bench)
        await ready(station, settings.spool_dir)
    job = (await bench.rows("SELECT shop_id, id FROM print_jobs WHERE paper = 'label'"))[0]
    transport = httpx.ASGITransport(app=app)  # type: ignore[arg-type]  # Litestar has ASGI types of its own
    async with httpx.AsyncClient(transport=transport, base_url="http://warehouse.test") as web:
        ways = [("POST", "/print-agent/next")] + [
            (method, f"/print-agent/paper/{job.shop_id}/{job.id}/1{end}")
            for method, end in (("GET", ""), ("POST", "/begin"), ("POST", "/settled"))
        ]
        for method, path in ways:
            for header in ({}, {"Authorization": "Bearer nonsense"}):
                assert (await web.request(method, path, headers=header, json={})).status_code == 401
        mine = {"Authorization": f"Bearer {station.token}"}
        theirs = {"Authorization": f"Bearer {others_token}"}
        offered = (await web.post("/print-agent/next", headers=mine, json={})).json()["job"]
        assert (offered["id"], offered["attempt"]) == (str(job.id), 1)
        assert (await web.post("/print-agent/next", headers=theirs, json={})).json() == {
            "printers": [], "job": None,
        }  # fmt: skip
        assert (await web.get(ways[1][1], headers=theirs)).status_code == 404
        assert (await web.post(ways[2][1], headers=theirs)).json() == {"may": False}
        said = {"outcome": "sent"}
        noted = await web.post(ways[3][1], headers=theirs, json=said)
        assert noted.json() == {"noted": False}
        assert (await web.get(ways[1][1], headers=mine)).content.startswith(b"^XA")
        wrong = {"outcome": "burnt", "wait_s": 999}
        assert (await web.post(ways[3][1], headers=mine, json=wrong)).status_code in (400, 422)
        assert (await web.post(ways[0][1], headers=mine, json=wrong)).status_code in (400, 422)
