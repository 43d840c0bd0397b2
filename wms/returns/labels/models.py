"""Tables of the ways back that were bought, and of what couriers tell of their parcels."""

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

from wms.db import Base, CreatedAt, ShopOwned
from wms.moments import sql_check
from wms.returns.parcels import PARCELS_MAX
from wms.shipping.tracking.models import INCIDENT_CODE
from wms.shipping.tracking.words import STATUSES
from wms.states import Machine

RETURN_LABEL_STATES = Machine(
    "return_labels",
    "requested",
    {
        "requested": ("bought", "refused", "voided"),
        "bought": ("voided",),
        "refused": ("requested", "voided"),
        "voided": (),
    },
)
#: who asked for one
ASKERS = ("consumer", "shop", "office")


def _one_of(column: str, values: tuple[str, ...]) -> str:
    return f"{column} IN (" + ", ".join(f"'{one}'" for one in values) + ")"


class ReturnLabel(ShopOwned, Base):
    """A courier's promise to bring one parcel of a return to us, bought exactly once.

    As with what goes out (`wms.shipping.models.Shipment`), the row is the intent and its id our
    reference at the courier. Who works on it has claimed the attempt and has until
    ``next_attempt_at``.
    """

    __tablename__ = "return_labels"
    __table_args__ = (
        ForeignKeyConstraint(["shop_id", "return_id"], ["returns.shop_id", "returns.id"]),
        CheckConstraint(RETURN_LABEL_STATES.sql_check(), name="status_known"),
        CheckConstraint(_one_of("asked_by", ASKERS), name="asked_by_known"),
        CheckConstraint(f"parcel BETWEEN 1 AND {PARCELS_MAX}", name="parcel_within"),
        CheckConstraint("price_minor >= 0", name="price_positive"),
        CheckConstraint("currency ~ '^[A-Z]{3}$'", name="currency_shape"),
        CheckConstraint(
            "status <> 'bought' OR (tracking_number IS NOT NULL AND bought_at IS NOT NULL)",
            name="bought_has_tracking",
        ),
        CheckConstraint(_one_of("way_status", STATUSES), name="way_status_known"),
        CheckConstraint(INCIDENT_CODE, name="incident_code"),
        # a parcel has one live label at a time
        Index(
            "uq_return_labels_live", "shop_id", "return_id", "parcel", unique=True,
            postgresql_where="status IN ('requested', 'bought')",
        ),
        Index(
            "uq_return_labels_tracking", "carrier", "tracking_number", unique=True,
            postgresql_where="tracking_number IS NOT NULL",
        ),
        Index("ix_return_labels_tracking_number", "tracking_number"),
        Index("ix_return_labels_due", "next_attempt_at", postgresql_where="status = 'requested'"),
        # called off: their couriers are asked whether they sold them, and told
        Index(
            "ix_return_labels_to_give_back", "next_attempt_at",
            postgresql_where="status = 'voided' AND attempts > 0 AND given_back_at IS NULL",
        ),
        Index(
            "ix_return_labels_ask", "carrier", "ask_at",
            postgresql_where="status = 'bought' AND ended_at IS NULL",
        ),
    )  # fmt: skip

    return_id: Mapped[UUID]
    #: which parcel of the return, from 1
    parcel: Mapped[int] = mapped_column(server_default="1")
    carrier: Mapped[str]
    service: Mapped[str]
    status: Mapped[str] = mapped_column(server_default="requested")
    asked_by: Mapped[str]
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("office_users.id"))
    #: where it goes to: name, street, postcode, city, country, phone, email of the shop or of us
    to_address: Mapped[dict[str, Any]]
    #: what the consumer was told that it costs them, minor units; 0: the shop pays
    price_minor: Mapped[int] = mapped_column(server_default="0")
    currency: Mapped[str]
    account_id: Mapped[UUID | None] = mapped_column(ForeignKey("courier_accounts.id"))
    attempts: Mapped[int] = mapped_column(server_default="0")
    attempts_before: Mapped[int] = mapped_column(server_default="0")
    next_attempt_at: Mapped[CreatedAt]
    #: why the last try failed: a `wms.failures.Failure`
    failure: Mapped[dict[str, Any] | None]
    tracking_number: Mapped[str | None]
    tracking_url: Mapped[str | None]
    courier_id: Mapped[str | None]
    #: what is typed or shown where it is handed in
    code: Mapped[str | None]
    valid_until: Mapped[datetime | None]
    #: the label to be printed, PDF, closed with the order's seal
    label_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    #: where its parcel is, as its courier or our own bench said last
    way_status: Mapped[str | None]
    incident: Mapped[str | None]
    way_status_at: Mapped[datetime | None]
    #: when its courier is asked next; calls in a row that brought no answer; nobody asks any more
    ask_at: Mapped[datetime | None]
    unanswered: Mapped[int] = mapped_column(server_default="0")
    ended_at: Mapped[datetime | None]
    created_at: Mapped[CreatedAt]
    updated_at: Mapped[CreatedAt]
    bought_at: Mapped[datetime | None]
    voided_at: Mapped[datetime | None]
    given_back_at: Mapped[datetime | None]


class ReturnNews(ShopOwned, Base):
    """One thing that a courier said of a parcel that comes back; never changed."""

    __tablename__ = "return_news"
    __table_args__ = (
        ForeignKeyConstraint(
            ["shop_id", "label_id"], ["return_labels.shop_id", "return_labels.id"]
        ),
        # told by a poll and by a webhook, or twice by either: it is one
        UniqueConstraint("shop_id", "label_id", "event_key"),
        CheckConstraint(_one_of("status", STATUSES), name="status_known"),
        CheckConstraint(INCIDENT_CODE, name="incident_code"),
        CheckConstraint(sql_check("occurred_at"), name="occurred_at_within_time"),
        Index("ix_return_news_occurred_at", "occurred_at"),
    )

    label_id: Mapped[UUID]
    event_key: Mapped[str]
    code: Mapped[str]
    status: Mapped[str | None]
    incident: Mapped[str | None]
    occurred_at: Mapped[datetime]
    created_at: Mapped[CreatedAt]
