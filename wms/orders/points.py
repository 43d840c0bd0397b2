"""Pickup points: whether an order can go to the one it names, and which others are near.

Couriers are asked by the workers, between transactions; here is kept what they said. At import an
order meets what is known already (`sql/point_hold.sql`); of a point that nobody knows the courier
is asked at once, and the order is held back then.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final, Protocol
from uuid import UUID

import msgspec
from sqlalchemy import case, text
from sqlalchemy.dialects.postgresql import insert

from wms.db import Hot, Read, Tx
from wms.orders.address_checks import Doubt
from wms.orders.holds import doubt_address
from wms.orders.person import PERSON, Person, person_of
from wms.orders.point_models import PickupPoint, PointArea

UNKNOWN: Final = "unknown"
#: what a hold may be about
CODES: Final = ("pickup_point_closed", "pickup_point_unknown")
#: what was said of a point counts so long; of one that takes no parcels, and orders wait for, less
FRESH: Final = timedelta(hours=6)
FRESH_WHEN_BAD: Final = timedelta(minutes=15)
#: points, areas and orders of one look
BATCH: Final = 50
NEAR_MAX: Final = 20


class ToldPoint(Protocol):
    """A point as a courier tells of it (`wms.shipping.carriers.port.Point`)."""

    @property
    def id(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def street(self) -> str: ...
    @property
    def postcode(self) -> str: ...
    @property
    def city(self) -> str: ...
    @property
    def country(self) -> str: ...
    @property
    def status(self) -> str: ...
    @property
    def takes_cod(self) -> bool: ...
    @property
    def latitude(self) -> float | None: ...
    @property
    def longitude(self) -> float | None: ...


class PointView(msgspec.Struct, frozen=True, kw_only=True):
    """A pickup point as shops and the desk see it."""

    carrier: str
    #: what the courier calls it; the order's `pickup_point_id`
    point_id: str
    #: open, full or closed
    status: str
    name: str
    street: str
    postcode: str
    city: str
    country: str
    #: cash on delivery is taken there
    takes_cod: bool
    #: degrees north (WGS 84)
    latitude: float | None
    #: degrees east (WGS 84)
    longitude: float | None
    #: when its courier told it
    seen_at: datetime


class ToAsk(msgspec.Struct, frozen=True, kw_only=True):
    """A point that orders go to and whose courier is to be asked, with an address nearby."""

    carrier: str
    point_id: str
    country: str
    postcode: str


class Area(msgspec.Struct, frozen=True, kw_only=True):
    """Somewhere whose points somebody asked for."""

    carrier: str
    country: str
    postcode: str


_OPEN: Final = (
    "('received', 'backordered', 'allocated', 'released', 'picking', 'picked', 'packing')"
)
_TO_ASK: Final = text(
    f"""
    SELECT o.carrier, o.pickup_point_id AS point_id, any_value({PERSON}) AS person
    FROM orders o
    LEFT JOIN pickup_points p ON p.carrier = o.carrier AND p.point_id = o.pickup_point_id
    WHERE o.pickup_point_id IS NOT NULL AND o.status IN {_OPEN} AND o.carrier = ANY (:carriers)
      AND (p.seen_at IS NULL OR p.seen_at < clock_timestamp() - CASE
           WHEN p.status IN ('open', 'full') THEN CAST(:fresh AS interval)
           ELSE CAST(:fresh_bad AS interval) END)
    GROUP BY o.carrier, o.pickup_point_id ORDER BY min(o.created_at) LIMIT :limit
    """
)
_AREAS: Final = text(
    "SELECT carrier, country, postcode FROM point_areas WHERE carrier = ANY (:carriers) "
    "AND (seen_at IS NULL OR seen_at < clock_timestamp() - CAST(:fresh AS interval)) "
    "AND asked_at > clock_timestamp() - interval '7 days' "
    "ORDER BY seen_at NULLS FIRST LIMIT :limit"
)
# orders whose hold and whose point do not say the same
_TO_JUDGE: Final = text(
    f"""
    SELECT o.shop_id, o.id, o.carrier, {PERSON} AS person
    FROM orders o
    JOIN pickup_points p ON p.carrier = o.carrier AND p.point_id = o.pickup_point_id
    LEFT JOIN LATERAL (
        SELECT h.code, h.released_at, h.released_at IS NULL AS is_open FROM order_holds h
        WHERE h.shop_id = o.shop_id AND h.order_id = o.id
          AND h.code IN ('pickup_point_closed', 'pickup_point_unknown')
        ORDER BY h.id DESC LIMIT 1) AS last ON true
    WHERE o.pickup_point_id IS NOT NULL AND o.status IN {_OPEN}
      AND o.intercepted_at IS NULL
      AND CASE WHEN p.status IN ('closed', 'unknown')
               THEN last.code IS DISTINCT FROM 'pickup_point_' || p.status
                    OR last.released_at < p.changed_at
               ELSE coalesce(last.is_open, false) END
    ORDER BY o.id LIMIT :limit
    """
)


async def points_to_ask(read: Read, carriers: Sequence[str]) -> list[ToAsk]:
    """Points that open orders go to and of which nothing, or nothing fresh, is known."""
    facts = {
        "carriers": list(carriers), "fresh": FRESH, "fresh_bad": FRESH_WHEN_BAD, "limit": BATCH,
    }  # fmt: skip
    rows = await read.execute(_TO_ASK, facts)
    return [_to_ask(row.carrier, row.point_id, person_of(row.person)) for row in rows]


def _to_ask(carrier: str, point_id: str, somebody: Person) -> ToAsk:
    """A point, with the address of one of those who wait for parcels there."""
    return ToAsk(
        carrier=carrier,
        point_id=point_id,
        country=somebody.country,
        postcode=somebody.postcode,
    )


async def areas_to_ask(read: Read, carriers: Sequence[str]) -> list[Area]:
    """Areas somebody asked for in the last week, of which nothing fresh is known."""
    facts = {"carriers": list(carriers), "fresh": FRESH, "limit": BATCH}
    return [Area(**row._mapping) for row in await read.execute(_AREAS, facts)]


async def keep_points(tx: Tx, carrier: str, points: Sequence[ToldPoint]) -> None:
    """What a courier said of points."""
    for one in sorted(points, key=lambda one: one.id):
        facts = {
            name: getattr(one, name)
            for name in (
                "name", "street", "postcode", "city", "country", "status", "takes_cod",
                "latitude", "longitude",
            )
        }  # fmt: skip
        await _keep(tx, carrier, one.id, facts)


async def keep_unknown(tx: Tx, carrier: str, point_id: str) -> None:
    """Its courier has no such point; what was known of it before stays for the distance."""
    await _keep(tx, carrier, point_id, {"status": UNKNOWN})


async def _keep(tx: Tx, carrier: str, point_id: str, facts: dict[str, Any]) -> None:
    made = insert(PickupPoint).values(carrier=carrier, point_id=point_id, **facts)
    await tx.execute(
        made.on_conflict_do_update(
            index_elements=["carrier", "point_id"],
            set_={
                **facts,
                "seen_at": text("clock_timestamp()"),
                "changed_at": case(
                    (PickupPoint.status == made.excluded.status, PickupPoint.changed_at),
                    else_=text("clock_timestamp()"),
                ),
            },
        )
    )


async def keep_area(tx: Tx, area: Area) -> None:
    """The courier was asked for the points of an area."""
    made = insert(PointArea).values(
        **msgspec.structs.asdict(area), seen_at=text("clock_timestamp()")
    )
    await tx.execute(
        made.on_conflict_do_update(
            index_elements=["carrier", "country", "postcode"],
            set_={"seen_at": text("clock_timestamp()")},
        )
    )


async def judge_orders(tx: Tx) -> int:
    """Hold orders back whose point takes no parcels, and let those go whose point does again; how
    many. An order that its shop released although the point is closed is left alone until the
    point has changed."""
    rows = (await tx.execute(_TO_JUDGE, {"limit": BATCH})).all()
    for row in rows:
        found = await point_doubts(tx, row.carrier, person_of(row.person))
        await doubt_address(tx, row.shop_id, row.id, found, CODES)
    return len(rows)


_DOUBT: Final = text("SELECT point_hold(:carrier, :point, :country, :postcode)")


async def point_doubts(tx: Tx, carrier: str, to: Person) -> list[Doubt]:
    """What is known against the point to which somebody's parcel goes."""
    near = {"carrier": carrier, "country": to.country, "postcode": to.postcode}
    found = await tx.scalar(_DOUBT, {**near, "point": to.point})
    return [Doubt(code=one["code"], details=one["details"]) for one in found or []]


_decode: Final = msgspec.json.Decoder(list[PointView]).decode


async def points_of_area(
    hot: Hot, carrier: str, *, country: str, postcode: str, limit: int = NEAR_MAX
) -> list[PointView]:
    """The points of a courier around a postcode, open ones first; the workers keep them fresh from
    now on. Nothing yet when nobody asked for this area before."""
    answer = await hot.call(
        "SELECT points_of_area($1, $2, $3, $4)", carrier, country, postcode, limit
    )
    return _decode(answer)


_ALL: Final = text(
    """
    SELECT carrier, point_id, status, name, street, postcode, city, country, takes_cod, latitude,
           longitude, seen_at FROM pickup_points
    WHERE (CAST(:carrier AS text) IS NULL OR carrier = :carrier)
      AND (CAST(:status AS text) IS NULL OR status = :status)
      AND (CAST(:said AS text) IS NULL OR point_id ILIKE :said || '%' OR postcode LIKE :said || '%'
           OR city ILIKE :said || '%')
      AND (CAST(:after AS text) IS NULL OR (carrier, point_id) > (:after_carrier, :after))
    ORDER BY carrier, point_id LIMIT :limit
    """
)


async def points(
    read: Read | Tx,
    *,
    limit: int,
    carrier: str | None = None,
    status: str | None = None,
    said: str | None = None,
    after: tuple[str, str] | None = None,
) -> list[PointView]:
    """What is known of points, by courier and id; ``said``: the beginning of an id, postcode or
    town."""
    facts = {
        "carrier": carrier, "status": status, "limit": limit,
        "said": said.replace("\\", "").replace("%", "").replace("_", "") if said else None,
        "after_carrier": after[0] if after else None, "after": after[1] if after else None,
    }  # fmt: skip
    return [PointView(**row._mapping) for row in await read.execute(_ALL, facts)]


_ONE: Final = text(
    """
    SELECT carrier, point_id, status, name, street, postcode, city, country, takes_cod, latitude,
           longitude, seen_at FROM pickup_points
    WHERE carrier = :carrier AND point_id = :id AND status <> 'unknown'
    """
)


async def point_at(read: Read | Tx, carrier: str, point_id: str) -> PointView | None:
    """A point by its id; None: it is empty, or its courier told nothing of it."""
    if not point_id:
        return None
    row = (await read.execute(_ONE, {"carrier": carrier, "id": point_id})).first()
    return None if row is None else PointView(**row._mapping)


class Waiting(msgspec.Struct, frozen=True, kw_only=True):
    """An order that waits for another point."""

    shop_id: UUID
    order_number: int
    shop: str
    carrier: str
    point_id: str
    code: str
    nearest: str


_WAITING: Final = text(
    """
    SELECT o.shop_id, o.number AS order_number, s.name AS shop, o.carrier,
           coalesce(o.pickup_point_id, '') AS point_id, h.code,
           coalesce(h.details ->> 'nearest', '') AS nearest
    FROM order_holds h
    JOIN orders o ON o.shop_id = h.shop_id AND o.id = h.order_id
    JOIN shops s ON s.id = o.shop_id
    WHERE h.released_at IS NULL
      AND h.code IN ('pickup_point_closed', 'pickup_point_unknown', 'pickup_point_invalid')
    ORDER BY h.held_at LIMIT :limit
    """
)


async def waiting_for_points(read: Read | Tx) -> list[Waiting]:
    """Orders that are held back because of their point, the longest first."""
    return [Waiting(**row._mapping) for row in await read.execute(_WAITING, {"limit": BATCH})]
