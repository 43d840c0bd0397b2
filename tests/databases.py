"""Databases for tests, made fast: a clone takes 25 ms instead of 150."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor

import asyncpg


class Maker:
    """Clones and drops databases over one connection, in a thread of its own.

    The thread has an event loop of its own, so it works beside a test's loop and Playwright's.
    """

    def __init__(self, url: str) -> None:
        self._thread = ThreadPoolExecutor(1)
        self._loop = asyncio.new_event_loop()
        self._connection: asyncpg.Connection = self._do(asyncpg.connect(url))

    def _do(self, work: object) -> object:
        return self._thread.submit(self._loop.run_until_complete, work).result()  # type: ignore[arg-type]  # any coroutine

    def clone(self, name: str, template: str) -> None:
        """A new database with what the template has."""
        # copying files beats writing every page to the log when nothing has to survive a crash
        self._do(
            self._connection.execute(
                f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY FILE_COPY'
            )
        )

    def drop(self, name: str) -> None:
        """The database is gone, whoever is still connected to it."""
        self._do(self._connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)'))

    def close(self) -> None:
        """Nothing more to make."""
        self._do(self._connection.close())
        self._thread.shutdown()
        self._loop.close()
