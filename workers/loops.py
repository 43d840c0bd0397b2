"""The endless loops of a worker process: each outlives whatever its step runs into."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Awaitable, Callable

import structlog

from wms.db import is_conflict
from wms.errors import Refusal

log = structlog.get_logger("workers")

#: between two steps at least this long, s: in a busy hall the doors call twenty times a second, and
#: to look each time would cost a tenth of a small machine
REST_S = 0.2
#: after a failed step a loop waits this long, s
PAUSE_S = 0.5


async def steadily(
    name: str, step: Callable[[], Awaitable[None]], *, every_s: float, wake: asyncio.Event
) -> None:
    """Run ``step`` every ``every_s`` seconds, and at once when ``wake`` is set; until cancelled.

    At once, if the last step is `REST_S` ago: calls that come faster are answered together.

    An error ends the step, never the loop: PostgreSQL and Redis come back, and the next step finds
    everything in its rows.
    """
    is_well = True
    while True:
        try:
            await step()
            if not is_well:
                log.info("works again", loop=name)
            is_well = True
        except Exception as error:
            is_expected = is_away(error)
            if is_well or not is_expected:
                log.warning("waits", loop=name, error=repr(error), exc_info=not is_expected)
            is_well = False
            await asyncio.sleep(PAUSE_S)
        ended = time.monotonic()
        # no wait_for: before Python 3.12 it forgets to be cancelled when `wake` is set meanwhile
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(every_s):
                await wake.wait()
        if (rest := ended + REST_S - time.monotonic()) > 0:
            await asyncio.sleep(rest)
        wake.clear()


def is_away(error: BaseException) -> bool:
    """Whether the database is gone or busy: no news worth a traceback."""
    if isinstance(error, OSError | TimeoutError | Refusal) or is_conflict(error):
        return True
    if getattr(error, "connection_invalidated", False):
        return True
    while error is not None:
        if isinstance(error, OSError):
            return True
        state = getattr(error, "sqlstate", None) or ""
        # class 08: connection; 57: shut down, starting up, cancelled (PostgreSQL, appendix A)
        if state[:2] in ("08", "57"):
            return True
        error = getattr(error, "orig", None) or error.__cause__  # type: ignore[assignment] # ends at None
    return False
