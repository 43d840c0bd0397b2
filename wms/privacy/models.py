"""The tables of forgetting: for how long people are known, and whose person was forgotten."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from wms.db import Base, CreatedAt, ShopId, ShopOwned, of_a_shop

#: after the end of an order its person is known for so many days, when the shop says nothing else
RETENTION_DAYS: Final = 30
RETENTION_MAX_DAYS: Final = 3650
ASKERS: Final = ("shop", "office", "retention")


class PrivacyRules(Base):
    """For how long a shop wants the people of its orders to be known."""

    __tablename__ = "privacy_rules"
    __table_args__ = (
        of_a_shop(),
        CheckConstraint(
            f"retention_days BETWEEN 1 AND {RETENTION_MAX_DAYS}", name="retention_days_range"
        ),
    )

    shop_id: Mapped[ShopId]
    #: days after the order's end
    retention_days: Mapped[int] = mapped_column(server_default=str(RETENTION_DAYS))
    updated_at: Mapped[CreatedAt]


class Erasure(ShopOwned, Base):
    """The person of an order, or of a conversation about none, is to be forgotten, or was."""

    __tablename__ = "erasures"
    __table_args__ = (
        ForeignKeyConstraint(["shop_id", "order_id"], ["orders.shop_id", "orders.id"]),
        ForeignKeyConstraint(
            ["shop_id", "thread_id"], ["contact_threads.shop_id", "contact_threads.id"]
        ),
        CheckConstraint("num_nonnulls(order_id, thread_id) = 1", name="one_subject"),
        CheckConstraint("asked_by IN ('shop', 'office', 'retention')", name="asked_by_known"),
        CheckConstraint("done_at IS NULL OR waits_for IS NULL", name="done_waits_for_nothing"),
        # asked twice is asked once
        Index(
            "uq_erasures_open", "shop_id", "order_id", unique=True,
            postgresql_where="done_at IS NULL",
        ),
        Index(
            "uq_erasures_open_thread", "shop_id", "thread_id", unique=True,
            postgresql_where="done_at IS NULL",
        ),
        Index("ix_erasures_due", "look_at", postgresql_where="done_at IS NULL"),
        Index("ix_erasures_files", "shop_id", "id", postgresql_where="files <> '{}'"),
        Index("ix_erasures_asked_at", "shop_id", "asked_at", "id"),
    )  # fmt: skip

    order_id: Mapped[UUID | None]
    #: what somebody wrote who named no order
    thread_id: Mapped[UUID | None]
    asked_at: Mapped[CreatedAt]
    #: the shop's program, the office, or the time that is over
    asked_by: Mapped[str]
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("office_users.id"))
    #: when it is tried next
    look_at: Mapped[CreatedAt]
    #: why it cannot be yet: a code of `wms.privacy.erase.WAITS`
    waits_for: Mapped[str | None]
    #: when the last try went wrong; None: none did, or one went well since
    failed_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None]
    #: print files that are to be deleted, under the spool folder
    files: Mapped[list[str]] = mapped_column(server_default="{}")
