"""A parcel that we sent stands in the hall again."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import text

from wms.db import Tx
from wms.events.kinds.shipment import ShipmentTrackingUpdated
from wms.events.outbox import record
from wms.shipping.tell import about_shipment

# Whatever the courier told of it: a parcel in the hand is back. The table of states knows no step
# from the courier's hands to here but by "returning".
_TURNED_ROUND = text("""
    UPDATE parcels SET status = 'returning' WHERE shop_id = :shop AND id = ANY(:parcels)
    AND status IN ('handed_over', 'in_transit', 'available_for_pickup', 'delivery_failed')
""")
_BACK = text("""
    UPDATE parcels SET status = 'returned', version = version + 1
    WHERE shop_id = :shop AND id = ANY(:parcels) AND status IN ('returning', 'delivered')
    RETURNING id
""")
_CHANGED = text("""
    UPDATE shipments SET updated_at = clock_timestamp()
    WHERE shop_id = :shop AND parcel_id = ANY(:parcels) AND status = 'bought'
    RETURNING id, tracking_number, tracking_url
""")


async def come_back(tx: Tx, shop_id: UUID, parcels: Sequence[UUID]) -> int:
    """Those of ``parcels`` that had left are back now, and the shop hears of each; how many.

    A parcel that is back already, or never left, stays as it is.
    """
    key = {"shop": shop_id, "parcels": list(parcels)}
    await tx.execute(_TURNED_ROUND, key)
    back = list(await tx.scalars(_BACK, key))
    changed = (await tx.execute(_CHANGED, {**key, "parcels": back})).all() if back else []
    for shipment in sorted(changed, key=lambda row: row.id):
        about = await about_shipment(tx, shop_id, shipment.id)
        await record(
            tx,
            shop_id,
            about.subject,
            ShipmentTrackingUpdated(
                **about.facts,
                tracking_number=shipment.tracking_number,
                tracking_url=shipment.tracking_url,
                status="returned",
            ),
        )
    return len(back)
