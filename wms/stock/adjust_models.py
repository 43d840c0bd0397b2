"""The table of corrections that people at the desk asked for."""

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
from wms.stock.models import CONDITIONS

ADJUSTMENT_STATES = Machine(
    "adjustments",
    "proposed",
    {
        #: a second person says yes or no; whoever proposed it may only take it back
        "proposed": ("done", "refused"),
        "done": (),
        "refused": (),
    },
)
#: what happens to the goods: there are more, there are fewer, they go to the scrap, or they stay
#: and are not good any more
KINDS = ("more", "fewer", "scrap", "damaged")


class Adjustment(ShopOwned, Base):
    """What somebody at the desk wants corrected, why, and who agreed."""

    __tablename__ = "adjustments"
    __table_args__ = (
        ForeignKeyConstraint(
            ["shop_id", "product_id", "lot_id"], ["lots.shop_id", "lots.product_id", "lots.id"]
        ),
        ForeignKeyConstraint(["shop_id", "movement_id"], ["movements.shop_id", "movements.id"]),
        UniqueConstraint("number"),
        CheckConstraint("quantity > 0", name="quantity_positive"),
        CheckConstraint("kind IN ('more', 'fewer', 'scrap', 'damaged')", name="kind_known"),
        CheckConstraint("why ~ '^[a-z_]{1,40}$'", name="why_is_a_code"),
        CheckConstraint("length(note) <= 200", name="note_length"),
        CheckConstraint(
            "condition IN (" + ", ".join(f"'{one}'" for one in CONDITIONS) + ")",
            name="condition_known",
        ),
        CheckConstraint(ADJUSTMENT_STATES.sql_check(), name="status_known"),
        CheckConstraint("(status = 'done') = (movement_id IS NOT NULL)", name="done_has_moved"),
        CheckConstraint(
            "status <> 'done' OR NOT needs_second OR decider_id <> proposer_id",
            name="somebody_else_agrees",
        ),
        CheckConstraint("(status = 'proposed') = (decided_at IS NULL)", name="decided_is_decided"),
        Index("ix_adjustments_movement", "shop_id", "movement_id"),
    )

    number: Mapped[Number] = mapped_column(Identity(start=1))
    place_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    product_id: Mapped[UUID]
    lot_id: Mapped[UUID]
    condition: Mapped[str]
    kind: Mapped[str]
    quantity: Mapped[int]
    #: a code of `wms.stock.propose.WHYS`
    why: Mapped[str]
    note: Mapped[str | None]
    status: Mapped[str] = mapped_column(server_default="proposed")
    #: so large that one person does not decide it
    needs_second: Mapped[bool]
    proposer_id: Mapped[UUID] = mapped_column(ForeignKey("office_users.id"))
    decider_id: Mapped[UUID | None] = mapped_column(ForeignKey("office_users.id"))
    movement_id: Mapped[UUID | None]
    created_at: Mapped[CreatedAt]
    decided_at: Mapped[datetime | None]
