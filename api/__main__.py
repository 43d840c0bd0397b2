"""`python -m api`: the doors of one warehouse, as one process.

One worker is right for two cores: the database works beside it (docs/decisions). More processes
can run behind a proxy; what they remember of keys and log-ins is kept in step by the bell.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import uvicorn
import uvloop
from redis.asyncio import Redis

from api.app import create_app
from wms.db import Database
from wms.logs import configure_logs
from wms.settings import Settings, SettingsError, load

#: requests under way get this long when we are told to stop, seconds
GRACE_S: Final = 10
#: an idle connection is kept open this long, seconds; longer than the usual proxy's 60
KEEP_ALIVE_S: Final = 75
#: connections waiting to be accepted
BACKLOG: Final = 2048
EXIT_SETTINGS: Final = 2


class Server(uvicorn.Server):
    """uvicorn's server, ending with exit code 0 when it was told to stop and did."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Stop gracefully on SIGTERM and SIGINT; uvicorn itself raises them again at the end."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self.handle_exit, number, None)
        try:
            yield
        finally:
            for number in (signal.SIGTERM, signal.SIGINT):
                loop.remove_signal_handler(number)


async def serve(settings: Settings) -> None:
    """Open the doors and serve until told to stop (SIGTERM, SIGINT)."""
    database = Database(settings.database_url, settings, name="wms-api")
    redis = Redis.from_url(settings.redis_url) if settings.redis_url else None
    config = uvicorn.Config(
        create_app(settings, database, redis),  # type: ignore[arg-type]  # Litestar's own ASGI types
        host=settings.bind_host,
        port=settings.bind_port,
        loop="none",  # we are inside of uvloop already
        http="httptools",
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,  # the front writes one line a request
        server_header=False,
        backlog=BACKLOG,
        timeout_keep_alive=KEEP_ALIVE_S,
        timeout_graceful_shutdown=GRACE_S,
    )
    try:
        await Server(config).serve()
    finally:
        await database.close()
        if redis is not None:
            await redis.aclose()


def main() -> int:
    """Read the settings and serve; returns the exit code."""
    try:
        settings = load(os.environ)
        if not settings.database_url:
            raise SettingsError(
                "WMS_DATABASE_URL is empty. `wms up` starts the embedded servers and all programs."
            )
    except SettingsError as error:
        sys.stderr.write(f"{error}\n")
        return EXIT_SETTINGS
    configure_logs(settings)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(serve(settings))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
