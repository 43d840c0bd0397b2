"""The facts of an order that a message may tell: who, what for, which parcels, where from."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

import msgspec
from sqlalchemy import text

from wms.db import Read, Tx
from wms.orders.person import PERSON, person_of
from wms.packing.addresses import address_of
from wms.packing.slips.facts import day_written_out, first_name
from wms.shipping.carriers.house import PROFILE as HOUSE
from wms.shipping.carriers.registry import NAMES as COURIERS

_ORDER: Final = text(
    f"""
    SELECT o.number, o.external_id, o.status, o.language, {PERSON} AS person, o.carrier,
           CAST(o.created_at AT TIME ZONE (SELECT house_zone()) AS date) AS ordered_on,
           CAST(o.ship_by AT TIME ZONE (SELECT house_zone()) AS date) AS leaves_on,
           s.name AS shop_name, s.email AS shop_email, s.address AS shop_address,
           coalesce(p.parcels, '[]') AS parcels
    FROM orders o
    JOIN shops s ON s.id = o.shop_id
    CROSS JOIN LATERAL (
        SELECT jsonb_agg(jsonb_build_object(
                   'shipment_id', sh.id, 'number', coalesce(sh.tracking_number, ''),
                   'url', coalesce(sh.tracking_url, ''), 'carrier', coalesce(sh.carrier, o.carrier),
                   'status', pa.status, 'point', coalesce(point.id, ''),
                   'point_name', coalesce(pp.name, ''),
                   'street', coalesce(pp.street, ''),
                   'town', btrim(coalesce(pp.postcode, '') || ' ' || coalesce(pp.city, '')))
               ORDER BY pa.number) AS parcels
        FROM parcels pa
        LEFT JOIN shipments sh ON sh.shop_id = pa.shop_id AND sh.parcel_id = pa.id
                              AND sh.status <> 'voided'
        CROSS JOIN LATERAL (SELECT nullif(coalesce(
            sh.to_point, o.pickup_point_id), '') AS id) AS point
        LEFT JOIN pickup_points pp ON pp.carrier = sh.carrier AND pp.point_id = point.id
        WHERE pa.shop_id = o.shop_id AND pa.order_id = o.id AND pa.status <> 'cancelled'
    ) AS p
    WHERE o.shop_id = :shop AND o.id = :order
    """
)


def name_said(carrier: str) -> str:
    """What a courier is called; empty: the house's own."""
    return "" if carrier == HOUSE.code else COURIERS.get(carrier, carrier)


class ParcelTold(msgspec.Struct, frozen=True, kw_only=True):
    """A parcel as its recipient hears of it."""

    shipment_id: UUID | None
    #: the courier's number of it; empty: not known yet
    number: str
    #: the courier's page about it; empty: there is none
    url: str
    carrier: str
    status: str
    point: str
    point_name: str
    street: str
    town: str

    @property
    def courier(self) -> str:
        """The courier's name; empty: the house's own, which each language calls in its words."""
        return name_said(self.carrier)


class OrderTold(msgspec.Struct, frozen=True, kw_only=True):
    """An order and its person, as messages need them."""

    order_id: UUID
    status: str
    language: str
    carrier: str
    #: None: there is no address, or the person was erased
    email: str | None
    country: str
    facts: dict[str, str]
    parcels: list[ParcelTold]
    shop_name: str
    #: the sender's company and address, in one line
    imprint: str


async def order_told(read: Read | Tx, shop_id: UUID, order_id: UUID) -> OrderTold | None:
    """The facts of an order; None: there is no such order. One statement."""
    row = (await read.execute(_ORDER, {"shop": shop_id, "order": order_id})).first()
    return None if row is None else _told(order_id, row)


def _told(order_id: UUID, row: Any) -> OrderTold:
    person = person_of(row.person)
    parcels = msgspec.convert(row.parcels, list[ParcelTold])
    to, sender = address_of(person.facts()), address_of(row.shop_address)
    first = parcels[0] if parcels else None
    street = (sender.street, f"{sender.postcode} {sender.city}".strip())
    company = sender.company or sender.name or row.shop_name
    facts = {
        "order.number": str(row.number),
        "order.external_id": row.external_id,
        "order.date": day_written_out(row.ordered_on, row.language),
        "order.leaves_on": day_written_out(row.leaves_on, row.language) if row.leaves_on else "",
        "order.several_parcels": "yes" if len(parcels) > 1 else "",
        "recipient.first_name": first_name(to.name),
        "recipient.name": to.name,
        "recipient.city": to.city,
        "parcel.count": str(len(parcels)),
        "parcel.courier": first.courier if first else name_said(row.carrier),
        "shop.name": row.shop_name,
        "shop.company": company,
        "shop.email": row.shop_email,
        "shop.phone": sender.phone,
    }
    return OrderTold(
        order_id=order_id,
        status=row.status,
        language=row.language,
        carrier=row.carrier,
        email=(person.email or "").strip() or None,
        country=to.country,
        facts=facts,
        parcels=parcels,
        shop_name=row.shop_name,
        imprint=", ".join(part for part in (company, *street) if part),
    )
