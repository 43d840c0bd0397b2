"""What is known of a parcel that nobody can place."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint
from sqlalchemy.dialects.postgresql import ARRAY, TEXT
from sqlalchemy.orm import Mapped, mapped_column

from wms.db import Base, CreatedAt, ShopId


class UnidentifiedParcel(Base):
    """What the desk saw on and in an unidentified return, and what its shop was asked."""

    __tablename__ = "unidentified_parcels"
    __table_args__ = (
        ForeignKeyConstraint(["shop_id", "return_id"], ["returns.shop_id", "returns.id"]),
        ForeignKeyConstraint(["shop_id", "asked_order_id"], ["orders.shop_id", "orders.id"]),
        CheckConstraint("weight_g > 0", name="weight_positive"),
        CheckConstraint("cardinality(codes) <= 50", name="codes_few"),
        CheckConstraint(
            "(asked_order_id IS NULL) = (asked_at IS NULL)", name="asked_about_an_order"
        ),
        CheckConstraint("answer IN ('yes', 'no')", name="answer_known"),
        CheckConstraint("settled_as IN ('keep', 'quarantine', 'scrap')", name="settled_as_known"),
        CheckConstraint("(settled_at IS NULL) = (settled_as IS NULL)", name="settled_somehow"),
    )

    shop_id: Mapped[ShopId] = mapped_column(primary_key=True)
    return_id: Mapped[UUID] = mapped_column(primary_key=True)
    weight_g: Mapped[int | None]
    #: barcodes and SKUs of what is in it, as they were scanned or typed
    codes: Mapped[list[str]] = mapped_column(ARRAY(TEXT), server_default="{}")
    #: name, street, postcode, telephone and e-mail on it; the seal's subject is the return
    sender_sealed: Mapped[bytes | None]
    #: the shop was asked whether it is of this order
    asked_order_id: Mapped[UUID | None]
    asked_at: Mapped[datetime | None]
    asked_by: Mapped[UUID | None] = mapped_column(ForeignKey("office_users.id"))
    answer: Mapped[str | None]
    #: its shop was told once more that we wait
    reminded_at: Mapped[datetime | None]
    #: it did not say in time: what happened then
    settled_at: Mapped[datetime | None]
    settled_as: Mapped[str | None]
    created_at: Mapped[CreatedAt]
