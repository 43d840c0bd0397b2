"""The building's places for the desk: found by name, and with what their labels say."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

import msgspec
from sqlalchemy import func, select, tuple_

from wms.db import Read, Tx
from wms.layout.models import LOCATION_KINDS, Place, Warehouse, Zone

#: what hangs or stands in the hall with a label of its own; parcels come and go
LABELLED_KINDS = (*LOCATION_KINDS, "tote", "lpn")


class PlaceRow(msgspec.Struct, frozen=True, kw_only=True):
    """A place in a list."""

    id: UUID
    code: str
    kind: str
    label_code: str
    zone: str | None
    warehouse: str
    pick_order: int
    is_blocked: bool


async def place_list(
    read: Read | Tx,
    *,
    limit: int,
    kind: str = "",
    like: str | None = None,
    after: tuple[int, str] | None = None,
    ids: Sequence[UUID] | None = None,
) -> list[PlaceRow]:
    """Places in walking order; ``like`` is an ILIKE pattern for the name or the label's digits,
    ``after`` the walking rank and name where the page before ended."""
    wanted = (
        select(
            Place.id,
            Place.code,
            Place.kind,
            Place.label_code,
            Zone.name.label("zone"),
            Warehouse.name.label("warehouse"),
            Place.pick_order,
            Place.blocked_at.is_not(None).label("is_blocked"),
        )
        .join(Warehouse, Warehouse.id == Place.warehouse_id)
        .outerjoin(Zone, Zone.id == Place.zone_id)
        .where(Place.kind.in_([kind] if kind else LABELLED_KINDS))
        .order_by(Place.pick_order, Place.code)
        .limit(limit)
    )
    if like is not None:
        wanted = wanted.where(Place.code.ilike(like) | Place.label_code.ilike(like))
    if after is not None:
        wanted = wanted.where(tuple_(Place.pick_order, Place.code) > after)
    if ids is not None:
        wanted = wanted.where(Place.id.in_(ids))
    return [PlaceRow(**row._mapping) for row in await read.execute(wanted)]


async def warehouse_name(read: Read | Tx) -> str:
    """What the first warehouse is called; empty before one is opened."""
    return (
        await read.scalar(select(func.coalesce(Warehouse.name, "")).order_by(Warehouse.id).limit(1))
        or ""
    )
