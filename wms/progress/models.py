"""Table of what people did hour by hour, added up from the ledger and the scans of that hour."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from wms.db import Base

FLOWS = ("pick", "pack")


class WorkHour(Base):
    """One person's picking or packing in one hour (UTC); written once the hour is over."""

    __tablename__ = "work_hours"
    __table_args__ = (
        CheckConstraint("flow IN ('pick', 'pack')", name="flow_known"),
        CheckConstraint(
            "minutes >= 0 AND lines >= 0 AND units >= 0 AND scans >= 0 AND rejected >= 0 "
            "AND shorts >= 0 AND undone >= 0 AND proved_right >= 0 AND proved_wrong >= 0",
            name="numbers_positive",
        ),
        CheckConstraint("rejected <= scans", name="rejected_were_scans"),
    )

    hour: Mapped[datetime] = mapped_column(primary_key=True)
    operator_id: Mapped[UUID] = mapped_column(ForeignKey("operators.id"), primary_key=True)
    flow: Mapped[str] = mapped_column(primary_key=True)
    #: in which goods moved, in steps of five
    minutes: Mapped[int]
    lines: Mapped[int]
    #: base units
    units: Mapped[int]
    scans: Mapped[int]
    #: of them refused: another product, another place
    rejected: Mapped[int]
    #: goods that were said to be missing
    shorts: Mapped[int]
    undone: Mapped[int]
    #: counts of such goods that ended in this hour: they were missing, or there after all
    proved_right: Mapped[int]
    proved_wrong: Mapped[int]
