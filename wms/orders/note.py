"""What a shop says to whoever packs an order."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from sqlalchemy import text

from wms.db import Tx

_SHOWN: Final = text(
    "UPDATE orders SET is_note_confirmed = false WHERE shop_id = :shop AND id = :order"
)


async def only_show_note(tx: Tx, shop_id: UUID, order_id: UUID) -> None:
    """The note of an order stands on the bench's screen, and nobody need confirm it: most buyers
    write "thank you", and a bench that wants each of them confirmed is clicked past."""
    await tx.execute(_SHOWN, {"shop": shop_id, "order": order_id})
