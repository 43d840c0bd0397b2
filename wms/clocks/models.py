"""The table of what is due."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index
from sqlalchemy.orm import Mapped

from wms.db import Base, CreatedAt, Number, ShopOwned, of_a_shop

#: what is due: an answer by our promise, one by the law, a refund, goods back, an inspection
CLOCKS: Final = ("first_answer", "complaint_answer", "refund", "goods_back")


class Deadline(ShopOwned, Base):
    """A clock that runs about a case or a return, until it is met."""

    __tablename__ = "deadlines"
    __table_args__ = (
        of_a_shop(),
        ForeignKeyConstraint(["shop_id", "case_id"], ["cases.shop_id", "cases.id"]),
        ForeignKeyConstraint(["shop_id", "return_id"], ["returns.shop_id", "returns.id"]),
        CheckConstraint(
            "clock IN (" + ", ".join(f"'{one}'" for one in CLOCKS) + ")", name="clock_known"
        ),
        CheckConstraint("(case_id IS NULL) <> (return_id IS NULL)", name="about_one"),
        Index(
            "uq_deadlines_case", "shop_id", "case_id", "clock", unique=True,
            postgresql_where="case_id IS NOT NULL",
        ),
        Index(
            "uq_deadlines_return", "shop_id", "return_id", "clock", unique=True,
            postgresql_where="return_id IS NOT NULL",
        ),
        Index("ix_deadlines_due_at", "due_at", "id", postgresql_where="met_at IS NULL"),
    )  # fmt: skip

    case_id: Mapped[UUID | None]
    return_id: Mapped[UUID | None]
    #: of the case or the return, as people read it
    number: Mapped[Number]
    clock: Mapped[str]
    #: the last second of its last day
    due_at: Mapped[datetime]
    #: done, or not asked for any more
    met_at: Mapped[datetime | None]
    #: when the shop was told: four days before, one day before, and when it was over
    told_soon_at: Mapped[datetime | None]
    told_tomorrow_at: Mapped[datetime | None]
    told_over_at: Mapped[datetime | None]
    created_at: Mapped[CreatedAt]
