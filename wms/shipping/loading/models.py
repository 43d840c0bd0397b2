"""Table of where labelled parcels wait for their courier."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from wms.db import Base, CreatedAt, ShopId


class StagedParcel(Base):
    """A parcel that somebody set down for its courier; forgotten when it is handed over.

    It is no place of the ledger: the goods are in the parcel wherever that stands.
    """

    __tablename__ = "staged_parcels"
    __table_args__ = (
        ForeignKeyConstraint(["shop_id", "parcel_id"], ["parcels.shop_id", "parcels.id"]),
        Index("ix_staged_parcels_place_id", "place_id"),
    )

    shop_id: Mapped[ShopId]
    parcel_id: Mapped[UUID] = mapped_column(primary_key=True)
    place_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    operator_id: Mapped[UUID] = mapped_column(ForeignKey("operators.id"))
    staged_at: Mapped[CreatedAt]
