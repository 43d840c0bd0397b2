"""Changing a product: what is named changes, what is not stays."""

from __future__ import annotations

from uuid import UUID

from msgspec import UNSET
from sqlalchemy import delete, func, select, update

from wms.catalog.codes import as_printed, stored_codes
from wms.catalog.errors import BarcodeTaken, ProductChanged, ProductUnknown
from wms.catalog.in_use import needs_of, refusals
from wms.catalog.models import Barcode, Product
from wms.catalog.products import SHOPS_COLUMNS, NewProduct, ProductCard, ProductChange
from wms.catalog.queries import card_by_sku
from wms.catalog.register import barcode_owners, codes_of, register, write_barcodes
from wms.db import Tx


async def change(
    tx: Tx, shop_id: UUID, sku: str, wanted: ProductChange, *, if_version: int | None = None
) -> ProductCard:
    """Change a product; its version rises by one.

    Raises:
        ProductUnknown: the shop has no such product.
        ProductChanged: it is not at ``if_version`` any more.
        ProductInStock, ProductOrdered, ProductAnnounced: goods are counted by what would change.
        BarcodeTaken, BarcodeTwice, BarcodeMistyped, BarcodeUnusable: as at registering.
    """
    codes = None if wanted.barcodes is UNSET else stored_codes(wanted.barcodes)
    # the row lock makes two changes of one product take turns
    row = (
        await tx.execute(
            select(Product.id, Product.version, Product.is_lot_tracked, Product.is_expiry_tracked)
            .where(Product.shop_id == shop_id, Product.sku == sku)
            .with_for_update()
        )
    ).one_or_none()
    if row is None:
        raise ProductUnknown(sku=sku)
    if if_version is not None and row.version != if_version:
        raise ProductChanged(sku=sku, version=row.version)
    values = {c: v for c in SHOPS_COLUMNS if (v := getattr(wanted, c, UNSET)) is not UNSET}
    before = {} if codes is None else (await codes_of(tx, shop_id, [row.id])).get(row.id, {})
    needs = needs_of(row._asdict(), values, before, codes)
    for no in (await refusals(tx, shop_id, {row.id: (sku, needs)})).values():
        raise no
    await tx.execute(
        update(Product)
        .where(Product.shop_id == shop_id, Product.id == row.id)
        .values(**values, version=Product.version + 1, updated_at=func.clock_timestamp())
    )
    if codes is not None:
        await _replace_barcodes(tx, shop_id, row.id, sku, codes)
    return await card_by_sku(tx, shop_id, sku)


async def put(
    tx: Tx, shop_id: UUID, new: NewProduct, *, if_version: int | None = None
) -> tuple[ProductCard, bool]:
    """Make the shop's product be as said; True when it was registered just now.

    Raises:
        ProductChanged: it is not at ``if_version`` any more.
        ProductInStock, ProductOrdered, ProductAnnounced: goods are counted by what would change.
        BarcodeTaken, BarcodeTwice, BarcodeMistyped, BarcodeUnusable: as at registering.
    """
    known = await tx.scalar(
        select(Product.id).where(Product.shop_id == shop_id, Product.sku == new.sku)
    )
    if known is None:
        return await register(tx, shop_id, new), True
    whole = ProductChange(
        barcodes=new.barcodes,
        **{c: getattr(new, c) for c in SHOPS_COLUMNS if c != "sku"},
    )
    return await change(tx, shop_id, new.sku, whole, if_version=if_version), False


async def _replace_barcodes(
    tx: Tx, shop_id: UUID, product_id: UUID, sku: str, codes: dict[str, int]
) -> None:
    owners = await barcode_owners(tx, shop_id, list(codes))
    for index, code in enumerate(codes):
        if owners.get(code, sku) != sku:
            raise BarcodeTaken(
                pointer=f"/barcodes/{index}/code",
                barcode=as_printed(code),
                other_sku=owners[code],
            )
    await tx.execute(
        delete(Barcode).where(Barcode.shop_id == shop_id, Barcode.product_id == product_id)
    )
    await write_barcodes(tx, shop_id, {product_id: codes})
