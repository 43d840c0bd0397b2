"""What a parcel costs, and how it goes when its label fails: planned when the label is asked for.

So the bench shows the next best way at once, without asking anybody. An order that goes to a pickup
point goes to another one nearby, of the same courier or of another, else to its address.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

import msgspec
from sqlalchemy import text
from sqlalchemy.dialects.postgresql import insert

from wms.calendar.house import zone_of_the_house
from wms.db import Read, Tx
from wms.orders.chosen import Way
from wms.shipping.carriers.registry import POINT_IDS
from wms.shipping.ways.able import all_ways, cannot_take, goes_to_points, service_of
from wms.shipping.ways.choose import verdicts
from wms.shipping.ways.facts import ParcelAsked, of_order
from wms.shipping.ways.plan_models import ShipmentPlan
from wms.shipping.ways.rates import Price, prices
from wms.shipping.ways.rules import RuleRow, rules

#: other ways that are kept for a parcel
OTHERS_MAX: Final = 8
#: a consumer walks so far to another point, m
NEAR_M: Final = 3_000
TO_THE_ADDRESS: Final = ""
_LAST: Final = 1_000_000


class Alternative(msgspec.Struct, frozen=True, kw_only=True):
    """Another way for a parcel."""

    carrier: str
    service: str
    #: None: as the order says; empty: to the address instead of a point; else this point
    to_point: str | None = None
    distance_m: int | None = None
    price: Price | None = None


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """What was planned for a shipment."""

    price: Price | None
    #: shop, us or carrier
    paid_by: str
    #: the next best first; those to another point of the same service before all
    others: list[Alternative]


class _Parcel(msgspec.Struct, frozen=True, kw_only=True):
    """A parcel that asks for its label."""

    tried: Way
    #: where its courier brings it: a point, else nothing
    point: str | None
    asked: ParcelAsked
    paid_by: str


_SHIPMENT: Final = text(
    """
    SELECT s.carrier, s.service, pa.order_id, pa.weight_g, cod.cod_amount_minor, cod.cod_currency,
           coalesce(s.to_point, o.pickup_point_id) AS point,
           coalesce(r.cost, 'shop') AS paid_by
    FROM shipments s
    JOIN parcels pa ON pa.shop_id = s.shop_id AND pa.id = s.parcel_id
    JOIN orders o ON o.shop_id = pa.shop_id AND o.id = pa.order_id
    LEFT JOIN reshipments r ON r.shop_id = o.shop_id AND r.order_id = o.id
    LEFT JOIN LATERAL cod_of_parcel(pa) AS cod ON true
    WHERE s.shop_id = :shop AND s.id = :id
    """
)
# the nearest open point of each courier, from where the parcel goes to now, else from the postcode
_NEAREST: Final = text(
    """
    SELECT c.carrier, n.point_id, n.distance_m
    FROM unnest(CAST(:carriers AS text[])) AS c (carrier)
    LEFT JOIN pickup_points here ON here.carrier = :carrier AND here.point_id = :point
    CROSS JOIN LATERAL (
        SELECT n.point_id, n.distance_m
        FROM points_near(c.carrier, :country, :postcode, here.latitude, here.longitude, 20) AS n
        JOIN pickup_points p ON p.carrier = c.carrier AND p.point_id = n.point_id
        WHERE n.status = 'open' AND NOT (c.carrier = :carrier AND n.point_id = :point)
          AND (p.takes_cod OR NOT CAST(:is_cod AS boolean))
          AND coalesce(n.distance_m, 0) <= :near
        ORDER BY n.rank LIMIT 1) AS n
    """
)


async def plan_shipment(tx: Tx, shop_id: UUID, shipment_id: UUID) -> Plan:
    """Write down what a shipment costs and how else its parcel could go.

    Asked again, it is planned anew: the parcel may have been weighed.
    """
    parcel = await _parcel(tx, shop_id, shipment_id)
    asked = await rules(tx, shop_id)
    nearest = await _nearest(tx, parcel)
    others = _possible(parcel, nearest)
    today = datetime.now(await zone_of_the_house(tx)).date()
    ways = [parcel.tried, *(Way(carrier=one.carrier, service=one.service) for one in others)]
    price, *theirs = await prices(
        tx,
        ways,
        country=parcel.asked.country,
        weight_g=parcel.asked.weight_g,
        is_cod=parcel.asked.is_cod,
        on=today,
    )
    priced = [
        msgspec.structs.replace(one, price=cost) for one, cost in zip(others, theirs, strict=True)
    ]
    plan = Plan(
        price=price, paid_by=parcel.paid_by, others=_ranked(parcel, asked, priced)[:OTHERS_MAX]
    )
    await _keep(tx, shop_id, shipment_id, plan)
    return plan


async def _parcel(tx: Tx, shop_id: UUID, shipment_id: UUID) -> _Parcel:
    row = (await tx.execute(_SHIPMENT, {"shop": shop_id, "id": shipment_id})).one()
    here = await of_order(tx, shop_id, row.order_id)
    asked = msgspec.structs.replace(
        here.asked,
        weight_g=row.weight_g or here.asked.weight_g,
        is_cod=row.cod_amount_minor is not None,
        cod_minor=row.cod_amount_minor,
        cod_currency=row.cod_currency,
        is_to_point=bool(row.point),
    )
    return _Parcel(
        tried=Way(carrier=row.carrier, service=row.service),
        point=row.point or None,
        asked=asked,
        paid_by=row.paid_by,
    )


async def _nearest(tx: Tx, parcel: _Parcel) -> Mapping[str, tuple[str, int | None]]:
    """Courier → its nearest open point and how far it is, when that is known; none for a parcel
    that goes to a door."""
    if parcel.point is None:
        return {}
    facts = {
        "carriers": list(POINT_IDS), "carrier": parcel.tried.carrier, "point": parcel.point,
        "country": parcel.asked.country, "postcode": parcel.asked.postcode,
        "is_cod": parcel.asked.is_cod, "near": NEAR_M,
    }  # fmt: skip
    rows = await tx.execute(_NEAREST, facts)
    return {row.carrier: (row.point_id, row.distance_m) for row in rows}


def _possible(parcel: _Parcel, nearest: Mapping[str, tuple[str, int | None]]) -> list[Alternative]:
    """Every way that takes the parcel, and where it goes then."""
    found = []
    for way in all_ways():
        to_point, distance_m = _destination(parcel, way, nearest)
        as_sent = msgspec.structs.replace(
            parcel.asked,
            is_to_point=parcel.asked.is_to_point if to_point is None else bool(to_point),
        )
        if (way == parcel.tried and not to_point) or cannot_take(way, as_sent) is not None:
            continue
        found.append(
            Alternative(
                carrier=way.carrier, service=way.service, to_point=to_point, distance_m=distance_m
            )
        )
    return found


def _destination(
    parcel: _Parcel, way: Way, nearest: Mapping[str, tuple[str, int | None]]
) -> tuple[str | None, int | None]:
    """Where a parcel goes this way: (as of `Alternative.to_point`, how far that is)."""
    if parcel.point is None:
        return None, None
    if goes_to_points(way):
        if way.carrier == parcel.tried.carrier and way != parcel.tried:
            return None, None  # the same point
        return nearest.get(way.carrier, (TO_THE_ADDRESS, None))
    return TO_THE_ADDRESS, None


def _ranked(
    parcel: _Parcel, asked: Sequence[RuleRow], others: Sequence[Alternative]
) -> list[Alternative]:
    """The next best first: another point of the same service (for a point that takes no parcels),
    then points before addresses, other couriers before the one that failed, as the rules are asked,
    the cheapest, about as fast."""
    by_rule: dict[Way, int] = {}
    for n, one in enumerate(verdicts(asked, parcel.asked)):
        if one.fails is None and one.rule.upgrade_for is None:
            by_rule.setdefault(Way(carrier=one.rule.carrier, service=one.rule.service), n)

    tried = service_of(parcel.tried)
    usual_days = tried.days if tried else 1

    def key(one: Alternative) -> tuple[Any, ...]:
        way = Way(carrier=one.carrier, service=one.service)
        service = service_of(way)
        return (
            way != parcel.tried,
            one.to_point == TO_THE_ADDRESS,
            one.carrier == parcel.tried.carrier,
            by_rule.get(way, _LAST),
            one.price.amount_minor if one.price else _LAST * _LAST,
            abs(service.days - usual_days) if service else _LAST,
        )

    return sorted(others, key=key)


async def _keep(tx: Tx, shop_id: UUID, shipment_id: UUID, plan: Plan) -> None:
    said = {
        "amount_minor": plan.price.amount_minor if plan.price else None,
        "cod_fee_minor": plan.price.cod_fee_minor if plan.price else None,
        "currency": plan.price.currency if plan.price else None,
        "paid_by": plan.paid_by,
        "others": msgspec.to_builtins(plan.others),
        "planned_at": datetime.now(UTC),
    }
    made = insert(ShipmentPlan).values(shop_id=shop_id, shipment_id=shipment_id, **said)
    await tx.execute(
        made.on_conflict_do_update(index_elements=["shop_id", "shipment_id"], set_=said)
    )


_OF_PARCEL: Final = text(
    """
    SELECT p.amount_minor, p.cod_fee_minor, p.currency, p.paid_by, p.others
    FROM parcels pa
    JOIN shipments s ON s.shop_id = pa.shop_id AND s.parcel_id = pa.id AND s.status <> 'voided'
    JOIN shipment_plans p ON p.shop_id = s.shop_id AND p.shipment_id = s.id
    WHERE pa.number = :parcel
    """
)


async def plan_of(read: Read | Tx, parcel: int) -> Plan | None:
    """What was planned for a parcel's live shipment; None while its label was not asked for."""
    row = (await read.execute(_OF_PARCEL, {"parcel": parcel})).first()
    if row is None:
        return None
    price = None
    if row.currency is not None:
        price = Price(
            amount_minor=row.amount_minor,
            cod_fee_minor=row.cod_fee_minor,
            currency=row.currency,
        )
    return Plan(
        price=price, paid_by=row.paid_by, others=msgspec.convert(row.others, list[Alternative])
    )


def ways_on(plan: Plan | None, *, tried: Way, is_about_point: bool) -> list[Alternative]:
    """How a parcel can go on, the best first. Another point of the same service helps only when
    the failure was about the point."""
    if plan is None:
        return [
            Alternative(carrier=one.carrier, service=one.service)
            for one in all_ways()
            if one != tried
        ]
    return [
        one
        for one in plan.others
        if is_about_point or Way(carrier=one.carrier, service=one.service) != tried
    ]
