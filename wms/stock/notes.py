"""What people said about a movement is kept beside it."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import insert

from wms.db import Tx
from wms.stock.note_models import MovementNote


async def note_why(tx: Tx, shop_id: UUID, movement_id: UUID, why: str) -> None:
    """Keep why somebody did by hand what the movement says; ``why`` is a code of the screen."""
    await tx.execute(insert(MovementNote).values(shop_id=shop_id, movement_id=movement_id, why=why))
