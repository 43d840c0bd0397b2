"""When the warehouse's recurring chores run next: a row each, claimed by whoever comes first."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from wms.db import Base


class Schedule(Base):
    """A chore by its name and when it is due."""

    __tablename__ = "schedules"

    name: Mapped[str] = mapped_column(primary_key=True)
    next_run_at: Mapped[datetime]
    last_run_at: Mapped[datetime | None]
    #: what the last run said of itself
    outcome: Mapped[str | None]
