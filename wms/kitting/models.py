"""The table of work orders for kits."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Identity,
    Index,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from wms.db import Base, CreatedAt, Number, ShopOwned
from wms.states import Machine

KIT_ORDER_STATES = Machine(
    "kit_orders", "open", {"open": ("done", "cancelled"), "done": ("open",), "cancelled": ()}
)


class KitOrder(ShopOwned, Base):
    """So many pieces of a kit are to be built, or taken apart."""

    __tablename__ = "kit_orders"
    __table_args__ = (
        ForeignKeyConstraint(["shop_id", "product_id"], ["products.shop_id", "products.id"]),
        UniqueConstraint("number"),
        CheckConstraint(KIT_ORDER_STATES.sql_check(), name="status_known"),
        CheckConstraint("work IN ('build', 'break')", name="work_known"),
        CheckConstraint("asked > 0 AND done >= 0 AND done <= asked", name="within_order"),
        Index("ix_kit_orders_product", "shop_id", "product_id", "id"),
    )

    #: what people read
    number: Mapped[Number] = mapped_column(Identity(start=1))
    product_id: Mapped[UUID]
    work: Mapped[str]
    asked: Mapped[int]
    done: Mapped[int] = mapped_column(server_default="0")
    status: Mapped[str] = mapped_column(server_default="open")
    #: where an operator works on it
    place_id: Mapped[UUID | None] = mapped_column(ForeignKey("places.id"))
    created_at: Mapped[CreatedAt]
    finished_at: Mapped[datetime | None]
