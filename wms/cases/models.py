"""The tables of cases."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Identity,
    Index,
    LargeBinary,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from wms.db import Base, CreatedAt, Number, ShopId, ShopOwned, of_a_shop
from wms.states import Machine

CASE_STATES: Final = Machine(
    "cases",
    "open",
    {
        "open": ("waiting_for_shop", "waiting_for_us", "resolved"),
        "waiting_for_shop": ("waiting_for_us", "resolved"),
        "waiting_for_us": ("waiting_for_shop", "resolved"),
        "resolved": ("waiting_for_us",),
    },
)
KINDS: Final = ("enquiry", "complaint", "courier_claim", "stock_dispute", "our_mistake")
REMEDIES: Final = ("reship", "extra_item", "credit", "other_carrier", "none")
PAYERS: Final = ("us", "carrier", "shop")
OPENERS: Final = ("shop", "us", "consumer")
#: what a case came of by itself or in one tap, each at most once: a parcel that its courier lost or
#: damaged, a difference at the dock, a correction that took goods away
CAUSES: Final = ("lost", "damaged", "difference", "correction")


#: what is done about a case
ACTS: Final = (
    "opened", "assigned", "answered", "resolved", "reopened", "granted", "claimed", "claim_sent",
    "claim_answered",
)  # fmt: skip
#: what a courier is asked to pay for
DAMAGES: Final = ("lost", "damaged", "missing", "late")
#: what came of it; dropped: nothing is claimed after all
OUTCOMES: Final = ("accepted", "partly", "refused", "dropped")


def _one_of(column: str, values: tuple[str, ...]) -> str:
    return f"{column} IN (" + ", ".join(f"'{v}'" for v in values) + ")"


class Case(ShopOwned, Base):
    """Something to be answered and put right; what was said of it stands in its thread."""

    __tablename__ = "cases"
    __table_args__ = (
        of_a_shop(),
        ForeignKeyConstraint(["shop_id", "order_id"], ["orders.shop_id", "orders.id"]),
        ForeignKeyConstraint(["shop_id", "parcel_id"], ["parcels.shop_id", "parcels.id"]),
        ForeignKeyConstraint(["shop_id", "return_id"], ["returns.shop_id", "returns.id"]),
        ForeignKeyConstraint(
            ["shop_id", "thread_id"], ["contact_threads.shop_id", "contact_threads.id"]
        ),
        ForeignKeyConstraint(["shop_id", "remedy_order_id"], ["orders.shop_id", "orders.id"]),
        UniqueConstraint("number"),
        CheckConstraint(CASE_STATES.sql_check(), name="status_known"),
        CheckConstraint(_one_of("kind", KINDS), name="kind_known"),
        CheckConstraint(_one_of("opened_by", OPENERS), name="opened_by_known"),
        CheckConstraint(_one_of("remedy", REMEDIES), name="remedy_known"),
        CheckConstraint(_one_of("cost", PAYERS), name="cost_known"),
        CheckConstraint(
            "(status = 'resolved') = (resolved_at IS NOT NULL)", name="resolved_has_time"
        ),
        CheckConstraint("status <> 'resolved' OR remedy IS NOT NULL", name="resolved_has_remedy"),
        CheckConstraint("(remedy IS NULL) = (cost IS NULL)", name="remedy_has_cost"),
        CheckConstraint(
            "(credit_minor IS NULL) = (credit_currency IS NULL)", name="credit_has_currency"
        ),
        CheckConstraint("credit_minor > 0", name="credit_positive"),
        CheckConstraint(_one_of("cause", CAUSES), name="cause_known"),
        CheckConstraint("(cause IS NULL) = (cause_id IS NULL)", name="cause_whole"),
        Index(
            "uq_cases_cause", "shop_id", "cause", "cause_id", unique=True,
            postgresql_where="cause IS NOT NULL",
        ),
        CheckConstraint("credit_currency ~ '^[A-Z]{3}$'", name="currency_shape"),
        Index("ix_cases_order", "shop_id", "order_id"),
        Index("ix_cases_updated_at", "shop_id", "updated_at", "id"),
        Index("ix_cases_answer_due", "answer_due_at", postgresql_where="status <> 'resolved'"),
    )  # fmt: skip

    #: what people read
    number: Mapped[Number] = mapped_column(Identity(start=1))
    kind: Mapped[str]
    status: Mapped[str] = mapped_column(server_default="open")
    #: closed with the seal of its thread
    title_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    order_id: Mapped[UUID | None]
    parcel_id: Mapped[UUID | None]
    return_id: Mapped[UUID | None]
    thread_id: Mapped[UUID]
    opened_by: Mapped[str]
    #: what it came of, and which shipment, difference or correction that is
    cause: Mapped[str | None]
    cause_id: Mapped[UUID | None]
    #: the office user, ours or the shop's
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("office_users.id"))
    #: when it was declared: clocks count from here
    declared_at: Mapped[datetime]
    answer_due_at: Mapped[datetime]
    #: our first answer
    answered_at: Mapped[datetime | None]
    assigned_to: Mapped[UUID | None] = mapped_column(ForeignKey("office_users.id"))
    remedy: Mapped[str | None]
    #: who pays for the remedy
    cost: Mapped[str | None]
    #: the order that carries it out
    remedy_order_id: Mapped[UUID | None]
    credit_minor: Mapped[int | None] = mapped_column(BigInteger)
    #: ISO 4217
    credit_currency: Mapped[str | None]
    resolved_at: Mapped[datetime | None]
    created_at: Mapped[CreatedAt]
    updated_at: Mapped[CreatedAt]
    version: Mapped[int] = mapped_column(server_default="1")


class CaseMessage(Base):
    """What was said in a case: which messages of its thread."""

    __tablename__ = "case_messages"
    __table_args__ = (
        ForeignKeyConstraint(["shop_id", "case_id"], ["cases.shop_id", "cases.id"]),
        ForeignKeyConstraint(
            ["shop_id", "message_id"], ["contact_messages.shop_id", "contact_messages.id"]
        ),
        Index("ix_case_messages_message", "shop_id", "message_id"),
    )

    shop_id: Mapped[ShopId]
    case_id: Mapped[UUID] = mapped_column(primary_key=True)
    message_id: Mapped[UUID] = mapped_column(primary_key=True)


class CaseTask(ShopOwned, Base):
    """Something to be done about a case by a day."""

    __tablename__ = "case_tasks"
    __table_args__ = (
        ForeignKeyConstraint(["shop_id", "case_id"], ["cases.shop_id", "cases.id"]),
        CheckConstraint("(done_by IS NULL) = (done_at IS NULL)", name="done_whole"),
        Index("ix_case_tasks_case", "shop_id", "case_id", "id"),
    )

    case_id: Mapped[UUID]
    what_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    due_on: Mapped[date | None]
    done_at: Mapped[datetime | None]
    done_by: Mapped[UUID | None] = mapped_column(ForeignKey("office_users.id"))
    created_at: Mapped[CreatedAt]


class CaseAct(ShopOwned, Base):
    """What somebody did about a case; never changed, and without what was said."""

    __tablename__ = "case_acts"
    __table_args__ = (
        ForeignKeyConstraint(["shop_id", "case_id"], ["cases.shop_id", "cases.id"]),
        CheckConstraint(_one_of("what", ACTS), name="what_known"),
        Index("ix_case_acts_case", "shop_id", "case_id", "id"),
    )

    case_id: Mapped[UUID]
    what: Mapped[str]
    facts: Mapped[dict[str, Any]] = mapped_column(server_default="{}")
    #: None: the shop's program, or a consumer
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("office_users.id"))
    created_at: Mapped[CreatedAt]


class CourierClaim(Base):
    """What is claimed at a courier for a parcel, and what came of it."""

    __tablename__ = "courier_claims"
    __table_args__ = (
        ForeignKeyConstraint(["shop_id", "case_id"], ["cases.shop_id", "cases.id"]),
        CheckConstraint(_one_of("what", DAMAGES), name="what_known"),
        CheckConstraint(_one_of("outcome", OUTCOMES), name="outcome_known"),
        CheckConstraint("amount_minor > 0 AND paid_minor >= 0", name="amounts_positive"),
        CheckConstraint("currency ~ '^[A-Z]{3}$'", name="currency_shape"),
        CheckConstraint("(outcome IS NULL) = (answered_at IS NULL)", name="answered_has_outcome"),
    )

    shop_id: Mapped[ShopId]
    case_id: Mapped[UUID] = mapped_column(primary_key=True)
    #: the courier's code
    carrier: Mapped[str | None]
    what: Mapped[str]
    #: since when it is known: the courier said it, or the case was opened
    known_at: Mapped[datetime]
    #: by then it is sent, and after that day the courier owes nothing any more
    claim_by: Mapped[datetime]
    expires_at: Mapped[datetime]
    amount_minor: Mapped[int | None] = mapped_column(BigInteger)
    currency: Mapped[str] = mapped_column(server_default="PLN")
    sent_at: Mapped[datetime | None]
    #: the courier's number of the claim
    reference: Mapped[str | None]
    #: 30 days after it was sent
    answer_by: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    outcome: Mapped[str | None]
    paid_minor: Mapped[int | None] = mapped_column(BigInteger)
    created_at: Mapped[CreatedAt]
