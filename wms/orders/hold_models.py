"""The table of the reasons why orders wait."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from wms.db import Base, CreatedAt, ShopOwned
from wms.orders.hold_codes import OWNERS


class OrderHold(ShopOwned, Base):
    """A reason why an order waits, or waited: several at once, each code open once."""

    __tablename__ = "order_holds"
    __table_args__ = (
        ForeignKeyConstraint(["shop_id", "order_id"], ["orders.shop_id", "orders.id"]),
        CheckConstraint("code ~ '^[a-z_]{1,40}$'", name="code_is_a_code"),
        CheckConstraint(
            "owner IN (" + ", ".join(f"'{one}'" for one in OWNERS) + ")", name="owner_known"
        ),
        CheckConstraint("length(note) <= 500", name="note_length"),
        CheckConstraint("released_at >= held_at", name="released_after"),
        Index(
            "uq_order_holds_open",
            "shop_id",
            "order_id",
            "code",
            unique=True,
            postgresql_where="released_at IS NULL",
        ),
        Index("ix_order_holds_order", "shop_id", "order_id"),
        # the desk's list: what waits, the longest first
        Index("ix_order_holds_held_at", "held_at", postgresql_where="released_at IS NULL"),
    )

    order_id: Mapped[UUID]
    #: of `wms.orders.hold_codes.HOLD_CODES`
    code: Mapped[str]
    #: who must act: us, shop, consumer or carrier
    owner: Mapped[str]
    note: Mapped[str | None]
    #: of a check: which field, and what was expected; nothing of the person
    details: Mapped[dict[str, Any]] = mapped_column(server_default=text("'{}'"))
    held_at: Mapped[CreatedAt]
    #: who of the office; None: the shop's program, or the check at import
    held_by: Mapped[UUID | None] = mapped_column(ForeignKey("office_users.id"))
    released_at: Mapped[datetime | None]
    #: who of the office; None: the shop's program, a change of the address, or a cancel
    released_by: Mapped[UUID | None] = mapped_column(ForeignKey("office_users.id"))
