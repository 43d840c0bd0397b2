"""Tables of the cartons of a delivery."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped

from wms.db import Base, ShopOwned


class AsnCarton(ShopOwned, Base):
    """A carton or pallet of a delivery whose contents the shop told: one scan receives it whole."""

    __tablename__ = "asn_cartons"
    __table_args__ = (
        ForeignKeyConstraint(["shop_id", "asn_id"], ["asns.shop_id", "asns.id"]),
        UniqueConstraint("shop_id", "asn_id", "code"),
        CheckConstraint("code <> '' AND length(code) <= 128", name="code_length"),
    )

    asn_id: Mapped[UUID]
    carton_no: Mapped[int]
    #: on its label: an SSCC, or the shop's own; in the normal form of wms.barcodes.normal
    code: Mapped[str]
    #: received whole
    received_at: Mapped[datetime | None]
    scan_id: Mapped[UUID | None]


class AsnCartonLine(ShopOwned, Base):
    """So much of a product (of a lot) is in the carton."""

    __tablename__ = "asn_carton_lines"
    __table_args__ = (
        ForeignKeyConstraint(["shop_id", "carton_id"], ["asn_cartons.shop_id", "asn_cartons.id"]),
        ForeignKeyConstraint(["shop_id", "product_id"], ["products.shop_id", "products.id"]),
        CheckConstraint("quantity > 0", name="quantity_positive"),
        Index("ix_asn_carton_lines_carton", "shop_id", "carton_id"),
    )

    carton_id: Mapped[UUID]
    product_id: Mapped[UUID]
    quantity: Mapped[int]
    lot: Mapped[str | None]
    expires_on: Mapped[date | None]
