"""Tables of single goods of a delivery: which lots come, and each piece with a serial number."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from wms.db import Base, CreatedAt, ShopId


class AsnLot(Base):
    """Its shop said that goods of this lot come; of a product without any, every lot is right."""

    __tablename__ = "asn_lots"
    __table_args__ = (
        ForeignKeyConstraint(["shop_id", "asn_id"], ["asns.shop_id", "asns.id"]),
        ForeignKeyConstraint(["shop_id", "product_id"], ["products.shop_id", "products.id"]),
        CheckConstraint("lot <> '' AND length(lot) <= 128", name="lot_length"),
    )

    shop_id: Mapped[ShopId]
    asn_id: Mapped[UUID] = mapped_column(primary_key=True)
    product_id: Mapped[UUID] = mapped_column(primary_key=True)
    lot: Mapped[str] = mapped_column(primary_key=True)
    expires_on: Mapped[date | None]


class ReceivedSerial(Base):
    """A piece that came, by its serial number; when it comes again, its last delivery."""

    __tablename__ = "received_serials"
    __table_args__ = (
        ForeignKeyConstraint(["shop_id", "asn_id"], ["asns.shop_id", "asns.id"]),
        ForeignKeyConstraint(["shop_id", "product_id"], ["products.shop_id", "products.id"]),
        CheckConstraint("serial <> '' AND length(serial) <= 128", name="serial_length"),
        Index("ix_received_serials_asn", "shop_id", "asn_id"),
    )

    shop_id: Mapped[ShopId]
    product_id: Mapped[UUID] = mapped_column(primary_key=True)
    serial: Mapped[str] = mapped_column(primary_key=True)
    asn_id: Mapped[UUID]
    movement_id: Mapped[UUID]
    received_at: Mapped[CreatedAt]
