"""Table of what the desk changed of many orders at once, and whether it was taken back."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from wms.db import Base, CreatedAt, ShopOwned

#: what can be done with many orders at once
WHATS = ("cancel", "priority", "way", "run", "hold", "release")


class OrderChange(ShopOwned, Base):
    """What became of one order when somebody changed many; the batch is all of one press.

    The row is written with the change: a press that broke off half way is repeated and does the
    rest.
    """

    __tablename__ = "order_changes"
    __table_args__ = (
        ForeignKeyConstraint(["shop_id", "order_id"], ["orders.shop_id", "orders.id"]),
        CheckConstraint(
            "what IN (" + ", ".join(f"'{what}'" for what in WHATS) + ")", name="what_known"
        ),
        CheckConstraint("outcome ~ '^[a-z_]{1,30}$'", name="outcome_is_a_word"),
        UniqueConstraint("shop_id", "batch_id", "order_id"),
        Index("ix_order_changes_batch_id", "batch_id"),
        Index("ix_order_changes_user_id", "user_id", "id"),
    )

    batch_id: Mapped[UUID]
    order_id: Mapped[UUID]
    user_id: Mapped[UUID] = mapped_column(ForeignKey("office_users.id"))
    what: Mapped[str]
    #: what was asked for: the priority, the courier …
    asked: Mapped[dict[str, Any]]
    #: a word for what happened; refused: nothing
    outcome: Mapped[str]
    #: a refusal's code and facts, why it was not done or not taken back
    no: Mapped[dict[str, Any] | None]
    #: as it was before; none: it cannot be taken back
    before: Mapped[dict[str, Any] | None]
    created_at: Mapped[CreatedAt]
    undone_at: Mapped[datetime | None]
