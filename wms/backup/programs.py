"""PostgreSQL's own pg_dump and pg_restore: which ones, and how they are run.

They work as the owner of the tables. Row-level security is forced on the owner, too, so the session
says that it works for the hall, as every transaction of ours does; `pg_dump` alone would refuse.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import re
import shutil
from collections.abc import AsyncIterator, Callable, Sequence
from pathlib import Path
from typing import Final

import asyncpg
from sqlalchemy.engine import make_url

from wms.backup.errors import BackupFailed
from wms.backup.manifest import MIB, Say
from wms.db import driver_url
from wms.halls import EVERYBODY
from wms.local import LocalError
from wms.local.postgres import programs

#: somebody who waits is told so often how far it is, s
TELL_S: Final = 10.0
#: of what a program says when it fails, the end
SAID_MAX_CHARS: Final = 2_000


@contextlib.asynccontextmanager
async def owner(url: str) -> AsyncIterator[asyncpg.Connection]:
    """A connection as the owner of the tables, for the hall, that waits as long as it takes."""
    settings = {"application_name": "wms-backup", "wms.tenant": EVERYBODY, "timezone": "UTC"}
    connection = await asyncpg.connect(driver_url(url), server_settings=settings)
    try:
        yield connection
    finally:
        await connection.close()


async def fitting(connection: asyncpg.Connection, name: str) -> Path:
    """The program ``name`` that can work with this server: ours, else the one on the PATH.

    A pg_dump refuses a server that is newer than itself. Raises BackupFailed: there is none.
    """
    major = connection.get_server_version().major
    seen = []
    for place in _candidates(name):
        found = await _major_of(place)
        if found >= major:
            return place
        seen.append(f"{place} is of version {found}")
    has = f"{'; '.join(seen)}, which is too old" if seen else f"there is no {name}"
    raise BackupFailed(
        f"The server is PostgreSQL {major}, and {has}. Install PostgreSQL's client programs of "
        f"version {major} or newer (Debian: postgresql-client-{major}) so that `{name} --version` "
        "says so."
    )


def _candidates(name: str) -> list[Path]:
    found = []
    with contextlib.suppress(LocalError):  # no PostgreSQL of our own
        found.append(programs() / name)
    if on_path := shutil.which(name):
        found.append(Path(on_path))
    return [one for one in found if one.exists()]


async def _major_of(program: Path) -> int:
    process = await asyncio.create_subprocess_exec(
        program, "--version", stdout=asyncio.subprocess.PIPE
    )
    said, _ = await process.communicate()
    number = re.search(r"\d+", said.decode())
    return int(number.group()) if number else 0


def _environment(url: str) -> dict[str, str]:
    """The password goes by the environment: the command line is everybody's to read."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    told = {**kept, "PGOPTIONS": f"-c wms.tenant={EVERYBODY}", "PGAPPNAME": "wms-backup"}
    password = make_url(url).password
    return {**told, "PGPASSWORD": str(password)} if password else told


def _without_password(url: str) -> str:
    bare = make_url(driver_url(url))
    return bare._replace(password=None).render_as_string(hide_password=False)


async def run(
    program: Path, arguments: Sequence[str], *, url: str, say: Say, how_far: Callable[[], str]
) -> None:
    """Run it on the database ``url``, telling how far it is. Raises BackupFailed in its words."""
    process = await asyncio.create_subprocess_exec(
        program,
        f"--dbname={_without_password(url)}",
        "--no-password",
        *arguments,
        env=_environment(url),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    telling = asyncio.create_task(_tell(say, how_far))
    try:
        _, said = await process.communicate()
    finally:
        telling.cancel()
        if process.returncode is None:
            process.terminate()
            await process.wait()
    if process.returncode != 0:
        words = said.decode(errors="replace").strip()[-SAID_MAX_CHARS:]
        raise BackupFailed(f"{program.name} failed:\n{words}")


async def _tell(say: Say, how_far: Callable[[], str]) -> None:
    while True:
        await asyncio.sleep(TELL_S)
        say(f"  {how_far()}")


def grown(file: Path) -> Callable[[], str]:
    """How far a file is that grows."""
    return lambda: f"{file.name}: {file.stat().st_size / MIB:.0f} MiB so far"
