"""The table of what was planned for a parcel when its label was asked for."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from wms.db import Base, CreatedAt, ShopId

#: who pays for a parcel
PAYERS = ("shop", "us", "carrier")


class ShipmentPlan(Base):
    """What a shipment costs, at whose cost, and how its parcel goes when it gets no label."""

    __tablename__ = "shipment_plans"
    __table_args__ = (
        ForeignKeyConstraint(["shop_id", "shipment_id"], ["shipments.shop_id", "shipments.id"]),
        CheckConstraint(
            "paid_by IN (" + ", ".join(f"'{one}'" for one in PAYERS) + ")", name="payer_known"
        ),
        CheckConstraint("amount_minor >= 0 AND cod_fee_minor >= 0", name="amounts_not_negative"),
        CheckConstraint(
            "num_nulls(amount_minor, cod_fee_minor, currency) IN (0, 3)", name="price_whole"
        ),
    )

    shop_id: Mapped[ShopId]
    shipment_id: Mapped[UUID] = mapped_column(primary_key=True)
    #: by the rate table of the day; NULL: it does not say
    amount_minor: Mapped[int | None]
    #: on top, because its courier collects money
    cod_fee_minor: Mapped[int | None]
    currency: Mapped[str | None]
    paid_by: Mapped[str]
    #: the next best ways first: `wms.shipping.ways.plan.Alternative`
    others: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, server_default=text("'[]'"))
    planned_at: Mapped[CreatedAt]
