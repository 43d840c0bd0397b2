"""Tables of goods that come back."""

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

from wms.db import Base, CreatedAt, Number, ShopOwned, of_a_shop
from wms.moments import sql_check
from wms.states import Machine

RETURN_STATES = Machine(
    "returns",
    "announced",
    {
        "announced": ("arrived", "rejected"),
        "unidentified": ("arrived", "rejected"),
        "arrived": ("inspecting", "rejected"),
        "inspecting": ("completed", "rejected"),
        "completed": (),
        "rejected": (),
    },
)

GRADES = ("A", "B", "C", "D", "wrong_item", "empty")
DISPOSITIONS = ("restock", "quarantine", "refurbish", "return_to_shop", "dispose")
BLAMES = ("consumer", "carrier", "warehouse", "supplier", "unknown")
REASONS = ("withdrawal", "complaint", "damaged", "wrong_item", "undelivered", "other")


def _one_of(column: str, values: tuple[str, ...]) -> str:
    return f"{column} IN (" + ", ".join(f"'{v}'" for v in values) + ")"


class Return(ShopOwned, Base):
    """Goods coming back, announced or not."""

    __tablename__ = "returns"
    __table_args__ = (
        of_a_shop(),
        ForeignKeyConstraint(["shop_id", "order_id"], ["orders.shop_id", "orders.id"]),
        UniqueConstraint("shop_id", "external_id"),
        UniqueConstraint("number"),
        CheckConstraint(RETURN_STATES.sql_check(), name="status_known"),
        CheckConstraint(_one_of("reason", REASONS), name="reason_known"),
        CheckConstraint(
            "status IN ('unidentified', 'rejected') OR order_id IS NOT NULL",
            name="identified_has_order",
        ),
        CheckConstraint(sql_check("declared_at"), name="declared_at_within_time"),
        Index("ix_returns_order", "shop_id", "order_id"),
        Index("ix_returns_shop_id_updated_at", "shop_id", "updated_at", "id"),
    )

    external_id: Mapped[str | None]
    number: Mapped[Number] = mapped_column(Identity(start=1))
    order_id: Mapped[UUID | None]
    status: Mapped[str] = mapped_column(server_default="announced")
    reason: Mapped[str] = mapped_column(server_default="withdrawal")
    #: tracking number on the parcel that came, when it had one
    tracking_number: Mapped[str | None]
    note: Mapped[str | None]
    #: when the consumer declared withdrawal: the statutory clock starts here
    declared_at: Mapped[datetime | None]
    created_at: Mapped[CreatedAt]
    updated_at: Mapped[CreatedAt]
    arrived_at: Mapped[datetime | None]
    inspected_at: Mapped[datetime | None]
    completed_at: Mapped[datetime | None]
    rejected_at: Mapped[datetime | None]
    rejection_reason: Mapped[str | None]
    version: Mapped[int] = mapped_column(server_default="1")


class ReturnLine(ShopOwned, Base):
    """So much of one product comes back: announced, received, graded, disposed of."""

    __tablename__ = "return_lines"
    __table_args__ = (
        ForeignKeyConstraint(["shop_id", "return_id"], ["returns.shop_id", "returns.id"]),
        ForeignKeyConstraint(
            ["shop_id", "order_line_id"], ["order_lines.shop_id", "order_lines.id"]
        ),
        ForeignKeyConstraint(["shop_id", "product_id"], ["products.shop_id", "products.id"]),
        CheckConstraint(
            "announced >= 0 AND received >= 0 AND inspected >= 0", name="counters_positive"
        ),
        CheckConstraint("inspected <= received", name="inspected_was_received"),
        Index("ix_return_lines_return", "shop_id", "return_id"),
    )

    return_id: Mapped[UUID]
    order_line_id: Mapped[UUID | None]
    product_id: Mapped[UUID]
    announced: Mapped[int]
    received: Mapped[int] = mapped_column(server_default="0")
    inspected: Mapped[int] = mapped_column(server_default="0")


class Inspection(ShopOwned, Base):
    """What an inspector found of a return line, and where the goods went."""

    __tablename__ = "inspections"
    __table_args__ = (
        ForeignKeyConstraint(
            ["shop_id", "return_line_id"], ["return_lines.shop_id", "return_lines.id"]
        ),
        CheckConstraint(_one_of("grade", GRADES), name="grade_known"),
        CheckConstraint(_one_of("disposition", DISPOSITIONS), name="disposition_known"),
        CheckConstraint(_one_of("blame", BLAMES), name="blame_known"),
        CheckConstraint("quantity > 0", name="quantity_positive"),
        CheckConstraint("disposition <> 'restock' OR grade = 'A'", name="only_new_is_restocked"),
        Index("ix_inspections_return_line", "shop_id", "return_line_id"),
    )

    return_line_id: Mapped[UUID]
    quantity: Mapped[int]
    grade: Mapped[str]
    disposition: Mapped[str]
    blame: Mapped[str] = mapped_column(server_default="unknown")
    note: Mapped[str | None]
    place_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    operator_id: Mapped[UUID] = mapped_column(ForeignKey("operators.id"))
    created_at: Mapped[CreatedAt]
