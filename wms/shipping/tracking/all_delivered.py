"""The driver of a courier that tells nothing comes back: everything on a manifest arrived."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from sqlalchemy import text

from wms.access.people import Desk
from wms.db import Read, Tx
from wms.shipping.carriers.port import TrackingEvent
from wms.shipping.carriers.registry import TELLING
from wms.shipping.errors import NoManifest
from wms.shipping.tracking.track import track

#: the courier's code of what somebody at the desk said
BY_DESK: Final = "desk"
#: parcels of one press; a manifest with more is pressed again
AT_ONCE: Final = 500

_CLOSED = text("SELECT id FROM manifests WHERE number = :number AND closed_at IS NOT NULL")
_HOW_MANY = text(
    """
    SELECT count(*) FROM manifests m
    JOIN shipments s ON s.manifest_id = m.id
    JOIN parcels pa ON pa.shop_id = s.shop_id AND pa.id = s.parcel_id
    WHERE m.number = :number AND m.closed_at IS NOT NULL AND m.carrier <> ALL (:telling)
      AND pa.status IN ('handed_over', 'in_transit', 'available_for_pickup', 'delivery_failed')
    """
)
# in the order of their orders, as everybody locks them
_UNDERWAY = text(
    """
    SELECT s.shop_id, s.id FROM shipments s
    JOIN parcels pa ON pa.shop_id = s.shop_id AND pa.id = s.parcel_id
    WHERE s.manifest_id = :manifest
      AND pa.status IN ('handed_over', 'in_transit', 'available_for_pickup', 'delivery_failed')
    ORDER BY pa.shop_id, pa.order_id, pa.number LIMIT :most
    """
)


async def underway(read: Read | Tx, manifest: int) -> int:
    """Parcels of a signed manifest that are under way with a courier that tells nothing."""
    return int(await read.scalar(_HOW_MANY, {"number": manifest, "telling": TELLING}) or 0)


async def all_delivered(tx: Tx, manifest: int, *, by: Desk) -> int:
    """Say of every parcel of a signed manifest that is still under way that it arrived; how many.

    Those that came back, are coming back or are lost stay as they are.

    Raises:
        NoManifest: there is none with this number, or nobody signed it yet.
    """
    manifest_id = await tx.scalar(_CLOSED, {"number": manifest})
    if manifest_id is None:
        raise NoManifest
    now = datetime.now(UTC)
    arrived = TrackingEvent(status="delivered", at=now, code=BY_DESK, words="")
    rows = (await tx.execute(_UNDERWAY, {"manifest": manifest_id, "most": AT_ONCE})).all()
    for row in rows:
        await track(tx, row.shop_id, row.id, [arrived], source="office", by=by)
    return len(rows)
