"""Publishes again what is due: rows whose message was lost, or whose time has come.

That is all that a flushed, restarted or absent Redis needs. Messages are only reminders, so a row
is not published again while its last message may still be on its way, nor while the queue is long.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence

import structlog

from wms.db import HALL, Database, Tx
from wms.halls import HALLS
from wms.orders.tell import Untold, tell_promises, untold
from workers.broker import ACTORS, QUEUE_DEPTH_MAX, Actor, Broker, Key
from workers.loops import is_away, steadily
from workers.transaction import in_hall_of, look, settled

log = structlog.get_logger("workers")

#: how often the rows are looked at, s
SWEEP_S = 2.0
#: rows of one kind published in one sweep
BATCH_MAX = 200
#: a row is not published again before this, s
AGAIN_AFTER_S = 1.5
#: what orders took of a product is told at most this often, s: many orders, one event
TELL_PROMISES_S = 2.0


class Sweeper:
    """Remembers what it published lately."""

    def __init__(self, database: Database, broker: Broker) -> None:
        self._database, self._broker = database, broker
        self._published: dict[tuple[str, Key], float] = {}
        self._told_at = -TELL_PROMISES_S

    async def run(self, wake: asyncio.Event) -> None:
        """Sweep until cancelled."""
        await steadily("sweeper", self.sweep, every_s=SWEEP_S, wake=wake)

    async def sweep(self) -> None:
        """One look at everything that waits."""
        await self._tell_promises()
        depth = await self._broker.depth()
        if depth is None or depth > QUEUE_DEPTH_MAX:
            return
        now = time.monotonic()
        self._published = {k: t for k, t in self._published.items() if now - t < AGAIN_AFTER_S}
        for hall in HALLS:
            with in_hall_of(hall):
                # one transaction for all questions: most of them find nothing, in every sweep
                async with look(self._database) as read:
                    found = [
                        (actor, await actor.due(read, BATCH_MAX))
                        for actor in list(ACTORS.values())
                        if hall == HALL or not actor.leaves_the_house
                    ]
            for actor, due in found:
                await self._publish(actor, due, now)

    async def _tell_promises(self) -> None:
        """What new orders took is told once a product, not once an order."""
        now = time.monotonic()
        if now - self._told_at < TELL_PROMISES_S:
            return
        self._told_at = now
        try:
            for hall in HALLS:
                with in_hall_of(hall):
                    async with look(self._database) as read:
                        stretches = await untold(read)
                    for stretch in stretches:
                        await self._tell(stretch)
        except Exception as error:
            log.warning("promises are told later", error=repr(error), exc_info=not is_away(error))

    async def _tell(self, stretch: Untold) -> None:
        async def tell(tx: Tx) -> int:
            return await tell_promises(tx, stretch)

        await settled(self._database, tell)

    async def _publish(self, actor: Actor, due: Sequence[Key], now: float) -> None:
        new = [key for key in due if (actor.name, key) not in self._published]
        if new and await self._broker.send_all(actor.name, new):
            self._published.update({(actor.name, key): now for key in new})
