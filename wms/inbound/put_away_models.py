"""Tables of goods between the dock and their place."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, Uuid, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from wms.db import Base, CreatedAt, ShopOwned

#: why goods did not go where they were sent: as the operator said, or another place was scanned
OVERRULED = ("full", "blocked", "too_small", "wrong_goods", "other_scanned")


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
        CheckConstraint(
            "overruled_because IN (" + ", ".join(f"'{why}'" for why in OVERRULED) + ")",
            name="overruled_because_known",
        ),
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
    #: where the operator was sent first, when it was not there, and why
    suggested_place_id: Mapped[UUID | None] = mapped_column(ForeignKey("places.id"))
    overruled_because: Mapped[str | None]
    #: places that the operator would not use for these goods
    refused_place_ids: Mapped[list[UUID]] = mapped_column(
        ARRAY(Uuid()), server_default=text("'{}'")
    )
    #: the suggestion while the goods are carried, then where they were put
    to_place_id: Mapped[UUID | None] = mapped_column(ForeignKey("places.id"))
    movement_id: Mapped[UUID | None]
    created_at: Mapped[CreatedAt]
    done_at: Mapped[datetime | None]
    cancelled_at: Mapped[datetime | None]
