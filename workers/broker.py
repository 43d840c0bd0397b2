"""Dramatiq, configured once.

PostgreSQL rows are the truth; a message carries two ids and only says "look at this row now". So
a lost message costs a delay (the sweeper sends it again), a doubled one nothing (every actor claims
its row first), and neither Dramatiq's retries nor its delayed messages are used: both live in a
worker's memory, and a killed worker's came back minutes later.

An actor is a coroutine on the process's one event loop. It takes ``work`` and the row's key:

    @actor(due=due_print_jobs)
    async def print_file(work: Work, shop_id: UUID, job_id: UUID) -> None: ...

``due`` lists the rows that wait for it; the sweeper publishes them.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from concurrent.futures import CancelledError
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import dramatiq
import redis
import structlog
from dramatiq.brokers.redis import RedisBroker

from wms.db import Database, Read
from wms.halls import hall_of, is_twin
from wms.platforms.connected import Platforms
from wms.settings import Settings
from wms.shipping.couriers import Couriers
from workers.transaction import in_hall_of

log = structlog.get_logger("workers")

#: a process whose heartbeat is older than this is dead, and its messages go to another one, ms
HEARTBEAT_TIMEOUT_MS = 5_000
#: of a million commands, how many also look for dead processes: all of them
MAINTENANCE_CHANCE = 1_000_000
#: an idle consumer looks for messages at least this often, ms
WORKER_TIMEOUT_MS = 100
#: threads only hand messages to the event loop and wait; more than the database pool is no use
WORKER_THREADS = 8
#: an actor that takes longer than this is given up, unless it says another limit; its row becomes
#: due again, s
JOB_LIMIT_S = 60.0
#: a Redis that does not answer within this counts as gone, s
REDIS_TIMEOUT_S = 2.0
#: the one queue
QUEUE = "work"
#: no more is published while so many messages wait: they are only reminders
QUEUE_DEPTH_MAX = 2_000

Key = tuple[UUID, UUID]
Due = Callable[[Read, int], Awaitable[Sequence[Key]]]


@dataclass(frozen=True)
class Work:
    """What an actor has at hand."""

    database: Database
    settings: Settings
    #: sends a message to the actor of that name about a row: (name, shop_id, id)
    send: Callable[[str, UUID, UUID], Awaitable[None]]
    #: runs on after the actor has returned; cancelled when the process stops
    spawn: Callable[[Coroutine[Any, Any, None]], None]
    #: whether another one may be spawned; if not, leave the row to the sweeper
    has_room: Callable[[], bool]
    couriers: Couriers
    platforms: Platforms


Run = Callable[[Work, UUID, UUID], Coroutine[Any, Any, None]]


@dataclass(frozen=True)
class Actor:
    """A coroutine that takes one row forward, and the question which rows wait for it."""

    name: str
    run: Run
    due: Due
    #: given up after so many seconds
    limit_s: float = JOB_LIMIT_S
    #: papers: of a test shop none is printed
    leaves_the_house: bool = False


#: every actor that was imported, by name
ACTORS: dict[str, Actor] = {}


def actor(
    *, due: Due, limit_s: float = JOB_LIMIT_S, leaves_the_house: bool = False
) -> Callable[[Run], Run]:
    """Make a coroutine an actor under its own name."""

    def declare(run: Run) -> Run:
        name = run.__name__
        assert name not in ACTORS, f"two actors are called {name}"
        ACTORS[name] = Actor(name, run, due, limit_s, leaves_the_house)
        return run

    return declare


class Broker:
    """The connection to Redis, the actors declared on it, and the threads that fetch messages."""

    def __init__(self, url: str) -> None:
        self._client = redis.Redis.from_url(
            url, socket_timeout=REDIS_TIMEOUT_S, socket_connect_timeout=REDIS_TIMEOUT_S
        )
        self.dramatiq = RedisBroker(  # type: ignore[no-untyped-call] # dramatiq leaves it untyped
            client=self._client,
            middleware=[],
            heartbeat_timeout=HEARTBEAT_TIMEOUT_MS,
            maintenance_chance=MAINTENANCE_CHANCE,
        )
        self._worker: dramatiq.Worker | None = None

    def start(self, work: Work, loop: asyncio.AbstractEventLoop) -> None:
        """Declare the actors and begin to fetch; waits by itself for a Redis that is not there."""
        for one in ACTORS.values():
            dramatiq.actor(actor_name=one.name, queue_name=QUEUE, broker=self.dramatiq)(
                _on_the_loop(one, work, loop)
            )
        self._worker = dramatiq.Worker(
            self.dramatiq, worker_timeout=WORKER_TIMEOUT_MS, worker_threads=WORKER_THREADS
        )
        self._worker.start()

    async def send(self, name: str, shop_id: UUID, row_id: UUID) -> None:
        """Send a message; without Redis nothing happens, and the sweeper sends it later."""
        await self.send_all(name, [(shop_id, row_id)])

    async def send_all(self, name: str, keys: Sequence[Key]) -> bool:
        """Send many; False when Redis is not there."""
        try:
            await asyncio.to_thread(self._enqueue, name, keys)
        except redis.RedisError as error:
            log.warning("redis is away; the sweeper sends it later", actor=name, error=str(error))
            return False
        return True

    async def depth(self) -> int | None:
        """How many messages wait; None when Redis is not there."""
        try:
            waiting = await asyncio.to_thread(
                self._client.llen, f"{self.dramatiq.namespace}:{QUEUE}"
            )
        except redis.RedisError:
            return None
        return int(str(waiting))

    def _enqueue(self, name: str, keys: Sequence[Key]) -> None:
        for shop_id, row_id in keys:
            self.dramatiq.enqueue(
                dramatiq.Message(
                    queue_name=QUEUE,
                    actor_name=name,
                    args=(str(shop_id), str(row_id)),
                    kwargs={},
                    options={},
                )
            )

    def stop(self, limit_s: float) -> None:
        """Stop fetching; what was fetched and not begun goes back to the queue."""
        if self._worker is not None:
            self._worker.stop(timeout=int(limit_s * 1000))
        self._client.close()


def _on_the_loop(
    one: Actor, work: Work, loop: asyncio.AbstractEventLoop
) -> Callable[[str, str], None]:
    """What a worker thread does: hand the message to the event loop and wait for the end."""

    async def bounded(shop_id: UUID, row_id: UUID) -> None:
        if one.leaves_the_house and is_twin(shop_id):
            return
        with in_hall_of(hall_of(shop_id)):
            async with asyncio.timeout(one.limit_s):
                await one.run(work, shop_id, row_id)

    def handle(shop_id: str, row_id: str) -> None:
        future = asyncio.run_coroutine_threadsafe(bounded(UUID(shop_id), UUID(row_id)), loop)
        try:
            future.result()
        except CancelledError:
            log.info("stopped before its end; its row becomes due again", actor=one.name)
        except Exception as error:
            # not raised on: the message has done its work, the row is still due
            log.exception("a job failed; its row becomes due again", actor=one.name, id=row_id,
                          error=str(error))  # fmt: skip

    return handle
