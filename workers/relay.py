"""Outbox to queue: numbers committed events, makes their deliveries, pokes the senders.

It looks whenever a door calls (NOTIFY wms_events, after the door's commit) and once a second
anyway. Several relays may run; each takes the shops that no other one holds.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import asyncpg

from wms.db import Database, driver_url
from wms.events.feed import BATCH_MAX, number_events
from wms.halls import EVERYBODY
from workers.broker import Broker
from workers.loops import steadily
from workers.transaction import in_hall_of, settled

#: the channel on which doors call
CHANNEL = "wms_events"
#: without a call the relay looks this often, s
SWEEP_S = 1.0
#: how often the listening connection is asked whether it still lives, s
LISTEN_CHECK_S = 5.0
#: name of the actor that sends webhooks
DELIVER = "deliver"


async def relay(database: Database, broker: Broker, wake: asyncio.Event) -> None:
    """Number and hand on, until cancelled."""

    async def step() -> None:
        while await pass_on(database, broker) >= BATCH_MAX:
            pass

    await steadily("relay", step, every_s=SWEEP_S, wake=wake)


async def pass_on(database: Database, broker: Broker) -> int:
    """One pass; returns how many events were numbered."""
    with in_hall_of(EVERYBODY):
        numbered = await settled(database, number_events)
    if numbered.endpoints:
        await broker.send_all(DELIVER, numbered.endpoints)
    return numbered.count


async def listen(database_url: str, wakes: Sequence[asyncio.Event]) -> None:
    """Set ``wakes`` whenever a door calls, until cancelled; connects again when cut off."""

    def called(*_: object) -> None:
        for wake in wakes:
            wake.set()

    async def step() -> None:
        connection = await asyncpg.connect(
            driver_url(database_url), server_settings={"application_name": "wms-workers-listen"}
        )
        try:
            await connection.add_listener(CHANNEL, called)
            called()  # what was called while nobody listened
            while True:
                await asyncio.sleep(LISTEN_CHECK_S)
                await connection.execute("SELECT 1")
        finally:
            connection.terminate()

    await steadily("listen", step, every_s=SWEEP_S, wake=asyncio.Event())
