"""What a shop is told of a shipment, in every event about its label."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import text

from wms.db import Tx
from wms.events.outbox import Subject


class About(msgspec.Struct, frozen=True, kw_only=True):
    """The subject of the event, and the facts that name order, parcel and courier."""

    subject: Subject
    facts: dict[str, Any]


_ABOUT = text(
    """
    SELECT o.external_id, o.id AS order_id, o.number AS order_number, pa.number AS parcel_number,
           s.carrier, s.service, o.way ->> 'upgraded_for' AS upgraded_for
    FROM shipments s
    JOIN parcels pa ON pa.shop_id = s.shop_id AND pa.id = s.parcel_id
    JOIN orders o ON o.shop_id = pa.shop_id AND o.id = pa.order_id
    WHERE s.shop_id = :shop AND s.id = :id
    """
)


async def about_shipment(tx: Tx, shop_id: UUID, shipment_id: UUID) -> About:
    """Of a shipment that is there; nothing about the consumer."""
    row = (await tx.execute(_ABOUT, {"shop": shop_id, "id": shipment_id})).one()
    facts = dict(row._mapping)
    if facts["upgraded_for"] is None:  # most orders go as usual
        del facts["upgraded_for"]
    subject = Subject("shipment", shipment_id, facts.pop("external_id"))
    return About(subject=subject, facts=facts)
