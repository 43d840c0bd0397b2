"""Reading shipments, and what a label says."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import text

from wms.db import Read, Tx
from wms.errors import NotFound
from wms.failures import Failure, failure_in
from wms.orders.person import PERSON, person_of
from wms.packing.addresses import Address, address_of
from wms.shipping.carriers.registry import name_of
from wms.shipping.ways.rates import Price


class FailureTold(msgspec.Struct, frozen=True, kw_only=True):
    """Why a label was not bought: programs go by ``code`` and ``facts``."""

    code: str
    #: in English, for people
    title: str
    facts: dict[str, str | int]
    #: the courier's own words, in its language
    words: str | None


class ShipmentView(msgspec.Struct, frozen=True, kw_only=True):
    """A parcel with its courier, as its shop sees it."""

    id: UUID
    order_id: UUID
    order_number: int
    order_external_id: str
    parcel_id: UUID
    parcel_number: int
    parcel_status: str
    weight_g: int | None
    #: what the bench calls its carton, and its outer sizes; null: the bench did not say
    carton: str | None
    length_mm: int | None
    width_mm: int | None
    height_mm: int | None
    carrier: str
    service: str
    #: requested, buying, bought, failed or voided
    status: str
    #: the pickup point where it goes; null: to an address
    pickup_point_id: str | None
    #: what it costs by the rate table; null: nothing is known
    price: Price | None
    #: at whose cost: shop, us or carrier; null while its label was not asked for
    paid_by: str | None
    tracking_number: str | None
    tracking_url: str | None
    #: why the label could not be bought, the last time
    failure: FailureTold | None
    #: a person put the parcel aside and decides what becomes of it
    held_at: datetime | None
    created_at: datetime
    updated_at: datetime
    bought_at: datetime | None
    handed_over_at: datetime | None


class ShipmentPage(msgspec.Struct, frozen=True, kw_only=True):
    """Shipments in the order of their last change; ``last`` is where the next page begins."""

    items: list[ShipmentView]
    last: tuple[datetime, UUID] | None


_SHIPMENTS = """
    SELECT s.id, o.id AS order_id, o.number AS order_number, o.external_id AS order_external_id,
           pa.id AS parcel_id, pa.number AS parcel_number, pa.status AS parcel_status, pa.weight_g,
           pa.carton, pa.length_mm, pa.width_mm, pa.height_mm,
           s.carrier, s.service, s.status, s.tracking_number, s.tracking_url, s.failure, s.held_at,
           s.created_at, s.updated_at, s.bought_at, s.handed_over_at,
           nullif(coalesce(s.to_point, o.pickup_point_id), '') AS pickup_point_id,
           p.paid_by, CASE WHEN p.currency IS NOT NULL THEN jsonb_build_object(
               'amount_minor', p.amount_minor, 'cod_fee_minor', p.cod_fee_minor,
               'currency', p.currency) END AS price
    FROM shipments s
    LEFT JOIN shipment_plans p ON p.shop_id = s.shop_id AND p.shipment_id = s.id
    JOIN parcels pa ON pa.shop_id = s.shop_id AND pa.id = s.parcel_id
    JOIN orders o ON o.shop_id = pa.shop_id AND o.id = pa.order_id
    WHERE s.shop_id = :shop
"""
_ONE = text(_SHIPMENTS + " AND s.id = :id")
_OF_ORDER = text(_SHIPMENTS + " AND pa.order_id = :order ORDER BY pa.number, s.id")
_OF_ORDERS = text(_SHIPMENTS + " AND pa.order_id = ANY(:orders) ORDER BY pa.number, s.id")
_PAGE = text(
    _SHIPMENTS
    + """
      AND (CAST(:since AS timestamptz) IS NULL OR s.updated_at >= CAST(:since AS timestamptz))
      AND (CAST(:settled AS timestamptz) IS NULL OR s.updated_at < CAST(:settled AS timestamptz))
      AND (CAST(:status AS text) IS NULL OR s.status = CAST(:status AS text))
      AND (CAST(:order_id AS uuid) IS NULL OR o.id = CAST(:order_id AS uuid))
      AND (CAST(:tracking AS text) IS NULL OR s.tracking_number = CAST(:tracking AS text))
      AND (CAST(:after_at AS timestamptz) IS NULL
           OR (s.updated_at, s.id) > (CAST(:after_at AS timestamptz), CAST(:after_id AS uuid)))
    ORDER BY s.updated_at, s.id LIMIT :limit
    """
)


def _view(row: Any) -> ShipmentView:
    kept = failure_in(row.failure)
    told = kept and FailureTold(
        code=kept.code, title=kept.title, facts=kept.facts, words=kept.words
    )
    price = row.price and msgspec.convert(row.price, Price)
    return ShipmentView(**{**row._mapping, "failure": told, "price": price})


async def shipment(read: Read | Tx, shop_id: UUID, shipment_id: UUID) -> ShipmentView:
    """One shipment of a shop.

    Raises:
        NotFound: there is none, or it is another shop's.
    """
    row = (await read.execute(_ONE, {"shop": shop_id, "id": shipment_id})).first()
    if row is None:
        raise NotFound(what="shipment", name=str(shipment_id))
    return _view(row)


async def shipments_of(read: Read | Tx, shop_id: UUID, order_id: UUID) -> list[ShipmentView]:
    """The shipments of an order, voided ones too; empty for another shop's order."""
    rows = await read.execute(_OF_ORDER, {"shop": shop_id, "order": order_id})
    return [_view(row) for row in rows]


async def shipments_of_orders(
    read: Read, shop_id: UUID, order_ids: Sequence[UUID]
) -> dict[UUID, list[ShipmentView]]:
    """The shipments of a page of orders, voided ones too, by order; one query."""
    found: dict[UUID, list[ShipmentView]] = {}
    for row in await read.execute(_OF_ORDERS, {"shop": shop_id, "orders": [*order_ids]}):
        found.setdefault(row.order_id, []).append(_view(row))
    return found


async def shipments(
    read: Read | Tx,
    shop_id: UUID,
    *,
    limit: int,
    after: tuple[datetime, UUID] | None = None,
    updated_since: datetime | None = None,
    settled: datetime | None = None,
    status: str | None = None,
    order_id: UUID | None = None,
    tracking_number: str | None = None,
) -> ShipmentPage:
    """A shop's shipments, the longest unchanged first, so that a reader who goes on misses none.

    ``settled``: only what was changed before then, see `wms.horizon`.
    """
    rows = (
        await read.execute(
            _PAGE,
            {
                "shop": shop_id,
                "since": updated_since,
                "settled": settled,
                "status": status,
                "order_id": order_id,
                "tracking": tracking_number,
                "after_at": after[0] if after else None,
                "after_id": after[1] if after else None,
                "limit": limit + 1,
            },
        )
    ).all()
    items = [_view(row) for row in rows[:limit]]
    more = len(rows) > limit
    return ShipmentPage(
        items=items, last=(items[-1].updated_at, items[-1].id) if more and items else None
    )


async def label_content(
    read: Read | Tx, shop_id: UUID, shipment_id: UUID, label_format: str
) -> bytes:
    """The label as a file, ``pdf`` or ``zpl``.

    Raises:
        NotFound: it is not bought yet, the courier gave no such format, or it is another shop's.
    """
    content: bytes | None = await read.scalar(
        text(
            "SELECT content FROM labels "
            "WHERE shop_id = :shop AND shipment_id = :id AND format = :format"
        ),
        {"shop": shop_id, "id": shipment_id, "format": label_format},
    )
    if content is None:
        raise NotFound(what="label", name=f"{shipment_id}.{label_format}")
    return content


async def labels_of_parcel(read: Read | Tx, shop_id: UUID, parcel_id: UUID) -> dict[str, bytes]:
    """The files of a parcel's live label by format; empty while none is bought."""
    rows = await read.execute(
        text(
            "SELECT l.format, l.content FROM labels l JOIN shipments s "
            "ON s.shop_id = l.shop_id AND s.id = l.shipment_id "
            "WHERE s.shop_id = :shop AND s.parcel_id = :parcel AND s.status = 'bought'"
        ),
        {"shop": shop_id, "parcel": parcel_id},
    )
    return {row.format: row.content for row in rows}


class CashOnDelivery(msgspec.Struct, frozen=True, kw_only=True):
    """What the courier collects; `currency` as ISO 4217."""

    amount_minor: int
    currency: str


class LabelFacts(msgspec.Struct, frozen=True, kw_only=True):
    """What a label of our own says, field by field as `printing.parcel_label.ParcelLabel` takes it.

    (``msgspec.convert(facts, ParcelLabel, from_attributes=True)``; the warehouse knows no paper.)
    """

    language: str
    carrier: str
    service: str
    tracking_number: str
    sender: Address
    recipient: Address
    weight_g: int
    reference: str
    #: this parcel's place among those of its order, from 1
    parcel_index: int
    parcel_count: int
    cod: CashOnDelivery | None
    pickup_point: str


_LABEL = text(
    f"""
    SELECT s.language, {PERSON} AS person, sh.to_point, s.address,
           s.name AS shop_name, o.number AS order_number,
           coalesce(pa.weight_g, 1) AS weight_g, sh.carrier, sh.service,
           (SELECT count(*) FROM parcels x WHERE x.shop_id = o.shop_id AND x.order_id = o.id
            AND x.status <> 'cancelled' AND x.number <= pa.number) AS parcel_index,
           (SELECT count(*) FROM parcels x WHERE x.shop_id = o.shop_id AND x.order_id = o.id
            AND x.status <> 'cancelled') AS parcel_count,
           cod.cod_amount_minor, cod.cod_currency
    FROM parcels pa
    JOIN orders o ON o.shop_id = pa.shop_id AND o.id = pa.order_id
    JOIN shops s ON s.id = pa.shop_id
    JOIN shipments sh ON sh.shop_id = pa.shop_id AND sh.parcel_id = pa.id
                     AND sh.status <> 'voided'
    LEFT JOIN LATERAL cod_of_parcel(pa) AS cod ON true
    WHERE pa.shop_id = :shop AND pa.id = :parcel
    """
)


async def label_facts(
    read: Read | Tx, shop_id: UUID, parcel_id: UUID, tracking_number: str
) -> LabelFacts:
    """What the label of a parcel says under this tracking number.

    Raises:
        NotFound: there is no such parcel of this shop.
    """
    row = (await read.execute(_LABEL, {"shop": shop_id, "parcel": parcel_id})).first()
    if row is None:
        raise NotFound(what="parcel", name=str(parcel_id))
    to = person_of(row.person).sent_to(row.to_point)
    return LabelFacts(
        language=row.language,
        carrier=name_of(row.carrier),
        service=row.service,
        tracking_number=tracking_number,
        sender=address_of(row.address, name=row.shop_name),
        recipient=address_of(to.facts()),
        weight_g=row.weight_g,
        reference=str(row.order_number),
        parcel_index=row.parcel_index,
        parcel_count=row.parcel_count,
        cod=CashOnDelivery(amount_minor=row.cod_amount_minor, currency=row.cod_currency)
        if row.cod_amount_minor is not None
        else None,
        pickup_point=to.pickup_point_id or "",
    )


class LabelState(msgspec.Struct, frozen=True, kw_only=True):
    """How a parcel's label is doing, for the bench."""

    #: requested, buying, bought or failed
    status: str
    carrier: str
    service: str
    tracking_number: str | None
    failure: Failure | None
    held_at: datetime | None
    attempts: int


async def label_state(read: Read | Tx, parcel: int) -> LabelState | None:
    """How the label of a parcel is doing; None while its order is not packed."""
    row = (
        await read.execute(
            text(
                "SELECT s.status, s.carrier, s.service, s.tracking_number, s.failure, s.held_at, "
                "s.attempts "
                "FROM shipments s JOIN parcels pa ON pa.shop_id = s.shop_id "
                "AND pa.id = s.parcel_id WHERE pa.number = :parcel AND s.status <> 'voided'"
            ),
            {"parcel": parcel},
        )
    ).first()
    return LabelState(**{**row._mapping, "failure": failure_in(row.failure)}) if row else None
