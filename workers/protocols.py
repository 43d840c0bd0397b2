"""Couriers' own protocols of signed manifests: take and commit, call the courier, record."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import Final

import structlog

from wms.db import Database
from wms.failures import Failure
from wms.shipping.carriers.port import CarrierAway, CarrierNo
from wms.shipping.couriers import Couriers
from wms.shipping.failures import NO_ANSWER
from wms.shipping.loading.protocols import ToAsk, keep_protocol, protocol_failed, take_protocols
from workers.loops import steadily
from workers.transaction import settled

log = structlog.get_logger("workers.protocols")

#: how often it is looked whether a manifest was signed, s
LOOK_S: Final = 5.0
#: a courier that has not answered by then counts as away, s (less than LEASE_S of wms.shipping)
CALL_LIMIT_S: Final = 60.0


async def protocols(database: Database, couriers: Couriers) -> None:
    """Ask for them, until cancelled."""
    step = partial(ask_for_protocols, database, couriers)
    await steadily("courier protocols", step, every_s=LOOK_S, wake=asyncio.Event())


async def ask_for_protocols(database: Database, couriers: Couriers) -> None:
    """Everything that is due now; one courier that is away holds up no other."""
    for asked in await settled(database, take_protocols):
        await _ask(database, couriers, asked)


async def _ask(database: Database, couriers: Couriers, asked: ToAsk) -> None:
    try:
        async with asyncio.timeout(CALL_LIMIT_S):
            courier = await couriers.of(asked.carrier, asked.account_id)
            content = await courier.manifest(asked.bought, sender=asked.sender)
    except (CarrierNo, TimeoutError) as no:
        failure = no.failure if isinstance(no, CarrierNo) else Failure(code=NO_ANSWER)
        may_pass = not isinstance(no, CarrierNo) or isinstance(no, CarrierAway)
        log.warning("a courier wrote no protocol", carrier=asked.carrier, failure=failure.code)
        put_off = partial(protocol_failed, asked=asked, failure=failure, may_pass=may_pass)
        await settled(database, put_off)
    else:
        await settled(database, partial(keep_protocol, asked=asked, content=content))
