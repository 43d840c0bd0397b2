"""Tables of what shops want done with their parcels, and of who confirmed that it was done."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from wms.db import Base, CreatedAt, ShopOwned, of_a_shop


class PackingInstruction(ShopOwned, Base):
    """What a shop wants done with each of its parcels; a changed one is a new row."""

    __tablename__ = "packing_instructions"
    __table_args__ = (
        of_a_shop(),
        ForeignKeyConstraint(["shop_id", "photo_id"], ["photos.shop_id", "photos.id"]),
        CheckConstraint("moment IN ('begin', 'close')", name="moment_known"),
        CheckConstraint("words <> ''", name="words_there"),
    )

    #: begin: before the first item; close: when all is in
    moment: Mapped[str]
    words: Mapped[str]
    photo_id: Mapped[UUID | None]
    #: who of the office wrote it
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("office_users.id"))
    created_at: Mapped[CreatedAt]
    #: since then no parcel is asked for it
    ended_at: Mapped[datetime | None]


class ParcelInstruction(ShopOwned, Base):
    """An instruction that holds for a parcel, as it was worded when the parcel was opened."""

    __tablename__ = "parcel_instructions"
    __table_args__ = (
        ForeignKeyConstraint(["shop_id", "parcel_id"], ["parcels.shop_id", "parcels.id"]),
        ForeignKeyConstraint(["shop_id", "product_id"], ["products.shop_id", "products.id"]),
        ForeignKeyConstraint(["shop_id", "photo_id"], ["photos.shop_id", "photos.id"]),
        CheckConstraint("source IN ('shop', 'product', 'order')", name="source_known"),
        CheckConstraint("moment IN ('begin', 'item', 'close')", name="moment_known"),
        CheckConstraint("(words IS NULL) = (source = 'order')", name="words_of_an_order_are_there"),
        CheckConstraint(
            "(confirmed_at IS NULL) = (operator_id IS NULL)", name="confirmed_by_somebody"
        ),
        Index("ix_parcel_instructions_parcel", "shop_id", "parcel_id"),
    )

    parcel_id: Mapped[UUID]
    source: Mapped[str]
    #: item: when the first piece of the product lies in the parcel
    moment: Mapped[str]
    product_id: Mapped[UUID | None]
    #: None of an order: its note may name people, so it stands with the order only
    words: Mapped[str | None]
    photo_id: Mapped[UUID | None]
    operator_id: Mapped[UUID | None] = mapped_column(ForeignKey("operators.id"))
    device_id: Mapped[UUID | None]
    scan_id: Mapped[UUID | None]
    confirmed_at: Mapped[datetime | None]
