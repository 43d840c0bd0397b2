"""A whole warehouse for browser tests: the real web server and workers, on a database of its own.

Playwright's sync API keeps an event loop running in the test's thread, so what has to be prepared
in the database is run in a thread of its own.
"""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import httpx

from tests.programs import Program
from wms.db import HALL, Database, Tx
from wms.local import Local
from wms.settings import Settings

T = TypeVar("T")
#: longest wait for a server of the test's own to answer, s
PATIENCE_S = 60.0


@dataclass
class Running:
    """The doors of a running warehouse, and its database."""

    url: str
    app_url: str
    data_dir: Path
    #: what its programs are started with, and those that run
    environment: dict[str, str]
    programs: dict[str, Program]

    @property
    def port(self) -> int:
        """Where its web server listens."""
        return int(self.environment["WMS_BIND_PORT"])

    def kill(self, name: str) -> None:
        """One of its programs dies, and says nothing to anybody."""
        os.kill(self.programs[name].pid, signal.SIGKILL)
        self.programs[name].wait(PATIENCE_S)

    def start(self, name: str) -> None:
        """One of its programs, from the beginning."""
        self.programs[name] = Program(name, environment=self.environment)

    def prepare(self, work: Callable[[Tx], Awaitable[T]]) -> T:
        """Run ``work`` in a hall transaction that is committed."""

        async def unit() -> T:
            settings = Settings(data_dir=self.data_dir)
            database = Database(self.app_url, settings, name="test")
            try:
                async with database.begin(HALL) as tx:
                    return await work(tx)
            finally:
                await database.close()

        with ThreadPoolExecutor(1) as thread:
            return thread.submit(lambda: asyncio.run(unit())).result()

    def one(self, sql: str) -> Any:
        """The first value (or row) of a query."""
        from sqlalchemy import text

        async def read(tx: Tx) -> Any:
            row = (await tx.execute(text(sql))).first()
            return None if row is None else (row[0] if len(row) == 1 else tuple(row))

        return self.prepare(read)

    def wait_for(self, sql: str, wanted: Any) -> None:
        """Until the query answers ``wanted``."""
        deadline = time.monotonic() + PATIENCE_S
        while (got := self.one(sql)) != wanted:
            assert time.monotonic() < deadline, f"{sql}: {got!r}, not {wanted!r}"
            time.sleep(0.1)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def warehouse(
    local: Local, app_url: str, data_dir: Path, *, programs: Sequence[str] = ("api", "workers")
) -> Iterator[Running]:
    """Web server and workers, started for the block and stopped after it."""
    port = _free_port()
    environment = {
        **{k: v for k, v in os.environ.items() if not k.startswith("WMS_")},
        "WMS_DATABASE_URL": app_url,
        "WMS_REDIS_URL": local.redis.url,
        "WMS_DATA_DIR": str(data_dir),
        "WMS_SECRET_KEY": "test-" + "0" * 40,
        "WMS_BIND_PORT": str(port),
        "WMS_LOG_LEVEL": "warning",
    }
    running = Running(f"http://127.0.0.1:{port}", app_url, data_dir, environment, {})
    for name in programs:
        running.start(name)
    try:
        deadline = time.monotonic() + PATIENCE_S
        with httpx.Client(base_url=running.url) as client:
            while not _answers(client):
                assert running.programs[programs[0]].poll() is None, "the web server ended"
                assert time.monotonic() < deadline, "the web server did not come up"
                time.sleep(0.05)
        yield running
    finally:
        for process in running.programs.values():
            process.terminate()
        for process in running.programs.values():
            process.wait(PATIENCE_S)


def _answers(client: httpx.Client) -> bool:
    try:
        return client.get("/healthz", timeout=1).status_code < 500
    except httpx.HTTPError:
        return False
