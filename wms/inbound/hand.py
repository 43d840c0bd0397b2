"""The delivery in hand: its row is locked first, so receivers of one delivery take turns."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select, text

from wms.db import Tx
from wms.events.outbox import Subject
from wms.inbound.errors import AsnFinished, AsnUnknown
from wms.inbound.models import Asn

OPEN = ("announced", "arrived", "receiving")

_STEP = text("SELECT asn_step(a, :status) FROM asns a WHERE a.shop_id = :shop AND a.id = :asn")


def subject(asn: Asn) -> Subject:
    """What events about the delivery are about."""
    return Subject("asn", asn.id, asn.external_id)


async def take_asn(tx: Tx, asn_id: UUID) -> Asn:
    """Lock a delivery that is still open.

    Raises:
        AsnUnknown: there is none.
        AsnFinished: nothing more is received into it.
    """
    asn = await tx.scalar(
        select(Asn)
        .where(Asn.id == asn_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if asn is None:
        raise AsnUnknown(name=str(asn_id))
    if asn.status not in OPEN:
        raise AsnFinished(number=asn.number, status=asn.status)
    return asn


async def step(tx: Tx, asn: Asn, status: str) -> None:
    """The delivery goes one step on; nothing happens when it is there. It has arrived, then."""
    await tx.execute(_STEP, {"shop": asn.shop_id, "asn": asn.id, "status": status})
    await tx.refresh(asn)


async def arrive(tx: Tx, asn_id: UUID) -> None:
    """The lorry is here. The first scan says the same.

    Raises:
        AsnUnknown, AsnFinished
    """
    asn = await take_asn(tx, asn_id)
    if asn.status == "announced":
        await step(tx, asn, "arrived")
