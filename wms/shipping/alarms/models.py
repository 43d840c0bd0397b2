"""Tables of the alarms desk: what somebody must look at, and what people did about it."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from wms.db import Base, CreatedAt, Id


class Alarm(Base):
    """Something that does not go by itself; the hall's own, whatever shop's parcel it is about.

    It ends by itself with its cause (``ended_at``); a person who has done what there is to do puts
    it away before (``resolved_at``), and it does not come back while the cause is the same.
    """

    __tablename__ = "alarms"
    __table_args__ = (
        ForeignKeyConstraint(["shop_id", "order_id"], ["orders.shop_id", "orders.id"]),
        ForeignKeyConstraint(["shop_id", "shipment_id"], ["shipments.shop_id", "shipments.id"]),
        CheckConstraint("code ~ '^[a-z_]{1,40}$'", name="code_is_a_code"),
        CheckConstraint("owner IN ('us', 'shop', 'consumer', 'carrier')", name="owner_known"),
        CheckConstraint("(taken_by IS NULL) = (taken_at IS NULL)", name="taken_whole"),
        CheckConstraint("(resolved_by IS NULL) = (resolved_at IS NULL)", name="resolved_whole"),
        Index(
            "uq_alarms_cause", "code", "subject", unique=True, postgresql_where="ended_at IS NULL"
        ),
        Index("ix_alarms_since", "since", "id", postgresql_where="ended_at IS NULL"),
        Index("ix_alarms_ended_at", "ended_at", postgresql_where="ended_at IS NOT NULL"),
    )

    id: Mapped[Id]
    #: of `wms.shipping.alarms.rules.ALARMS`
    code: Mapped[str]
    #: of what: a shipment, or a manifest
    subject: Mapped[UUID]
    #: who must act
    owner: Mapped[str]
    shop_id: Mapped[UUID | None]
    order_id: Mapped[UUID | None]
    shipment_id: Mapped[UUID | None]
    manifest_id: Mapped[UUID | None] = mapped_column(ForeignKey("manifests.id"))
    #: what its sentence says besides
    facts: Mapped[dict[str, Any]] = mapped_column(server_default="{}")
    #: since when it is so
    since: Mapped[datetime]
    created_at: Mapped[CreatedAt]
    #: who of the desk looks after it
    taken_by: Mapped[UUID | None] = mapped_column(ForeignKey("office_users.id"))
    taken_at: Mapped[datetime | None]
    resolved_by: Mapped[UUID | None] = mapped_column(ForeignKey("office_users.id"))
    resolved_at: Mapped[datetime | None]
    #: its cause is gone
    ended_at: Mapped[datetime | None]


class AlarmAct(Base):
    """What somebody did about an alarm, or wrote beside it; never changed."""

    __tablename__ = "alarm_acts"
    __table_args__ = (
        CheckConstraint("what IN ('taken', 'note', 'resolved')", name="what_known"),
        CheckConstraint("length(note) BETWEEN 1 AND 500", name="note_length"),
        Index("ix_alarm_acts_alarm", "alarm_id", "id"),
    )

    id: Mapped[Id]
    alarm_id: Mapped[UUID] = mapped_column(ForeignKey("alarms.id", ondelete="CASCADE"))
    what: Mapped[str]
    note: Mapped[str | None]
    user_id: Mapped[UUID] = mapped_column(ForeignKey("office_users.id"))
    created_at: Mapped[CreatedAt]
