"""Tables of what shops are told about their stock once: that it expires, that it runs low."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint
from sqlalchemy.orm import Mapped, mapped_column

from wms.db import Base, CreatedAt, ShopId

#: how near the expiry of a lot is: warned of, not sold any more, over
EXPIRY_STAGES = ("warning", "blocked", "expired")


class ExpiryNotice(Base):
    """A shop was told how near the expiry of a lot is; each stage once."""

    __tablename__ = "expiry_notices"
    __table_args__ = (
        ForeignKeyConstraint(["shop_id", "lot_id"], ["lots.shop_id", "lots.id"]),
        CheckConstraint("stage IN ('warning', 'blocked', 'expired')", name="stage_known"),
    )

    shop_id: Mapped[ShopId]
    lot_id: Mapped[UUID] = mapped_column(primary_key=True)
    stage: Mapped[str] = mapped_column(primary_key=True)
    told_at: Mapped[CreatedAt]


class LowLevel(Base):
    """Down to how many of a product its shop wants to be told that they run low."""

    __tablename__ = "low_levels"
    __table_args__ = (
        ForeignKeyConstraint(["shop_id", "product_id"], ["products.shop_id", "products.id"]),
        CheckConstraint("low_at >= 0", name="low_at_positive"),
    )

    shop_id: Mapped[ShopId]
    product_id: Mapped[UUID] = mapped_column(primary_key=True)
    #: base units available
    low_at: Mapped[int]
    #: it was told, and is not told again before there was more
    is_low: Mapped[bool] = mapped_column(server_default="false")
