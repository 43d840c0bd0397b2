"""The table of papers that a shop wants in its parcels."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, LargeBinary
from sqlalchemy.orm import Mapped, deferred, mapped_column

from wms.db import Base, CreatedAt, ShopId


class OrderDocument(Base):
    """A PDF of the shop's own, printed with the slip of the order's first parcel that closes."""

    __tablename__ = "order_documents"
    __table_args__ = (
        ForeignKeyConstraint(["shop_id", "order_id"], ["orders.shop_id", "orders.id"]),
        CheckConstraint("kind IN ('invoice')", name="kind_known"),
    )

    shop_id: Mapped[ShopId]
    order_id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    content: Mapped[bytes] = deferred(mapped_column(LargeBinary, nullable=False))
    created_at: Mapped[CreatedAt]
