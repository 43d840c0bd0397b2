"""Reading deliveries: for shops, and for the people at the dock."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Select, Text, and_, cast, func, select, text
from sqlalchemy.dialects.postgresql import aggregate_order_by

from wms.catalog.models import Product
from wms.db import Read, Tx
from wms.inbound.carton_models import AsnCarton, AsnCartonLine
from wms.inbound.cartons import CartonCard
from wms.inbound.discrepancies import DiscrepancyCard, shown_discrepancies
from wms.inbound.errors import AsnUnknown
from wms.inbound.goods_models import AsnLot
from wms.inbound.lots import AnnouncedLot
from wms.inbound.models import Asn, AsnLine
from wms.shops.models import Shop

#: deliveries that the dock still has to do with
OPEN_STATES = ("announced", "arrived", "receiving")


class AsnLineCard(msgspec.Struct, frozen=True, kw_only=True):
    """One product of a delivery; ``expected`` 0: it came without being announced."""

    line_no: int
    sku: str
    #: base units that were announced
    expected: int
    received: int
    #: that were announced; none: any
    lots: tuple[AnnouncedLot, ...] = ()


class AsnCard(msgspec.Struct, frozen=True, kw_only=True):
    """A delivery as its shop sees it."""

    id: UUID
    external_id: str
    number: int
    status: str
    expected_on: date | None
    note: str | None
    #: the waybill of the lorry or parcel that brings it
    carrier_reference: str | None
    lines: tuple[AsnLineCard, ...]
    cartons: tuple[CartonCard, ...]
    #: what came otherwise than announced
    discrepancies: tuple[DiscrepancyCard, ...]
    created_at: datetime
    updated_at: datetime
    arrived_at: datetime | None
    received_at: datetime | None
    closed_at: datetime | None
    #: false: it stood at the dock and nobody had said that it comes
    is_announced: bool
    version: int
    #: a page where a person decides all that is open of it
    decide_url: str | None = None


class OpenAsn(msgspec.Struct, frozen=True, kw_only=True):
    """A delivery in the receiver's list."""

    id: UUID
    number: int
    external_id: str
    shop: str
    status: str
    expected_on: date | None
    lines: int
    expected: int
    received: int
    is_announced: bool
    is_blind: bool


def _cards() -> Select[Any, Any, Any, Any]:
    announced = (
        select(
            func.jsonb_agg(
                aggregate_order_by(
                    func.jsonb_build_object("lot", AsnLot.lot, "expires_on", AsnLot.expires_on),
                    AsnLot.lot,
                )
            )
        )
        .where(
            AsnLot.shop_id == AsnLine.shop_id,
            AsnLot.asn_id == AsnLine.asn_id,
            AsnLot.product_id == AsnLine.product_id,
        )
        .scalar_subquery()
    )
    lines = (
        select(
            func.jsonb_agg(
                aggregate_order_by(
                    func.jsonb_build_object(
                        "line_no", AsnLine.line_no, "sku", Product.sku,
                        "expected", AsnLine.expected, "received", AsnLine.received,
                        "lots", func.coalesce(announced, text("'[]'::jsonb")),
                    ),
                    AsnLine.line_no,
                )
            )
        )
        .join(Product, and_(Product.shop_id == AsnLine.shop_id, Product.id == AsnLine.product_id))
        .where(AsnLine.shop_id == Asn.shop_id, AsnLine.asn_id == Asn.id)
        .scalar_subquery()
    )  # fmt: skip
    one = shown_discrepancies().subquery()
    discrepancies = (
        select(func.jsonb_agg(aggregate_order_by(func.to_jsonb(one.table_valued()), one.c.id)))
        .select_from(one)
        .where(one.c.shop_id == Asn.shop_id, one.c.asn_id == Asn.id)
        .scalar_subquery()
    )
    cartons = _cartons().where(AsnCarton.shop_id == Asn.shop_id, AsnCarton.asn_id == Asn.id)
    return select(Asn, lines, cartons.scalar_subquery(), discrepancies).execution_options(
        populate_existing=True
    )


def _cartons() -> Select[Any]:
    """All cartons as one JSON array; the delivery is for the caller to say."""
    lines = (
        select(
            func.jsonb_agg(
                aggregate_order_by(
                    func.jsonb_build_object(
                        "sku", Product.sku, "quantity", AsnCartonLine.quantity,
                        "lot", AsnCartonLine.lot, "expires_on", AsnCartonLine.expires_on,
                    ),
                    AsnCartonLine.id,
                )
            )
        )
        .join(
            Product,
            and_(Product.shop_id == AsnCartonLine.shop_id, Product.id == AsnCartonLine.product_id),
        )
        .where(
            AsnCartonLine.shop_id == AsnCarton.shop_id, AsnCartonLine.carton_id == AsnCarton.id
        )
        .scalar_subquery()
    )  # fmt: skip
    return select(
        func.jsonb_agg(
            aggregate_order_by(
                func.jsonb_build_object(
                    "carton_no", AsnCarton.carton_no, "code", AsnCarton.code, "lines", lines,
                    "received_at", AsnCarton.received_at,
                ),
                AsnCarton.carton_no,
            )
        )
    )  # fmt: skip


def _card(asn: Asn, lines: object, cartons: object, discrepancies: object) -> AsnCard:
    nested = ("lines", "cartons", "discrepancies", "decide_url")
    fields = {f: getattr(asn, f) for f in AsnCard.__struct_fields__ if f not in nested}
    return AsnCard(
        **fields,
        lines=msgspec.convert(lines or [], tuple[AsnLineCard, ...]),
        cartons=msgspec.convert(cartons or [], tuple[CartonCard, ...]),
        discrepancies=msgspec.convert(discrepancies or [], tuple[DiscrepancyCard, ...]),
    )


async def asn_card(read: Read | Tx, shop_id: UUID, asn_id: UUID) -> AsnCard:
    """One delivery of a shop. AsnUnknown when it has none of this id."""
    row = (
        await read.execute(_cards().where(Asn.shop_id == shop_id, Asn.id == asn_id))
    ).one_or_none()
    if row is None:
        raise AsnUnknown(name=str(asn_id))
    return _card(*row)


async def asn_cards(
    read: Read | Tx,
    shop_id: UUID,
    *,
    limit: int,
    after: UUID | None = None,
    updated_since: datetime | None = None,
    settled: datetime | None = None,
    external_id: str | None = None,
) -> list[AsnCard]:
    """A shop's deliveries in the order in which they were announced.

    ``settled``: only what came, or was changed when that is asked for, before then (`wms.horizon`).
    """
    wanted = _cards().where(Asn.shop_id == shop_id).order_by(Asn.id).limit(limit)
    if after is not None:
        wanted = wanted.where(Asn.id > after)
    if updated_since is not None:
        wanted = wanted.where(Asn.updated_at >= updated_since)
    if settled is not None:
        changed = Asn.created_at if updated_since is None else Asn.updated_at
        wanted = wanted.where(changed < settled)
    if external_id is not None:
        wanted = wanted.where(Asn.external_id == external_id)
    return [_card(*row) for row in await read.execute(wanted)]


async def open_asns(
    read: Read | Tx, *, limit: int = 200, names: Sequence[str] | None = None
) -> list[OpenAsn]:
    """What the dock has to do with: begun first, then arrived, then by the announced day.

    ``names``: only those whose external id, number or waybill is among them (a scanned paper).
    """
    wanted = (
        select(
            Asn.id,
            Asn.number,
            Asn.external_id,
            Shop.name.label("shop"),
            Asn.status,
            Asn.expected_on,
            func.count(AsnLine.id).label("lines"),
            func.coalesce(func.sum(AsnLine.expected), 0).label("expected"),
            func.coalesce(func.sum(AsnLine.received), 0).label("received"),
            Asn.is_announced,
            func.is_counted_blind(Asn.shop_id).label("is_blind"),
        )
        .join(Shop, Shop.id == Asn.shop_id)
        .outerjoin(AsnLine, and_(AsnLine.shop_id == Asn.shop_id, AsnLine.asn_id == Asn.id))
        .where(Asn.status.in_(OPEN_STATES))
        .group_by(Asn.shop_id, Asn.id, Shop.name)
        .order_by(
            func.array_position(list(reversed(OPEN_STATES)), Asn.status),
            Asn.expected_on.nulls_last(),
            Asn.number,
        )
        .limit(limit)
    )
    if names is not None:
        wanted = wanted.where(
            Asn.external_id.in_(names)
            | cast(Asn.number, Text).in_(names)
            | Asn.carrier_reference.in_(names)
        )
    return [OpenAsn(**row._mapping) for row in await read.execute(wanted)]
