"""Buying ways back: claim and commit, call the courier, record; no call inside a transaction."""

from __future__ import annotations

import asyncio
from uuid import UUID

import structlog

from printing.address import Address
from printing.parcel_label import ParcelLabel, parcel_label
from wms.db import Database
from wms.failures import Failure
from wms.returns.labels.buy import (
    ToBuyBack,
    claim_label,
    claim_to_void,
    due_labels,
    labels_to_give_back,
    record_label,
    record_refused,
    settle_void,
)
from wms.shipping.carriers.port import Bought, Can, Carrier, CarrierAway, CarrierRefused
from wms.shipping.carriers.registry import name_of
from wms.shipping.failures import CANNOT, GIVEN_UP, NO_ANSWER, UNDRAWABLE
from workers.broker import Work, actor
from workers.labels import ATTEMPTS_MAX, CALL_LIMIT_S, Sellers, check_label, seller_of
from workers.transaction import settled

log = structlog.get_logger("workers")


@actor(due=due_labels)
async def buy_return_label(work: Work, shop_id: UUID, label_id: UUID) -> None:
    """Buy the way back of one parcel, once."""
    await buy_back(work.database, work.couriers, shop_id, label_id)


@actor(due=labels_to_give_back)
async def void_return_label(work: Work, shop_id: UUID, label_id: UUID) -> None:
    """Tell the courier of a way back that nobody goes."""
    await call_off(work.database, work.couriers, shop_id, label_id)


async def buy_back(database: Database, sellers: Sellers, shop_id: UUID, label_id: UUID) -> bool:
    """Take a way back that is due to bought, or to refused; whether it is bought now."""
    claimed = await settled(database, lambda tx: claim_label(tx, shop_id, label_id))
    if claimed is None:
        return False
    try:
        carrier = await seller_of(sellers, shop_id, claimed.carrier, claimed.account_id)
        bought = await _call(carrier, claimed)
        label = await _label(carrier, claimed, bought)
    except CarrierRefused as no:
        await _refused(database, claimed, no.failure, may_pass=False)
    except CarrierAway as away:
        await _refused(database, claimed, away.failure, may_pass=True)
    except TimeoutError:
        await _refused(database, claimed, Failure(code=NO_ANSWER), may_pass=True)
    except ValueError as undrawable:
        log.warning("a label cannot be drawn", reason=str(undrawable))
        await _refused(database, claimed, Failure(code=UNDRAWABLE), may_pass=False)
    else:
        return await settled(database, lambda tx: record_label(tx, claimed, bought, label))
    return False


async def _call(carrier: Carrier, claimed: ToBuyBack) -> Bought:
    """Ask the courier; from the second try on, first whether we bought it before."""
    if Can.RETURN_LABEL not in carrier.profile.can:
        raise CarrierRefused(code=CANNOT, carrier=carrier.profile.name, what=Can.RETURN_LABEL.value)
    if claimed.tries > ATTEMPTS_MAX:
        raise CarrierRefused(code=GIVEN_UP, tries=ATTEMPTS_MAX)
    async with asyncio.timeout(CALL_LIMIT_S):
        if claimed.attempt > 1:
            found = await carrier.find_return(claimed.facts.reference, since=claimed.created_at)
            if found is not None:
                return found
        return await carrier.buy_return(claimed.facts)


async def _label(carrier: Carrier, claimed: ToBuyBack, bought: Bought) -> bytes | None:
    """The PDF to be printed, read as a scanner would; None where a code does."""
    service = carrier.profile.return_service(claimed.facts.service)
    if service is None or not service.has_label:
        return None
    if Can.LABEL not in carrier.profile.can:
        return await asyncio.to_thread(_drawn, claimed, bought)
    async with asyncio.timeout(CALL_LIMIT_S):
        content = await carrier.return_label(bought)
    name = carrier.profile.name
    await asyncio.to_thread(check_label, name, bought, "pdf", content, is_sheet=True)
    return content


def _drawn(claimed: ToBuyBack, bought: Bought) -> bytes:
    """Our own: where to, the return's number, and no word of who sends it."""
    facts, to = claimed.facts, claimed.facts.recipient
    known = {name: str(to.get(name) or "") for name in Address.__struct_fields__}
    number = f"R-{facts.parcel_number}"
    return parcel_label(
        ParcelLabel(
            language=claimed.language,
            carrier=name_of(claimed.carrier),
            service=number,
            tracking_number=bought.tracking_number,
            sender=Address(name=number),
            recipient=Address(**known),
            weight_g=facts.weight_g,
            reference=f"{number} / {facts.order_number}",
        )
    )


async def call_off(database: Database, sellers: Sellers, shop_id: UUID, label_id: UUID) -> bool:
    """Whether it is settled; a courier that is away is told after a pause."""
    asked = await settled(database, lambda tx: claim_to_void(tx, shop_id, label_id))
    if asked is None:
        return False
    try:
        async with asyncio.timeout(CALL_LIMIT_S):
            carrier = await seller_of(sellers, shop_id, asked.carrier, asked.account_id)
            sold = await carrier.find_return(str(label_id), since=asked.created_at)
            if sold is not None:
                await carrier.void_return(sold)
    except (CarrierAway, TimeoutError):
        return False
    except CarrierRefused as no:  # nothing that a machine could do
        log.warning("a courier keeps a way back", label=str(label_id), failure=no.failure.code)
    await settled(database, lambda tx: settle_void(tx, shop_id, label_id))
    return True


async def _refused(
    database: Database, claimed: ToBuyBack, failure: Failure, *, may_pass: bool
) -> None:
    log.warning("a way back was not bought", label=str(claimed.label_id), failure=failure.code)
    await settled(database, lambda tx: record_refused(tx, claimed, failure, may_pass=may_pass))
