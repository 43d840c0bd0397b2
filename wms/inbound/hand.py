"""The delivery in hand: its row is locked first, so receivers of one delivery take turns."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import select, text

from wms.access.people import AtWork, Desk
from wms.db import Tx
from wms.events.outbox import Subject
from wms.inbound.errors import AsnFinished, AsnUnknown
from wms.inbound.models import Asn

OPEN = ("announced", "arrived", "receiving")

#: people of the desk who may do what a supervisor may do on the floor
MANAGERS = ("manager", "admin")
#: who does something with a delivery; None: its shop
Person = AtWork | Desk | None

_STEP = text(
    "SELECT asn_step(a, :status, :operator, :user, :note) FROM asns a "
    "WHERE a.shop_id = :shop AND a.id = :asn"
)


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


def keys_of(by: Person) -> dict[str, Any]:
    """Who it was, as it is written down."""
    return {
        "operator": by.operator_id if isinstance(by, AtWork) else None,
        "user": by.user_id if isinstance(by, Desk) else None,
    }


def may_supervise(by: AtWork | Desk) -> bool:
    """Whether somebody may open a count again and close a receipt."""
    return by.is_supervisor if isinstance(by, AtWork) else by.role in MANAGERS


async def step(
    tx: Tx, asn: Asn, status: str, *, by: Person = None, note: str | None = None
) -> None:
    """The delivery goes one step on; nothing happens when it is there. It has arrived, then."""
    facts = {"shop": asn.shop_id, "asn": asn.id, "status": status, "note": note}
    await tx.execute(_STEP, facts | keys_of(by))
    await tx.refresh(asn)


async def arrive(tx: Tx, asn_id: UUID, *, by: Person = None) -> None:
    """The lorry is here. The first scan says the same.

    Raises:
        AsnUnknown, AsnFinished
    """
    asn = await take_asn(tx, asn_id)
    if asn.status == "announced":
        await step(tx, asn, "arrived", by=by)
