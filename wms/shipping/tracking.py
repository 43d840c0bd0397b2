"""Where a parcel is, for whoever waits for it: by its number only, and nothing about people."""

from __future__ import annotations

from datetime import datetime

import msgspec
from sqlalchemy import text

from wms.db import Read


class Whereabouts(msgspec.Struct, frozen=True, kw_only=True):
    """What a tracking number tells anybody who has it."""

    tracking_number: str
    carrier: str
    service: str
    #: of the parcel: labelled, handed_over, in_transit, delivered …
    status: str
    shop: str
    bought_at: datetime
    handed_over_at: datetime | None


_WHERE = text(
    """
    SELECT s.tracking_number, s.carrier, s.service, pa.status, shop.name AS shop, s.bought_at,
           s.handed_over_at
    FROM shipments s
    JOIN parcels pa ON pa.shop_id = s.shop_id AND pa.id = s.parcel_id
    JOIN shops shop ON shop.id = s.shop_id
    WHERE s.carrier = :carrier AND s.tracking_number = :number AND s.status = 'bought'
    """
)


async def whereabouts(read: Read, carrier: str, tracking_number: str) -> Whereabouts | None:
    """Where the parcel with this number is; None when nobody gave such a number."""
    row = (await read.execute(_WHERE, {"carrier": carrier, "number": tracking_number})).first()
    return Whereabouts(**row._mapping) if row else None
