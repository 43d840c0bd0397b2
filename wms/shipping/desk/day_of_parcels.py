"""Parcels and manifests added up, by courier: of one day, or of everything that is still here."""

from __future__ import annotations

from datetime import date
from typing import Final

import msgspec
from sqlalchemy import text

from wms.db import Read, Tx
from wms.shipping.desk.parcel_list import GROUPS

#: the groups that are told of each courier, as goods flow
TOLD: Final = (
    "packing", "stuck", "to_load", "loaded", "on_the_way", "trouble", "delivered",
)  # fmt: skip
#: of them those that are told of one day only
OF_A_DAY: Final = ("on_the_way", "delivered")


class ByCourier(msgspec.Struct, frozen=True, kw_only=True):
    """A courier's parcels, by the groups of `TOLD`; those that nobody packed yet go as ordered."""

    carrier: str
    parcels: dict[str, int]


class ManifestsOfDay(msgspec.Struct, frozen=True, kw_only=True):
    """What was handed to a courier on one day, and what is still at the door."""

    carrier: str
    manifests: int
    parcels: int
    #: manifests that nobody signed yet, whatever day they are of
    open: int
    #: labelled parcels that are on no manifest
    not_loaded: int


_SUMS: Final = ", ".join(f"count(*) FILTER (WHERE {GROUPS[group]}) AS {group}" for group in TOLD)
# what has left well is many days': only of a day that was asked for
_BY_COURIER = text(
    f"""
    SELECT coalesce(sh.carrier, o.carrier) AS carrier, {_SUMS}
    FROM parcels pa
    JOIN orders o ON o.shop_id = pa.shop_id AND o.id = pa.order_id
    JOIN shops s ON s.id = pa.shop_id
    LEFT JOIN shipments sh ON sh.shop_id = pa.shop_id AND sh.parcel_id = pa.id
                          AND sh.status <> 'voided'
    WHERE pa.status <> 'cancelled' AND (CAST(:shop AS text) = '' OR s.code = :shop)
      AND (CASE WHEN CAST(:day AS date) IS NULL
           THEN pa.status IN ('open', 'packed', 'labelled', 'delivery_failed', 'returning', 'lost')
           ELSE pa.created_at >= (SELECT day_begins(CAST(:day AS date)))
                AND pa.created_at < (SELECT day_begins(CAST(:day AS date) + 1)) END)
    GROUP BY 1 ORDER BY 1
    """
)
_MANIFESTS = text(
    """
    WITH day AS MATERIALIZED (SELECT coalesce(CAST(:day AS date), house_today()) AS d), of_day AS (
        SELECT m.carrier, count(DISTINCT m.id) AS manifests, count(s.id) AS parcels
        FROM manifests m LEFT JOIN shipments s ON s.manifest_id = m.id
        WHERE m.closed_at >= (SELECT day_begins(d) FROM day)
          AND m.closed_at < (SELECT day_begins(d + 1) FROM day)
        GROUP BY m.carrier
    ), not_signed AS (
        SELECT carrier, count(*) AS open FROM manifests WHERE closed_at IS NULL GROUP BY carrier
    ), waits AS (
        SELECT s.carrier, count(*) AS not_loaded
        FROM parcels pa JOIN shipments s ON s.shop_id = pa.shop_id AND s.parcel_id = pa.id
        WHERE pa.status = 'labelled' AND s.status = 'bought' AND s.manifest_id IS NULL
        GROUP BY s.carrier
    )
    SELECT carrier, coalesce(manifests, 0) AS manifests, coalesce(parcels, 0) AS parcels,
           coalesce(open, 0) AS open, coalesce(not_loaded, 0) AS not_loaded
    FROM of_day FULL JOIN not_signed USING (carrier) FULL JOIN waits USING (carrier)
    ORDER BY carrier
    """
)


async def parcels_by_courier(
    read: Read | Tx, *, shop: str = "", day: date | None = None
) -> list[ByCourier]:
    """How many parcels of each courier are where: of a day; else of all that are still here or
    went wrong.

    ``shop``: a shop's code, empty for all.
    """
    rows = await read.execute(_BY_COURIER, {"shop": shop, "day": day})
    return [
        ByCourier(carrier=row.carrier, parcels={one: getattr(row, one) for one in TOLD})
        for row in rows
    ]


async def manifests_of_day(read: Read | Tx, day: date | None = None) -> list[ManifestsOfDay]:
    """What each courier took on a day (today), and what waits for it now."""
    return [ManifestsOfDay(**row._mapping) for row in await read.execute(_MANIFESTS, {"day": day})]
