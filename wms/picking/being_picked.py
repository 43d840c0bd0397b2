"""Where pickers are: nobody counts goods while somebody takes of them."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import text

from wms.db import Read, Tx
from wms.errors import N_, Kind, Refusal


class BeingPicked(Refusal):
    """A walk takes goods from the place."""

    kind = Kind.BUSY
    code = "count.being_picked"
    sentence = N_("{by} is picking at {place}. Count another place first.")


async def places_being_picked(read: Read | Tx) -> list[UUID]:
    """Places from which a walk under way still takes something that waits to be counted."""
    found = await read.scalars(
        text(
            "SELECT DISTINCT t.place_id FROM pick_runs r JOIN pick_tasks t ON t.run_id = r.id "
            "WHERE r.status = 'picking' AND t.status IN ('open', 'skipped')"
        )
    )
    return list(found)


async def leave_to_its_picker(read: Read | Tx, place_id: UUID, place: str) -> None:
    """Do nothing when no walk under way takes anything from the place.

    Raises:
        BeingPicked: one does.
    """
    name = await read.scalar(
        text(
            "SELECT coalesce(o.name, '–') FROM pick_runs r "
            "JOIN pick_tasks t ON t.run_id = r.id LEFT JOIN operators o ON o.id = r.operator_id "
            "WHERE r.status = 'picking' AND t.status IN ('open', 'skipped') "
            "AND t.place_id = :place LIMIT 1"
        ),
        {"place": place_id},
    )
    if name is not None:
        raise BeingPicked(by=name, place=place)
