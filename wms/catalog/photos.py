"""Pictures of products: what the picker and the packer compare the goods with."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from sqlalchemy import ColumnElement, and_, delete, func, select
from sqlalchemy.dialects.postgresql import insert

from wms.catalog.errors import PhotosFull, ProductUnknown
from wms.catalog.models import Product, ProductPhoto
from wms.db import Read, Tx
from wms.photos.develop import Picture
from wms.photos.errors import PhotoUnknown
from wms.photos.keep import KeptPhoto, Side, keep, photo_bytes, take_away
from wms.photos.models import Photo

#: front, back, label, what is in the box; more does not help anybody to find it
PHOTOS_MAX: Final = 10


async def add_photo(tx: Tx, shop_id: UUID, sku: str, picture: Picture) -> KeptPhoto:
    """Keep a picture of a product, behind those that it has.

    Raises:
        ProductUnknown: the shop has no such product.
        PhotosFull: it has `PHOTOS_MAX` already.
    """
    # the row lock makes two uploads count each other
    product_id = await tx.scalar(
        select(Product.id)
        .where(Product.shop_id == shop_id, Product.sku == sku)
        .with_for_update(key_share=True)
    )
    if product_id is None:
        raise ProductUnknown(sku=sku)
    count = await tx.scalar(
        select(func.count()).where(
            ProductPhoto.shop_id == shop_id, ProductPhoto.product_id == product_id
        )
    )
    if (count or 0) >= PHOTOS_MAX:
        raise PhotosFull(sku=sku, limit=PHOTOS_MAX)
    kept = await keep(tx, shop_id, picture)
    await tx.execute(
        insert(ProductPhoto).values(shop_id=shop_id, product_id=product_id, photo_id=kept.id)
    )
    return kept


async def photos_of(read: Read | Tx, shop_id: UUID, product_id: UUID) -> list[KeptPhoto]:
    """A product's pictures, the one for the picker first."""
    rows = await read.execute(
        select(Photo.id, Photo.width_px, Photo.height_px, Photo.created_at)
        .join(ProductPhoto, _is_its())
        .where(ProductPhoto.shop_id == shop_id, ProductPhoto.product_id == product_id)
        .order_by(ProductPhoto.photo_id)
    )
    return [KeptPhoto(**row._mapping) for row in rows]


async def photos_by_sku(read: Read | Tx, shop_id: UUID, sku: str) -> list[KeptPhoto]:
    """The pictures of the product of this name. ProductUnknown when the shop has none."""
    product_id = await read.scalar(
        select(Product.id).where(Product.shop_id == shop_id, Product.sku == sku)
    )
    if product_id is None:
        raise ProductUnknown(sku=sku)
    return await photos_of(read, shop_id, product_id)


async def product_photo(
    read: Read | Tx, shop_id: UUID, sku: str, photo_id: UUID, side: Side
) -> bytes:
    """The JPEG of one of the product's pictures. PhotoUnknown when it is none of its own."""
    await _must_be_its(read, shop_id, sku, photo_id)
    return await photo_bytes(read, photo_id, side, shop_id=shop_id)


async def thumbnail_of_product(read: Read | Tx, shop_id: UUID, photo_id: UUID) -> bytes:
    """The small JPEG of a picture of some product. PhotoUnknown when it is of something else."""
    its = select(ProductPhoto.photo_id).where(
        ProductPhoto.shop_id == shop_id, ProductPhoto.photo_id == photo_id
    )
    if await read.scalar(its) is None:
        raise PhotoUnknown
    return await photo_bytes(read, photo_id, "thumbnail", shop_id=shop_id)


async def remove_photo(tx: Tx, shop_id: UUID, sku: str, photo_id: UUID) -> None:
    """Take a picture of a product away. PhotoUnknown when it is none of its own."""
    await _must_be_its(tx, shop_id, sku, photo_id)
    await tx.execute(
        delete(ProductPhoto).where(
            ProductPhoto.shop_id == shop_id, ProductPhoto.photo_id == photo_id
        )
    )
    await take_away(tx, shop_id, photo_id)


async def _must_be_its(read: Read | Tx, shop_id: UUID, sku: str, photo_id: UUID) -> None:
    found = await read.scalar(
        select(ProductPhoto.photo_id)
        .join(
            Product,
            and_(Product.shop_id == ProductPhoto.shop_id, Product.id == ProductPhoto.product_id),
        )
        .where(
            ProductPhoto.shop_id == shop_id, ProductPhoto.photo_id == photo_id, Product.sku == sku
        )
    )
    if found is None:
        raise PhotoUnknown


def _is_its() -> ColumnElement[bool]:
    return and_(Photo.shop_id == ProductPhoto.shop_id, Photo.id == ProductPhoto.photo_id)
