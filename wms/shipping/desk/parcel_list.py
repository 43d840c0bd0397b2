"""What left and what waits to leave, for the desk: parcels with their labels, manifests."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

import msgspec
from sqlalchemy import text

from wms.db import Read, Tx
from wms.errors import NotFound
from wms.failures import Failure, failure_in
from wms.shipping.desk.order_search import like

#: a label that nobody could buy until now: a person must look
_IS_STUCK = "(sh.status = 'failed' OR (sh.status = 'requested' AND sh.failure IS NOT NULL))"
#: what the desk looks for: name → the condition it means
GROUPS: Final[dict[str, str]] = {
    "packing": "pa.status = 'open'",
    "stuck": f"pa.status = 'packed' AND {_IS_STUCK}",
    "to_hand_over": "pa.status = 'labelled'",
    "to_load": "pa.status = 'labelled' AND sh.manifest_id IS NULL",
    "loaded": "pa.status = 'labelled' AND sh.manifest_id IS NOT NULL",
    "on_the_way": "pa.status IN ('handed_over', 'in_transit', 'available_for_pickup')",
    "trouble": "pa.status IN ('delivery_failed', 'returning', 'lost')",
    "delivered": "pa.status = 'delivered'",
}
_NUMBER_MAX_DIGITS: Final = 18


class ParcelRow(msgspec.Struct, frozen=True, kw_only=True):
    """A parcel in a list, with its live label."""

    shop_id: UUID
    shop: str
    id: UUID
    number: int
    status: str
    order_number: int
    order_external_id: str
    weight_g: int | None
    packer: str | None
    packed_at: datetime | None
    created_at: datetime
    carrier: str | None
    shipment_status: str | None
    tracking_number: str | None
    failure: Failure | None
    #: put aside for the office
    held_at: datetime | None
    manifest: int | None
    #: of one that is labelled: the staging place, else the bench where it was packed
    place: str | None


class ManifestRow(msgspec.Struct, frozen=True, kw_only=True):
    """A manifest in a list."""

    number: int
    carrier: str
    warehouse: str
    opened_by: str
    created_at: datetime
    closed_at: datetime | None
    signed_by: str | None
    #: how many parcels the driver counted
    counted: int | None
    parcels: int


_PARCELS = """
    SELECT pa.shop_id, s.name AS shop, pa.id, pa.number, pa.status, o.number AS order_number,
           o.external_id AS order_external_id, pa.weight_g, op.name AS packer, pa.packed_at,
           pa.created_at, sh.carrier, sh.status AS shipment_status, sh.tracking_number, sh.failure,
           sh.held_at, m.number AS manifest,
           CASE WHEN pa.status = 'labelled' THEN coalesce(st.code, be.code) END AS place
    FROM parcels pa
    JOIN orders o ON o.shop_id = pa.shop_id AND o.id = pa.order_id
    JOIN shops s ON s.id = pa.shop_id
    LEFT JOIN operators op ON op.id = pa.operator_id
    LEFT JOIN shipments sh ON sh.shop_id = pa.shop_id AND sh.parcel_id = pa.id
                          AND sh.status <> 'voided'
    LEFT JOIN manifests m ON m.id = sh.manifest_id
    LEFT JOIN staged_parcels sp ON sp.shop_id = pa.shop_id AND sp.parcel_id = pa.id
    LEFT JOIN places st ON st.id = sp.place_id
    LEFT JOIN places be ON be.id = pa.bench_id
    WHERE pa.status <> 'cancelled'
"""
_PARCEL_FILTERS = """
      AND (CAST(:day AS date) IS NULL OR (
               pa.created_at >= (SELECT day_begins(CAST(:day AS date)))
               AND pa.created_at < (SELECT day_begins(CAST(:day AS date) + 1))))
      AND (CAST(:shop AS text) IS NULL OR s.code = CAST(:shop AS text))
      AND (CAST(:carrier AS text) IS NULL
           OR coalesce(sh.carrier, o.carrier) = CAST(:carrier AS text))
      AND (CAST(:before AS bigint) IS NULL OR pa.number < CAST(:before AS bigint))
      AND (CAST(:like AS text) IS NULL OR sh.tracking_number ILIKE CAST(:like AS text)
           OR o.external_id ILIKE CAST(:like AS text)
           OR CAST(pa.number AS text) = CAST(:exact AS text)
           OR CAST(o.number AS text) = CAST(:exact AS text))
    ORDER BY pa.number DESC LIMIT :limit
"""
_LISTS = {
    group: text(f"{_PARCELS} {f'AND {condition}' if condition else ''} {_PARCEL_FILTERS}")
    for group, condition in {"": "", **GROUPS}.items()
}
_ONE = text(f"{_PARCELS} AND pa.number = :number")
_COUNTS = text(
    f"""
    SELECT count(*) FILTER (WHERE {GROUPS["stuck"]}) AS stuck,
           count(*) FILTER (WHERE {GROUPS["to_hand_over"]}) AS to_hand_over,
           count(*) FILTER (WHERE {GROUPS["packing"]}) AS packing
    FROM parcels pa
    LEFT JOIN shipments sh ON sh.shop_id = pa.shop_id AND sh.parcel_id = pa.id
                          AND sh.status <> 'voided'
    WHERE pa.status IN ('open', 'packed', 'labelled')
    """
)
_MANIFESTS = text(
    """
    SELECT m.number, m.carrier, w.name AS warehouse, op.name AS opened_by, m.created_at,
           m.closed_at, m.signed_by, m.counted,
           (SELECT count(*) FROM shipments sh WHERE sh.manifest_id = m.id) AS parcels
    FROM manifests m
    JOIN warehouses w ON w.id = m.warehouse_id
    JOIN operators op ON op.id = m.opened_by
    WHERE (CAST(:day AS date) IS NULL OR (
               m.created_at >= (SELECT day_begins(CAST(:day AS date)))
               AND m.created_at < (SELECT day_begins(CAST(:day AS date) + 1))))
      AND (CAST(:carrier AS text) IS NULL OR m.carrier = CAST(:carrier AS text))
      AND (CAST(:before AS bigint) IS NULL OR m.number < CAST(:before AS bigint))
    ORDER BY m.number DESC LIMIT :limit
    """
)


async def parcel_list(
    read: Read | Tx,
    *,
    limit: int,
    group: str = "",
    search: str = "",
    shop: str = "",
    carrier: str = "",
    day: date | None = None,
    before: int | None = None,
) -> list[ParcelRow]:
    """Parcels, the newest first; ``group`` is one of `GROUPS` or empty for all."""
    rows = await read.execute(
        _LISTS[group],
        {
            "day": day,
            "shop": shop or None,
            "carrier": carrier or None,
            "before": before,
            "like": like(search),
            "exact": search.strip().upper().removeprefix("P-").lstrip("0"),
            "limit": limit,
        },
    )
    return [_row(row) for row in rows]


async def parcel_row(read: Read | Tx, number: int) -> ParcelRow:
    """The parcel that people call by this number.

    Raises:
        NotFound: there is none that the reader may see.
    """
    row = (await read.execute(_ONE, {"number": number})).one_or_none()
    if row is None:
        raise NotFound(what="parcel", name=str(number))
    return _row(row)


_SHIPMENT_OF = text(
    "SELECT s.shop_id, s.id FROM parcels pa JOIN shipments s ON s.shop_id = pa.shop_id "
    "AND s.parcel_id = pa.id AND s.status = 'bought' WHERE pa.number = :number"
)


async def shipment_of(read: Read | Tx, number: int) -> tuple[UUID, UUID]:
    """Key (shop, shipment) of the label that sticks on a parcel.

    Raises:
        NotFound: there is no such parcel, or it has no label.
    """
    row = (await read.execute(_SHIPMENT_OF, {"number": number})).one_or_none()
    if row is None:
        raise NotFound(what="parcel", name=str(number))
    return row.shop_id, row.id


def _row(row: Any) -> ParcelRow:
    return ParcelRow(**{**row._mapping, "failure": failure_in(row.failure)})


async def parcels_waiting(read: Read | Tx) -> dict[str, int]:
    """How many parcels are in the groups ``packing``, ``stuck`` and ``to_hand_over``."""
    return dict((await read.execute(_COUNTS)).one()._mapping)


async def manifest_list(
    read: Read | Tx,
    *,
    limit: int,
    carrier: str = "",
    day: date | None = None,
    before: int | None = None,
) -> list[ManifestRow]:
    """Manifests, the newest first; for the hall's own people."""
    facts = {"day": day, "before": before, "limit": limit, "carrier": carrier or None}
    rows = await read.execute(_MANIFESTS, facts)
    return [ManifestRow(**row._mapping) for row in rows]
