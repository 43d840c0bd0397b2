"""Labelled parcels are set down where their courier's parcels stand, until the van comes.

It is for halls that want it: a parcel is loaded from wherever it stands. A staging place is one
courier's at a time, by the parcels that stand there; nobody has to say so beforehand.
"""

from __future__ import annotations

import msgspec
from sqlalchemy import text

from wms import barcodes
from wms.access.people import AtWork
from wms.db import Read, Tx
from wms.shipping.carriers.registry import name_of
from wms.shipping.errors import NoLabelYet
from wms.shipping.loading.errors import NoStagingPlace, StageIsMeeting, StageOfOther
from wms.shipping.loading.load import check_loadable, find_loadable
from wms.violations import PlaceBlocked


class ToStage(msgspec.Struct, frozen=True, kw_only=True):
    """A parcel in somebody's hands, and where it goes."""

    parcel: int
    carrier: str
    #: where its courier's parcels stand, else a free staging place; None: there is none
    place: str | None
    #: other parcels of its courier stand there
    others: int
    #: where it stands now, by the books
    stands_at: str | None


class Staged(msgspec.Struct, frozen=True, kw_only=True):
    """It stands there now."""

    parcel: int
    place: str
    carrier: str


class AtStage(msgspec.Struct, frozen=True, kw_only=True):
    """How many parcels of a courier stand where; ``place`` is None for those set down nowhere."""

    carrier: str
    place: str | None
    parcels: int


# parcels that still are to leave: those that went, or were opened again, stand nowhere
_LIVE = """
    FROM staged_parcels t
    JOIN parcels pa ON pa.shop_id = t.shop_id AND pa.id = t.parcel_id AND pa.status = 'labelled'
    JOIN shipments s ON s.shop_id = pa.shop_id AND s.parcel_id = pa.id AND s.status = 'bought'
"""
_ASKED = text(
    f"""
    WITH asked AS (
        SELECT pa.number, s.carrier, w.warehouse_id, here.code AS stands_at
        FROM parcels pa
        JOIN places w ON w.id = pa.id
        JOIN shipments s ON s.shop_id = pa.shop_id AND s.parcel_id = pa.id AND s.status = 'bought'
        LEFT JOIN staged_parcels st ON st.shop_id = pa.shop_id AND st.parcel_id = pa.id
        LEFT JOIN places here ON here.id = st.place_id
        WHERE pa.number = :parcel AND pa.status = 'labelled' AND s.handed_over_at IS NULL
    )
    SELECT a.*, theirs.code, theirs.n FROM asked a
    LEFT JOIN LATERAL (
        SELECT p.code, count(*) AS n {_LIVE} JOIN places p ON p.id = t.place_id
        WHERE s.carrier = a.carrier AND p.warehouse_id = a.warehouse_id
        GROUP BY p.id, p.code, p.pick_order ORDER BY n DESC, p.pick_order, p.code LIMIT 1
    ) AS theirs ON true
    """
)
_FREE = text(
    f"""
    SELECT p.code FROM places p
    WHERE p.warehouse_id = :warehouse AND p.kind = 'staging' AND p.blocked_at IS NULL
      AND p.retired_at IS NULL
      AND NOT EXISTS (SELECT FROM meeting_places m WHERE m.place_id = p.id)
      AND NOT EXISTS (SELECT {_LIVE} WHERE t.place_id = p.id)
    ORDER BY p.pick_order, p.code LIMIT 1
    """
)
_PLACE = text(
    """
    SELECT p.id, p.code, p.kind, p.warehouse_id, p.blocked_at IS NOT NULL AS is_blocked,
           (SELECT o.number FROM meeting_places m
            JOIN orders o ON o.shop_id = m.shop_id AND o.id = m.order_id
            WHERE m.place_id = p.id) AS meets
    FROM places p WHERE p.label_code = ANY (:codes) AND p.retired_at IS NULL
    FOR NO KEY UPDATE
    """
)
_WHOSE = text(
    f"SELECT s.carrier {_LIVE} WHERE t.place_id = :place AND s.carrier <> :carrier LIMIT 1"
)
_PUT = text(
    """
    INSERT INTO staged_parcels (shop_id, parcel_id, place_id, operator_id)
    VALUES (:shop, :parcel, :place, :operator)
    ON CONFLICT (shop_id, parcel_id) DO UPDATE
    SET place_id = EXCLUDED.place_id, operator_id = EXCLUDED.operator_id,
        staged_at = clock_timestamp()
    """
)
_BY_COURIER = text(
    """
    SELECT s.carrier, p.code AS place, count(*) AS parcels
    FROM parcels pa
    JOIN shipments s ON s.shop_id = pa.shop_id AND s.parcel_id = pa.id AND s.status = 'bought'
    LEFT JOIN staged_parcels t ON t.shop_id = pa.shop_id AND t.parcel_id = pa.id
    LEFT JOIN places p ON p.id = t.place_id
    WHERE pa.status = 'labelled' AND s.manifest_id IS NULL
    GROUP BY s.carrier, p.code ORDER BY s.carrier, p.code NULLS FIRST
    """
)


async def parcel_to_stage(tx: Tx, code: str) -> int:
    """The number of the parcel that was scanned, if it can be set down.

    Raises:
        UnknownParcel, NoLabelYet, OrderCancelled, GoneAlready, LoadedAlready, LabelVoided: see
            `wms.shipping.loading.load`.
    """
    found = await find_loadable(tx, code)
    check_loadable(found, carrier=found["carrier"] or "", warehouse_id=found["warehouse_id"])
    number: int = found["parcel"]
    return number


async def where_to(read: Read | Tx, parcel: int) -> ToStage:
    """Where a labelled parcel goes.

    Raises:
        NoLabelYet: it has none, or has left.
    """
    row = (await read.execute(_ASKED, {"parcel": parcel})).first()
    if row is None:
        raise NoLabelYet(parcel=parcel)
    place = row.code or await read.scalar(_FREE, {"warehouse": row.warehouse_id})
    return ToStage(
        parcel=row.number, carrier=row.carrier, place=place, others=row.n or 0,
        stands_at=row.stands_at,
    )  # fmt: skip


async def stage(tx: Tx, parcel: int, code: str, *, by: AtWork) -> Staged:
    """The parcel was set down at the place whose label was scanned.

    Raises:
        NoLabelYet, OrderCancelled, GoneAlready, LoadedAlready: this parcel is not set down.
        NoStagingPlace: that is none. PlaceBlocked: nothing comes there now.
        StageOfOther: parcels of another courier stand there.
        StageIsMeeting: the totes of an order stand there.
    """
    label = barcodes.label_code(barcodes.Kind.PARCEL, parcel)
    found = await find_loadable(tx, label)
    check_loadable(found, carrier=found["carrier"] or "", warehouse_id=found["warehouse_id"])
    codes = list(barcodes.candidates(barcodes.parse(code)))
    place = (await tx.execute(_PLACE, {"codes": codes})).first()
    is_here = place is not None and place.warehouse_id == found["warehouse_id"]
    if place is None or place.kind != "staging" or not is_here:
        raise NoStagingPlace
    if place.is_blocked:
        raise PlaceBlocked(place=place.code)
    if place.meets is not None:
        raise StageIsMeeting(place=place.code, order=place.meets)
    whose = await tx.scalar(_WHOSE, {"place": place.id, "carrier": found["carrier"]})
    if whose is not None:
        raise StageOfOther(place=place.code, carrier=name_of(whose))
    await tx.execute(
        _PUT,
        {
            "shop": found["shop_id"],
            "parcel": found["parcel_id"],
            "place": place.id,
            "operator": by.operator_id,
        },
    )
    return Staged(parcel=parcel, place=place.code, carrier=found["carrier"])


async def staged(read: Read | Tx) -> list[AtStage]:
    """What is not loaded yet, by courier and place."""
    return [AtStage(**row._mapping) for row in await read.execute(_BY_COURIER)]
