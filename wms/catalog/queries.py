"""Reading the catalogue."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import Select, Text, any_, func, literal, select
from sqlalchemy.dialects.postgresql import ARRAY, aggregate_order_by

from wms.catalog.codes import as_printed
from wms.catalog.errors import ProductUnknown
from wms.catalog.models import Barcode, Product
from wms.catalog.products import BarcodeOf, ProductCard
from wms.db import Read, Tx
from wms.shops.models import Shop


class FoundProduct(msgspec.Struct, frozen=True, kw_only=True):
    """A product that a scanned code may mean."""

    shop_id: UUID
    shop: str
    product_id: UUID
    sku: str
    name: str
    #: as printed under the bars
    barcode: str
    #: base units that the scan means
    quantity: int
    is_lot_tracked: bool
    is_expiry_tracked: bool
    is_serial_tracked: bool


def _cards() -> Select[Product, list[dict[str, object]] | None]:
    codes = (
        select(
            func.jsonb_agg(
                aggregate_order_by(
                    func.jsonb_build_object("code", Barcode.code, "quantity", Barcode.quantity),
                    Barcode.quantity,
                    Barcode.code,
                )
            )
        )
        .where(Barcode.shop_id == Product.shop_id, Barcode.product_id == Product.id)
        .scalar_subquery()
    )
    return select(Product, codes)


def _card(product: Product, codes: list[dict[str, object]] | None) -> ProductCard:
    found = msgspec.convert(codes or [], tuple[BarcodeOf, ...])
    fields = {f: getattr(product, f) for f in ProductCard.__struct_fields__ if f != "barcodes"}
    return ProductCard(
        **fields,
        barcodes=tuple(BarcodeOf(code=as_printed(b.code), quantity=b.quantity) for b in found),
    )


async def cards(
    read: Read | Tx,
    shop_id: UUID,
    *,
    ids: Sequence[UUID] | None = None,
    skus: Sequence[str] | None = None,
    limit: int | None = None,
    after: UUID | None = None,
    updated_since: datetime | None = None,
    settled: datetime | None = None,
) -> list[ProductCard]:
    """A shop's products in the order in which they were registered.

    ``after``: the id of the last one that was read; ``updated_since``: changed then or later;
    ``settled``: only what came, or was changed when that is asked for, before then (`wms.horizon`).
    """
    wanted = _cards().where(Product.shop_id == shop_id).order_by(Product.id).limit(limit)
    if ids is not None:
        wanted = wanted.where(Product.id.in_(ids))
    if skus is not None:
        wanted = wanted.where(Product.sku == any_(literal([*skus], ARRAY(Text))))
    if after is not None:
        wanted = wanted.where(Product.id > after)
    if updated_since is not None:
        wanted = wanted.where(Product.updated_at >= updated_since)
    if settled is not None:
        changed = Product.created_at if updated_since is None else Product.updated_at
        wanted = wanted.where(changed < settled)
    rows = await read.execute(wanted.execution_options(populate_existing=True))
    return [_card(product, codes) for product, codes in rows]


async def card_by_sku(read: Read | Tx, shop_id: UUID, sku: str) -> ProductCard:
    """The product of this name. ProductUnknown when the shop has none."""
    row = (
        await read.execute(
            _cards()
            .where(Product.shop_id == shop_id, Product.sku == sku)
            .execution_options(populate_existing=True)
        )
    ).one_or_none()
    if row is None:
        raise ProductUnknown(sku=sku)
    product, codes = row
    return _card(product, codes)


async def version_by_sku(read: Read | Tx, shop_id: UUID, sku: str) -> int | None:
    """The version that the product of this name is at; None when the shop has none."""
    version: int | None = await read.scalar(
        select(Product.version).where(Product.shop_id == shop_id, Product.sku == sku)
    )
    return version


async def find_by_barcode(
    read: Read | Tx, codes: Sequence[str], *, shop_id: UUID | None = None
) -> list[FoundProduct]:
    """What a scan may mean, best reading first, in one shop or in all of them.

    ``codes``: what wms.barcodes.candidates gave. The same EAN in two shops is normal, so several
    answers of different shops are; the caller decides by the work in hand or asks.
    """
    if not codes:
        return []
    wanted = (
        select(Product, Shop.name, Barcode.code, Barcode.quantity)
        .join(Product, (Product.shop_id == Barcode.shop_id) & (Product.id == Barcode.product_id))
        .join(Shop, Shop.id == Barcode.shop_id)
        .where(Barcode.code.in_(codes))
        .order_by(func.array_position(list(codes), Barcode.code), Shop.name, Product.sku)
    )
    if shop_id is not None:
        wanted = wanted.where(Barcode.shop_id == shop_id)
    return [
        FoundProduct(
            shop_id=product.shop_id,
            shop=shop,
            product_id=product.id,
            sku=product.sku,
            name=product.name,
            barcode=as_printed(code),
            quantity=quantity,
            is_lot_tracked=product.is_lot_tracked,
            is_expiry_tracked=product.is_expiry_tracked,
            is_serial_tracked=product.is_serial_tracked,
        )
        for product, shop, code, quantity in await read.execute(wanted)
    ]


async def find_by_id(read: Read | Tx, shop_id: UUID, product_id: UUID) -> FoundProduct:
    """The product, as if a scan of one piece had found it."""
    row = (
        await read.execute(
            select(Product, Shop.name)
            .join(Shop, Shop.id == Product.shop_id)
            .where(Product.shop_id == shop_id, Product.id == product_id)
        )
    ).one()
    product, shop = row
    code = await read.scalar(
        select(Barcode.code)
        .where(Barcode.shop_id == shop_id, Barcode.product_id == product_id)
        .order_by(Barcode.quantity, Barcode.code)
        .limit(1)
    )
    return FoundProduct(
        shop_id=shop_id,
        shop=shop,
        product_id=product_id,
        sku=product.sku,
        name=product.name,
        barcode=as_printed(code or ""),
        quantity=1,
        is_lot_tracked=product.is_lot_tracked,
        is_expiry_tracked=product.is_expiry_tracked,
        is_serial_tracked=product.is_serial_tracked,
    )
