"""What happened by a deed of the robot: the events that it made."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import msgspec
from sqlalchemy import text

from wms.db import Read, Tx
from wms.events.feed import SubjectOut


class EventMade(msgspec.Struct, frozen=True, kw_only=True):
    """An event as the feed and webhooks tell it; its ``sequence`` is given a moment later."""

    id: UUID
    type: str
    occurred_at: datetime
    subject: SubjectOut
    data: dict[str, Any]


_NOW = text("SELECT uuidv7()")
# ids of one moment follow each other; what others tell meanwhile is not seen before their commit
_SINCE = text(
    "SELECT id, type, occurred_at, subject_type, subject_id, subject_external_id, subject_version, "
    "data FROM events WHERE shop_id = :shop AND sequence IS NULL AND id > :mark ORDER BY id"
)


async def mark(tx: Tx) -> UUID:
    """A moment; `made_since` tells what came after it."""
    at: UUID = await tx.scalar(_NOW)
    return at


async def made_since(tx: Tx, shop_id: UUID, at: UUID) -> list[EventMade]:
    """The shop's events of this transaction since then, in their order."""
    return _events(await tx.execute(_SINCE, {"shop": shop_id, "mark": at}))


#: events of one list at the desk
LISTED_MAX: Final = 12
_LAST = text(
    "SELECT id, type, occurred_at, subject_type, subject_id, subject_external_id, subject_version, "
    "data FROM events WHERE shop_id = :shop ORDER BY id DESC LIMIT :limit"
)


async def told_last(read: Read, shop_id: UUID) -> list[EventMade]:
    """The newest events of a sandbox, the newest first, at most `LISTED_MAX`."""
    return _events(await read.execute(_LAST, {"shop": shop_id, "limit": LISTED_MAX}))


def _events(rows: Iterable[Any]) -> list[EventMade]:
    return [
        EventMade(
            id=row.id, type=row.type, occurred_at=row.occurred_at, data=row.data,
            subject=SubjectOut(
                type=row.subject_type, id=row.subject_id,
                external_id=row.subject_external_id, version=row.subject_version,
            ),
        )
        for row in rows
    ]  # fmt: skip
