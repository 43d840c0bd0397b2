"""The delivery in hand: its row is locked first, so receivers of one delivery take turns."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import func, select

from wms.db import Tx
from wms.events.outbox import Subject, record
from wms.inbound.errors import AsnFinished, AsnUnknown, DockNeeded, NotADock
from wms.inbound.models import Asn
from wms.layout.queries import PlaceCard, place_by_label, places_of_kind, the_warehouse

OPEN = ("announced", "arrived", "receiving")


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
    """The delivery goes one step on; nothing happens when it is there."""
    if asn.status == status:
        return
    if asn.arrived_at is None:
        asn.arrived_at = func.clock_timestamp()
        await record(tx, asn.shop_id, "inbound.arrived", subject(asn), {"asn_number": asn.number})
    if status == "received":
        asn.received_at = func.clock_timestamp()
    asn.status = status
    await touched(tx, asn)


async def touched(tx: Tx, asn: Asn) -> None:
    """The delivery changed in a way that its shop may see."""
    asn.version += 1
    asn.updated_at = func.clock_timestamp()
    await tx.flush()
    await tx.refresh(asn)


async def dock_of(tx: Tx, asn: Asn) -> UUID:
    """Where its goods are put down: the scanned dock, or the only one there is.

    Raises:
        DockNeeded: there are several and none was scanned.
    """
    if asn.dock_place_id is not None:
        return asn.dock_place_id
    docks = await places_of_kind(tx, await the_warehouse(tx), ("dock",))
    usable = [dock for dock in docks if not dock.is_blocked]
    if len(usable) != 1:
        raise DockNeeded
    asn.dock_place_id = usable[0].id
    await tx.flush()
    return usable[0].id


async def choose_dock(tx: Tx, asn: Asn, label: str) -> PlaceCard:
    """Its goods are put down there from now on.

    Raises:
        PlaceUnknown: nothing has this label.
        NotADock: it is another kind of place.
    """
    place = await place_by_label(tx, label)
    if place.kind != "dock":
        raise NotADock(place=place.code)
    asn.dock_place_id = place.id
    await tx.flush()
    return place


async def arrive(tx: Tx, asn_id: UUID) -> None:
    """The lorry is here. The first scan says the same.

    Raises:
        AsnUnknown, AsnFinished
    """
    asn = await take_asn(tx, asn_id)
    if asn.status == "announced":
        await step(tx, asn, "arrived")
