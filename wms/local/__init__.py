"""The embedded default: a real PostgreSQL and a real Redis in one data folder, no installation.

    with Local(".data", say=print) as local:
        local.postgres.url(), local.redis.url

They listen on unix sockets only, stop with the process that started them, however it ends, and
come back with everything that was committed.
"""

import contextlib
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

from wms.local.errors import AlreadyRunning, LocalError, ServerFailed
from wms.local.folder import make_folder
from wms.local.postgres import Postgres
from wms.local.processes import Command, Processes
from wms.local.redis import Redis
from wms.local.server import Say

__all__ = [
    "DATABASE",
    "AlreadyRunning",
    "Command",
    "Local",
    "LocalError",
    "Postgres",
    "Processes",
    "Redis",
    "ServerFailed",
]

DATABASE = "wms"


class Local:
    """Both servers in ``data_dir``, started and stopped together, from the main thread."""

    def __init__(
        self,
        data_dir: Path | str,
        *,
        postgres_settings: Mapping[str, str] | None = None,
        redis_settings: Mapping[str, str] | None = None,
        say: Say | None = None,
    ) -> None:
        self.data_dir = Path(data_dir).absolute()
        self.postgres = Postgres(self.data_dir / "postgres", settings=postgres_settings, say=say)
        self.redis = Redis(self.data_dir / "redis", settings=redis_settings, say=say)

    def start(self) -> None:
        """Start both and make the database ``wms`` if it is not there.

        Raises AlreadyRunning when another process uses the folder, ServerFailed with the
        server's own words when one does not come up; then neither runs.
        """
        make_folder(self.data_dir)
        with contextlib.ExitStack() as undo:
            undo.enter_context(self.postgres)
            undo.enter_context(self.redis)
            self.postgres.create_database(DATABASE)
            undo.pop_all()

    def stop(self) -> None:
        """Stop both in good order, the last started first."""
        self.redis.stop()
        self.postgres.stop()

    def revive(self) -> None:
        """Start again what died; cheap, call it often. Raises ServerFailed if it will not start."""
        self.postgres.revive()
        self.redis.revive()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()
