"""The print agent: beside printers that the warehouse's server cannot reach.

It dials out, so nothing has to be opened in a router; it asks for the next job and waits for it.
Each printer prints one job at a time. What it does with a job it writes down first (`journal`), so
that neither a cut line nor a killed agent prints anything twice; what it could not tell the server
it tells when the line is back.
"""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, TypeVar

import httpx

from printing.printers.addresses import AddressUnreadable, way_to
from printing.printers.journal import ASKING, BEGUN, NOT_SENT, SENT, UNSURE, Journal
from printing.printers.server import Answer, Offered, Printer, Refused, Server
from printing.printers.way import Health, Job, NotSent, State, TakenAway, Unsure, Way, deliver

log = logging.getLogger("print-agent")
T = TypeVar("T")

#: printers are asked how they are this often, s
WATCH_S: Final = 10.0
#: the first and the longest pause while the server does not answer, s
FIRST_PAUSE_S, PAUSE_MAX_S = 0.5, 15.0
#: HTTP status codes from here on are the server's own trouble, and pass
SERVERS_FAULT: Final = 500


@dataclass
class Agent:
    """One agent, for the printers of one station."""

    server: Server
    journal: Journal
    #: printers of kind "file" have their folders in it
    folder: Path
    printers: dict[str, Printer] = field(default_factory=dict)
    states: dict[str, Health] = field(default_factory=dict)
    #: by printer
    at_work: dict[str, asyncio.Task[None]] = field(default_factory=dict)
    #: job ids in hand
    holding: set[str] = field(default_factory=set)

    async def run(self) -> None:
        """Until cancelled. Raises Refused when the server knows us no more."""
        watch = asyncio.create_task(self._watch())
        try:
            pause_s = FIRST_PAUSE_S
            while True:
                try:
                    answer = await self.server.next_job(self.states, sorted(self.holding))
                except httpx.HTTPError as error:
                    log.warning("the server does not answer: %s", type(error).__name__)
                    await asyncio.sleep(pause_s * (0.5 + random.random()))  # noqa: S311 - jitter
                    pause_s = min(2 * pause_s, PAUSE_MAX_S)
                    continue
                pause_s = FIRST_PAUSE_S
                self._take(answer)
        finally:
            watch.cancel()
            for task in self.at_work.values():
                task.cancel()
            await asyncio.gather(watch, *self.at_work.values(), return_exceptions=True)

    def _take(self, answer: Answer) -> None:
        self.printers = {one.id: one for one in answer.printers}
        self.states = {id: one for id, one in self.states.items() if id in self.printers}
        job = answer.job
        if job is None or job.id in self.holding:
            return
        self.holding.add(job.id)
        before = self.at_work.get(job.printer_id)
        self.at_work[job.printer_id] = asyncio.create_task(self._print(job, before))

    async def _print(self, job: Offered, before: asyncio.Task[None] | None) -> None:
        if before is not None:
            await asyncio.wait([before])
        try:
            await print_once(self, job)
        except Refused:
            log.warning("the server knows us no more")
        except Exception:
            log.exception("%s failed; the server offers it again", job.title)
        finally:
            self.holding.discard(job.id)

    async def _watch(self) -> None:
        """How the printers are that print nothing just now."""
        while True:
            idle = [
                one for one in self.printers.values()
                if (task := self.at_work.get(one.id)) is None or task.done()
            ]  # fmt: skip
            asked = await asyncio.gather(*(self._state(one) for one in idle))
            self.states.update(zip((one.id for one in idle), asked, strict=True))
            await asyncio.sleep(WATCH_S if self.printers else FIRST_PAUSE_S)

    async def _state(self, printer: Printer) -> Health:
        try:
            return await self.way(printer).state()
        except NotSent as no:
            return Health(no.state, no.words)

    def way(self, printer: Printer) -> Way:
        """Raises NotSent for an address that leads nowhere."""
        try:
            return way_to(
                printer.address,
                folder=self.folder / "files",
                journal=self.folder / "ready",
                is_zpl=printer.is_zpl,
            )
        except AddressUnreadable as error:
            raise NotSent(State.FAULT, str(error)) from error


async def print_once(agent: Agent, job: Offered) -> None:
    """Fetch it, print it, tell how it ended; what was done before is not done again.

    A job that the server counts as not begun was never begun here either, or a person looked and
    said that it did not come out.
    """
    done = agent.journal.last(job.id)
    if done == SENT and job.is_begun:
        return await tell(agent, job, SENT)
    content = await _until_heard(lambda: agent.server.content(job))
    if content is None:
        return None
    printed = Job(id=job.id, title=job.title, content_type=job.content_type, content=content)
    # "asking": killed before it knew the answer, so before the first byte. None: begun by an agent
    # with another journal, or this disk was lost
    is_begun = job.is_begun and done not in (ASKING, NOT_SENT)

    async def begin() -> bool:
        agent.journal.note(job.id, ASKING)
        if not await ask_to_begin(agent, job):
            return False
        agent.journal.note(job.id, BEGUN)
        return True

    try:
        way = agent.way(agent.printers[job.printer_id])
        await deliver(way, printed, begin, is_begun=is_begun)
    except (TakenAway, KeyError):
        agent.journal.note(job.id, NOT_SENT)
        return None
    except NotSent as no:
        agent.journal.note(job.id, NOT_SENT)
        agent.states[job.printer_id] = Health(no.state, no.words)
        return await tell(agent, job, NOT_SENT, no.state, no.words)
    except Unsure as doubt:
        agent.journal.note(job.id, UNSURE)
        return await tell(agent, job, UNSURE, words=doubt.words)
    note_sent(agent, job)
    agent.states[job.printer_id] = Health(State.READY)
    log.info("%s came out of %s", job.title, agent.printers[job.printer_id].name)
    return await tell(agent, job, SENT)


def note_sent(agent: Agent, job: Offered) -> None:
    """It is out, and nobody prints it again."""
    agent.journal.note(job.id, SENT)


async def ask_to_begin(agent: Agent, job: Offered) -> bool:
    """Until the server has answered: without its yes nothing is printed."""
    return await _until_heard(lambda: agent.server.may_begin(job))


async def tell(agent: Agent, job: Offered, outcome: str, state: str = "", words: str = "") -> None:
    """Until the server has heard it."""
    await _until_heard(lambda: agent.server.settled(job, outcome, str(state), words))


async def _until_heard(ask: Callable[[], Awaitable[T]]) -> T:
    """Again and again while the line is down; a server that says no is heard, too."""
    pause_s = FIRST_PAUSE_S
    while True:
        try:
            return await ask()
        except httpx.HTTPStatusError as error:
            if error.response.status_code < SERVERS_FAULT:  # it will say so again
                raise
        except httpx.HTTPError as error:
            log.warning("the server does not answer: %s", type(error).__name__)
        await asyncio.sleep(pause_s * (0.5 + random.random()))  # noqa: S311 - jitter
        pause_s = min(2 * pause_s, PAUSE_MAX_S)
