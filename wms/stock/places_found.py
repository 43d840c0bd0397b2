"""The building's places for the desk: found by what they are and by how much lies there."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import msgspec
from sqlalchemy import select, text

from wms.db import Read, Tx
from wms.errors import NotFound
from wms.layout.models import Place
from wms.layout.place_list import LABELLED_KINDS

#: without one, places in use, blocked ones included
STATES: Final = ("free", "blocked", "retired", "all")
FILLS: Final = ("empty", "used", "full")


class PlacesWanted(msgspec.Struct, frozen=True, kw_only=True):
    """Which places; every field that is not set lets all through.

    ``like`` is an ILIKE pattern for the name or the label's digits, ``codes`` are whole names.
    """

    warehouse_id: UUID | None = None
    kind: str = ""
    zone_id: UUID | None = None
    is_without_zone: bool = False
    state: str = ""
    fill: str = ""
    like: str | None = None
    codes: Sequence[str] | None = None
    ids: Sequence[UUID] | None = None

    def facts(self) -> dict[str, Any]:
        """The parameters of the query."""
        return {
            "kinds": [self.kind] if self.kind else list(LABELLED_KINDS),
            "warehouse": self.warehouse_id,
            "zone": self.zone_id,
            "without_zone": self.is_without_zone,
            "state": self.state,
            "fill": self.fill,
            "like": self.like,
            "codes": None if self.codes is None else list(self.codes),
            "ids": None if self.ids is None else list(self.ids),
        }


class PlaceFound(msgspec.Struct, frozen=True, kw_only=True):
    """A place in a list; ``units`` in base units, ``share`` of its tightest limit, 1.0 is full."""

    id: UUID
    code: str
    kind: str
    label_code: str
    zone: str | None
    warehouse: str
    pick_order: int
    is_blocked: bool
    is_retired: bool
    units: int
    products: int
    share: float | None


_WANTED = """
    FROM places p
    WHERE p.kind = ANY (:kinds) AND p.kind <> 'parcel'
      AND (CAST(:warehouse AS uuid) IS NULL OR p.warehouse_id = CAST(:warehouse AS uuid))
      AND (CAST(:zone AS uuid) IS NULL OR p.zone_id = CAST(:zone AS uuid))
      AND (NOT CAST(:without_zone AS boolean) OR p.zone_id IS NULL)
      AND (CAST(:like AS text) IS NULL OR p.code ILIKE CAST(:like AS text)
           OR p.label_code ILIKE CAST(:like AS text))
      AND (CAST(:codes AS text[]) IS NULL OR p.code = ANY (CAST(:codes AS text[])))
      AND (CAST(:ids AS uuid[]) IS NULL OR p.id = ANY (CAST(:ids AS uuid[])))
      AND CASE CAST(:state AS text)
              WHEN 'all' THEN true
              WHEN 'retired' THEN p.retired_at IS NOT NULL
              WHEN 'blocked' THEN p.blocked_at IS NOT NULL AND p.retired_at IS NULL
              WHEN 'free' THEN p.blocked_at IS NULL
              ELSE p.retired_at IS NULL
          END
      AND CASE CAST(:fill AS text)
              WHEN 'full' THEN (SELECT f.share >= 1 FROM place_fill(p.id) f)
              WHEN 'used' THEN EXISTS (SELECT FROM balances b
                                       WHERE b.place_id = p.id AND b.on_hand > 0)
                               OR EXISTS (SELECT FROM places c WHERE c.stands_at_id = p.id)
              WHEN 'empty' THEN NOT EXISTS (SELECT FROM balances b
                                            WHERE b.place_id = p.id AND b.on_hand > 0)
                                AND NOT EXISTS (SELECT FROM places c WHERE c.stands_at_id = p.id)
              ELSE true
          END
"""
_LIST = text(
    """
    SELECT f.*, z.name AS zone, w.name AS warehouse, x.units, x.products, x.share
    FROM (
        SELECT p.id, p.code, p.kind, p.label_code, p.pick_order, p.zone_id, p.warehouse_id,
               p.blocked_at IS NOT NULL AND p.retired_at IS NULL AS is_blocked,
               p.retired_at IS NOT NULL AS is_retired
    """
    + _WANTED
    + """
          AND (CAST(:after_rank AS bigint) IS NULL
               OR (p.pick_order, p.code) > (CAST(:after_rank AS bigint), CAST(:after_code AS text)))
        ORDER BY p.pick_order, p.code LIMIT :limit) AS f
    JOIN warehouses w ON w.id = f.warehouse_id
    LEFT JOIN zones z ON z.id = f.zone_id
    CROSS JOIN LATERAL place_fill(f.id) AS x
    ORDER BY f.pick_order, f.code
    """
)
_COUNT = text("SELECT count(*)" + _WANTED)
_KEYS = text("SELECT p.id, p.code" + _WANTED + "ORDER BY p.pick_order, p.code LIMIT :limit")


async def places_found(
    read: Read | Tx, wanted: PlacesWanted, *, limit: int, after: tuple[int, str] | None = None
) -> list[PlaceFound]:
    """Places in walking order; ``after``: the rank and name where the page before ended."""
    rank, code = after or (None, None)
    rows = await read.execute(
        _LIST, {**wanted.facts(), "after_rank": rank, "after_code": code, "limit": limit}
    )
    return [
        PlaceFound(**{name: getattr(row, name) for name in PlaceFound.__struct_fields__})
        for row in rows
    ]


async def count_places(read: Read | Tx, wanted: PlacesWanted) -> int:
    """How many places that is."""
    return int(await read.scalar(_COUNT, wanted.facts()) or 0)


async def keys_found(read: Read | Tx, wanted: PlacesWanted, *, limit: int) -> dict[UUID, str]:
    """The same places by id, with their names, in walking order."""
    rows = await read.execute(_KEYS, {**wanted.facts(), "limit": limit})
    return {row.id: row.code for row in rows}


class PlaceShown(msgspec.Struct, frozen=True, kw_only=True):
    """A place with all that the desk may change of it, and how much lies there.

    Weights in grams, volumes in cubic centimetres, coordinates in millimetres, quantities in base
    units; a limit of None is none.
    """

    id: UUID
    code: str
    kind: str
    label_code: str | None
    warehouse_id: UUID
    warehouse: str
    zone_id: UUID | None
    zone: str | None
    aisle: str | None
    x_mm: int | None
    y_mm: int | None
    pick_order: int
    capacity_units: int | None
    capacity_weight_g: int | None
    capacity_volume_cm3: int | None
    products_max: int | None
    blocked_at: datetime | None
    blocked_because: str | None
    retired_at: datetime | None
    #: an LPN stands there
    stands_at_id: UUID | None
    stands_at: str | None
    units: int
    products: int
    weight_g: int
    volume_cm3: int
    share: float | None


_ONE = text(
    """
    SELECT p.id, p.code, p.kind, p.label_code, p.warehouse_id, w.name AS warehouse, p.zone_id,
           z.name AS zone, p.aisle, p.x_mm, p.y_mm, p.pick_order, p.capacity_units,
           p.capacity_weight_g, p.capacity_volume_cm3, p.products_max, p.blocked_at,
           p.blocked_because, p.retired_at, p.stands_at_id, s.code AS stands_at,
           f.units, f.products, f.weight_g, f.volume_cm3, f.share
    FROM places p
    JOIN warehouses w ON w.id = p.warehouse_id
    LEFT JOIN zones z ON z.id = p.zone_id
    LEFT JOIN places s ON s.id = p.stands_at_id
    CROSS JOIN LATERAL place_fill(p.id) AS f
    WHERE p.id = :id
    """
)


async def place_shown(read: Read | Tx, place_id: UUID) -> PlaceShown:
    """A place for its page.

    Raises:
        NotFound: there is none.
    """
    row = (await read.execute(_ONE, {"id": place_id})).one_or_none()
    if row is None:
        raise NotFound(what="place", name=str(place_id))
    return PlaceShown(**row._mapping)


async def place_of_label(read: Read | Tx, label: str) -> UUID:
    """The place with these ten digits, also when it is retired.

    Raises:
        NotFound: there is none.
    """
    found = await read.scalar(select(Place.id).where(Place.label_code == label))
    if found is None:
        raise NotFound(what="place", name=label)
    return found
