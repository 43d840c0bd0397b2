"""``wms up``: the whole warehouse on this machine, until Ctrl-C."""

from __future__ import annotations

import argparse
import asyncio
import socket
import sys
from dataclasses import replace

from wms.commands.installation import (
    Servers,
    bring_up_to_date,
    complete,
    environment_of,
    one_at_a_time,
    opened,
)
from wms.commands.opening import FIRST_USER, FirstLogIns, open_for_the_first_time
from wms.commands.parts import CommandFailed, Commands, declare
from wms.db import HALL
from wms.local import AlreadyRunning, Command, Processes
from wms.settings import Settings, settings

#: one look whether the web server answers, s
LOOK_S = 0.05
#: "listen everywhere": to knock, our own machine is enough
ANY_ADDRESS = ("", "0.0.0.0", "::")  # noqa: S104 - compared, not bound


def add(commands: Commands) -> None:
    """Declare ``wms up``."""
    up = declare(
        commands, "up", "Start the warehouse: servers, web pages and workers, until Ctrl-C", run
    )
    up.add_argument("--port", type=int, help="port of the web pages (default: WMS_BIND_PORT)")
    up.add_argument(
        "--demo-data",
        action="store_true",
        help="at the first start: three shops with 200 products, shelves and people to try it with",
    )


def run(arguments: argparse.Namespace) -> int:
    """Run until a signal. 0 after it; 1 when the warehouse runs already or a part crashes on."""
    here = settings()
    if arguments.port is not None:
        here = replace(here, bind_port=arguments.port)
    try:
        with one_at_a_time(here):
            return _open(here, demo_data=arguments.demo_data)
    except AlreadyRunning as other:
        pid = other.pid or "unknown"
        raise CommandFailed(
            f"The warehouse is already running (process {pid}, folder {other.folder}).\n"
            f"Use it at {here.url}, or stop it with Ctrl-C where it was started"
            + (f", or with: kill {other.pid}" if other.pid else "")
        ) from other


def _open(here: Settings, *, demo_data: bool) -> int:
    _require_free_port(here)
    print(f"The warehouse opens. Its data is kept in {here.data_dir.absolute()}.")
    with Servers(here, say=_say) as servers:
        ready = complete(here)
        _update_tables(ready)
        first = asyncio.run(_prepare(ready, demo_data=demo_data))
        welcome = Welcome(ready, first)

        def each_round() -> None:
            servers.revive()
            welcome.look()

        code = Processes(_programs(ready), say=_say, each_round=each_round).run()
    print("The warehouse is closed. Its data is kept; start it again with the same command.")
    return code


def _say(line: str) -> None:
    print(line, flush=True)


def _require_free_port(here: Settings) -> None:
    try:
        socket.create_server((here.bind_host, here.bind_port)).close()
    except OSError as error:
        raise CommandFailed(
            f"Port {here.bind_port} on {here.bind_host} cannot be used ({error.strerror}). "
            "Stop the program that has it, or choose another with --port."
        ) from error


def _update_tables(ready: Settings) -> None:
    if ready.owner_database_url:
        bring_up_to_date(ready)
        print("The tables are up to date.")
    else:
        print("WMS_OWNER_DATABASE_URL is not set: the tables are left as they are.")


async def _prepare(ready: Settings, *, demo_data: bool) -> FirstLogIns:
    async with opened(ready) as database:
        async with database.begin(HALL) as tx:
            first = await open_for_the_first_time(tx)
        if demo_data:
            from wms.demo.furnish import furnish

            await furnish(database, ready.data_dir, say=_say)
    return first


def _programs(ready: Settings) -> list[Command]:
    told = environment_of(ready)
    return [
        Command(name, [sys.executable, "-m", name], environment=told) for name in ("api", "workers")
    ]


class Welcome:
    """Says where the doors are as soon as they are open, once."""

    def __init__(self, ready: Settings, first: FirstLogIns) -> None:
        self._here = ready
        self._first = first
        self._is_said = False

    def look(self) -> None:
        """Cheap; called each round."""
        if self._is_said:
            return
        host = self._here.bind_host
        if host in ANY_ADDRESS:
            host = "127.0.0.1"
        try:
            socket.create_connection((host, self._here.bind_port), LOOK_S).close()
        except OSError:
            return
        self._is_said = True
        _say(self.words())

    def words(self) -> str:
        """The doors and how to come in."""
        url = self._here.url
        lines = [
            "",
            "The warehouse is open:",
            f"  handhelds and benches   {url}/scanner",
            f"  office                  {url}/office",
            f"  API of the shops        {url}/docs",
        ]
        if self._first.password:
            lines += [
                "",
                "Shown once, write it down:",
                f"  log in to the office as {FIRST_USER} with the password {self._first.password}",
            ]
        if self._first.device_code:
            lines += [
                f"  enrol the first handheld with the code {self._first.device_code}",
                "  (then `wms operator hire` gives somebody a badge and a PIN)",
            ]
        return "\n".join([*lines, "", "Ctrl-C closes it.", ""])
