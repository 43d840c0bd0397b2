"""Tables of the cartons that goods are packed into: their kinds, how many there are, the plans."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Identity, Index, Uuid
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from wms.db import Base, CreatedAt, Id, Number, ShopId


class CartonType(Base):
    """A kind of carton of a warehouse; the sizes are of one that is set up."""

    __tablename__ = "carton_types"
    __table_args__ = (
        CheckConstraint("name <> '' AND length(name) <= 40", name="name_length"),
        CheckConstraint(
            "inner_length_mm > 0 AND inner_width_mm > 0 AND inner_height_mm > 0",
            name="inner_positive",
        ),
        CheckConstraint(
            "outer_length_mm >= inner_length_mm AND outer_width_mm >= inner_width_mm "
            "AND outer_height_mm >= inner_height_mm",
            name="inner_goes_into_outer",
        ),
        CheckConstraint("tare_g >= 0 AND contents_max_g > 0", name="weights_positive"),
        CheckConstraint("low_mark >= 0 AND cost_minor >= 0", name="counts_positive"),
        CheckConstraint("(cost_minor IS NULL) = (currency IS NULL)", name="cost_has_currency"),
        Index(
            "uq_carton_types_name",
            "warehouse_id",
            "name",
            unique=True,
            postgresql_where="retired_at IS NULL",
        ),
        Index("uq_carton_types_number", "number", unique=True),
    )

    id: Mapped[Id]
    warehouse_id: Mapped[UUID] = mapped_column(ForeignKey("warehouses.id"))
    #: printed on it or on a card at the bench, see `wms.barcodes.Kind.CARTON`
    number: Mapped[Number] = mapped_column(Identity(start=1))
    name: Mapped[str]
    #: whose brand is on it: for that shop's orders only; NULL: for everybody's
    shop_id: Mapped[UUID | None] = mapped_column(ForeignKey("shops.id"))
    inner_length_mm: Mapped[int]
    inner_width_mm: Mapped[int]
    inner_height_mm: Mapped[int]
    outer_length_mm: Mapped[int]
    outer_width_mm: Mapped[int]
    outer_height_mm: Mapped[int]
    #: an empty one, with its filling
    tare_g: Mapped[int]
    #: what lies in it weighs so much at most
    contents_max_g: Mapped[int]
    #: what one costs; NULL: nobody said
    cost_minor: Mapped[int | None]
    currency: Mapped[str | None]
    #: fewer than so many left: the desk is told; NULL: nobody counts them
    low_mark: Mapped[int | None]
    created_at: Mapped[CreatedAt]
    retired_at: Mapped[datetime | None]


class CartonCount(Base):
    """So many cartons were counted or came; what parcels used since is taken off when it is asked.

    So no parcel waits for another one's carton.
    """

    __tablename__ = "carton_counts"
    __table_args__ = (
        CheckConstraint("what IN ('counted', 'came')", name="what_known"),
        CheckConstraint("quantity >= 0", name="quantity_positive"),
        Index("ix_carton_counts_carton", "carton_id", "at"),
    )

    id: Mapped[Id]
    carton_id: Mapped[UUID] = mapped_column(ForeignKey("carton_types.id"))
    what: Mapped[str]
    quantity: Mapped[int]
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("office_users.id"))
    at: Mapped[CreatedAt]


class CartonPlan(Base):
    """Into which cartons the rest of an order goes, thought of before the packer needs it."""

    __tablename__ = "carton_plans"
    __table_args__ = (
        ForeignKeyConstraint(["shop_id", "order_id"], ["orders.shop_id", "orders.id"]),
        # what is packed again and again is packed as the packers did it
        Index("ix_carton_plans_contents", "shop_id", "contents"),
    )

    shop_id: Mapped[ShopId]
    order_id: Mapped[UUID] = mapped_column(primary_key=True)
    #: parcels of the order that were closed when it was made: another one, and it is made anew
    parcels: Mapped[int]
    #: one after the other; empty when nothing can be said
    carton_ids: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid()))
    #: a `wms.packing.cartons.plan.Plan`: why so, and how the goods lie
    plan: Mapped[dict[str, Any]] = mapped_column(JSONB)
    #: the same for the same pieces of the same products
    contents: Mapped[str]
    made_at: Mapped[CreatedAt]
