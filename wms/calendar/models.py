"""Tables of when orders leave: the weeks of shops, closed days, and the days that come."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, desc
from sqlalchemy.orm import Mapped, mapped_column

from wms.db import Base, CreatedAt, ShopId, of_a_shop

#: a week in a row: seven times from Monday, ``HH:MM`` in the warehouse's time zone, '' for none
WEEK_CHECK = "cardinality(closes) = 7 AND cardinality(leaves) = 7"
#: `carrier` or `service` of what is for all of them
ANY = ""


class Cutoff(Base):
    """The week of a shop, or of a courier or service of it; a shop without one has the house's."""

    __tablename__ = "cutoffs"
    __table_args__ = (
        of_a_shop(),
        CheckConstraint(WEEK_CHECK, name="week_whole"),
        CheckConstraint("carrier <> '' OR service = ''", name="service_of_a_carrier"),
    )

    shop_id: Mapped[ShopId]
    carrier: Mapped[str] = mapped_column(primary_key=True, server_default=ANY)
    service: Mapped[str] = mapped_column(primary_key=True, server_default=ANY)
    #: until when orders leave the same day
    closes: Mapped[list[str]]
    #: when they have left
    leaves: Mapped[list[str]]
    updated_at: Mapped[CreatedAt]


class HouseCalendar(Base):
    """When a building works; one without a row works as is usual (`wms.calendar.house`)."""

    __tablename__ = "house_calendars"
    __table_args__ = (CheckConstraint(WEEK_CHECK, name="week_whole"),)

    warehouse_id: Mapped[UUID] = mapped_column(ForeignKey("warehouses.id"), primary_key=True)
    #: as IANA names it: Europe/Warsaw
    time_zone: Mapped[str]
    #: ISO 3166-1 alpha-2 of the country whose public holidays are kept; '' for none
    holidays_of: Mapped[str]
    #: the week of every shop that has none of its own
    closes: Mapped[list[str]]
    leaves: Mapped[list[str]]
    updated_at: Mapped[CreatedAt]


class DayOff(Base):
    """A day on which nothing leaves the building, besides weekends and public holidays."""

    __tablename__ = "days_off"
    __table_args__ = (CheckConstraint("length(reason) <= 100", name="reason_length"),)

    warehouse_id: Mapped[UUID] = mapped_column(ForeignKey("warehouses.id"), primary_key=True)
    closed_on: Mapped[date] = mapped_column(primary_key=True)
    reason: Mapped[str]


class HouseDay(Base):
    """A coming day on which orders leave, as the house's own week has it."""

    __tablename__ = "house_days"

    #: orders taken in before this moment leave on this day
    closes_at: Mapped[datetime] = mapped_column(primary_key=True)
    #: when they have left
    ship_by: Mapped[datetime]
    #: the day, in the warehouse's time zone
    leaves_on: Mapped[date]


class DispatchDay(Base):
    """A coming day on which orders of a shop leave, by the most special week of its own."""

    __tablename__ = "dispatch_days"
    __table_args__ = (
        of_a_shop(),
        # read in this order: the service's own day, else the courier's, else the shop's
        Index("ix_dispatch_days_first", "shop_id", desc("carrier"), desc("service"), "closes_at"),
    )

    shop_id: Mapped[ShopId]
    carrier: Mapped[str] = mapped_column(primary_key=True)
    service: Mapped[str] = mapped_column(primary_key=True)
    closes_at: Mapped[datetime] = mapped_column(primary_key=True)
    ship_by: Mapped[datetime]
    leaves_on: Mapped[date]
