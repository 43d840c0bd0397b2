"""Scan anything: what is it, and what is there?

Reads across the slices, writes nothing. A recipient's name, street, phone and e-mail are never
read here: a handheld lies about in the hall.
"""

from __future__ import annotations

from uuid import UUID

import msgspec
from sqlalchemy import Select, and_, func, select
from sqlalchemy.sql.elements import ColumnElement

from wms.barcodes import Command, Kind, OwnLabel, Scanned, candidates, parse
from wms.catalog.queries import FoundProduct, find_by_barcode
from wms.db import Read, Tx
from wms.errors import N_, Refusal
from wms.errors import Kind as NoKind
from wms.layout.models import Place
from wms.layout.queries import PlaceCard, place_by_label
from wms.orders.models import Order, OrderLine
from wms.packing.models import Parcel
from wms.picking.models import FullTote, PickRunOrder
from wms.shipping.models import Shipment
from wms.shops.models import Shop
from wms.stock.containers import Standing, inside_of, standing_in
from wms.stock.queries import StockAt, StockOf, stock_at, stock_of

#: rows of contents on one screen of a handheld
SHOWN_MAX = 50


class NothingKnown(Refusal):
    """Nothing in the warehouse has this code."""

    kind = NoKind.NOT_FOUND
    code = "look_up.unknown"
    sentence = N_("Nothing here has the code {scanned}.")


class FoundGoods(msgspec.Struct, frozen=True, kw_only=True):
    """A product, how much there is of it and where."""

    product: FoundProduct
    stock: StockOf
    places: list[StockAt]


class FoundPlace(msgspec.Struct, frozen=True, kw_only=True):
    """A location or a container, what lies in it and what stands there; a tote tells its order."""

    place: PlaceCard
    #: in what an LPN stands: the location, through whatever it is nested in
    inside: str | None
    contents: list[StockAt]
    #: LPNs that stand right here, with all that is in them
    standing: list[Standing]
    order: FoundOrder | None


class FoundParcel(msgspec.Struct, frozen=True, kw_only=True):
    """A parcel, how far it is, and what is in it."""

    number: int
    status: str
    shop: str
    order_number: int
    carrier: str | None
    tracking_number: str | None
    contents: list[StockAt]


class FoundOrder(msgspec.Struct, frozen=True, kw_only=True):
    """An order and how far it is; nothing about who gets it."""

    number: int
    external_id: str
    shop: str
    status: str
    carrier: str
    ordered: int
    picked: int
    packed: int
    shipped: int
    totes: list[str]
    parcels: list[int]


Found = list[FoundGoods] | FoundPlace | FoundParcel | FoundOrder


async def look_up(read: Read | Tx, code: str) -> Found:
    """What a code means. The same EAN in two shops gives both: nothing is guessed.

    Raises:
        NothingKnown: nothing has this code.
        PlaceUnknown: a label of ours that is nowhere.
    """
    scanned = parse(code)
    match scanned:
        case OwnLabel(kind=Kind.PARCEL, number=number):
            found = await _parcel(read, Parcel.number == number)
            if found is None:
                raise NothingKnown(scanned=code)
            return found
        case OwnLabel(kind=Kind.ORDER_SLIP, number=number):
            order = await _order(read, _orders().where(Order.number == number))
            if order is None:
                raise NothingKnown(scanned=code)
            return order
        case OwnLabel():
            return await _place(read, scanned.code)
        case Command():
            raise NothingKnown(scanned=code)
        case _:
            return await _by_codes(read, code, scanned)


async def _by_codes(read: Read | Tx, code: str, scanned: Scanned) -> Found:
    codes = candidates(scanned)
    goods = [await _goods(read, product) for product in await find_by_barcode(read, codes)]
    if goods:
        return goods
    parcel = await _parcel(read, Shipment.tracking_number.in_(codes)) if codes else None
    if parcel is None:
        raise NothingKnown(scanned=code)
    return parcel


async def _goods(read: Read | Tx, product: FoundProduct) -> FoundGoods:
    [stock] = await stock_of(read, product.shop_id, product_ids=[product.product_id])
    places = await stock_at(
        read, shop_id=product.shop_id, product_id=product.product_id, limit=SHOWN_MAX
    )
    return FoundGoods(product=product, stock=stock, places=places)


async def _place(read: Read | Tx, label: str) -> FoundPlace:
    place = await place_by_label(read, label)
    order = None
    if place.kind == "tote":
        wanted = _orders().where(
            Order.id.in_(
                select(PickRunOrder.order_id)
                .where(
                    PickRunOrder.tote_id == place.id,
                    PickRunOrder.emptied_at.is_(None),
                    PickRunOrder.is_batch.is_(False),  # it means none of the batch's orders
                )
                .union_all(select(FullTote.order_id).where(FullTote.tote_id == place.id))
            )
        )
        order = await _order(read, wanted)
    return FoundPlace(
        place=place,
        inside=await inside_of(read, place),
        standing=await standing_in(read, place),
        contents=await stock_at(read, place_id=place.id, limit=SHOWN_MAX),
        order=order,
    )


async def _parcel(read: Read | Tx, condition: ColumnElement[bool]) -> FoundParcel | None:
    row = (
        await read.execute(
            select(
                Parcel.id,
                Parcel.number,
                Parcel.status,
                Shop.name.label("shop"),
                Order.number.label("order_number"),
                Shipment.carrier,
                Shipment.tracking_number,
            )
            .join(Shop, Shop.id == Parcel.shop_id)
            .join(Order, and_(Order.shop_id == Parcel.shop_id, Order.id == Parcel.order_id))
            .outerjoin(
                Shipment,
                and_(Shipment.shop_id == Parcel.shop_id, Shipment.parcel_id == Parcel.id),
            )
            .where(condition)
            .order_by(Shipment.created_at.desc())
            .limit(1)
        )
    ).one_or_none()
    if row is None:
        return None
    facts = dict(row._mapping)
    contents = await stock_at(read, place_id=facts.pop("id"), limit=SHOWN_MAX)
    return FoundParcel(**facts, contents=contents)


def _orders() -> Select[UUID, UUID, int, str, str, str, str]:
    return select(
        Order.shop_id,
        Order.id,
        Order.number,
        Order.external_id,
        Shop.name.label("shop"),
        Order.status,
        Order.carrier,
    ).join(Shop, Shop.id == Order.shop_id)


async def _order(
    read: Read | Tx, wanted: Select[UUID, UUID, int, str, str, str, str]
) -> FoundOrder | None:
    row = (await read.execute(wanted.limit(1))).one_or_none()
    if row is None:
        return None
    facts = dict(row._mapping)
    shop_id, order_id = facts.pop("shop_id"), facts.pop("id")
    counters = (
        await read.execute(
            select(
                func.coalesce(func.sum(OrderLine.ordered), 0).label("ordered"),
                func.coalesce(func.sum(OrderLine.picked), 0).label("picked"),
                func.coalesce(func.sum(OrderLine.packed), 0).label("packed"),
                func.coalesce(func.sum(OrderLine.shipped), 0).label("shipped"),
            ).where(OrderLine.shop_id == shop_id, OrderLine.order_id == order_id)
        )
    ).one()
    totes = await read.scalars(
        select(Place.code)
        .where(Place.id.in_(select(func.order_totes(shop_id, order_id))))
        .order_by(Place.code)
    )
    parcels = await read.scalars(
        select(Parcel.number)
        .where(Parcel.shop_id == shop_id, Parcel.order_id == order_id)
        .order_by(Parcel.number)
    )
    return FoundOrder(**facts, **counters._mapping, totes=list(totes), parcels=list(parcels))
