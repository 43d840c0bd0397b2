"""The table of what couriers themselves write down of what they take over."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from wms.db import Base, CreatedAt, Id


class CourierProtocol(Base):
    """A courier's own protocol of the parcels of a closed manifest, one for each account."""

    __tablename__ = "courier_protocols"
    __table_args__ = (
        UniqueConstraint("manifest_id", "account_id"),
        CheckConstraint("status IN ('waiting', 'done', 'failed')", name="status_known"),
        CheckConstraint("(status = 'done') = (content IS NOT NULL)", name="done_has_content"),
        Index("ix_courier_protocols_waiting", "due_at", postgresql_where="status = 'waiting'"),
    )

    id: Mapped[Id]
    manifest_id: Mapped[UUID] = mapped_column(ForeignKey("manifests.id"))
    account_id: Mapped[UUID] = mapped_column(ForeignKey("courier_accounts.id"))
    status: Mapped[str] = mapped_column(server_default="waiting")
    attempts: Mapped[int] = mapped_column(server_default="0")
    due_at: Mapped[CreatedAt]
    #: why the last try failed: a `wms.failures.Failure`
    failure: Mapped[dict[str, Any] | None]
    #: PDF
    content: Mapped[bytes | None] = mapped_column(LargeBinary)
    created_at: Mapped[CreatedAt]
    done_at: Mapped[datetime | None]
