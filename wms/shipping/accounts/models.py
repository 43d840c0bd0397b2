"""The table of accounts with couriers: whose contract, and what proves us, locked up."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, Text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from wms.db import Base, CreatedAt, Id


class CourierAccount(Base):
    """An account with a courier: the warehouse's own, for every shop, or a shop's own contract."""

    __tablename__ = "courier_accounts"
    __table_args__ = (
        CheckConstraint("carrier ~ '^[a-z][a-z0-9_]{1,29}$'", name="carrier_shape"),
        CheckConstraint("length(label) BETWEEN 1 AND 60", name="label_length"),
        # one contract of a courier for each, and one for all who have none
        Index(
            "uq_courier_accounts_live",
            "carrier",
            "shop_id",
            unique=True,
            postgresql_where="closed_at IS NULL",
            postgresql_nulls_not_distinct=True,
        ),
    )

    id: Mapped[Id]
    carrier: Mapped[str]
    #: whose contract it is; None: the warehouse's
    shop_id: Mapped[UUID | None] = mapped_column(ForeignKey("shops.id"))
    #: what the office calls it
    label: Mapped[str]
    #: the fields that its courier wants, as JSON, locked by `wms.strongbox`
    locked: Mapped[bytes] = mapped_column(LargeBinary)
    #: services that the contract has; empty: all that the courier offers
    services: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default="{}")
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("office_users.id"))
    #: when the courier was last asked whether it knows us, and what it said when it does not
    asked_at: Mapped[datetime | None]
    failure: Mapped[dict[str, Any] | None]
    created_at: Mapped[CreatedAt]
    updated_at: Mapped[CreatedAt]
    #: nothing is bought with it any more; what was, is still followed and given back
    closed_at: Mapped[datetime | None]
