"""Telling a shop: the event is a row in the transaction that made it true."""

from __future__ import annotations

from uuid import UUID

import msgspec
from sqlalchemy import text

from wms.db import Tx
from wms.events.kinds import Told

_RECORD = text(
    "SELECT record_event(:shop, :type, :subject_type, :subject, :external_id, "
    "CAST(:data AS jsonb), :version)"
)


class Subject(msgspec.Struct, frozen=True):
    """What an event is about: ``type`` is asn, order, parcel, return, product …"""

    type: str
    id: UUID
    external_id: str | None


async def record(tx: Tx, shop_id: UUID, subject: Subject, told: Told) -> UUID:
    """Write an event; returns its id. What is told carries no consumer's personal data."""
    made: UUID = await tx.scalar(
        _RECORD,
        {
            "shop": shop_id,
            "type": told.type,
            "subject_type": subject.type,
            "subject": subject.id,
            "external_id": subject.external_id,
            "data": msgspec.json.encode(told).decode(),
            "version": told.version,
        },
    )
    return made
