"""Buying labels: claim and commit, call the courier, record. Never a call inside a transaction."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from uuid import UUID

import msgspec
import structlog

from printing.parcel_label import ParcelLabel, parcel_label, parcel_label_zpl
from wms.db import Database
from wms.shipping.carriers.port import NO_ANSWER, Bought, Carrier, CarrierAway, CarrierRefused
from wms.shipping.carriers.registry import carriers
from wms.shipping.labels import ToBuy, claim, due_shipments, record_bought, record_failed
from wms.shipping.queries import LabelFacts, label_facts
from workers.broker import Work, actor
from workers.transaction import look, settled

log = structlog.get_logger("workers")

#: a courier that has not answered by then counts as away, s (less than wms.shipping.labels.LEASE_S)
CALL_LIMIT_S = 30.0
#: a shipment that brought its buyer down so often is shown to a person
ATTEMPTS_MAX = 12


@actor(due=due_shipments)
async def buy_label(work: Work, shop_id: UUID, shipment_id: UUID) -> None:
    """Buy the label of a shipment, once, and have it printed."""
    job = await buy(work.database, carriers(work.settings), shop_id, shipment_id)
    if job is not None:
        await work.send("print_paper", shop_id, job)


async def buy(
    database: Database, sellers: Mapping[str, Carrier], shop_id: UUID, shipment_id: UUID
) -> UUID | None:
    """Take a shipment that is due to bought, or to failed; the label's print job when bought."""
    claimed = await settled(database, lambda tx: claim(tx, shop_id, shipment_id))
    if claimed is None:
        return None
    try:
        bought = await _call(sellers, claimed)
        labels = await _labels(database, claimed, bought)
    except CarrierRefused as no:
        await _failed(database, claimed, str(no), may_pass=False)
    except (CarrierAway, TimeoutError) as away:
        await _failed(database, claimed, str(away) or NO_ANSWER, may_pass=True)
    except ValueError as undrawable:
        await _failed(database, claimed, f"the label cannot be drawn: {undrawable}", may_pass=False)
    else:
        return await settled(database, lambda tx: record_bought(tx, claimed, bought, labels))
    return None


async def _call(sellers: Mapping[str, Carrier], claimed: ToBuy) -> Bought:
    """Ask the courier; from the second try on, first whether we bought it before."""
    carrier = sellers.get(claimed.carrier)
    if carrier is None:
        raise CarrierRefused(f"there is no carrier {claimed.carrier!r}")
    if claimed.tries > ATTEMPTS_MAX:
        raise CarrierRefused(f"given up after {ATTEMPTS_MAX} tries")
    async with asyncio.timeout(CALL_LIMIT_S):
        if claimed.attempt > 1:
            found = await carrier.find_by_reference(claimed.facts.reference)
            if found is not None:
                return found
        return await carrier.buy(claimed.facts)


async def _labels(database: Database, claimed: ToBuy, bought: Bought) -> list[tuple[str, bytes]]:
    """The courier's label as it came, else ours, drawn as PDF and ZPL."""
    if bought.label is not None and bought.format is not None:
        return [(bought.format, bought.label)]
    async with look(database) as read:
        facts = await label_facts(read, claimed.shop_id, claimed.parcel_id, bought.tracking_number)
    return await asyncio.to_thread(_drawn, facts)


def _drawn(facts: LabelFacts) -> list[tuple[str, bytes]]:
    label = msgspec.convert(facts, ParcelLabel, from_attributes=True)
    return [("pdf", parcel_label(label)), ("zpl", parcel_label_zpl(label))]


async def _failed(database: Database, claimed: ToBuy, reason: str, *, may_pass: bool) -> None:
    log.warning("a label was not bought", shipment=str(claimed.shipment_id), reason=reason)
    await settled(database, lambda tx: record_failed(tx, claimed, reason, may_pass=may_pass))
