"""Labels that were replaced: their courier is asked whether it sold one after all, and voids it.

A label is replaced when its courier failed. "No answer" may have been a sale whose answer got lost,
and then the parcel would be paid twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import text

from wms.db import Read, Tx

#: who gives back a label has so long, and a courier that is away is asked again after it, s
PAUSE_S = 600

_TO_GIVE_BACK = "status = 'voided' AND attempts > 0 AND given_back_at IS NULL"
_DUE = text(
    f"SELECT shop_id, id FROM shipments WHERE {_TO_GIVE_BACK} "
    "AND next_attempt_at <= clock_timestamp() ORDER BY next_attempt_at LIMIT :limit"
)
_CLAIM = text(
    f"""
    UPDATE shipments
    SET next_attempt_at = clock_timestamp() + make_interval(secs => :pause)
    WHERE shop_id = :shop AND id = :id AND {_TO_GIVE_BACK}
      AND next_attempt_at <= clock_timestamp()
    RETURNING carrier, created_at, account_id
    """
)
_SETTLE = text(
    "UPDATE shipments SET given_back_at = clock_timestamp(), updated_at = clock_timestamp() "
    f"WHERE shop_id = :shop AND id = :id AND {_TO_GIVE_BACK}"
)


async def due_to_give_back(read: Read, limit: int) -> Sequence[tuple[UUID, UUID]]:
    """Keys (shop, shipment) of replaced labels whose courier was not asked yet."""
    return [(row.shop_id, row.id) for row in await read.execute(_DUE, {"limit": limit})]


class ToGiveBack(msgspec.Struct, frozen=True, kw_only=True):
    """Whom to ask about a replaced label; it cannot have been bought before ``created_at``."""

    carrier: str
    created_at: datetime
    account_id: UUID | None


async def claim_to_give_back(tx: Tx, shop_id: UUID, shipment_id: UUID) -> ToGiveBack | None:
    """The courier to ask, by our reference; None when it is settled or in somebody's hands."""
    row = (await tx.execute(_CLAIM, {"shop": shop_id, "id": shipment_id, "pause": PAUSE_S})).first()
    return ToGiveBack(**row._mapping) if row else None


async def settle_given_back(tx: Tx, shop_id: UUID, shipment_id: UUID) -> None:
    """The courier has no label of it any more, or says that it keeps it."""
    await tx.execute(_SETTLE, {"shop": shop_id, "id": shipment_id})
