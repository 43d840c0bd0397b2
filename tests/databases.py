"""Databases for tests, made fast.

A clone takes 25 ms instead of 150, and what SQLAlchemy made of a query for the database of one test
serves the next. And most tests get a *warm* database: one that a test before them had, emptied,
whose connections stay open. A new connection to a new database reads the catalogue anew, 100 ms of
a core for each connection of a test, which was half of the whole suite's time.
"""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from importlib.resources import files
from typing import Any, Final

import asyncpg
from sqlalchemy.dialects.postgresql.asyncpg import PGDialect_asyncpg
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.util import LRUCache

from wms.db import Database, Hot
from wms.migrate import APP_ROLE

#: tests that one warm database serves. Each leaves dead rows behind, for which plans that were made
#: before them are wrong; a new one has none
TESTS_MAX: Final = 40
#: more queries than the warehouse has
QUERIES_MAX = 10_000
_numbers = itertools.count(1)


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

    def connect(self, url: str) -> asyncpg.Connection:
        """A connection that only `do` and `hang_up` may use."""
        connection: asyncpg.Connection = self._do(asyncpg.connect(url))
        return connection

    def do(self, connection: asyncpg.Connection, sql: str) -> None:
        """Run statements."""
        self._do(connection.execute(sql))

    def hang_up(self, connection: asyncpg.Connection) -> None:
        """Close a connection."""
        self._do(connection.close())

    def close(self) -> None:
        """Nothing more to make."""
        self._do(self._connection.close())
        self._thread.shutdown()
        self._loop.close()


class Warm:
    """The database that one test after another gets, emptied in between, its connections open.

    Empty means: as its template is. Who works on the database itself (its owner's URL, its
    name, processes of their own) gets a clone instead.
    """

    def __init__(self, maker: Maker, template: str, url_of: Callable[..., str]) -> None:
        self._maker, self._template, self._url_of = maker, template, url_of
        self._name, self._url = "", ""
        self._served = 0
        self._owner: asyncpg.Connection | None = None

    async def url(self) -> str:
        """The URL of the empty database, for the application's role."""
        if self._served % TESTS_MAX == 0:
            await self.close()
            self._name = f"warm_{next(_numbers)}"
            self._maker.clone(self._name, self._template)
            self._owner = self._maker.connect(self._url_of(self._name))
            self._maker.do(self._owner, (files("tests") / "emptying.sql").read_text())
            self._url = self._url_of(self._name, user=APP_ROLE)
            stay_open(self._url)
        self._served += 1
        return self._url

    def empty(self) -> None:
        """Take away what a test has written, and whoever is still in the middle of something."""
        assert self._owner is not None, "no test was served yet"
        self._maker.do(self._owner, "SELECT emptying.empty()")

    async def close(self) -> None:
        """Close all connections; the database is gone."""
        if self._owner is not None:
            self._maker.hang_up(self._owner)
            await hang_up(self._url)
            self._maker.drop(self._name)


#: by URL of a database whose connections stay open: its engines and pools, by what was asked for
_kept: dict[str, dict[object, Any]] = {}


def stay_open(url: str) -> None:
    """Connections to this database stay open when a ``Database`` closes."""
    _kept[url] = {}


async def hang_up(url: str) -> None:
    """Close what stayed open."""
    for one in _kept.pop(url).values():
        await (one.close() if isinstance(one, asyncpg.Pool) else one.dispose())


def keep_open() -> None:
    """Let each ``Database`` of a warm database have the connections that the last one had."""
    make, hot, close = Database._engine, Database.hot, Database.close

    def engine(self: Database, server_settings: dict[str, str], **options: Any) -> AsyncEngine:
        if (kept := _kept.get(self._url)) is None:
            return make(self, server_settings, **options)
        how = (self.settings.database_pool, *server_settings.items(), *options.items())
        if how not in kept:
            # the connection that was used last knows most
            kept[how] = make(self, server_settings, **options, pool_use_lifo=True)
        return kept[how]  # type: ignore[no-any-return]  # engines and pools in one dict

    async def pool(self: Database) -> Hot:
        if self._pool is None and (kept := _kept.get(self._url)) is not None:
            how = ("hot", self.settings.database_hot_pool, *self._server_settings.items())
            if how not in kept:
                await hot(self)
                kept[how] = self._pool
            self._pool = kept[how]
        return await hot(self)

    async def leave(self: Database) -> None:
        if self._url not in _kept:
            await close(self)

    Database._engine = engine  # type: ignore[method-assign]  # in the tests' processes only
    Database.hot = pool  # type: ignore[method-assign]
    Database.close = leave  # type: ignore[method-assign]


def compile_once() -> None:
    """Let all engines of this process share what they compile.

    Each test has a database and so an engine of its own, which would compile each query anew: a
    twelfth of the tests' time. SQLAlchemy keeps what it compiled by dialect; ours are all alike.
    """
    compiled = LRUCache(QUERIES_MAX)
    make = Database._engine

    def sharing(self: Database, *given: Any, **options: Any) -> AsyncEngine:
        engine = make(self, *given, **options)
        engine.sync_engine._compiled_cache = compiled
        return engine

    Database._engine = sharing  # type: ignore[method-assign]  # in the tests' processes only
    PGDialect_asyncpg.__eq__ = lambda one, other: type(one) is type(other)  # type: ignore[method-assign]
    PGDialect_asyncpg.__hash__ = lambda one: hash(type(one))  # type: ignore[method-assign]
