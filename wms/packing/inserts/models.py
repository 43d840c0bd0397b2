"""Tables of what goes into parcels besides what was ordered: rules, and what came of them."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, ForeignKeyConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from wms.db import Base, CreatedAt, ShopId, ShopOwned, of_a_shop


class InsertRule(ShopOwned, Base):
    """A leaflet or a sample for orders that meet every condition; NULL: it does not matter."""

    __tablename__ = "insert_rules"
    __table_args__ = (
        of_a_shop(),
        ForeignKeyConstraint(["shop_id", "product_id"], ["products.shop_id", "products.id"]),
        ForeignKeyConstraint(["shop_id", "with_product_id"], ["products.shop_id", "products.id"]),
        CheckConstraint("from_on <= to_on", name="days_in_order"),
        CheckConstraint("value_from_minor > 0", name="value_positive"),
        CheckConstraint(
            "(value_from_minor IS NULL) = (currency IS NULL)", name="value_has_currency"
        ),
        CheckConstraint("every_nth >= 1", name="every_nth_positive"),
    )

    #: one piece of it goes in
    product_id: Mapped[UUID]
    #: days of the house, both included
    from_on: Mapped[date | None]
    to_on: Mapped[date | None]
    #: the order is worth so much or more
    value_from_minor: Mapped[int | None]
    currency: Mapped[str | None]
    #: something of this is in the order
    with_product_id: Mapped[UUID | None]
    country: Mapped[str | None]
    #: its buyer ordered nothing before
    is_first_order: Mapped[bool] = mapped_column(server_default="false")
    #: of the orders that meet the rest, each so many-th
    every_nth: Mapped[int] = mapped_column(server_default="1")
    #: orders that met the rest so far
    met: Mapped[int] = mapped_column(BigInteger, server_default="0")
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("office_users.id"))
    created_at: Mapped[CreatedAt]
    ended_at: Mapped[datetime | None]


class OrderInsert(Base):
    """What a rule came to for an order, decided once: when its first parcel was opened."""

    __tablename__ = "order_inserts"
    __table_args__ = (
        ForeignKeyConstraint(["shop_id", "order_id"], ["orders.shop_id", "orders.id"]),
        ForeignKeyConstraint(["shop_id", "rule_id"], ["insert_rules.shop_id", "insert_rules.id"]),
        ForeignKeyConstraint(
            ["shop_id", "order_line_id"], ["order_lines.shop_id", "order_lines.id"]
        ),
        CheckConstraint(
            "outcome IN ('reserved', 'none_left', 'not_there', 'not_this_time')",
            name="outcome_known",
        ),
        Index(
            "ix_order_inserts_without",
            "shop_id",
            "decided_at",
            postgresql_where="outcome IN ('none_left', 'not_there')",
        ),
    )

    shop_id: Mapped[ShopId]
    order_id: Mapped[UUID] = mapped_column(primary_key=True)
    rule_id: Mapped[UUID] = mapped_column(primary_key=True)
    order_line_id: Mapped[UUID | None]
    #: none_left: there was no stock · not_there: the packer found none at its place
    outcome: Mapped[str]
    decided_at: Mapped[CreatedAt]
