"""Tables of what proves how a parcel was packed: its photo, and a chain that nobody rewrites."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from wms.db import Base, CreatedAt, ShopId, ShopOwned, of_a_shop


class PhotoWish(Base):
    """Of which parcels a shop wants a photo; without a row, of none."""

    __tablename__ = "photo_wishes"
    __table_args__ = (
        of_a_shop(),
        CheckConstraint("of IN ('all', 'fragile', 'value')", name="of_known"),
        CheckConstraint(
            "(of = 'value') = (value_from_minor IS NOT NULL AND currency IS NOT NULL)",
            name="value_has_limit",
        ),
        CheckConstraint("value_from_minor > 0", name="limit_positive"),
    )

    shop_id: Mapped[ShopId]
    #: all · fragile: orders with something fragile · value: orders worth so much or more
    of: Mapped[str]
    value_from_minor: Mapped[int | None]
    currency: Mapped[str | None]


class ParcelPhoto(ShopOwned, Base):
    """A photo of what lies in an open parcel; or that there was no camera to take one."""

    __tablename__ = "parcel_photos"
    __table_args__ = (
        ForeignKeyConstraint(["shop_id", "parcel_id"], ["parcels.shop_id", "parcels.id"]),
        ForeignKeyConstraint(["shop_id", "photo_id"], ["photos.shop_id", "photos.id"]),
        CheckConstraint("(photo_id IS NULL) = (sha256 IS NULL)", name="photo_has_its_hash"),
        Index("ix_parcel_photos_parcel", "shop_id", "parcel_id"),
    )

    parcel_id: Mapped[UUID]
    #: None: there was no camera
    photo_id: Mapped[UUID | None]
    #: of the JPEG as it is kept, hexadecimal
    sha256: Mapped[str | None]
    operator_id: Mapped[UUID] = mapped_column(ForeignKey("operators.id"))
    device_id: Mapped[UUID | None]
    scan_id: Mapped[UUID | None]
    taken_at: Mapped[CreatedAt]
    #: another one was taken, or the parcel was opened again
    replaced_at: Mapped[datetime | None]


class Evidence(Base):
    """A link of an order's chain: what was known of a parcel at a moment, and its hash."""

    __tablename__ = "evidence"
    __table_args__ = (
        ForeignKeyConstraint(["shop_id", "order_id"], ["orders.shop_id", "orders.id"]),
        ForeignKeyConstraint(["shop_id", "parcel_id"], ["parcels.shop_id", "parcels.id"]),
        CheckConstraint(
            "kind IN ('closed', 'opened_again', 'label', 'decision')", name="kind_known"
        ),
        CheckConstraint("link_no >= 1", name="link_no_positive"),
    )

    shop_id: Mapped[ShopId]
    order_id: Mapped[UUID] = mapped_column(primary_key=True)
    #: 1 is the first of its order
    link_no: Mapped[int] = mapped_column(primary_key=True)
    parcel_id: Mapped[UUID]
    kind: Mapped[str]
    #: canonical JSON (RFC 8785), with the hash of the link before; never changed
    document: Mapped[str]
    #: of the document in UTF-8, hexadecimal
    sha256: Mapped[str]
    created_at: Mapped[CreatedAt]
