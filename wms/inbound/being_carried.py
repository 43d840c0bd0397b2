"""Docks whose goods somebody carries to a shelf: until they are put down the books have them on the
dock."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import text

from wms.db import Read, Tx
from wms.errors import N_, Kind, Refusal

# who has logged out has gone home, and carries nothing any more (see put_away_hands.sql)
_CARRIED = """
    FROM put_aways c JOIN operators o ON o.id = c.operator_id
    WHERE c.done_at IS NULL AND c.cancelled_at IS NULL AND EXISTS (
        SELECT FROM operator_sessions s WHERE s.operator_id = c.operator_id AND s.ended_at IS NULL)
"""
_PLACES = text(f"SELECT DISTINCT c.from_place_id {_CARRIED}")
_WHO = text(f"SELECT o.name {_CARRIED} AND c.from_place_id = :place ORDER BY o.name LIMIT 1")


class BeingCarried(Refusal):
    """Somebody carries goods of this place."""

    kind = Kind.BUSY
    code = "count.being_carried"
    sentence = N_("{by} carries goods from {place} to a shelf. Count another place first.")


async def places_being_carried_from(read: Read | Tx) -> list[UUID]:
    """Places of which somebody has goods in hand."""
    return list(await read.scalars(_PLACES))


async def leave_to_its_carrier(read: Read | Tx, place_id: UUID, place: str) -> None:
    """Do nothing when nobody carries goods of the place.

    Raises:
        BeingCarried: somebody does.
    """
    name = await read.scalar(_WHO, {"place": place_id})
    if name is not None:
        raise BeingCarried(by=name, place=place)
