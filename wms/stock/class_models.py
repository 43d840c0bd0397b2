"""Tables of how often goods are counted: the class of each product, and each shop's plan."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from wms.db import Base, CreatedAt, ShopId, of_a_shop

#: A: what most lines are picked of; C: all the rest
CLASSES = ("A", "B", "C")


class ProductClass(Base):
    """How much of a shop's picking is about a product; one without a row is C."""

    __tablename__ = "product_classes"
    __table_args__ = (
        ForeignKeyConstraint(["shop_id", "product_id"], ["products.shop_id", "products.id"]),
        CheckConstraint("class IN ('A', 'B', 'C')", name="class_known"),
        CheckConstraint("lines > 0", name="lines_positive"),
        Index("ix_product_classes_class", "shop_id", "class"),
    )

    shop_id: Mapped[ShopId]
    product_id: Mapped[UUID] = mapped_column(primary_key=True)
    letter: Mapped[str] = mapped_column("class")
    #: order lines that were picked in the time that counts
    lines: Mapped[int]
    classed_at: Mapped[CreatedAt]


class CountPlan(Base):
    """How often a shop's goods are counted; a shop without a row is counted as is usual."""

    __tablename__ = "count_plans"
    __table_args__ = (
        of_a_shop(),
        CheckConstraint(
            "a_days BETWEEN 1 AND 3650 AND b_days BETWEEN 1 AND 3650 AND c_days BETWEEN 1 AND 3650",
            name="days_within_ten_years",
        ),
        CheckConstraint("daily_max BETWEEN 0 AND 10000", name="daily_max_bounded"),
    )

    shop_id: Mapped[ShopId]
    a_days: Mapped[int]
    b_days: Mapped[int]
    c_days: Mapped[int]
    #: so many counts of the plan wait at most; 0: none are asked for
    daily_max: Mapped[int]
    updated_at: Mapped[CreatedAt]
