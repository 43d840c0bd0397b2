"""Tables of what consumers may do, what they declared, and what a shop answers to all of them."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Identity, Index, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from wms.db import Base, CreatedAt, Number, ShopId, ShopOwned, of_a_shop

#: what became of a withdrawal: a return, the order was cancelled, its tote is being taken apart,
#: or nothing by itself: the shop was told
OUTCOMES = ("return", "cancelled", "intercepted", "told")


class ConsumerRules(Base):
    """What a shop's consumers may do by themselves; a shop without a row has the defaults."""

    __tablename__ = "consumer_rules"
    __table_args__ = (
        of_a_shop(),
        CheckConstraint("withdrawal_days BETWEEN 14 AND 365", name="withdrawal_days_within"),
        CheckConstraint("return_currency ~ '^[A-Z]{3}$'", name="return_currency_shape"),
    )

    shop_id: Mapped[ShopId]
    may_change_point: Mapped[bool] = mapped_column(server_default="true")
    may_change_address: Mapped[bool] = mapped_column(server_default="true")
    may_cancel: Mapped[bool] = mapped_column(server_default="false")
    #: days after delivery in which the shop takes goods back: 14 by law, or more as it promised
    withdrawal_days: Mapped[int] = mapped_column(server_default="14")
    #: [{carrier, service, consumer_pays_minor}]: how returns come; none: as the house offers
    ways_back: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, server_default="[]")
    #: whether a consumer may send a return as they like
    is_own_way_offered: Mapped[bool] = mapped_column(server_default="true")
    #: of what consumers pay for a way back
    return_currency: Mapped[str] = mapped_column(server_default="PLN")
    #: where returns go to; None: to the sender on the shop's labels
    return_address: Mapped[dict[str, Any] | None]
    updated_at: Mapped[CreatedAt]


class ConsumerProof(Base):
    """How often somebody said a wrong postcode or e-mail for an order."""

    __tablename__ = "consumer_proofs"
    __table_args__ = (
        ForeignKeyConstraint(["shop_id", "order_id"], ["orders.shop_id", "orders.id"]),
        CheckConstraint("wrong >= 0", name="wrong_positive"),
    )

    shop_id: Mapped[ShopId]
    order_id: Mapped[UUID] = mapped_column(primary_key=True)
    wrong: Mapped[int] = mapped_column(server_default="0")
    locked_until: Mapped[datetime | None]


class Withdrawal(ShopOwned, Base):
    """A consumer withdrew from the contract, or from a part of it, on their page.

    What was declared stands as it was declared: no name, no words of the consumer's own.
    """

    __tablename__ = "withdrawals"
    __table_args__ = (
        ForeignKeyConstraint(["shop_id", "order_id"], ["orders.shop_id", "orders.id"]),
        ForeignKeyConstraint(["shop_id", "return_id"], ["returns.shop_id", "returns.id"]),
        UniqueConstraint("number"),
        UniqueConstraint("shop_id", "order_id", "form_id"),
        CheckConstraint(
            "outcome IN (" + ", ".join(f"'{one}'" for one in OUTCOMES) + ")", name="outcome_known"
        ),
        Index("ix_withdrawals_declared_at", "declared_at"),
    )

    number: Mapped[Number] = mapped_column(Identity(start=1))
    order_id: Mapped[UUID]
    #: made with the form: the same form sent twice declares once
    form_id: Mapped[UUID]
    #: [{sku, name, quantity, why}]
    lines: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    outcome: Mapped[str]
    #: by our clock the time had passed: received all the same, the shop decides
    is_late: Mapped[bool]
    return_id: Mapped[UUID | None]
    declared_at: Mapped[CreatedAt]
    #: when somebody of the shop or the desk said that it was seen to, of one that the shop was told
    seen_at: Mapped[datetime | None]


class ShopAnswer(ShopOwned, Base):
    """A question that consumers of a shop have, with its answer, in one language."""

    __tablename__ = "shop_answers"
    __table_args__ = (
        of_a_shop(),
        CheckConstraint("language IN ('en', 'pl', 'uk', 'de')", name="language_known"),
        Index("ix_shop_answers_page", "shop_id", "language", "rank"),
    )

    language: Mapped[str]
    question: Mapped[str]
    answer: Mapped[str]
    #: 0 is the first on the page
    rank: Mapped[int] = mapped_column(server_default="100")
    is_shown: Mapped[bool] = mapped_column(server_default="true")
    created_at: Mapped[CreatedAt]
    updated_at: Mapped[CreatedAt]
