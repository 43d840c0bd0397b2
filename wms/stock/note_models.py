"""The table of what people said about a movement."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint
from sqlalchemy.orm import Mapped, mapped_column

from wms.db import Base, ShopId

#: why goods are not good any more, or good again
CONDITION_WHYS = ("broken", "wet", "crushed", "leaking", "opened_box", "to_check", "checked")


class MovementNote(Base):
    """Why somebody did by hand what a movement says; a code, as the screen showed it."""

    __tablename__ = "movement_notes"
    __table_args__ = (
        ForeignKeyConstraint(["shop_id", "movement_id"], ["movements.shop_id", "movements.id"]),
        CheckConstraint("why ~ '^[a-z_]{1,40}$'", name="why_is_a_code"),
    )

    shop_id: Mapped[ShopId]
    movement_id: Mapped[UUID] = mapped_column(primary_key=True)
    why: Mapped[str]
