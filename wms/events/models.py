"""Tables of what shops are told: events, their feed, webhook endpoints and deliveries."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from wms.db import Base, CreatedAt, Number, ShopId, ShopOwned, of_a_shop


class EventSubject(Base):
    """The last version of each thing events are about; its row lock orders a subject's events."""

    __tablename__ = "event_subjects"
    __table_args__ = ({"postgresql_with": {"fillfactor": 70}},)

    shop_id: Mapped[ShopId]
    subject_id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int]
    #: when something was told of it last
    told_at: Mapped[CreatedAt]


class Event(ShopOwned, Base):
    """A fact a shop is told, written in the transaction that made it true: the outbox."""

    __tablename__ = "events"
    __table_args__ = (
        UniqueConstraint("shop_id", "sequence"),
        UniqueConstraint("shop_id", "subject_id", "subject_version"),
        Index("ix_events_unnumbered", "shop_id", "id", postgresql_where="sequence IS NULL"),
    )

    #: gap-free per shop, given by the relay after the commit
    sequence: Mapped[Number | None]
    type: Mapped[str]
    schema_version: Mapped[int] = mapped_column(server_default="1")
    subject_type: Mapped[str]
    subject_id: Mapped[UUID]
    subject_external_id: Mapped[str | None]
    subject_version: Mapped[int]
    data: Mapped[dict[str, Any]]
    occurred_at: Mapped[CreatedAt]


class FeedPosition(Base):
    """How far a shop's feed is numbered."""

    __tablename__ = "feed_positions"
    __table_args__ = (of_a_shop(),)

    shop_id: Mapped[ShopId]
    last_sequence: Mapped[Number]


class WebhookEndpoint(ShopOwned, Base):
    """Where a shop wants its events."""

    __tablename__ = "webhook_endpoints"
    __table_args__ = (
        of_a_shop(),
        CheckConstraint("status IN ('enabled', 'disabled')", name="status_known"),
        CheckConstraint("length(url) <= 2048", name="url_length"),
    )

    url: Mapped[str]
    #: of a sandbox: the shop's own program fetches what is sent and posts it there
    is_carried: Mapped[bool] = mapped_column(server_default="false")
    description: Mapped[str | None]
    #: empty: every type
    event_types: Mapped[list[str]] = mapped_column(server_default="{}")
    #: of a release before: locked at night, and empty then
    secret: Mapped[str] = mapped_column(server_default="")
    previous_secret: Mapped[str | None]
    #: by `wms.events.secrets`
    secret_locked: Mapped[bytes | None] = mapped_column(LargeBinary)
    #: still valid during rotation
    previous_secret_locked: Mapped[bytes | None] = mapped_column(LargeBinary)
    previous_secret_until: Mapped[datetime | None]
    status: Mapped[str] = mapped_column(server_default="enabled")
    disabled_reason: Mapped[str | None]
    #: start of an unbroken row of failures
    failing_since: Mapped[datetime | None]
    #: how many they are
    failures: Mapped[int] = mapped_column(server_default="0")
    #: since when its breaker is open (`wms.events.breaker`)
    open_since: Mapped[datetime | None]
    #: when one delivery tries next whether it answers
    probe_at: Mapped[datetime | None]
    #: how often its shop was told of this row of failures
    notices: Mapped[int] = mapped_column(server_default="0")
    #: which events it missed while it was disabled; the last one is known when it is enabled
    missed_from: Mapped[Number | None]
    missed_to: Mapped[Number | None]
    created_at: Mapped[CreatedAt]
    updated_at: Mapped[CreatedAt]
    #: the shop gave it up; its log stays for its time
    deleted_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(server_default="1")


class WebhookDelivery(ShopOwned, Base):
    """One event on its way to one endpoint: due time and attempts are rows, Redis only pokes."""

    __tablename__ = "webhook_deliveries"
    __table_args__ = (
        ForeignKeyConstraint(
            ["shop_id", "endpoint_id"], ["webhook_endpoints.shop_id", "webhook_endpoints.id"]
        ),
        ForeignKeyConstraint(["shop_id", "event_id"], ["events.shop_id", "events.id"]),
        UniqueConstraint("shop_id", "endpoint_id", "event_id"),
        CheckConstraint(
            "status IN ('pending', 'sending', 'delivered', 'dead')", name="status_known"
        ),
        CheckConstraint("status <> 'dead' OR last_error IS NOT NULL", name="dead_has_reason"),
        CheckConstraint("(event_id IS NULL) = (test_type IS NOT NULL)", name="event_or_test"),
        Index(
            "ix_webhook_deliveries_endpoint_due",
            "endpoint_id",
            "next_attempt_at",
            "sequence",
            postgresql_where="status IN ('pending', 'sending')",
        ),
        Index(
            "ix_webhook_deliveries_sending", "endpoint_id", postgresql_where="status = 'sending'"
        ),
        Index("ix_webhook_deliveries_created_at", "created_at"),
        Index(
            "ix_webhook_deliveries_subject",
            "endpoint_id",
            "subject_id",
            "sequence",
            postgresql_where="status IN ('pending', 'sending')",
        ),
    )

    endpoint_id: Mapped[UUID]
    #: None for a test, which is in no feed
    event_id: Mapped[UUID | None]
    #: the event type that a test plays
    test_type: Mapped[str | None]
    #: signed by nobody's secret: a receiver that is right refuses it
    is_forged: Mapped[bool] = mapped_column(server_default="false")
    #: of the event, so that a subject's deliveries keep their order
    subject_id: Mapped[UUID]
    sequence: Mapped[Number]
    status: Mapped[str] = mapped_column(server_default="pending")
    attempts: Mapped[int] = mapped_column(server_default="0")
    #: attempts made before the last replay: the schedule begins anew after them
    attempts_before: Mapped[int] = mapped_column(server_default="0")
    #: due time; while sending, the time at which the sender counts as dead
    next_attempt_at: Mapped[CreatedAt]
    last_error: Mapped[str | None]
    created_at: Mapped[CreatedAt]
    delivered_at: Mapped[datetime | None]


class WebhookAttempt(ShopOwned, Base):
    """One try at a delivery, for the shop's eyes."""

    __tablename__ = "webhook_attempts"
    __table_args__ = (
        ForeignKeyConstraint(
            ["shop_id", "delivery_id"], ["webhook_deliveries.shop_id", "webhook_deliveries.id"]
        ),
        UniqueConstraint("shop_id", "delivery_id", "attempt_no"),
    )

    delivery_id: Mapped[UUID]
    attempt_no: Mapped[int]
    status_code: Mapped[int | None]
    error: Mapped[str | None]
    latency_ms: Mapped[int]
    #: at most 2 kB
    response_excerpt: Mapped[str | None]
    #: where it went; None: an attempt of an older release
    url: Mapped[str | None]
    #: webhook-timestamp and webhook-signature as they were sent; all else that was is made again
    #: from the event (`wms.events.delivery_log`)
    signed_at: Mapped[datetime | None]
    signature: Mapped[str | None]
    #: at most 2 kB, names in lower case; None: no answer came
    response_headers: Mapped[dict[str, Any] | None]
    created_at: Mapped[CreatedAt]
