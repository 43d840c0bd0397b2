"""This installation: its servers, its secret, and a way to work in its database.

Servers whose address is set are used as they are; the others are embedded, in the data folder.
"""

from __future__ import annotations

import asyncio
import os
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Final, Self, TypeVar

from wms.commands.parts import CommandFailed
from wms.db import HALL, Database, Read, Tx
from wms.local import DATABASE, AlreadyRunning, Postgres, Redis
from wms.local.folder import FolderLock, make_folder
from wms.local.server import Say, Server
from wms.migrate import APP_ROLE, migrate
from wms.settings import PREFIX, Settings, setting_fields

T = TypeVar("T")

KEY_FILE: Final = "secret_key"
SECRET_BYTES: Final = 32
OWNER_ONLY: Final = 0o600


class Servers:
    """The servers that this installation has to run itself: embedded ones, none, or one of them.

    A context manager; from the main thread.
    """

    def __init__(self, settings: Settings, *, say: Say) -> None:
        """``say`` gets each sentence about what happens."""
        folder = settings.data_dir.absolute()
        self.postgres = None if settings.database_url else Postgres(folder / "postgres", say=say)
        self.redis = None if settings.redis_url else Redis(folder / "redis", say=say)
        self._undo = ExitStack()

    def __enter__(self) -> Self:
        """Start them.

        Raises:
            AlreadyRunning: another process uses the folder.
            ServerFailed: one does not come up; then none runs.
        """
        with ExitStack() as undo:
            for server in self._own():
                undo.enter_context(server)
            if self.postgres is not None:
                self.postgres.create_database(DATABASE)
            self._undo = undo.pop_all()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop them, the last started first."""
        self._undo.close()

    def revive(self) -> None:
        """Start again what died. Raises ServerFailed if it will not start."""
        for server in self._own():
            server.revive()

    def _own(self) -> list[Server]:
        return [server for server in (self.postgres, self.redis) if server is not None]


def complete(settings: Settings) -> Settings:
    """The settings with nothing left to guess: addresses of the servers, the secret, the folder."""
    folder = settings.data_dir.absolute()
    postgres, redis = Postgres(folder / "postgres"), Redis(folder / "redis")
    embedded = not settings.database_url
    return replace(
        settings,
        data_dir=folder,
        database_url=settings.database_url or postgres.url(DATABASE, APP_ROLE),
        owner_database_url=(postgres.url(DATABASE) if embedded else settings.owner_database_url),
        redis_url=settings.redis_url or redis.url,
        secret_key=settings.secret_key or _kept_secret(folder),
    )


def _kept_secret(folder: Path) -> str:
    """The secret of a development installation: made once, kept in a file of its owner alone."""
    make_folder(folder)
    file = folder / KEY_FILE
    with suppress(FileExistsError):
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY)
        with open(descriptor, "w", encoding="ascii") as new:  # noqa: PTH123 - a descriptor has no path
            new.write(secrets.token_hex(SECRET_BYTES))
        _give_to_owner_of(folder, file)
    kept = file.read_text("ascii")
    if not kept:
        raise CommandFailed(f"{file} is empty: remove it, and a new secret will be made.")
    return kept


def _give_to_owner_of(folder: Path, file: Path) -> None:
    """What root makes in somebody's folder is theirs, else they could not start tomorrow."""
    if os.geteuid() == 0:
        owner = folder.stat()
        os.chown(file, owner.st_uid, owner.st_gid)


def environment_of(settings: Settings) -> dict[str, str]:
    """The variables with which another program of ours gets the same settings.

    The owner's address is told as empty, over what our own environment may say: who serves people
    cannot change tables.
    """
    told = {
        PREFIX + each.name.upper(): str(value)
        for each in setting_fields()
        if (value := getattr(settings, each.name)) != each.default
    }
    return {**told, f"{PREFIX}OWNER_DATABASE_URL": ""}


@contextmanager
def one_at_a_time(settings: Settings) -> Iterator[None]:
    """No second ``wms up`` on this data folder meanwhile.

    Raises:
        AlreadyRunning: with the other's process id.
    """
    folder = settings.data_dir.absolute()
    make_folder(folder)
    lock = FolderLock(folder)
    lock.acquire()
    _give_to_owner_of(folder, lock.path)
    try:
        yield
    finally:
        lock.release(is_clean=True)


def bring_up_to_date(ready: Settings) -> None:
    """Migrate the database of complete settings as the owner of its tables."""
    asyncio.run(migrate(ready.owner_database_url, ready.database_url))


@contextmanager
def database_at_hand(settings: Settings) -> Iterator[Settings]:
    """The database answers meanwhile: as `wms up` runs it, or started for this one command."""
    with ExitStack() as undo:
        if not settings.database_url:
            postgres = Postgres(settings.data_dir.absolute() / "postgres", say=lambda _: None)
            with suppress(AlreadyRunning):  # then it answers already
                undo.enter_context(postgres)
                postgres.create_database(DATABASE)
                bring_up_to_date(complete(settings))
        yield complete(settings)


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[Database]:
    """The database of complete ``settings``."""
    database = Database(settings.database_url, settings, name="wms-cli")
    try:
        yield database
    finally:
        await database.close()


def in_the_hall(settings: Settings, work: Callable[[Tx], Awaitable[T]]) -> T:
    """Do ``work`` in one transaction of the warehouse itself; returns what it returns."""

    async def do(ready: Settings) -> T:
        async with opened(ready) as database, database.begin(HALL) as tx:
            return await work(tx)

    with database_at_hand(settings) as ready:
        return asyncio.run(do(ready))


def look_into(settings: Settings, work: Callable[[Read], Awaitable[T]]) -> T:
    """The same, reading only."""

    async def do(ready: Settings) -> T:
        async with opened(ready) as database, database.read(HALL) as read:
            return await work(read)

    with database_at_hand(settings) as ready:
        return asyncio.run(do(ready))
