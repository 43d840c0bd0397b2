"""Buying labels: claim and commit, call the courier, record. Never a call inside a transaction."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from uuid import UUID

import msgspec
import structlog

from printing.label_check import read_label
from printing.parcel_label import ParcelLabel, parcel_label, parcel_label_zpl
from wms.db import Database
from wms.failures import Failure
from wms.halls import is_twin
from wms.shipping.carriers.port import Bought, Can, Carrier, CarrierAway, CarrierRefused
from wms.shipping.couriers import Couriers, specimen_courier
from wms.shipping.failures import (
    GIVEN_UP,
    LABEL_BLANK,
    LABEL_OF_ANOTHER,
    LABEL_UNREADABLE,
    NO_ANSWER,
    NOT_HERE,
    UNDRAWABLE,
)
from wms.shipping.give_back import claim_to_give_back, due_to_give_back, settle_given_back
from wms.shipping.labels import (
    ToBuy,
    claim,
    due_shipments,
    note_sold,
    record_bought,
    record_failed,
)
from wms.shipping.queries import LabelFacts, label_facts
from workers.broker import Work, actor
from workers.transaction import look, settled

log = structlog.get_logger("workers")

#: a courier that has not answered by then counts as away, s (less than wms.shipping.labels.LEASE_S)
CALL_LIMIT_S = 30.0
#: how much of a wrong code is told
CODE_SHOWN_CHARS = 40
#: who sells: couriers by their accounts, or by their codes alone
Sellers = Couriers | Mapping[str, Carrier]
#: a shipment that brought its buyer down so often is shown to a person
ATTEMPTS_MAX = 12


@actor(due=due_shipments)
async def buy_label(work: Work, shop_id: UUID, shipment_id: UUID) -> None:
    """Buy the label of a shipment, once, and have it printed."""
    job = await buy(work.database, work.couriers, shop_id, shipment_id)
    if job is not None:
        await work.send("print_paper", shop_id, job)


@actor(due=due_to_give_back)
async def give_back_label(work: Work, shop_id: UUID, shipment_id: UUID) -> None:
    """Ask the courier of a replaced label whether it sold it after all, and void it."""
    await give_back(work.database, work.couriers, shop_id, shipment_id)


async def give_back(database: Database, sellers: Sellers, shop_id: UUID, shipment_id: UUID) -> bool:
    """Whether it is settled; a courier that is away is asked again after a pause."""
    asked = await settled(database, lambda tx: claim_to_give_back(tx, shop_id, shipment_id))
    if asked is None:
        return False
    reference = str(shipment_id)
    try:
        async with asyncio.timeout(CALL_LIMIT_S):
            carrier = await seller_of(sellers, shop_id, asked.carrier, asked.account_id)
            sold = await carrier.find_by_reference(reference, since=asked.created_at)
            if sold is not None and Can.VOID in carrier.profile.can:
                await carrier.void(sold)
    except (CarrierAway, TimeoutError):
        return False
    except CarrierRefused as no:  # it keeps the money: nothing that a machine could do
        log.warning("a courier keeps a label", shipment=reference, failure=no.failure.code)
    await settled(database, lambda tx: settle_given_back(tx, shop_id, shipment_id))
    return True


async def buy(
    database: Database, sellers: Sellers, shop_id: UUID, shipment_id: UUID
) -> UUID | None:
    """Take a shipment that is due to bought, or to failed; the label's print job when bought."""
    claimed = await settled(database, lambda tx: claim(tx, shop_id, shipment_id))
    if claimed is None:
        return None
    try:
        carrier = await seller_of(sellers, shop_id, claimed.carrier, claimed.account_id)
        bought = await _call(carrier, claimed)
        await _note(database, carrier, claimed, bought)
        labels = await _labels(database, carrier, claimed, bought)
    except CarrierRefused as no:
        await _failed(database, claimed, no.failure, may_pass=False)
    except CarrierAway as away:
        await _failed(database, claimed, away.failure, may_pass=True)
    except TimeoutError:
        await _failed(database, claimed, Failure(code=NO_ANSWER), may_pass=True)
    except ValueError as undrawable:
        log.warning("a label cannot be drawn", reason=str(undrawable))
        await _failed(database, claimed, Failure(code=UNDRAWABLE), may_pass=False)
    else:
        return await settled(database, lambda tx: record_bought(tx, claimed, bought, labels))
    return None


async def seller_of(
    sellers: Sellers, shop_id: UUID, carrier: str, account_id: UUID | None
) -> Carrier:
    """The courier with the account of a purchase; of a test shop's who stands in for it.

    Raises:
        CarrierRefused: nobody works with it.
    """
    if is_twin(shop_id):
        return specimen_courier(carrier, sellers.tracking if isinstance(sellers, Couriers) else "")
    if isinstance(sellers, Couriers):
        return await sellers.of(carrier, account_id)
    found = sellers.get(carrier)
    if found is None:
        raise CarrierRefused(code=NOT_HERE, carrier=carrier)
    return found


async def _call(carrier: Carrier, claimed: ToBuy) -> Bought:
    """Ask the courier; from the second try on, first whether we bought it before."""
    if claimed.bought is not None:
        return claimed.bought
    if claimed.tries > ATTEMPTS_MAX:
        raise CarrierRefused(code=GIVEN_UP, tries=ATTEMPTS_MAX)
    async with asyncio.timeout(CALL_LIMIT_S):
        if claimed.attempt > 1:
            found = await carrier.find_by_reference(
                claimed.facts.reference, since=claimed.created_at
            )
            if found is not None:
                return found
        return await carrier.buy(claimed.facts)


async def _note(database: Database, carrier: Carrier, claimed: ToBuy, bought: Bought) -> None:
    """What was sold is noted before its label is asked for, when that is another call."""
    if Can.LABEL in carrier.profile.can and claimed.bought is None:
        await settled(database, lambda tx: note_sold(tx, claimed, bought))


async def _labels(
    database: Database, carrier: Carrier, claimed: ToBuy, bought: Bought
) -> list[tuple[str, bytes]]:
    """The courier's label as it came, when a scanner will read it; else ours, as PDF and ZPL."""
    if Can.LABEL in carrier.profile.can:
        return await _fetched(carrier, bought)
    async with look(database) as read:
        facts = await label_facts(read, claimed.shop_id, claimed.parcel_id, bought.tracking_number)
    return await asyncio.to_thread(_drawn, facts)


async def _fetched(carrier: Carrier, bought: Bought) -> list[tuple[str, bytes]]:
    """Every format that is good; of one that is not, another is printed. Refused: none is good."""
    good: list[tuple[str, bytes]] = []
    bad: CarrierRefused | None = None
    for kind in carrier.profile.label_formats:
        async with asyncio.timeout(CALL_LIMIT_S):
            content = await carrier.label(bought, kind)
        try:
            await asyncio.to_thread(check_label, carrier.profile.name, bought, kind, content)
        except CarrierRefused as no:
            log.warning("a label is not printed", kind=kind, failure=no.failure.code)
            bad = no
        else:
            good.append((kind, content))
    if not good and bad is not None:
        raise bad
    return good


def check_label(
    carrier: str, bought: Bought, kind: str, content: bytes, *, is_sheet: bool = False
) -> None:
    """Read a courier's label as a scanner would. ``is_sheet``: it is printed at home, on A4.

    Raises:
        CarrierRefused: it is blank, no scanner reads it, or it is of another parcel.
    """
    try:
        read = read_label(content, kind, is_sheet=is_sheet)
    except ValueError as error:
        raise CarrierRefused(str(error), code=LABEL_UNREADABLE, carrier=carrier) from error
    if read.is_blank:
        raise CarrierRefused(code=LABEL_BLANK, carrier=carrier)
    if not read.codes:
        raise CarrierRefused(code=LABEL_UNREADABLE, carrier=carrier)
    if not any(bought.tracking_number in code.replace(" ", "") for code in read.codes):
        shown = read.codes[0][:CODE_SHOWN_CHARS]
        raise CarrierRefused(code=LABEL_OF_ANOTHER, carrier=carrier, read=shown)


def _drawn(facts: LabelFacts) -> list[tuple[str, bytes]]:
    label = msgspec.convert(facts, ParcelLabel, from_attributes=True)
    return [("pdf", parcel_label(label)), ("zpl", parcel_label_zpl(label))]


async def _failed(database: Database, claimed: ToBuy, failure: Failure, *, may_pass: bool) -> None:
    shipment = str(claimed.shipment_id)
    log.warning("a label was not bought", shipment=shipment, failure=failure.code)
    await settled(database, lambda tx: record_failed(tx, claimed, failure, may_pass=may_pass))
