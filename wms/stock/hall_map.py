"""The hall from above: how full each location is, or how often people take from it."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec
from sqlalchemy import text

from wms.db import Read, Tx
from wms.layout.models import LOCATION_KINDS

#: locations on one map
MAP_MAX: Final = 20_000


class MapPlace(msgspec.Struct, frozen=True, kw_only=True):
    """A location on the map; coordinates in millimetres, ``units`` in base units with whatever
    stands there, ``share`` of its tightest limit (None: it has none)."""

    code: str
    label_code: str
    kind: str
    x_mm: int | None
    y_mm: int | None
    is_blocked: bool
    units: int
    products: int
    share: float | None
    #: picks from there since the moment that was asked for; 0 when none was
    picks: int


# Three passes, put together here: joined in one statement the planner may, of a hall that was just
# built, begin the second anew for each place of the first.
_PLACES = text(
    """
    SELECT p.id, p.code, p.label_code, p.kind, p.x_mm, p.y_mm,
           p.blocked_at IS NOT NULL AS is_blocked,
           coalesce(p.capacity_units, p.capacity_weight_g, p.capacity_volume_cm3) IS NOT NULL
               AS is_limited
    FROM places p
    WHERE p.warehouse_id = :warehouse AND p.kind = ANY (:kinds) AND p.retired_at IS NULL
      AND (CAST(:zone AS uuid) IS NULL OR p.zone_id = CAST(:zone AS uuid))
    ORDER BY p.pick_order, p.code LIMIT :limit
    """
)
_LYING = text(
    """
    SELECT l.id, CAST(sum(b.on_hand) AS bigint) AS units,
           count(DISTINCT b.product_id) AS products,
           greatest(
               sum(b.on_hand)::float8 / l.capacity_units,
               sum(b.on_hand * r.weight_g::bigint)::float8 / l.capacity_weight_g,
               sum(b.on_hand::float8 * r.length_mm * r.width_mm * r.height_mm)
                   / (l.capacity_volume_cm3 * 1000::float8)) AS share
    FROM balances b
    JOIN places c ON c.id = b.place_id
    JOIN places l ON l.id = coalesce(c.stands_at_id, c.id)
    -- sizes matter only where a limit asks for them
    LEFT JOIN products r ON coalesce(l.capacity_weight_g, l.capacity_volume_cm3) IS NOT NULL
         AND r.shop_id = b.shop_id AND r.id = b.product_id
    WHERE b.on_hand > 0 AND c.warehouse_id = :warehouse AND c.kind <> ALL ('{tote,parcel}')
    GROUP BY l.id
    """
)
_PICKED = text(
    """
    SELECT coalesce(c.stands_at_id, c.id) AS id, CAST(sum(m.picks) AS bigint) AS picks
    FROM shops s
    CROSS JOIN LATERAL (
        SELECT from_place_id, count(*) AS picks FROM movements
        WHERE shop_id = s.id AND id >= first_id_of(CAST(:since AS timestamptz))
          AND reason = 'pick'
        GROUP BY from_place_id) AS m
    JOIN places c ON c.id = m.from_place_id
    GROUP BY 1
    """
)


async def map_places(
    read: Read | Tx,
    warehouse_id: UUID,
    *,
    zone_id: UUID | None = None,
    picked_since: datetime | None = None,
) -> list[MapPlace]:
    """Every location in use of a warehouse, or of a zone, in walking order; at most `MAP_MAX`.

    Goods in an LPN are counted where it stands now, also those that were picked from it elsewhere.
    """
    asked = {"warehouse": warehouse_id, "zone": zone_id, "kinds": list(LOCATION_KINDS),
             "limit": MAP_MAX}  # fmt: skip
    lying = {row.id: row for row in await read.execute(_LYING, {"warehouse": warehouse_id})}
    picked: dict[UUID, int] = {}
    if picked_since is not None:
        rows = await read.execute(_PICKED, {"since": picked_since})
        picked = {row.id: row.picks for row in rows}
    found = []
    for row in await read.execute(_PLACES, asked):
        here = lying.get(row.id)
        share = (here.share if here else None) or 0.0
        found.append(
            MapPlace(
                code=row.code, label_code=row.label_code, kind=row.kind, x_mm=row.x_mm,
                y_mm=row.y_mm, is_blocked=row.is_blocked, units=here.units if here else 0,
                products=here.products if here else 0, share=share if row.is_limited else None,
                picks=picked.get(row.id, 0),
            )
        )  # fmt: skip
    return found
