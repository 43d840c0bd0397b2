"""``python -m api``: one web server process, until SIGTERM or Ctrl-C.

One process is right for two cores, for the database works beside it; more can run behind a proxy.
"""

from __future__ import annotations

import asyncio
import gc
import signal
import sys
from collections.abc import Callable
from functools import partial
from types import FrameType
from typing import Final

import uvicorn
import uvloop
from redis.asyncio import Redis

from api.app import Doors, create_app
from wms.db import Database
from wms.logs import configure_logs
from wms.settings import Settings, SettingsError, settings

#: requests under way get this long to end when the process stops, s
GRACE_S: Final = 10
#: an idle connection stays open this long, s; longer than the 60 of the usual proxies
KEEP_ALIVE_S: Final = 75
#: connections that wait to be accepted while the process is busy
BACKLOG: Final = 2048
#: objects made before the garbage collector looks for circles among them. Python's 700 are a third
#: of a page's, so it looked several times while each page was made, and found nothing: what a
#: request leaves behind goes with its last reference.
OBJECTS_BETWEEN_COLLECTIONS: Final = 50_000
#: Redis only counts requests here: better an uncounted request than one that waits, s
REDIS_PATIENCE_S: Final = 1.0


class _Server(uvicorn.Server):
    """Ends streams before it waits for the requests under way: a stream ends by itself never."""

    hang_up: Callable[[], object]

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """A signal came."""
        self.hang_up()
        super().handle_exit(sig, frame)


def _hang_up(app: Doors) -> None:
    app.house.bell.ears.hang_up()


async def serve(here: Settings) -> bool:
    """Serve until a signal; whether the server had come up.

    Raises:
        SettingsError: the address of PostgreSQL or of Redis is not set.
    """
    if not here.database_url or not here.redis_url:
        raise SettingsError(
            "The web server needs WMS_DATABASE_URL and WMS_REDIS_URL; `wms up` sets both."
        )
    database = Database(here.database_url, here, name="wms-api")
    redis = Redis.from_url(
        here.redis_url,
        socket_timeout=REDIS_PATIENCE_S,
        socket_connect_timeout=REDIS_PATIENCE_S,
    )
    app = create_app(here, database, redis)
    gc.collect()
    gc.freeze()  # what stands now stays: no need to look through it again
    gc.set_threshold(OBJECTS_BETWEEN_COLLECTIONS)
    server = _Server(
        uvicorn.Config(
            app,
            host=here.bind_host,
            port=here.bind_port,
            http="httptools",
            ws="none",
            log_config=None,  # ours is set up, and each request has its line
            access_log=False,
            server_header=False,
            backlog=BACKLOG,
            timeout_keep_alive=KEEP_ALIVE_S,
            timeout_graceful_shutdown=GRACE_S,
        )
    )
    server.hang_up = partial(asyncio.get_running_loop().call_soon_threadsafe, _hang_up, app)
    try:
        await server.serve()
    finally:
        await redis.aclose()
        await database.close()
    return server.started


def main() -> int:
    """0 after a signal, 1 when the server did not come up or a setting is wrong."""
    try:
        here = settings()
        configure_logs(here)
        return _run(here)
    except SettingsError as error:
        sys.stderr.write(f"{error}\n")
        return 1


def _run(here: Settings) -> int:
    # uvicorn raises the signal once more after a clean stop; it must not look like a crash
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: None)
    return 0 if uvloop.run(serve(here)) else 1


if __name__ == "__main__":
    sys.exit(main())
