"""Telling a shop: the event is a row in the transaction that made it true."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import text

from wms.db import Tx
from wms.events.vocabulary import EVENT_TYPES

_RECORD = text(
    "SELECT record_event(:shop, :type, :subject_type, :subject, :external_id, CAST(:data AS jsonb))"
)


class Subject(msgspec.Struct, frozen=True):
    """What an event is about: ``type`` is asn, order, parcel, return, product …"""

    type: str
    id: UUID
    external_id: str | None


async def record(
    tx: Tx, shop_id: UUID, event_type: str, subject: Subject, data: dict[str, Any]
) -> UUID:
    """Write an event; returns its id. The payload carries no consumer's personal data."""
    assert event_type in EVENT_TYPES, f"{event_type} is not in the vocabulary"
    made: UUID = await tx.scalar(
        _RECORD,
        {
            "shop": shop_id,
            "type": event_type,
            "subject_type": subject.type,
            "subject": subject.id,
            "external_id": subject.external_id,
            "data": msgspec.json.encode(data).decode(),
        },
    )
    return made
