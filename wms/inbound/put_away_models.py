"""Tables of goods between the dock and their place."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from wms.db import Base, CreatedAt, ShopOwned


class PutAway(ShopOwned, Base):
    """Goods in an operator's hands between the dock and their place.

    Until the place is scanned the goods still stand on the dock in the ledger: a dead battery
    loses nothing.
    """

    __tablename__ = "put_aways"
    __table_args__ = (
        ForeignKeyConstraint(
            ["shop_id", "product_id", "lot_id"], ["lots.shop_id", "lots.product_id", "lots.id"]
        ),
        CheckConstraint("quantity > 0", name="quantity_positive"),
        CheckConstraint("done_at IS NULL OR cancelled_at IS NULL", name="one_end"),
        Index(
            "uq_put_aways_open",
            "operator_id",
            unique=True,
            postgresql_where="done_at IS NULL AND cancelled_at IS NULL",
        ),
    )

    operator_id: Mapped[UUID] = mapped_column(ForeignKey("operators.id"))
    product_id: Mapped[UUID]
    lot_id: Mapped[UUID]
    condition: Mapped[str] = mapped_column(server_default="good")
    quantity: Mapped[int]
    from_place_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    #: the suggestion while the goods are carried, then where they were put
    to_place_id: Mapped[UUID | None] = mapped_column(ForeignKey("places.id"))
    movement_id: Mapped[UUID | None]
    created_at: Mapped[CreatedAt]
    done_at: Mapped[datetime | None]
    cancelled_at: Mapped[datetime | None]
