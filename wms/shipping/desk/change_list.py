"""Reading what the desk changed of many orders at once."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final
from uuid import UUID

import msgspec
from sqlalchemy import text

from wms.access.people import Desk
from wms.db import Read, Tx
from wms.errors import NotFound
from wms.shipping.desk.changes import CHANGED_MAX

#: presses shown of what was done last
LAST_MAX: Final = 20


class Changed(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one order."""

    shop_id: UUID
    id: UUID
    order_id: UUID
    number: int
    external_id: str
    shop: str
    status: str
    what: str
    asked: dict[str, Any]
    outcome: str
    no: dict[str, Any] | None
    before: dict[str, Any] | None
    created_at: datetime
    undone_at: datetime | None

    @property
    def can_be_undone(self) -> bool:
        """Whether there is something to take back."""
        return self.before is not None and self.undone_at is None


_BATCH = text(
    """
    SELECT c.shop_id, c.id, c.order_id, o.number, o.external_id, s.name AS shop, o.status, c.what,
           c.asked, c.outcome, c.no, c.before, c.created_at, c.undone_at
    FROM order_changes c
    JOIN orders o ON o.shop_id = c.shop_id AND o.id = c.order_id
    JOIN shops s ON s.id = c.shop_id
    WHERE c.batch_id = :batch ORDER BY o.number LIMIT :most
    """
)


async def changes_of(read: Read | Tx, batch_id: UUID) -> list[Changed]:
    """Every order of one press, by its number.

    Raises:
        NotFound: there is no such press that the reader may see.
    """
    rows = (await read.execute(_BATCH, {"batch": batch_id, "most": CHANGED_MAX})).all()
    if not rows:
        raise NotFound(what="change", name=str(batch_id))
    return [Changed(**row._mapping) for row in rows]


class Press(msgspec.Struct, frozen=True, kw_only=True):
    """One press, and how many orders it changed."""

    batch_id: UUID
    what: str
    asked: dict[str, Any]
    orders: int
    refused: int
    undone: int
    at: datetime


_LAST = text(
    """
    SELECT batch_id, what, asked, count(*) AS orders,
           count(*) FILTER (WHERE outcome = 'refused') AS refused,
           count(undone_at) AS undone, min(created_at) AS at
    FROM (SELECT * FROM order_changes WHERE user_id = :user ORDER BY id DESC LIMIT :rows) AS c
    GROUP BY batch_id, what, asked ORDER BY min(created_at) DESC LIMIT :most
    """
)
#: rows looked at for the presses of one person
_ROWS_LOOKED_AT: Final = 2 * CHANGED_MAX


async def last_presses(read: Read | Tx, *, by: Desk) -> list[Press]:
    """What this person changed last."""
    facts = {"user": by.user_id, "rows": _ROWS_LOOKED_AT, "most": LAST_MAX}
    return [Press(**row._mapping) for row in await read.execute(_LAST, facts)]
