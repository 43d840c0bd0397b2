"""Parts of a building, and what their places are kept for."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

import msgspec
from sqlalchemy import delete, func, select, text, update
from sqlalchemy.dialects.postgresql import insert as upsert

from wms.db import Read, Tx, new_id
from wms.errors import NotFound
from wms.layout.errors import ZoneExists, ZoneHasPlaces
from wms.layout.models import AllowedGoods, Place, Warehouse, Zone

#: zones of a warehouse on one page
ZONES_MAX = 500


class ZoneRow(msgspec.Struct, frozen=True, kw_only=True):
    """A zone in a list; ``places`` in use, ``kept_for`` rows of what its places are kept for."""

    id: UUID
    warehouse_id: UUID
    warehouse: str
    code: str
    name: str
    places: int
    kept_for: int


class KeptFor(msgspec.Struct, frozen=True, kw_only=True):
    """A place or a zone is kept for a shop's goods; ``sku`` None: for all of them."""

    id: UUID
    shop: str
    sku: str | None


async def add_zone(tx: Tx, warehouse_id: UUID, *, code: str, name: str) -> UUID:
    """A part of a warehouse; its id.

    Raises:
        ZoneExists: another one of this warehouse has this code.
    """
    zone_id = await tx.scalar(
        upsert(Zone)
        .values(id=new_id(), warehouse_id=warehouse_id, code=code, name=name)
        .on_conflict_do_nothing(index_elements=["warehouse_id", "code"])
        .returning(Zone.id)
    )
    if zone_id is None:
        raise ZoneExists(pointer="/code", name=code)
    return UUID(str(zone_id))


async def rename_zone(tx: Tx, zone_id: UUID, *, name: str) -> None:
    """What people read on labels and lists; the code stays."""
    changed = await tx.scalar(
        update(Zone).where(Zone.id == zone_id).values(name=name).returning(Zone.id)
    )
    if changed is None:
        raise NotFound(what="zone", name=str(zone_id))


async def remove_zone(tx: Tx, zone_id: UUID) -> None:
    """Take away a zone in which no place is, retired ones included.

    Raises:
        ZoneHasPlaces: some are.
    """
    code = await tx.scalar(select(Zone.code).where(Zone.id == zone_id).with_for_update())
    if code is None:
        raise NotFound(what="zone", name=str(zone_id))
    places = await tx.scalar(
        select(func.count()).select_from(Place).where(Place.zone_id == zone_id)
    )
    if places:
        raise ZoneHasPlaces(zone=code, places=places)
    await tx.execute(delete(AllowedGoods).where(AllowedGoods.zone_id == zone_id))
    await tx.execute(delete(Zone).where(Zone.id == zone_id))


async def zone_list(read: Read | Tx, *, warehouse_id: UUID | None = None) -> list[ZoneRow]:
    """Zones by warehouse and code."""
    in_use = select(func.count()).where(Place.zone_id == Zone.id, Place.retired_at.is_(None))
    kept = select(func.count()).where(AllowedGoods.zone_id == Zone.id)
    wanted = (
        select(
            Zone.id,
            Zone.warehouse_id,
            Warehouse.name.label("warehouse"),
            Zone.code,
            Zone.name,
            in_use.scalar_subquery().label("places"),
            kept.scalar_subquery().label("kept_for"),
        )
        .join(Warehouse, Warehouse.id == Zone.warehouse_id)
        .order_by(Warehouse.code, Zone.code)
        .limit(ZONES_MAX)
    )
    if warehouse_id is not None:
        wanted = wanted.where(Zone.warehouse_id == warehouse_id)
    return [ZoneRow(**row._mapping) for row in await read.execute(wanted)]


async def keep_for(
    tx: Tx,
    shop_id: UUID,
    product_id: UUID | None = None,
    *,
    place_id: UUID | None = None,
    zone_id: UUID | None = None,
) -> None:
    """Keep a place, or all places of a zone, for a shop's goods, or for one product of it.

    What lies there already stays; what comes next is asked (`wms/stock/sql/place_refuses.sql`).
    Said twice it is kept once.
    """
    assert (place_id is None) != (zone_id is None)
    await tx.execute(
        upsert(AllowedGoods)
        .values(
            shop_id=shop_id, id=new_id(), place_id=place_id, zone_id=zone_id, product_id=product_id
        )
        .on_conflict_do_nothing()
    )


async def keep_no_more(
    tx: Tx, ids: Collection[UUID], *, place_id: UUID | None = None, zone_id: UUID | None = None
) -> None:
    """Take rows of what a place or zone is kept for away; without any it takes everything."""
    await tx.execute(
        delete(AllowedGoods).where(
            AllowedGoods.id.in_(ids),
            AllowedGoods.place_id == place_id if place_id else AllowedGoods.zone_id == zone_id,
        )
    )


# products lie beside this slice: their names are read, nothing of them is written
_KEPT = text(
    """
    SELECT a.id, s.name AS shop, p.sku
    FROM allowed_goods a
    JOIN shops s ON s.id = a.shop_id
    LEFT JOIN products p ON p.shop_id = a.shop_id AND p.id = a.product_id
    WHERE a.place_id = CAST(:place AS uuid) OR a.zone_id = CAST(:zone AS uuid)
    ORDER BY s.name, p.sku NULLS FIRST LIMIT :limit
    """
)
KEPT_MAX = 500


async def kept_for(
    read: Read | Tx, *, place_id: UUID | None = None, zone_id: UUID | None = None
) -> list[KeptFor]:
    """What a place, or a zone, is kept for: its own rows."""
    rows = await read.execute(_KEPT, {"place": place_id, "zone": zone_id, "limit": KEPT_MAX})
    return [KeptFor(**row._mapping) for row in rows]
