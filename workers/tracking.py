"""Where parcels are: what couriers send is followed, and couriers that answer are asked.

Two loops, so that a courier that does not answer holds up nothing that another one sent. No call
inside a transaction: claim and commit, call the courier, record each parcel by itself.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import Final

import structlog

from wms.db import Database, Tx
from wms.failures import Failure
from wms.returns.labels.coming import (
    ToAskOf,
    asked_of,
    follow_return,
    follow_return_message,
    take_returns,
    unanswered_of,
)
from wms.shipping.carriers.port import Can, Carrier, CarrierNo, TrackingEvent
from wms.shipping.carriers.registry import PROFILES
from wms.shipping.couriers import Couriers
from wms.shipping.failures import NOT_FOLLOWED
from wms.shipping.tracking.follow import ToAsk, answered, take_batch, unanswered
from wms.shipping.tracking.messages import Message, follow_message, message_failed, take_messages
from wms.shipping.tracking.track import track
from workers.loops import steadily
from workers.transaction import settled

log = structlog.get_logger("workers.tracking")

#: how often it is looked whether something waits, s
MESSAGES_S: Final = 1.0
ASK_S: Final = 5.0
#: a courier that has not answered by then counts as away, s (less than
#: wms.shipping.tracking.follow.LEASE)
CALL_LIMIT_S: Final = 60.0


async def follow(database: Database) -> None:
    """Follow what couriers send, until cancelled."""
    step = partial(follow_messages, database)
    await steadily("courier messages", step, every_s=MESSAGES_S, wake=asyncio.Event())


async def ask(database: Database, couriers: Couriers) -> None:
    """Ask couriers about their parcels, until cancelled."""

    async def step() -> None:
        for code, profile in PROFILES.items():
            if Can.TRACK in profile.can:
                await ask_by_account(database, code, couriers)
                await ask_of_returns(database, code, couriers)

    await steadily("tracking", step, every_s=ASK_S, wake=asyncio.Event())


async def follow_messages(database: Database) -> None:
    """Everything that waits now, each message by itself: one that fails holds up no other."""
    for message in await settled(database, take_messages):
        try:
            await settled(database, partial(_follow, message=message))
        except Exception:  # a database that is gone ends the next take
            log.exception("a courier's message could not be followed", message=str(message.id))
            failure = Failure(code=NOT_FOLLOWED, facts={"carrier": message.carrier})
            await settled(database, partial(message_failed, message=message, failure=failure))


async def _follow(tx: Tx, *, message: Message) -> None:
    """A message is about a parcel that goes out, or about one that comes back."""
    await follow_message(tx, message)
    await follow_return_message(tx, message)


async def ask_of_returns(database: Database, code: str, couriers: Couriers) -> int:
    """Ask a courier about the parcels that come back, each with the account that bought it."""
    batch = await settled(database, partial(take_returns, carrier=code))
    for account_id in dict.fromkeys(one.account_id for one in batch):
        some = [one for one in batch if one.account_id == account_id]
        try:
            async with asyncio.timeout(CALL_LIMIT_S):
                courier = await couriers.of(code, account_id)
                told = await courier.track([one.tracking_number for one in some])
        except (CarrierNo, TimeoutError) as no:
            log.warning("a courier does not tell of returns", carrier=code, error=str(no))
            await settled(database, partial(unanswered_of, asked=some))
            continue
        for one in some:
            news = told.get(one.tracking_number, ())
            await settled(database, partial(_record_return, one=one, news=news))
    return len(batch)


async def _record_return(tx: Tx, *, one: ToAskOf, news: Sequence[TrackingEvent]) -> None:
    if not await follow_return(tx, one.shop_id, one.label_id, news):
        await asked_of(tx, one)


async def ask_by_account(database: Database, code: str, couriers: Couriers) -> int:
    """Ask a courier about the parcels that are due, each with the account that bought it."""
    batch = await settled(database, partial(take_batch, carrier=code))
    for account_id in dict.fromkeys(one.account_id for one in batch):
        find = partial(couriers.of, code, account_id)
        await _ask(database, code, find, [one for one in batch if one.account_id == account_id])
    return len(batch)


async def ask_about(database: Database, code: str, courier: Carrier) -> int:
    """Ask a courier about the parcels that are due, if it answers at all; how many were asked."""
    if Can.TRACK not in courier.profile.can:
        return 0

    async def find() -> Carrier:
        return courier

    batch = await settled(database, partial(take_batch, carrier=code))
    return await _ask(database, code, find, batch) if batch else 0


async def _ask(
    database: Database,
    code: str,
    find: Callable[[], Awaitable[Carrier]],
    batch: Sequence[ToAsk],
) -> int:
    try:
        async with asyncio.timeout(CALL_LIMIT_S):
            told = await (await find()).track([one.tracking_number for one in batch])
    except (CarrierNo, TimeoutError) as no:
        log.warning("a courier does not tell where parcels are", carrier=code, error=str(no))
        await settled(database, partial(unanswered, asked=batch))
        return len(batch)
    for one in batch:
        await settled(database, partial(_record, one=one, told=told.get(one.tracking_number, ())))
    return len(batch)


async def _record(tx: Tx, *, one: ToAsk, told: Sequence[TrackingEvent]) -> None:
    if not told or not (await track(tx, one.shop_id, one.shipment_id, told, source="poll")).new:
        await answered(tx, one)
