"""Parcels of returns that nobody can place, or that never come."""

from __future__ import annotations

from typing import Final

from wms.errors import N_
from wms.shipping.alarms.rule import AlarmRule

COMING_BACK: Final[dict[str, AlarmRule]] = {
    "return_lost": AlarmRule(
        owner="carrier",
        sentence=N_("The courier has lost a parcel that comes back."),
        todo=N_("Claim the loss from the courier. The shop pays the consumer back all the same."),
        cause="""
    SELECT l.id AS subject, l.shop_id, r.order_id, CAST(NULL AS uuid) AS shipment_id,
           CAST(NULL AS uuid) AS manifest_id, l.way_status_at AS since,
           jsonb_build_object('about', 'return', 'number', r.number) AS facts
    FROM return_labels l JOIN returns r ON r.shop_id = l.shop_id AND r.id = l.return_id
    WHERE l.way_status = 'lost' AND l.status = 'bought' AND r.status = 'announced'""",
    ),
    "parcel_unnamed": AlarmRule(
        owner="shop",
        sentence=N_("A parcel came back, and its shop has not said whose it is."),
        todo=N_("Look for its order at the desk, send the shop the link once more, or call it."),
        cause="""
    SELECT r.id AS subject, r.shop_id, CAST(NULL AS uuid) AS order_id,
           CAST(NULL AS uuid) AS shipment_id, CAST(NULL AS uuid) AS manifest_id,
           coalesce(u.settled_at, u.reminded_at) AS since,
           jsonb_build_object('about', 'return', 'number', r.number) AS facts
    FROM returns r JOIN unidentified_parcels u ON u.shop_id = r.shop_id AND u.return_id = r.id
    WHERE r.status = 'unidentified' AND coalesce(u.settled_at, u.reminded_at) IS NOT NULL""",
    ),
}  # fmt: skip
