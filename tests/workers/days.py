"""Days pass in a test: not the clock is moved on, but all due times back by as much.

Senders, receivers and the database go on by the clock of the machine, so nothing of the product
knows about it. What is still to come is nearer by ``step`` afterwards; what happened is placed on
the test's own calendar by `Days.ahead`.
"""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import text

from tests.workers.conftest import Told
from wms.db import HALL
from wms.events.deliveries import due_endpoints

NOTHING = timedelta(0)
# every moment of an endpoint, also such as are not known here yet: since when it fails, rests …
_MOMENTS = text(
    "SELECT column_name FROM information_schema.columns WHERE table_name = 'webhook_endpoints' "
    "AND data_type = 'timestamp with time zone'"
)
_TO_COME = text(
    "UPDATE webhook_deliveries SET next_attempt_at = next_attempt_at - CAST(:step AS interval) "
    "WHERE status = 'pending' AND next_attempt_at > clock_timestamp()"
)
# an endpoint that does not answer is asked by one delivery at a time: at its next probe
_LAST_DUE = text("""
    SELECT max(due.at) - clock_timestamp() FROM (
        SELECT next_attempt_at AS at FROM webhook_deliveries WHERE status = 'pending'
        UNION ALL SELECT probe_at FROM webhook_endpoints WHERE open_since IS NOT NULL) due
    WHERE due.at > clock_timestamp()
""")
# what a killed sender had is not: it waits for its lease to end, and where nobody answers for the
# next probe after that, which comes only when days pass
_UNDER_WAY = text(
    "SELECT EXISTS (SELECT FROM webhook_deliveries WHERE status = 'sending' "
    "AND next_attempt_at > clock_timestamp())"
)


@dataclass
class Days:
    """The calendar of one test."""

    told: Told
    #: seconds of the machine's clock before which a step was not yet made, and the step
    steps: list[tuple[float, timedelta]] = field(default_factory=list)

    @property
    def passed(self) -> timedelta:
        """By how much the calendar is ahead of the clock."""
        return sum((step for _, step in self.steps), NOTHING)

    def ahead(self, moment: datetime) -> timedelta:
        """By how much the calendar was ahead of the clock at that moment of the clock."""
        seconds = moment.timestamp()
        return sum((step for when, step in self.steps if when <= seconds), NOTHING)

    async def wait_until_quiet(self) -> None:
        """Until nothing is due and nobody sends."""
        while True:
            began = time.monotonic()
            if await self.is_quiet():
                return
            # with much that waits the question is dear, and asked less often
            await asyncio.sleep(max(0.02, 4 * (time.monotonic() - began)))

    async def is_quiet(self) -> bool:
        """Whether nothing is due and nobody sends."""
        async with self.told.db.read(HALL) as read:
            if await read.scalar(_UNDER_WAY):
                return False
            return not await due_endpoints(read, 1)

    async def until_due(self) -> timedelta | None:
        """How long it is until everything that waits for its next try is due; None: nothing."""
        async with self.told.db.read(HALL) as read:
            wait: timedelta | None = await read.scalar(_LAST_DUE)
        return wait

    async def let_pass(self, step: timedelta) -> None:
        """``step`` later; must be quiet, for who is sending has a lease by the clock."""
        self.steps.append((time.time(), step))
        async with self.told.db.begin(HALL) as tx:
            columns = (await tx.scalars(_MOMENTS)).all()
            moved = ", ".join(f"{name} = {name} - CAST(:step AS interval)" for name in columns)
            await tx.execute(text(f"UPDATE webhook_endpoints SET {moved}"), {"step": step})
            await tx.execute(_TO_COME, {"step": step})
        await self.told.call()
