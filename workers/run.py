"""One worker process: relay, sweeper, promises, nightly chores and the actors, on one event loop.

``wms workers`` starts it. It waits for PostgreSQL and Redis, at the start and whenever they go
away, and stops in good order on SIGTERM or Ctrl-C, in less than a second.
"""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Coroutine
from dataclasses import dataclass, field
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import structlog
import uvloop

from wms.db import Database
from wms.halls import SANDBOX
from wms.logs import configure_logs
from wms.platforms.connected import Platforms
from wms.settings import Settings, SettingsError, settings
from wms.shipping.couriers import Couriers
from workers.broker import Broker, Work
from workers.cartons import cartons
from workers.forget import forget
from workers.inbox import inbox
from workers.nightly import nightly
from workers.notices import notices, surveys
from workers.planner import planner, waves
from workers.points import Points
from workers.printer_watch import printer_watch
from workers.promises import Promises
from workers.protocols import protocols
from workers.relay import listen, relay
from workers.sweeper import Sweeper
from workers.tracking import ask, follow
from workers.transaction import serving

log = structlog.get_logger("workers")

#: modules that declare actors
ACTOR_MODULES = (
    "workers.webhooks",
    "workers.labels",
    "workers.return_labels",
    "workers.print_files",
    "workers.print_trials",
    "workers.imports",
    "workers.mail",
    "workers.platforms",
)
#: tasks that actors left running: more and an actor leaves its row to the sweeper
SPAWNED_MAX = 400
#: what is under way gets this long to end by itself when the process stops, s
GRACE_S = 0.2
#: the threads that fetch messages get this long, s
THREADS_LIMIT_S = 0.4


@dataclass
class Spawned:
    """Tasks that go on after their actor has returned."""

    tasks: set[asyncio.Task[None]] = field(default_factory=set)

    def spawn(self, task: Coroutine[Any, Any, None]) -> None:
        """Start one; its failure is logged, its row becomes due again."""
        made = asyncio.get_running_loop().create_task(task)
        self.tasks.add(made)
        made.add_done_callback(self._ended)

    def has_room(self) -> bool:
        """Whether another one may be started."""
        return len(self.tasks) < SPAWNED_MAX

    def _ended(self, task: asyncio.Task[None]) -> None:
        self.tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("a job failed; its row becomes due again", error=repr(error), exc_info=error)

    async def end(self) -> None:
        """Let them end by themselves for a moment, then cancel what is left."""
        if self.tasks:
            await asyncio.wait(self.tasks, timeout=GRACE_S)
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)


async def work_until(stop: asyncio.Event, here: Settings) -> None:
    """Run everything until ``stop`` is set.

    Raises:
        SettingsError: the address of PostgreSQL or of Redis is not set.
    """
    if not here.database_url or not here.redis_url:
        raise SettingsError(
            "The workers need WMS_DATABASE_URL and WMS_REDIS_URL; `wms up` sets both."
        )
    for module in ACTOR_MODULES:
        if find_spec(module):
            import_module(module)
    database = Database(here.database_url, here, name="wms-workers")
    broker = Broker(here.redis_url)
    spawned = Spawned()
    couriers = Couriers(database, here)
    platforms = Platforms(database, here)
    work = Work(database, here, broker.send, spawned.spawn, spawned.has_room, couriers, platforms)
    relay_wake, sweeper_wake = asyncio.Event(), asyncio.Event()
    broker.start(work, asyncio.get_running_loop())
    loops = [
        asyncio.create_task(loop)
        for loop in (
            listen(here.database_url, (relay_wake, sweeper_wake)),
            relay(database, broker, relay_wake),
            Sweeper(database, broker).run(sweeper_wake),
            Promises(database).run(),
            serving(SANDBOX, Promises(database).run()),
            nightly(database),
            inbox(database, here),
            printer_watch(database, here.spool_dir),
            planner(database, ahead=here.runs_ahead),
            waves(database),
            cartons(database),
            follow(database),
            ask(database, couriers),
            protocols(database, couriers),
            Points(database, couriers).run(),
            notices(database, here),
            serving(SANDBOX, notices(database, here)),
            surveys(database, here),
            serving(SANDBOX, surveys(database, here)),
            forget(database, here.spool_dir),
            serving(SANDBOX, forget(database, here.spool_dir)),
        )
    ]
    log.info("workers are at work")
    await stop.wait()
    for loop in loops:
        loop.cancel()
    await asyncio.gather(*loops, return_exceptions=True)
    await asyncio.to_thread(broker.stop, THREADS_LIMIT_S)
    await spawned.end()
    await couriers.close()
    await platforms.close()
    await database.close()
    log.info("workers have stopped")


async def _until_signalled(here: Settings) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    await work_until(stop, here)


def main() -> None:
    """Run a worker process until it is told to stop.

    Raises:
        SettingsError: what is missing or misspelt in the settings.
    """
    here = settings()
    configure_logs(here)
    uvloop.run(_until_signalled(here))
