"""A parcel has its label and is still here: it goes with another courier, or another service.

The courier will not take it, its locker is full, its van does not come. (`wms.shipping.way_on` is
for labels that failed, `wms.shipping.again.reship` for what has left.)
"""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import insert, text

from wms.access.people import Desk
from wms.db import Tx
from wms.errors import NotFound
from wms.shipping.accounts.accounts import usable_by
from wms.shipping.carriers.registry import check_service, name_of
from wms.shipping.errors import GoneAlready, NoLabelYet, SameService
from wms.shipping.models import LabelDecision

# the order's row first: whoever closes the manifest waits, or has been before
_LOCK = text(
    """
    SELECT o.id FROM orders o WHERE (o.shop_id, o.id) = (
        SELECT shop_id, order_id FROM parcels WHERE number = :parcel) FOR UPDATE
    """
)
_HERE = text(
    """
    SELECT pa.shop_id, pa.id AS parcel_id, pa.status, s.id, s.carrier, s.service,
           m.number AS manifest
    FROM parcels pa
    LEFT JOIN shipments s ON s.shop_id = pa.shop_id AND s.parcel_id = pa.id
                         AND s.status = 'bought'
    LEFT JOIN manifests m ON m.id = s.manifest_id AND s.handed_over_at IS NOT NULL
    WHERE pa.number = :parcel FOR UPDATE OF pa
    """
)
_VOID = text(
    """
    UPDATE shipments SET status = 'voided', held_at = NULL, manifest_id = NULL, loaded_at = NULL,
           next_attempt_at = clock_timestamp(), updated_at = clock_timestamp()
    WHERE shop_id = :shop AND id = :id AND status = 'bought' AND handed_over_at IS NULL
    """
)
_UNLABELLED = text(
    "UPDATE parcels SET status = 'packed', version = version + 1 "
    "WHERE shop_id = :shop AND id = :parcel"
)
_WISH = text(
    "INSERT INTO shipments (shop_id, parcel_id, carrier, service) "
    "VALUES (:shop, :parcel, :carrier, :service)"
)


async def send_another_way(tx: Tx, parcel: int, carrier: str, service: str, *, by: Desk) -> UUID:
    """Take the label off a parcel that is still here, and ask for another one; whose parcel it is.

    It comes off its manifest; the old label is given back to its courier.

    Raises:
        NotFound: there is no such parcel.
        GoneAlready: it was handed over.
        NoLabelYet: its label failed, or is being made.
        SameService: it goes that way already.
        CarrierUnknown, ServiceUnknown: nobody here carries that.
    """
    key = {"parcel": parcel}
    if await tx.scalar(_LOCK, key) is None:
        raise NotFound(what="parcel", name=str(parcel))
    here = (await tx.execute(_HERE, key)).one()
    check_service(carrier, service, await usable_by(tx, here.shop_id))
    if here.manifest is not None:
        raise GoneAlready(parcel=parcel, manifest=here.manifest)
    if here.id is None or here.status != "labelled":
        raise NoLabelYet(parcel=parcel)
    if (here.carrier, here.service) == (carrier, service):
        raise SameService(parcel=parcel, carrier=name_of(carrier), service=service)
    await tx.execute(_VOID, {"shop": here.shop_id, "id": here.id})
    await tx.execute(_UNLABELLED, {"shop": here.shop_id, "parcel": here.parcel_id})
    to = {"carrier": carrier, "service": service}
    await tx.execute(_WISH, {"shop": here.shop_id, "parcel": here.parcel_id, **to})
    await tx.execute(
        insert(LabelDecision).values(
            shop_id=here.shop_id, parcel_id=here.parcel_id, what="other", user_id=by.user_id, **to
        )
    )
    shop_id: UUID = here.shop_id
    return shop_id
