"""Tables of who may come in: API keys, operators with badges, devices, office users."""

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
from sqlalchemy.orm import Mapped, mapped_column

from wms.access.api_versions import OLDEST
from wms.db import Base, CreatedAt, Id, InSandbox, ShopOwned, of_a_shop

LANGUAGE_KNOWN = "language IN ('en', 'pl', 'uk')"


class ApiKey(ShopOwned, Base):
    """A shop's key for REST: 256 random bits, of which we keep the SHA-256 only."""

    __tablename__ = "api_keys"
    __table_args__ = (of_a_shop(),)

    name: Mapped[str]
    #: the first characters, so people can tell their keys apart
    prefix: Mapped[str]
    key_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    scopes: Mapped[list[str]]
    #: IP networks from which it is good; none: from everywhere
    addresses: Mapped[list[str]] = mapped_column(server_default="{}")
    created_at: Mapped[CreatedAt]
    expires_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    last_used_at: Mapped[datetime | None]
    #: the version of the API that was the newest when it was issued
    api_version: Mapped[str] = mapped_column(server_default=OLDEST)


class AccessToken(ShopOwned, Base):
    """What a key lent for an hour; it ends with its key."""

    __tablename__ = "access_tokens"
    __table_args__ = (
        ForeignKeyConstraint(["shop_id", "key_id"], ["api_keys.shop_id", "api_keys.id"]),
        Index("ix_access_tokens_expires_at", "expires_at"),
    )

    key_id: Mapped[UUID]
    token_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    scopes: Mapped[list[str]]
    expires_at: Mapped[datetime]


class Operator(Base):
    """A person on the floor, known by badge and PIN."""

    __tablename__ = "operators"
    __table_args__ = (
        CheckConstraint(LANGUAGE_KNOWN, name="language_known"),
        CheckConstraint("failed_pins >= 0", name="failed_pins_positive"),
        CheckConstraint("team <> '' AND length(team) <= 40", name="team_length"),
    )

    id: Mapped[Id]
    name: Mapped[str]
    language: Mapped[str] = mapped_column(server_default="en")
    #: SHA-256 of the badge's 128 random bits; a badge is printed when it is issued, never again
    badge_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    #: argon2id
    pin_hash: Mapped[str]
    is_supervisor: Mapped[bool] = mapped_column(server_default="false")
    #: with whom they work: a shift, a hall, a kind of goods
    team: Mapped[str | None]
    failed_pins: Mapped[int] = mapped_column(server_default="0")
    #: no log-in before this: 60 s after 5 wrong PINs, until a supervisor helps after 10
    locked_until: Mapped[datetime | None]
    #: no person: a robot that does the work of the hall of test shops
    is_sandbox: Mapped[InSandbox]
    created_at: Mapped[CreatedAt]
    left_at: Mapped[datetime | None]


class Device(Base):
    """An enrolled handheld or bench computer, known by a long-lived cookie."""

    __tablename__ = "devices"

    id: Mapped[Id]
    name: Mapped[str]
    #: SHA-256 of the one-time enrolment code while it waits, then of the cookie's token
    token_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    #: a robot's
    is_sandbox: Mapped[InSandbox]
    created_at: Mapped[CreatedAt]
    enrolled_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    last_seen_at: Mapped[datetime | None]
    #: what the self-test page found: suffix, gap_ms, layout, separator, sound, vibration
    self_test: Mapped[dict[str, Any] | None]
    self_tested_at: Mapped[datetime | None]


class OperatorSession(Base):
    """An operator at work on a device."""

    __tablename__ = "operator_sessions"
    __table_args__ = (
        # a device has one operator at a time; another one takes over by ending the first session
        Index(
            "uq_operator_sessions_device_open",
            "device_id",
            unique=True,
            postgresql_where="ended_at IS NULL",
        ),
    )

    id: Mapped[Id]
    operator_id: Mapped[UUID] = mapped_column(ForeignKey("operators.id"))
    device_id: Mapped[UUID] = mapped_column(ForeignKey("devices.id"))
    token_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    started_at: Mapped[CreatedAt]
    last_seen_at: Mapped[CreatedAt]
    ended_at: Mapped[datetime | None]


class OfficeUser(Base):
    """A person at a desk; with ``shop_id`` a shop's own person who sees that shop only."""

    __tablename__ = "office_users"
    __table_args__ = (
        CheckConstraint("role IN ('office', 'manager', 'admin', 'shop')", name="role_known"),
        CheckConstraint("(role = 'shop') = (shop_id IS NOT NULL)", name="shop_user_has_shop"),
        CheckConstraint(LANGUAGE_KNOWN, name="language_known"),
        CheckConstraint("email = lower(email)", name="email_lower"),
    )

    id: Mapped[Id]
    email: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    password_hash: Mapped[str]
    role: Mapped[str]
    shop_id: Mapped[UUID | None] = mapped_column(ForeignKey("shops.id"))
    language: Mapped[str] = mapped_column(server_default="en")
    failed_logins: Mapped[int] = mapped_column(server_default="0")
    locked_until: Mapped[datetime | None]
    created_at: Mapped[CreatedAt]
    left_at: Mapped[datetime | None]


class SavedFilter(Base):
    """What a list of the desk was narrowed to, kept under a name by who uses it often."""

    __tablename__ = "saved_filters"
    __table_args__ = (
        CheckConstraint("page ~ '^[a-z_]{1,30}$'", name="page_is_a_word"),
        CheckConstraint("name <> '' AND length(name) <= 60", name="name_length"),
        CheckConstraint("length(query) <= 1000", name="query_length"),
        UniqueConstraint("user_id", "page", "name"),
        # a list opens with one filter of its reader at most
        Index(
            "uq_saved_filters_default", "user_id", "page", unique=True,
            postgresql_where="is_default",
        ),
        Index("ix_saved_filters_shared", "page", postgresql_where="is_shared"),
    )  # fmt: skip

    id: Mapped[Id]
    user_id: Mapped[UUID] = mapped_column(ForeignKey("office_users.id"))
    #: the list: orders …
    page: Mapped[str]
    name: Mapped[str]
    #: what stands in the list's address behind the question mark
    query: Mapped[str]
    #: colleagues see it too; a shop's people have colleagues in their shop only
    is_shared: Mapped[bool] = mapped_column(server_default="false")
    #: the list opens with it for who keeps it
    is_default: Mapped[bool] = mapped_column(server_default="false")
    created_at: Mapped[CreatedAt]


class OfficeSession(Base):
    """An office user's log-in in one browser."""

    __tablename__ = "office_sessions"

    id: Mapped[Id]
    user_id: Mapped[UUID] = mapped_column(ForeignKey("office_users.id"))
    token_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    started_at: Mapped[CreatedAt]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
