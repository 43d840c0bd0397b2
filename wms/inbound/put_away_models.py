"""Tables of goods between the dock and their place."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, Uuid, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from wms.db import Base, CreatedAt, Id, ShopOwned

#: why goods did not go where they were sent: as the operator said, or another place was scanned;
#: over_full: the operator was told that the place is full, and put them there anyway
OVERRULED = ("full", "blocked", "too_small", "wrong_goods", "other_scanned", "over_full")

#: what was put away longer ago is not undone by a tap, but moved
UNDO_WITHIN: Final = timedelta(minutes=10)


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
    #: the place that is full and was scanned once: again, and they go there all the same
    asked_place_id: Mapped[UUID | None] = mapped_column(ForeignKey("places.id"))
    movement_id: Mapped[UUID | None]
    created_at: Mapped[CreatedAt]
    done_at: Mapped[datetime | None]
    cancelled_at: Mapped[datetime | None]


class ContainerPutAway(Base):
    """An LPN in an operator's hands, with everything in it, between the dock and its place."""

    __tablename__ = "container_put_aways"
    __table_args__ = (
        CheckConstraint(
            "overruled_because IN (" + ", ".join(f"'{why}'" for why in OVERRULED) + ")",
            name="overruled_because_known",
        ),
        CheckConstraint("done_at IS NULL OR cancelled_at IS NULL", name="one_end"),
        Index(
            "uq_container_put_aways_open",
            "operator_id",
            unique=True,
            postgresql_where="done_at IS NULL AND cancelled_at IS NULL",
        ),
        Index(
            "uq_container_put_aways_container_open",
            "container_id",
            unique=True,
            postgresql_where="done_at IS NULL AND cancelled_at IS NULL",
        ),
    )

    id: Mapped[Id]
    operator_id: Mapped[UUID] = mapped_column(ForeignKey("operators.id"))
    container_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    #: in what it stood: the dock, or the LPN from which it was taken
    from_id: Mapped[UUID | None] = mapped_column(ForeignKey("places.id"))
    #: as of goods in hand, see `PutAway`
    suggested_place_id: Mapped[UUID | None] = mapped_column(ForeignKey("places.id"))
    overruled_because: Mapped[str | None]
    refused_place_ids: Mapped[list[UUID]] = mapped_column(
        ARRAY(Uuid()), server_default=text("'{}'")
    )
    to_place_id: Mapped[UUID | None] = mapped_column(ForeignKey("places.id"))
    asked_place_id: Mapped[UUID | None] = mapped_column(ForeignKey("places.id"))
    created_at: Mapped[CreatedAt]
    done_at: Mapped[datetime | None]
    cancelled_at: Mapped[datetime | None]


class PutAwayRule(Base):
    """Where the office wants goods to be put: those of a shop, a product, dangerous or heavy ones.

    What is not told fits all goods; a rule sends them to a zone, to a kind of place, or both.
    """

    __tablename__ = "put_away_rules"
    __table_args__ = (
        ForeignKeyConstraint(["shop_id", "product_id"], ["products.shop_id", "products.id"]),
        ForeignKeyConstraint(["shop_id"], ["shops.id"]),
        CheckConstraint("product_id IS NULL OR shop_id IS NOT NULL", name="product_of_a_shop"),
        CheckConstraint("zone_id IS NOT NULL OR kind IS NOT NULL", name="sends_somewhere"),
        CheckConstraint("kind IN ('pick_face', 'storage')", name="kind_known"),
        CheckConstraint("at_least_g > 0", name="at_least_g_positive"),
        CheckConstraint("priority BETWEEN 1 AND 999", name="priority_sane"),
    )

    id: Mapped[Id]
    #: 1 is asked first
    priority: Mapped[int]
    shop_id: Mapped[UUID | None]
    product_id: Mapped[UUID | None]
    #: only dangerous goods
    is_hazmat: Mapped[bool] = mapped_column(server_default="false")
    #: only pieces of this weight or more
    at_least_g: Mapped[int | None]
    #: a zone that is taken away takes its rules along
    zone_id: Mapped[UUID | None] = mapped_column(ForeignKey("zones.id", ondelete="CASCADE"))
    kind: Mapped[str | None]
    created_at: Mapped[CreatedAt]
