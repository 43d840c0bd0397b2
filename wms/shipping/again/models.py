"""Tables of what was sent a second time, and at whose cost."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from wms.db import Base, CreatedAt, ShopId

#: whose cost it is, unless somebody says otherwise, by the reason
COSTS: Final[dict[str, str]] = {
    "missing": "us",
    "wrong_item": "us",
    "damaged": "us",
    "lost": "carrier",
    "not_delivered": "carrier",
    "returned": "carrier",
    "address": "shop",
    "other": "shop",
}
#: other goods for what comes back (`wms.returns.exchange`); nobody chooses it as a reason
EXCHANGE: Final = "exchange"
#: the recipient has nothing of it, so what was to be paid at the door still is
NOTHING_CAME: Final = frozenset({"lost", "not_delivered", "returned", "address"})
PAYERS: Final = ("us", "carrier", "shop")


def _one_of(column: str, values: tuple[str, ...]) -> str:
    return f"{column} IN (" + ", ".join(f"'{one}'" for one in values) + ")"


class Reshipment(Base):
    """An order that sends again what another one had sent."""

    __tablename__ = "reshipments"
    __table_args__ = (
        ForeignKeyConstraint(["shop_id", "order_id"], ["orders.shop_id", "orders.id"]),
        ForeignKeyConstraint(["shop_id", "of_order_id"], ["orders.shop_id", "orders.id"]),
        ForeignKeyConstraint(["shop_id", "parcel_id"], ["parcels.shop_id", "parcels.id"]),
        CheckConstraint(_one_of("reason", (*COSTS, EXCHANGE)), name="reason_known"),
        CheckConstraint(_one_of("cost", PAYERS), name="cost_known"),
        CheckConstraint("order_id <> of_order_id", name="another_order"),
        Index("ix_reshipments_of_order", "shop_id", "of_order_id"),
    )

    shop_id: Mapped[ShopId]
    order_id: Mapped[UUID] = mapped_column(primary_key=True)
    of_order_id: Mapped[UUID]
    #: in place of which parcel; None: of several, or nobody said
    parcel_id: Mapped[UUID | None]
    reason: Mapped[str]
    #: who pays: us, the carrier or the shop
    cost: Mapped[str]
    #: something more, in place of nothing that was sent
    is_extra: Mapped[bool] = mapped_column(server_default="false")
    #: who of the desk; None: the shop's program
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("office_users.id"))
    created_at: Mapped[CreatedAt]


class ReshipmentLine(Base):
    """A line that is sent again: of which line of the first order it is."""

    __tablename__ = "reshipment_lines"
    __table_args__ = (
        ForeignKeyConstraint(
            ["shop_id", "order_line_id"], ["order_lines.shop_id", "order_lines.id"]
        ),
        ForeignKeyConstraint(["shop_id", "of_line_id"], ["order_lines.shop_id", "order_lines.id"]),
        Index("ix_reshipment_lines_of_line", "shop_id", "of_line_id"),
    )

    shop_id: Mapped[ShopId]
    order_line_id: Mapped[UUID] = mapped_column(primary_key=True)
    of_line_id: Mapped[UUID]
