"""Tables of what couriers tell of parcels that are theirs."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    UniqueConstraint,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from wms.db import Base, CreatedAt, Id, ShopId, ShopOwned
from wms.moments import sql_check
from wms.shipping.tracking.words import STATUSES

#: an adapter may know more than the table did when it was made
INCIDENT_CODE = "incident ~ '^[a-z_]{1,40}$'"


def _known(column: str, values: tuple[str, ...]) -> str:
    return f"{column} IN (" + ", ".join(f"'{one}'" for one in values) + ")"


class TrackingNews(ShopOwned, Base):
    """One thing that a courier, or somebody at the desk, said of a parcel; never changed."""

    __tablename__ = "tracking_events"
    __table_args__ = (
        ForeignKeyConstraint(["shop_id", "shipment_id"], ["shipments.shop_id", "shipments.id"]),
        # told by a poll and by a webhook, or twice by either: it is one
        UniqueConstraint("shop_id", "shipment_id", "event_key"),
        CheckConstraint(_known("status", STATUSES), name="status_known"),
        CheckConstraint(INCIDENT_CODE, name="incident_code"),
        CheckConstraint("source IN ('poll', 'webhook', 'office')", name="source_known"),
        CheckConstraint("length(words) <= 300 AND length(place) <= 100", name="words_length"),
        CheckConstraint(sql_check("occurred_at"), name="occurred_at_within_time"),
        Index("ix_tracking_events_occurred_at", "occurred_at"),
    )

    shipment_id: Mapped[UUID]
    #: the courier's own id of it; of one that has none, its code and its time
    event_key: Mapped[str]
    #: the courier's own code
    code: Mapped[str]
    #: of `wms.shipping.tracking.words.STATUSES`; None: news that moves nothing
    status: Mapped[str | None]
    #: of `wms.shipping.carriers.incidents`
    incident: Mapped[str | None]
    #: a depot, a town
    place: Mapped[str | None]
    #: the courier's own words, in its language; they may name people, so no shop is told them
    words: Mapped[str | None]
    source: Mapped[str]
    #: who of the desk
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("office_users.id"))
    #: by the courier's clock
    occurred_at: Mapped[datetime]
    created_at: Mapped[CreatedAt]


class Tracking(Base):
    """What is known of a shipment since it left, and when its courier is asked next."""

    __tablename__ = "trackings"
    __table_args__ = (
        ForeignKeyConstraint(["shop_id", "shipment_id"], ["shipments.shop_id", "shipments.id"]),
        CheckConstraint(_known("status", STATUSES), name="status_known"),
        CheckConstraint(INCIDENT_CODE, name="incident_code"),
        Index("ix_trackings_due", "carrier", "due_at", postgresql_where="ended_at IS NULL"),
    )

    shop_id: Mapped[ShopId]
    shipment_id: Mapped[UUID] = mapped_column(primary_key=True)
    carrier: Mapped[str]
    #: the newest that was told, by the courier's clock
    status: Mapped[str | None]
    incident: Mapped[str | None]
    status_at: Mapped[datetime | None]
    #: the first and the last news, by the courier's clock
    first_at: Mapped[datetime | None]
    last_at: Mapped[datetime | None]
    delivered_at: Mapped[datetime | None]
    #: when the courier is asked next; who asks moves it on first
    due_at: Mapped[CreatedAt]
    #: calls in a row that brought no answer
    failures: Mapped[int] = mapped_column(server_default="0")
    created_at: Mapped[CreatedAt]
    #: nobody asks any more
    ended_at: Mapped[datetime | None]


class CourierTurn(Base):
    """When a courier may be asked next: one batch at a time, whoever of the workers asks."""

    __tablename__ = "courier_turns"

    carrier: Mapped[str] = mapped_column(primary_key=True)
    next_at: Mapped[CreatedAt]


class CourierMessage(Base):
    """What a courier's webhook sent, as it came: kept first, followed afterwards."""

    __tablename__ = "courier_messages"
    __table_args__ = (
        UniqueConstraint("carrier", "digest"),
        CheckConstraint("status IN ('waiting', 'done', 'failed')", name="status_known"),
        Index("ix_courier_messages_waiting", "due_at", postgresql_where="status = 'waiting'"),
        Index("ix_courier_messages_created_at", "created_at"),
    )

    id: Mapped[Id]
    carrier: Mapped[str]
    #: whose address it came to
    account_id: Mapped[UUID | None] = mapped_column(ForeignKey("courier_accounts.id"))
    #: SHA-256 of account and body: the same message sent again is the same row
    digest: Mapped[bytes] = mapped_column(LargeBinary)
    body: Mapped[bytes] = mapped_column(LargeBinary)
    #: what its adapter understood: a list of `wms.shipping.carriers.port.Heard`
    heard: Mapped[list[Any]] = mapped_column(JSONB)
    status: Mapped[str] = mapped_column(server_default="waiting")
    attempts: Mapped[int] = mapped_column(server_default="0")
    due_at: Mapped[CreatedAt]
    #: why it could not be followed: a `wms.failures.Failure`
    failure: Mapped[dict[str, Any] | None]
    created_at: Mapped[CreatedAt]
    done_at: Mapped[datetime | None]
