"""The real web server in a process that kills itself (SIGKILL) at a chosen point of one request.

A point is a statement on its way to PostgreSQL, counted from the moment at which the request with
the header ``X-Fault`` came in:

- ``before``: the n-th statement was not sent;
- ``sent``: it was sent and nobody waits for what PostgreSQL says to it;
- ``answer``: all is committed and the answer's first byte was not sent.

A program of the tests only: no setting of the warehouse can switch it on.
"""

from __future__ import annotations

import asyncio
import os
import signal
from contextvars import ContextVar
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any, NoReturn

import anyio
import anyio.lowlevel
import asyncpg
import uvicorn
import uvloop
from asyncpg.prepared_stmt import PreparedStatement
from sqlalchemy.orm import configure_mappers

from api.app import create_app
from wms.db import Database
from wms.logs import configure_logs
from wms.settings import Settings

HEADER = b"x-fault"
#: the other side gets this long to read what was sent, s
_ON_THE_WIRE_S = 0.002
_BIND_EXECUTE = "_PreparedStatement__bind_execute"


@dataclass
class Fault:
    """Where the process dies. ``at`` 0: nowhere."""

    mode: str
    at: int
    seen: int = 0

    async def strike(self, statement: Any) -> Any:
        """Count a statement of the chosen request, and die at it if it is the one."""
        self.seen += 1
        if self.seen != self.at or self.mode == "answer":
            return await statement
        if self.mode == "sent":
            sent = asyncio.ensure_future(statement)
            await asyncio.sleep(_ON_THE_WIRE_S)
            del sent
        return die()


def die() -> NoReturn:
    """No goodbye to anybody."""
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError("SIGKILL was ignored")


chosen: ContextVar[Fault | None] = ContextVar("chosen", default=None)


def _watch(owner: type, name: str) -> None:
    """Pass a way to PostgreSQL by the fault of the request that goes it."""
    way = getattr(owner, name)

    async def watched(self: Any, *rest: Any, **more: Any) -> Any:
        fault = chosen.get()
        if fault is None:
            return await way(self, *rest, **more)
        return await fault.strike(way(self, *rest, **more))

    setattr(owner, name, watched)


def watch_everything() -> None:
    """Pass every way to PostgreSQL by the fault of whoever goes it."""
    for name in ("fetchval", "fetch", "fetchrow", "execute"):
        _watch(asyncpg.Connection, name)
    _watch(PreparedStatement, _BIND_EXECUTE)


def _with_faults(app: Any, fault: Fault) -> Any:
    async def served(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http" or HEADER not in dict(scope["headers"]):
            await app(scope, receive, send)
            return

        async def last_moment(message: Any) -> None:
            if fault.mode == "answer" and fault.at:
                die()
            await send(message)

        chosen.set(fault)
        await app(scope, receive, last_moment)

    return served


def nursery(settings: Settings, orders: Connection) -> None:
    """Build the application once, and fork a server for each order: (socket, mode, at) → its pid.

    An order that is a pid is answered, when that server has ended, with how it ended. Nothing is
    connected before the fork: the pools open at their first use.
    """
    watch_everything()
    configure_logs(settings)
    app = create_app(settings, Database(settings.database_url, settings, name="wms-faults"))
    _load_all(app)
    while (order := orders.recv()) is not None:
        if isinstance(order, int):
            orders.send(os.waitstatus_to_exitcode(os.waitpid(order, 0)[1]))
            continue
        socket, mode, at = order
        pid = os.fork()
        if pid == 0:
            uvloop.run(_serve(_with_faults(app, Fault(mode, at)), socket))
            os._exit(0)
        orders.send(pid)


def _load_all(app: Any) -> None:
    """What a server does once, before the fork instead of after each."""
    configure_mappers()
    anyio.run(anyio.lowlevel.checkpoint)
    uvicorn.Config(app, ws="none", log_config=None).load()


async def _serve(app: Any, address: str) -> None:
    """On a unix socket, or on a port of this machine when the address is a number."""
    where: dict[str, Any] = {"port": int(address)} if address.isdigit() else {"uds": address}
    config = uvicorn.Config(app, ws="none", log_config=None, access_log=False, **where)
    await uvicorn.Server(config).serve()
