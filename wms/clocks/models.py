"""The table of what is due."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKeyConstraint, Index
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from wms.db import Base, CreatedAt, Number, ShopId, ShopOwned, of_a_shop

#: what is due: an answer by our promise, one by the law, a refund, goods back, an inspection by
#: our promise, a claim at a courier, and its answer
CLOCKS: Final = (
    "first_answer", "complaint_answer", "refund", "goods_back", "inspection", "claim",
    "courier_answer",
)  # fmt: skip


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


class Promised(Base):
    """What a shop is promised about its cases and returns."""

    __tablename__ = "case_rules"
    __table_args__ = (
        of_a_shop(),
        CheckConstraint("answer_days BETWEEN 0 AND 30", name="answer_days_within"),
        # the law's 14 days are the most (consumer rights act, art. 7a(1))
        CheckConstraint("complaint_days BETWEEN 1 AND 14", name="complaint_days_within"),
        CheckConstraint("inspection_days BETWEEN 0 AND 30", name="inspection_days_within"),
        CheckConstraint("granted_minor >= 0", name="granted_positive"),
        CheckConstraint("currency ~ '^[A-Z]{3}$'", name="currency_shape"),
    )

    shop_id: Mapped[ShopId]
    #: working days until the first answer
    answer_days: Mapped[int] = mapped_column(server_default="1")
    #: calendar days until a complaint is answered
    complaint_days: Mapped[int] = mapped_column(server_default="14")
    #: kind of a case → `wms.clocks.promises.Within`, where it is not as usual
    by_kind: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default="{}")
    #: working days from the arrival of a return until it is inspected; None: nothing is promised
    inspection_days: Mapped[int | None]
    #: credit up to this is granted without asking anybody
    granted_minor: Mapped[int] = mapped_column(BigInteger, server_default="0")
    currency: Mapped[str] = mapped_column(server_default="PLN")
