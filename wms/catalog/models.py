"""Tables of what the shops sell: products, their barcodes and their lots."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from wms.db import Base, CreatedAt, ShopId, ShopOwned, of_a_shop


class Product(ShopOwned, Base):
    """One SKU of one shop."""

    __tablename__ = "products"
    __table_args__ = (
        of_a_shop(),
        UniqueConstraint("shop_id", "sku"),
        CheckConstraint("sku <> '' AND length(sku) <= 64", name="sku_length"),
        CheckConstraint(
            "weight_g >= 0 AND length_mm >= 0 AND width_mm >= 0 AND height_mm >= 0",
            name="sizes_positive",
        ),
        CheckConstraint("kit IN ('virtual', 'built')", name="kit_known"),
        Index("ix_products_shop_id_updated_at", "shop_id", "updated_at", "id"),
    )

    sku: Mapped[str]
    name: Mapped[str]
    weight_g: Mapped[int | None]
    length_mm: Mapped[int | None]
    width_mm: Mapped[int | None]
    height_mm: Mapped[int | None]
    is_lot_tracked: Mapped[bool] = mapped_column(server_default="false")
    is_expiry_tracked: Mapped[bool] = mapped_column(server_default="false")
    is_serial_tracked: Mapped[bool] = mapped_column(server_default="false")
    is_hazmat: Mapped[bool] = mapped_column(server_default="false")
    is_fragile: Mapped[bool] = mapped_column(server_default="false")
    #: this side up: in a carton its height stays its height
    is_upright: Mapped[bool] = mapped_column(server_default="false")
    #: what the packer does with it and confirms
    packing_instructions: Mapped[str | None]
    #: made of others: "virtual" is taken apart when it is ordered, "built" has stock of its own
    kit: Mapped[str | None]
    version: Mapped[int] = mapped_column(server_default="1")
    created_at: Mapped[CreatedAt]
    updated_at: Mapped[CreatedAt]
    archived_at: Mapped[datetime | None]


class Barcode(Base):
    """A code on a product or on a pack of it; the same code in two shops is normal."""

    __tablename__ = "barcodes"
    __table_args__ = (
        ForeignKeyConstraint(["shop_id", "product_id"], ["products.shop_id", "products.id"]),
        CheckConstraint("quantity >= 1", name="quantity_positive"),
        CheckConstraint("code <> '' AND length(code) <= 128", name="code_length"),
        Index("ix_barcodes_code", "code"),
        Index("ix_barcodes_shop_id_product_id", "shop_id", "product_id"),
    )

    shop_id: Mapped[ShopId]
    #: in the normal form of wms.barcodes.normal
    code: Mapped[str] = mapped_column(primary_key=True)
    product_id: Mapped[UUID]
    #: base units that one scan means: 1 for a piece, more for a pack size
    quantity: Mapped[int] = mapped_column(server_default=text("1"))


class ProductPhoto(Base):
    """A picture of a product; the first is the one that a picker sees."""

    __tablename__ = "product_photos"
    __table_args__ = (
        ForeignKeyConstraint(["shop_id", "product_id"], ["products.shop_id", "products.id"]),
        ForeignKeyConstraint(["shop_id", "photo_id"], ["photos.shop_id", "photos.id"]),
        Index("ix_product_photos_product", "shop_id", "product_id", "photo_id"),
    )

    shop_id: Mapped[ShopId]
    photo_id: Mapped[UUID] = mapped_column(primary_key=True)
    product_id: Mapped[UUID]


class KitPart(Base):
    """So many pieces of a product are in one piece of a kit."""

    __tablename__ = "kit_parts"
    __table_args__ = (
        ForeignKeyConstraint(["shop_id", "kit_id"], ["products.shop_id", "products.id"]),
        ForeignKeyConstraint(["shop_id", "part_id"], ["products.shop_id", "products.id"]),
        CheckConstraint("quantity >= 1", name="quantity_positive"),
        CheckConstraint("kit_id <> part_id", name="never_of_itself"),
        Index("ix_kit_parts_part", "shop_id", "part_id"),
    )

    shop_id: Mapped[ShopId]
    kit_id: Mapped[UUID] = mapped_column(primary_key=True)
    part_id: Mapped[UUID] = mapped_column(primary_key=True)
    quantity: Mapped[int]


class Measurement(ShopOwned, Base):
    """What a scale or a ruler said of one piece of a product."""

    __tablename__ = "measurements"
    __table_args__ = (
        ForeignKeyConstraint(["shop_id", "product_id"], ["products.shop_id", "products.id"]),
        CheckConstraint(
            "weight_g >= 0 AND length_mm >= 0 AND width_mm >= 0 AND height_mm >= 0",
            name="sizes_positive",
        ),
        CheckConstraint("source IN ('scale', 'packing', 'receiving')", name="source_known"),
        Index("ix_measurements_product", "shop_id", "product_id", "id"),
    )

    product_id: Mapped[UUID]
    weight_g: Mapped[int | None]
    length_mm: Mapped[int | None]
    width_mm: Mapped[int | None]
    height_mm: Mapped[int | None]
    source: Mapped[str]
    measured_at: Mapped[CreatedAt]


class MeasureProposal(ShopOwned, Base):
    """A weight or size that was measured again and again; its shop says yes or no."""

    __tablename__ = "measure_proposals"
    __table_args__ = (
        ForeignKeyConstraint(["shop_id", "product_id"], ["products.shop_id", "products.id"]),
        CheckConstraint(
            "field IN ('weight_g', 'length_mm', 'width_mm', 'height_mm')", name="field_known"
        ),
        CheckConstraint("status IN ('open', 'accepted', 'refused')", name="status_known"),
        Index(
            "uq_measure_proposals_open",
            "shop_id",
            "product_id",
            "field",
            unique=True,
            postgresql_where="status = 'open'",
        ),
        Index("ix_measure_proposals_product", "shop_id", "product_id", "id"),
    )

    product_id: Mapped[UUID]
    field: Mapped[str]
    #: what the shop said when it was proposed
    kept: Mapped[int | None]
    proposed: Mapped[int]
    #: so many agree
    measurements: Mapped[int]
    status: Mapped[str] = mapped_column(server_default="open")
    created_at: Mapped[CreatedAt]
    decided_at: Mapped[datetime | None]


class Lot(ShopOwned, Base):
    """A batch of a product.

    Every product has a lot whose id is the product's own id and whose code is empty: "no lot".
    So stock always names a lot, keys have no NULLs, and nothing has to be looked up for the many
    products that keep none.
    """

    __tablename__ = "lots"
    __table_args__ = (
        ForeignKeyConstraint(["shop_id", "product_id"], ["products.shop_id", "products.id"]),
        UniqueConstraint("shop_id", "product_id", "id"),
        UniqueConstraint("shop_id", "product_id", "code"),
        CheckConstraint("(code = '') = (id = product_id)", name="no_lot_is_the_products_own"),
        CheckConstraint("sell_before <= expires_on", name="sold_before_it_expires"),
        # what expires next
        Index("ix_lots_expiring", text("coalesce(expires_on, '9999-12-31'::date)"), "id"),
        Index("ix_lots_sell_before", "sell_before", postgresql_where="sell_before IS NOT NULL"),
    )

    product_id: Mapped[UUID]
    code: Mapped[str] = mapped_column(server_default="")
    expires_on: Mapped[date | None]
    #: from this day on none of it may be promised: the expiry less the shop's margin, kept by a
    #: trigger (sql/sell_before.sql), so that allocating compares one column and asks no rule
    sell_before: Mapped[date | None]
    created_at: Mapped[CreatedAt]
