"""Tables of the building: warehouses, zones and every place where goods can be."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from wms.db import Base, CreatedAt, Id

#: addressable locations of the building
LOCATION_KINDS = (
    "dock", "storage", "pick_face", "bench", "staging", "quarantine", "returns",
)  # fmt: skip
#: licence-plated containers: they hold goods and can be moved themselves
CONTAINER_KINDS = ("tote", "parcel")
#: outside the building: movements to and from there make the ledger sum to zero
OUTSIDE_KINDS = ("supplier", "customer", "found", "lost", "scrap", "workshop")
#: kinds from which goods can be promised to an order
PICKABLE_KINDS = ("storage", "pick_face")


def _in(kinds: tuple[str, ...]) -> str:
    return "kind IN (" + ", ".join(f"'{k}'" for k in kinds) + ")"


class Warehouse(Base):
    """One building."""

    __tablename__ = "warehouses"

    id: Mapped[Id]
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    created_at: Mapped[CreatedAt]


class Zone(Base):
    """A part of a building."""

    __tablename__ = "zones"
    __table_args__ = (UniqueConstraint("warehouse_id", "code"),)

    id: Mapped[Id]
    warehouse_id: Mapped[UUID] = mapped_column(ForeignKey("warehouses.id"))
    code: Mapped[str]
    name: Mapped[str]


class Place(Base):
    """Where goods can be: a location, a tote, a parcel, or outside the building."""

    __tablename__ = "places"
    __table_args__ = (
        UniqueConstraint("warehouse_id", "code"),
        CheckConstraint(_in(LOCATION_KINDS + CONTAINER_KINDS + OUTSIDE_KINDS), name="kind_known"),
        CheckConstraint(f"(label_code IS NULL) = ({_in(OUTSIDE_KINDS)})", name="inside_has_label"),
        CheckConstraint("label_code ~ '^[0-9]{10}$'", name="label_code_shape"),
        Index("ix_places_kind", "warehouse_id", "kind", "pick_order"),
    )

    id: Mapped[Id]
    warehouse_id: Mapped[UUID] = mapped_column(ForeignKey("warehouses.id"))
    zone_id: Mapped[UUID | None] = mapped_column(ForeignKey("zones.id"))
    kind: Mapped[str]
    #: what people read and say: A-03-17-2, T-0001
    code: Mapped[str]
    #: the ten digits of our own barcode (domain.md, "What is on our own labels")
    label_code: Mapped[str | None] = mapped_column(unique=True)
    #: the walking map: the aisle, and where the picker stands, in millimetres
    aisle: Mapped[str | None]
    x_mm: Mapped[int | None]
    y_mm: Mapped[int | None]
    #: the place's rank on a walk through the whole building
    pick_order: Mapped[int] = mapped_column(server_default="0")
    blocked_at: Mapped[datetime | None]
    created_at: Mapped[CreatedAt]
