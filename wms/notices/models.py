"""Tables of messages to consumers: what a shop wants told, its words, and what was said."""

from __future__ import annotations

from datetime import datetime
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

from wms.db import Base, CreatedAt, Number, ShopId, ShopOwned, of_a_shop
from wms.notices.kinds import KINDS

_KIND_KNOWN = "kind IN (" + ", ".join(f"'{one}'" for one in KINDS) + ")"
_MINUTE = "BETWEEN 0 AND 1439"


class NoticeSettings(Base):
    """What a shop's consumers are told, and when not; without a row: nothing."""

    __tablename__ = "notice_settings"
    __table_args__ = (
        of_a_shop(),
        CheckConstraint(
            f"quiet_from {_MINUTE} AND quiet_until {_MINUTE}", name="quiet_within_a_day"
        ),
        CheckConstraint(
            "(quiet_from IS NULL) = (quiet_until IS NULL) AND quiet_from <> quiet_until",
            name="quiet_has_two_ends",
        ),
        CheckConstraint("survey_after_days BETWEEN 1 AND 60", name="survey_within_two_months"),
        CheckConstraint("survey_scale IN ('ten', 'five')", name="survey_scale_known"),
    )

    shop_id: Mapped[ShopId]
    #: which of `wms.notices.kinds.NOTICES` are told
    kinds: Mapped[list[str]] = mapped_column(server_default="{}")
    #: minutes of the day by the consumer's clock between which nothing is sent; may span midnight
    quiet_from: Mapped[int | None]
    quiet_until: Mapped[int | None]
    #: kinds that are sent in quiet hours, too
    urgent_kinds: Mapped[list[str]] = mapped_column(server_default="{}")
    #: whose words are taken where there are none in the order's language
    fallback_language: Mapped[str] = mapped_column(server_default="en")
    #: read by the release before only: the shop's named contact signs (`wms.contact.signed`)
    signature: Mapped[str] = mapped_column(server_default="")
    #: days after the delivery; None: no survey
    survey_after_days: Mapped[int | None]
    #: ten: 0 to 10; five: smileys
    survey_scale: Mapped[str] = mapped_column(server_default="five")
    #: deliveries before it are asked about never
    survey_since: Mapped[datetime | None]
    #: how far into the shop's feed the consumers were told
    told_sequence: Mapped[Number] = mapped_column(server_default="0")
    updated_at: Mapped[CreatedAt]


class NoticeText(ShopOwned, Base):
    """A shop's own words for one kind in one language; each save is a version, the last counts."""

    __tablename__ = "notice_texts"
    __table_args__ = (
        of_a_shop(),
        UniqueConstraint("shop_id", "kind", "language", "version"),
        CheckConstraint(_KIND_KNOWN, name="kind_known"),
        CheckConstraint("language IN ('en', 'pl', 'uk', 'de')", name="language_known"),
        CheckConstraint("length(subject) <= 200 AND length(body) <= 2000", name="text_length"),
        CheckConstraint("(subject = '') = (body = '')", name="both_or_ours"),
    )

    kind: Mapped[str]
    language: Mapped[str]
    version: Mapped[int]
    #: both empty: our words count again
    subject: Mapped[str]
    body: Mapped[str]
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("office_users.id"))
    created_at: Mapped[CreatedAt]


class Notice(Base):
    """That a consumer was told one thing of one order, parcel or return: once."""

    __tablename__ = "notices"
    __table_args__ = (
        ForeignKeyConstraint(["shop_id", "order_id"], ["orders.shop_id", "orders.id"]),
        CheckConstraint(_KIND_KNOWN, name="kind_known"),
        Index("ix_notices_mail", "shop_id", "mail_id"),
    )

    shop_id: Mapped[ShopId]
    order_id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    #: the parcel's shipment, the return, the new day: what was told; the order's id: just that
    about: Mapped[str] = mapped_column(primary_key=True)
    mail_id: Mapped[UUID | None]
    created_at: Mapped[CreatedAt]


class SurveyAnswer(Base):
    """What a consumer answered to the one question; the last answer counts."""

    __tablename__ = "survey_answers"
    __table_args__ = (
        ForeignKeyConstraint(["shop_id", "order_id"], ["orders.shop_id", "orders.id"]),
        CheckConstraint("scale IN ('ten', 'five')", name="scale_known"),
        CheckConstraint(
            "score BETWEEN 0 AND 10 AND (scale = 'ten' OR score BETWEEN 1 AND 5)",
            name="score_on_scale",
        ),
        Index("ix_survey_answers_answered_at", "shop_id", "answered_at"),
    )

    shop_id: Mapped[ShopId]
    order_id: Mapped[UUID] = mapped_column(primary_key=True)
    scale: Mapped[str]
    score: Mapped[int]
    #: the consumer's words, closed with the order's seal
    comment_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    #: of the order, as it was: statistics need no person
    carrier: Mapped[str]
    answered_at: Mapped[CreatedAt]


class Unsubscribed(Base):
    """An address that wants no surveys of a shop; known by a keyed hash only."""

    __tablename__ = "unsubscribed_addresses"
    __table_args__ = (of_a_shop(),)

    shop_id: Mapped[ShopId]
    address_mark: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    created_at: Mapped[CreatedAt]
