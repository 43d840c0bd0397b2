"""Tables of the couriers' pickup points, as far as we were told of them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from wms.db import Base, CreatedAt

#: open: takes parcels · full: takes none now · closed: takes none · unknown: there is no such point
STATUSES = ("open", "full", "closed", "unknown")


class PickupPoint(Base):
    """A locker or a shop at the corner; what a courier said of it last."""

    __tablename__ = "pickup_points"
    __table_args__ = (
        CheckConstraint(
            "status IN (" + ", ".join(f"'{one}'" for one in STATUSES) + ")", name="status_known"
        ),
        CheckConstraint(
            "latitude BETWEEN -90 AND 90 AND longitude BETWEEN -180 AND 180", name="on_earth"
        ),
        CheckConstraint("(latitude IS NULL) = (longitude IS NULL)", name="position_whole"),
        Index("ix_pickup_points_postcode", "carrier", "country", "postcode"),
        Index("ix_pickup_points_latitude", "carrier", "latitude"),
    )

    carrier: Mapped[str] = mapped_column(primary_key=True)
    point_id: Mapped[str] = mapped_column(primary_key=True)
    status: Mapped[str]
    name: Mapped[str] = mapped_column(server_default="")
    street: Mapped[str] = mapped_column(server_default="")
    postcode: Mapped[str] = mapped_column(server_default="")
    city: Mapped[str] = mapped_column(server_default="")
    country: Mapped[str] = mapped_column(server_default="")
    takes_cod: Mapped[bool] = mapped_column(server_default="false")
    #: degrees, WGS 84
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    #: when its courier told it last, and since when it is as it is
    seen_at: Mapped[CreatedAt]
    changed_at: Mapped[CreatedAt]


class PointArea(Base):
    """Somewhere whose points somebody asked for: its courier is asked now and then."""

    __tablename__ = "point_areas"
    __table_args__ = (Index("ix_point_areas_seen_at", text("seen_at NULLS FIRST")),)

    carrier: Mapped[str] = mapped_column(primary_key=True)
    country: Mapped[str] = mapped_column(primary_key=True)
    postcode: Mapped[str] = mapped_column(primary_key=True)
    asked_at: Mapped[CreatedAt]
    #: None: its courier was not asked yet
    seen_at: Mapped[datetime | None]
