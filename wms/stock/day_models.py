"""Tables of the ledger's closed days: what there was at the end of each, and their seal."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint
from sqlalchemy.orm import Mapped, mapped_column

from wms.db import Base, CreatedAt, ShopId, of_a_shop


class StockDay(Base):
    """What there was of a product at the end of a day (UTC) on which it moved."""

    __tablename__ = "stock_days"
    __table_args__ = (
        ForeignKeyConstraint(["shop_id", "product_id"], ["products.shop_id", "products.id"]),
        ForeignKeyConstraint(["shop_id", "day_on"], ["closed_days.shop_id", "closed_days.day_on"]),
    )

    shop_id: Mapped[ShopId]
    product_id: Mapped[UUID] = mapped_column(primary_key=True)
    day_on: Mapped[date] = mapped_column(primary_key=True)
    #: condition → base units inside the building; a condition of which nothing is there is left out
    conditions: Mapped[dict[str, Any]]


class ClosedDay(Base):
    """A day of a shop's ledger to which nothing can be added, sealed with the days before it."""

    __tablename__ = "closed_days"
    __table_args__ = (
        of_a_shop(),
        CheckConstraint("movements >= 0", name="movements_positive"),
        CheckConstraint("digest ~ '^[0-9a-f]{64}$'", name="digest_is_sha256"),
    )

    shop_id: Mapped[ShopId]
    day_on: Mapped[date] = mapped_column(primary_key=True)
    movements: Mapped[int]
    #: SHA-256 over the digest of the day before and this day's movements, see close_stock_day.sql
    digest: Mapped[str]
    closed_at: Mapped[CreatedAt]
