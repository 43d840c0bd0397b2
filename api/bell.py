"""A bell between processes: PostgreSQL's LISTEN and NOTIFY on a connection of our own.

After a commit the relay is woken, at most once per `DEBOUNCE_S` and never inside a request's
transaction: NOTIFY takes a database-wide lock at COMMIT, which would make all commits queue. A lost
ring costs a moment only, for the relay also looks by itself every second.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, Final
from uuid import UUID

import asyncpg
import structlog

from api.said import Ears
from wms.contact.bell import CHANNEL as CONTACT_CHANNEL
from wms.contact.bell import ring
from wms.db import Database

log = structlog.get_logger()

#: the relay hears this
EVENTS_CHANNEL: Final = "wms_events"
#: every web process hears this and forgets who keys and cookies belong to
AUTH_CHANNEL: Final = "wms_auth"
DEBOUNCE_S: Final = 0.05
#: pause before a lost connection is made anew
RECONNECT_PAUSE_S: Final = 1.0
#: the start of the process waits this long for the bell; then it goes on without
OPEN_PATIENCE_S: Final = 2.0


class Bell:
    """Rings the relay and hears when somebody's rights changed."""

    def __init__(self, database: Database, heard: Callable[[], None]) -> None:
        self._database = database
        self._heard = heard
        self._connection: asyncpg.Connection | None = None
        #: who waits for words of consumers and the desk
        self.ears = Ears()
        self._ring: asyncio.TimerHandle | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._is_open = False
        self._is_ringing = False

    async def open(self) -> None:
        """Begin to listen; a database that is away is tried again in the background."""
        self._is_open = True
        await asyncio.wait({self._in_background(self._connect())}, timeout=OPEN_PATIENCE_S)

    async def close(self) -> None:
        """Stop listening."""
        self._is_open = False
        self.ears.hang_up()
        if self._ring is not None:
            self._ring.cancel()
            self._ring = None
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._connection is not None:
            await self._connection.close()
            self._connection = None

    def wake(self) -> None:
        """Tell the relay soon that there may be events; many calls at once ring once."""
        if self._ring is None and self._is_open:
            self._ring = asyncio.get_running_loop().call_later(DEBOUNCE_S, self._ring_now)

    def say(self, thread_id: UUID) -> None:
        """Tell everybody, after the commit, that something was said in a thread."""
        self._in_background(ring(self._database, thread_id))

    def _ring_now(self) -> None:
        self._ring = None
        self._in_background(self._notify())

    def _in_background(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def _notify(self) -> None:
        if self._connection is None:
            return
        if self._is_ringing:  # the last ring is still on its way; what came since rings after it
            self.wake()
            return
        self._is_ringing = True
        try:
            await self._connection.execute(f"NOTIFY {EVENTS_CHANNEL}")
        except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError) as error:
            log.warning("relay.not_woken", error=str(error))
        finally:
            self._is_ringing = False

    async def _connect(self) -> None:
        while self._is_open and self._connection is None:
            try:
                connection = await self._database.connection()
                await connection.add_listener(AUTH_CHANNEL, lambda *_: self._heard())
                await connection.add_listener(
                    CONTACT_CHANNEL, lambda *said: self.ears.heard(str(said[-1]))
                )
                connection.add_termination_listener(self._lost)
            except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError) as error:
                log.warning("bell.no_connection", error=str(error))
                await asyncio.sleep(RECONNECT_PAUSE_S)
            else:
                self._connection = connection
                # what was said while nobody listened is not repeated
                self._heard()

    def _lost(self, _connection: Any) -> None:
        self._connection = None
        self._heard()
        if self._is_open:
            self._in_background(self._connect())
