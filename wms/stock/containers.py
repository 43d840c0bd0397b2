"""Containers with a licence plate: what stands in them, and carrying them as one.

The goods stay where they lie, in their container; the container stands somewhere else. The work is
one SQL function (`sql/move_container.sql`), for all that carry: putting away, moving, undo.
"""

from __future__ import annotations

from typing import Final
from uuid import UUID

import msgspec
from sqlalchemy import text

from wms.access.people import AtWork
from wms.db import Read, Tx
from wms.layout.queries import PlaceCard

#: containers in a container, or at a location, that a screen names
INSIDE_MAX: Final = 50

_INSIDE = text(
    """
    SELECT p.id, p.code, goods.pieces, goods.products
    FROM places p
    CROSS JOIN LATERAL (
        SELECT coalesce(sum(b.on_hand), 0) AS pieces, count(DISTINCT b.product_id) AS products
        FROM balances b
        WHERE b.place_id IN (SELECT container_tree(p.id)) AND b.on_hand > 0) AS goods
    WHERE p.inside_id = :place
    ORDER BY p.code LIMIT :most
    """
)
_ABOVE = text(
    """
    WITH RECURSIVE above (id, inside_id, code, n) AS (
        SELECT id, inside_id, NULL, 0 FROM places WHERE id = :place
        UNION ALL
        SELECT p.id, p.inside_id, p.code, a.n + 1
        FROM above a JOIN places p ON p.id = a.inside_id WHERE a.n < 10
    )
    SELECT string_agg(code, ' · ' ORDER BY n DESC) FROM above
    """
)
_MOVE = text("SELECT move_container(:container, :into, :reason, :operator, :device, :scan)")


class Carried(msgspec.Struct, frozen=True, kw_only=True):
    """A container stands at a place, with so many base units in it."""

    container: str
    place: str
    quantity: int


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """A container that stands somewhere; pieces with everything nested in it, base units."""

    id: UUID
    code: str
    pieces: int
    #: products in it
    products: int


async def move_container(
    tx: Tx,
    container_id: UUID,
    into_id: UUID,
    *,
    reason: str,
    by: AtWork | None,
    scan_id: UUID | None = None,
) -> Carried:
    """Carry a container, with everything in it, to a location or into another container.

    ``reason`` is what shops are told when goods can be sold from then on, or no more.

    Raises:
        ContainerNotThere, ContainerStandsThere, ContainerStandsNowhere, ContainerIntoItself,
        ContainerTooDeep, PlaceBlocked: it cannot stand there.
        ContainerPromised: orders count on goods in it that could not be picked there.
        ContainerNotGood: goods that are not good would come among what is sold.
    """
    carried = await tx.scalar(
        _MOVE,
        {
            "container": container_id,
            "into": into_id,
            "reason": reason,
            "operator": by.operator_id if by else None,
            "device": by.device_id if by else None,
            "scan": scan_id,
        },
    )
    return msgspec.convert(carried, Carried)


async def standing_in(read: Read | Tx, place: PlaceCard) -> list[Standing]:
    """The containers that stand right at a place or in a container, by name."""
    rows = await read.execute(_INSIDE, {"place": place.id, "most": INSIDE_MAX})
    return [Standing(**row._mapping) for row in rows]


async def inside_of(read: Read | Tx, place: PlaceCard) -> str | None:
    """Where an LPN stands, from the location down: ``A-01-1 · L-0001``; None: nowhere."""
    if not place.is_container:
        return None
    above: str | None = await read.scalar(_ABOVE, {"place": place.id})
    return above
