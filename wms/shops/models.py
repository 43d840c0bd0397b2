"""Tables of the e-shops."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, text
from sqlalchemy.orm import Mapped, mapped_column

from wms.db import Base, CreatedAt, Id
from wms.halls import FIRST_TWIN


class Shop(Base):
    """An e-shop whose goods we hold: the tenant."""

    __tablename__ = "shops"
    __table_args__ = (
        CheckConstraint("code ~ '^[A-Z0-9-]{2,20}$'", name="code_shape"),
        CheckConstraint("language IN ('en', 'pl', 'uk')", name="language_known"),
        # so whose a row is, its shop's id says: the policies of all tables go by it
        CheckConstraint(f"(sandbox_of IS NOT NULL) = (id >= '{FIRST_TWIN}')", name="twin_by_id"),
        CheckConstraint("retention_days >= 0", name="retention_days_positive"),
        CheckConstraint(
            "backorder_policy IN ('all_or_nothing', 'as_available')", name="backorder_policy_known"
        ),
    )

    id: Mapped[Id]
    #: short name that staff say aloud
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    language: Mapped[str] = mapped_column(server_default="en")
    email: Mapped[str]
    #: sender on labels: company, street, postcode, city, country, phone
    address: Mapped[dict[str, Any]] = mapped_column(server_default=text("'{}'"))
    #: printed on the slip and opened from its QR code
    returns_url: Mapped[str | None]
    slip_message: Mapped[str | None]
    backorder_policy: Mapped[str] = mapped_column(server_default="all_or_nothing")
    #: the packer types what the scale says before a parcel closes; else the catalogue adds up
    is_weight_asked: Mapped[bool] = mapped_column(server_default="false")
    #: days after delivery until recipient data is erased
    retention_days: Mapped[int] = mapped_column(server_default="30")
    suspended_at: Mapped[datetime | None]
    #: it is the sandbox of this shop: nothing of it leaves the house (`wms.halls`)
    sandbox_of: Mapped[UUID | None] = mapped_column(ForeignKey("shops.id"), unique=True)
    created_at: Mapped[CreatedAt]
