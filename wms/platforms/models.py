"""Tables of shops' platforms: connections, what came from them, and what is to be told to them."""

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
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from wms.db import Base, CreatedAt, Number, ShopId, ShopOwned, of_a_shop


def _of_a_connection(**more: Any) -> ForeignKeyConstraint:
    return ForeignKeyConstraint(
        ["shop_id", "connection_id"],
        ["platform_connections.shop_id", "platform_connections.id"],
        **more,
    )


_NOW = text("clock_timestamp()")


class PlatformConnection(ShopOwned, Base):
    """A shop on a platform: whose, where, what proves us to it, and how far we have read."""

    __tablename__ = "platform_connections"
    __table_args__ = (
        of_a_shop(),
        CheckConstraint("kind ~ '^[a-z][a-z0-9_]{1,29}$'", name="kind_shape"),
        CheckConstraint("length(label) BETWEEN 1 AND 60", name="label_length"),
        CheckConstraint("length(url) <= 300", name="url_length"),
        CheckConstraint("status IN ('enabled', 'paused', 'closed')", name="status_known"),
        CheckConstraint("tries >= 0", name="tries_not_negative"),
        # the same shop there is one row here, closed or not: what it ordered is known again
        UniqueConstraint("shop_id", "kind", "url"),
        Index("ix_platform_connections_look_at", "look_at", postgresql_where="status = 'enabled'"),
        # an address of ours names a connection, not its shop
        Index("ix_platform_connections_id", "id"),
    )

    #: of `wms.platforms.registry.ADAPTERS`
    kind: Mapped[str]
    #: what its shop calls it
    label: Mapped[str]
    #: as its shop typed it; of a platform with one address for all, what tells its shops apart
    url: Mapped[str]
    status: Mapped[str] = mapped_column(server_default="enabled")
    settings: Mapped[dict[str, Any]] = mapped_column(server_default="{}")
    #: the profile's ``credentials`` as JSON, locked by `wms.strongbox`
    locked: Mapped[bytes] = mapped_column(LargeBinary)
    #: how far its orders are read, in the adapter's own words
    cursor: Mapped[str | None]
    #: orders that changed there before this are none of ours
    orders_since: Mapped[CreatedAt]
    #: how far our own feed is read for it (`wms.events.feed`)
    told_sequence: Mapped[Number] = mapped_column(server_default="0")
    #: when somebody of the workers looks after it next
    look_at: Mapped[CreatedAt]
    #: a worker has it until then; nobody else looks meanwhile
    leased_until: Mapped[datetime | None]
    #: it asked us to leave it alone until then, or did not answer
    away_until: Mapped[datetime | None]
    #: calls in a row that it did not answer
    tries: Mapped[int] = mapped_column(server_default="0")
    #: when its orders are read next, and were read last as far as they go
    reconcile_at: Mapped[CreatedAt]
    reconciled_at: Mapped[datetime | None]
    #: when its webhooks are looked after next
    hooks_at: Mapped[CreatedAt]
    #: when all of its stock is told anew
    stock_at: Mapped[CreatedAt]
    #: why the last call did not come about: a `wms.failures.Failure`; None: it did
    failure: Mapped[dict[str, Any] | None]
    #: since when it is so
    failing_since: Mapped[datetime | None]
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("office_users.id"))
    created_at: Mapped[CreatedAt]
    updated_at: Mapped[CreatedAt]


class PlatformMessage(ShopOwned, Base):
    """What a platform told by itself, kept before it was acknowledged; a duplicate is one row."""

    __tablename__ = "platform_messages"
    __table_args__ = (
        _of_a_connection(),
        UniqueConstraint("shop_id", "connection_id", "delivery_id"),
        CheckConstraint("status IN ('waiting', 'done', 'failed')", name="status_known"),
        CheckConstraint("length(delivery_id) <= 200", name="delivery_id_length"),
        CheckConstraint("length(topic) <= 100", name="topic_length"),
        Index(
            "ix_platform_messages_waiting",
            "shop_id",
            "connection_id",
            "id",
            postgresql_where="status = 'waiting'",
        ),
        Index("ix_platform_messages_created_at", "created_at"),
    )

    connection_id: Mapped[UUID]
    #: the platform's own id of this delivery
    delivery_id: Mapped[str]
    topic: Mapped[str]
    #: the platform's own id of the order that it is about
    platform_id: Mapped[str | None]
    #: the body as it came, locked by `wms.strongbox`; None once it was forgotten
    content_locked: Mapped[bytes | None] = mapped_column(LargeBinary)
    #: how often the same delivery came
    times: Mapped[int] = mapped_column(server_default="1")
    status: Mapped[str] = mapped_column(server_default="waiting")
    #: what came of it: of `wms.platforms.orders.Outcome`
    outcome: Mapped[str | None]
    due_at: Mapped[datetime] = mapped_column(server_default=_NOW)
    attempts: Mapped[int] = mapped_column(server_default="0")
    failure: Mapped[dict[str, Any] | None]
    created_at: Mapped[CreatedAt]
    done_at: Mapped[datetime | None]


class PlatformOrder(ShopOwned, Base):
    """An order of a platform: which one it is here, or why it is not."""

    __tablename__ = "platform_orders"
    __table_args__ = (
        _of_a_connection(),
        ForeignKeyConstraint(["shop_id", "order_id"], ["orders.shop_id", "orders.id"]),
        UniqueConstraint("shop_id", "connection_id", "platform_id"),
        CheckConstraint(
            "status IN ('here', 'waiting', 'refused', 'not_ours', 'cancelled')",
            name="status_known",
        ),
        CheckConstraint("(status = 'here') <= (order_id IS NOT NULL)", name="here_has_order"),
        CheckConstraint("length(platform_id) <= 100", name="platform_id_length"),
        Index("ix_platform_orders_order", "shop_id", "order_id"),
        # the few that are not here, though somebody paid for them
        Index(
            "ix_platform_orders_refused",
            "shop_id",
            "connection_id",
            "retry_at",
            postgresql_where="status = 'refused'",
        ),
        Index("ix_platform_orders_seen_at", "seen_at"),
    )

    connection_id: Mapped[UUID]
    #: the platform's own id
    platform_id: Mapped[str]
    #: as people know it
    number: Mapped[str]
    #: here: it is our order · waiting: not paid yet · refused: needs its shop · not_ours: completed
    #: or cancelled there before it was here · cancelled: it was here
    status: Mapped[str]
    order_id: Mapped[UUID | None]
    #: the platform's own word for its state
    state: Mapped[str]
    ordered_at: Mapped[datetime]
    #: of what was followed last: when it changed there, and a digest of what it said
    changed_at: Mapped[datetime]
    #: part of the order → digest of what the platform said of it (the shop's own changes here stay)
    parts: Mapped[dict[str, Any]] = mapped_column(server_default="{}")
    #: goods that the platform has taken off its stock and we have not: SKU → pieces
    goods: Mapped[dict[str, Any]] = mapped_column(server_default="{}")
    #: why it is not here, or what could not be changed any more: `wms.failures.Failure`
    failure: Mapped[dict[str, Any] | None]
    #: since when it is so
    failing_since: Mapped[datetime | None]
    #: when it is read again by itself, because what was missing may have come
    retry_at: Mapped[datetime | None]
    #: ids of the refunds that were noted
    refunds: Mapped[list[str]] = mapped_column(server_default="{}")
    #: how many times it was seen
    seen: Mapped[int] = mapped_column(server_default="1")
    #: found by looking, after no message had told of it
    is_found: Mapped[bool] = mapped_column(server_default="false")
    created_at: Mapped[CreatedAt]
    seen_at: Mapped[CreatedAt]


class PlatformTelling(ShopOwned, Base):
    """Something that a platform is to be told of an order: a row to do, once."""

    __tablename__ = "platform_tellings"
    __table_args__ = (
        _of_a_connection(),
        # the same is told once
        UniqueConstraint("shop_id", "connection_id", "unique_key"),
        CheckConstraint(
            "what IN ('packed', 'shipped', 'delivered', 'accepted', 'rejected', 'cancelled', "
            "'too_late', 'note')",
            name="what_known",
        ),
        CheckConstraint("status IN ('due', 'done', 'refused', 'not_needed')", name="status_known"),
        CheckConstraint("length(answer) <= 300", name="answer_length"),
        CheckConstraint("length(unique_key) <= 200", name="unique_key_length"),
        Index(
            "ix_platform_tellings_due",
            "shop_id",
            "connection_id",
            "due_at",
            postgresql_where="status = 'due'",
        ),
        Index("ix_platform_tellings_order", "shop_id", "order_id"),
        Index("ix_platform_tellings_created_at", "created_at"),
    )

    connection_id: Mapped[UUID]
    #: shipped: with tracking · note: words for the shop's people · the others: an answer
    what: Mapped[str]
    #: the platform's own id of the order
    platform_id: Mapped[str]
    order_id: Mapped[UUID | None]
    #: the event of ours that it tells, and what that is about; None: an answer to the platform
    event_type: Mapped[str | None]
    subject_type: Mapped[str | None]
    subject_id: Mapped[UUID | None]
    unique_key: Mapped[str]
    #: what its words say; codes and counts, never anything of a person
    facts: Mapped[dict[str, Any]] = mapped_column(server_default="{}")
    status: Mapped[str] = mapped_column(server_default="due")
    due_at: Mapped[datetime] = mapped_column(server_default=_NOW)
    attempts: Mapped[int] = mapped_column(server_default="0")
    #: what the platform answered, in brief
    answer: Mapped[str | None]
    failure: Mapped[dict[str, Any] | None]
    created_at: Mapped[CreatedAt]
    done_at: Mapped[datetime | None]


class PlatformAct(ShopOwned, Base):
    """One thing that happened between a platform and us; never changed.

    The shop reads it, and its certificate is judged by it (docs/decisions/0061).
    """

    __tablename__ = "platform_acts"
    __table_args__ = (
        _of_a_connection(),
        CheckConstraint("act ~ '^[a-z]+[.][a-z_]+$'", name="act_is_a_code"),
        CheckConstraint("outcome IN ('done', 'refused', 'failed')", name="outcome_known"),
        CheckConstraint("length(key) <= 200", name="key_length"),
        Index("ix_platform_acts_log", "shop_id", "connection_id", "id"),
        Index("ix_platform_acts_subject", "shop_id", "subject_id"),
        Index("ix_platform_acts_at", "at"),
    )

    connection_id: Mapped[UUID]
    at: Mapped[CreatedAt]
    #: of `wms.platforms.acts.ACTS`
    act: Mapped[str]
    outcome: Mapped[str]
    #: of a refusal or a failure
    code: Mapped[str | None]
    #: what of ours it is about
    subject_type: Mapped[str | None]
    subject_id: Mapped[UUID | None]
    #: the platform's own id of the call, the order or the request
    key: Mapped[str | None]
    #: numbers and codes, never anything of a person
    facts: Mapped[dict[str, Any]] = mapped_column(server_default="{}")


class PlatformStock(Base):
    """What a platform was told that can be sold of a product, and whether to tell it again."""

    __tablename__ = "platform_stock"
    __table_args__ = (
        _of_a_connection(),
        ForeignKeyConstraint(["shop_id", "product_id"], ["products.shop_id", "products.id"]),
        CheckConstraint("told >= 0", name="told_not_negative"),
        Index(
            "ix_platform_stock_due",
            "shop_id",
            "connection_id",
            "due_at",
            postgresql_where="due_at IS NOT NULL",
        ),
    )

    shop_id: Mapped[ShopId]
    connection_id: Mapped[UUID] = mapped_column(primary_key=True)
    product_id: Mapped[UUID] = mapped_column(primary_key=True)
    #: None: nothing yet
    told: Mapped[int | None]
    told_at: Mapped[datetime | None]
    #: when it is told next; None: nothing changed since
    due_at: Mapped[datetime | None]
    #: why the platform did not take it: a `wms.failures.Failure`
    failure: Mapped[dict[str, Any] | None]
