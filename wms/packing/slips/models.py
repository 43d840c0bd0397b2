"""Tables of the slips: how each shop wants them, and which came out."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from wms.db import Base, CreatedAt, ShopOwned, of_a_shop

BATCH_STATES = ("waiting", "printing", "printed", "cancelled", "failed")


class SlipTemplateVersion(ShopOwned, Base):
    """How a shop wants its slips, as it was saved once; never changed. The last one counts."""

    __tablename__ = "slip_templates"
    __table_args__ = (
        of_a_shop(),
        ForeignKeyConstraint(["shop_id", "logo_id"], ["photos.shop_id", "photos.id"]),
        UniqueConstraint("shop_id", "version"),
        CheckConstraint("version >= 1", name="version_positive"),
    )

    #: 1, 2, 3 … of each shop
    version: Mapped[int]
    #: a `wms.packing.slips.template.SlipTemplate`
    content: Mapped[dict[str, Any]]
    logo_id: Mapped[UUID | None]
    #: who at the desk saved it; none: the shop's own program
    made_by: Mapped[UUID | None] = mapped_column(ForeignKey("office_users.id"))
    #: the older version that was taken up again
    restored_from: Mapped[int | None]
    created_at: Mapped[CreatedAt]


class SlipBatch(Base):
    """Slips of many orders in one PDF, asked for at the desk by one press."""

    __tablename__ = "slip_batches"
    __table_args__ = (
        CheckConstraint(
            "status IN (" + ", ".join(f"'{state}'" for state in BATCH_STATES) + ")",
            name="status_known",
        ),
        CheckConstraint("paper IN ('A4', 'A6', 'roll', 'own')", name="paper_known"),
        CheckConstraint("made >= 0 AND made <= slips AND slips >= 1", name="made_within"),
        Index("ix_slip_batches_asked_by", "asked_by", "id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    asked_by: Mapped[UUID] = mapped_column(ForeignKey("office_users.id"))
    status: Mapped[str] = mapped_column(server_default="waiting")
    paper: Mapped[str]
    #: in which order they lie
    sort: Mapped[str]
    #: why copies were wanted; none when all are originals
    reason: Mapped[str | None]
    #: how many slips, and how many of them are drawn
    slips: Mapped[int]
    made: Mapped[int] = mapped_column(server_default="0")
    created_at: Mapped[CreatedAt]
    #: when somebody last fetched its PDF
    begun_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    #: why it could not be drawn: a `wms.failures.Failure`
    failure: Mapped[dict[str, Any] | None]
    #: by the order's number, the letters that stand on its slip as empty boxes
    letters: Mapped[dict[str, Any] | None]


class SlipPrint(ShopOwned, Base):
    """A slip that came out, or in a batch will: of which template, and the which copy."""

    __tablename__ = "slip_prints"
    __table_args__ = (
        ForeignKeyConstraint(["shop_id", "order_id"], ["orders.shop_id", "orders.id"]),
        ForeignKeyConstraint(["shop_id", "parcel_id"], ["parcels.shop_id", "parcels.id"]),
        ForeignKeyConstraint(["batch_id"], ["slip_batches.id"]),
        # a number is given while a batch is drawn, and is the copy's own once it came out
        Index(
            "uq_slip_prints_printed",
            "shop_id",
            "order_id",
            "parcel_id",
            "copy_no",
            unique=True,
            postgresql_nulls_not_distinct=True,
            postgresql_where="printed_at IS NOT NULL",
        ),
        Index("ix_slip_prints_order", "shop_id", "order_id"),
        CheckConstraint("copy_no >= 1", name="copy_no_positive"),
        Index("ix_slip_prints_batch_id", "batch_id", postgresql_where="batch_id IS NOT NULL"),
    )

    order_id: Mapped[UUID]
    #: none: it says what the order should contain, before it is packed
    parcel_id: Mapped[UUID | None]
    copy_no: Mapped[int]
    #: of the shop's template; none: it had none
    template_version: Mapped[int | None]
    batch_id: Mapped[UUID | None]
    #: where it lies in the batch
    position: Mapped[int | None]
    created_at: Mapped[CreatedAt]
    printed_at: Mapped[datetime | None]
