"""Tables of the hand-over: what the courier promised, its labels, and manifests."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Identity,
    Index,
    LargeBinary,
    UniqueConstraint,
)  # fmt: skip
from sqlalchemy.orm import Mapped, mapped_column

from wms.db import Base, CreatedAt, Id, InSandbox, Number, ShopOwned
from wms.states import Machine

SHIPMENT_STATES = Machine(
    "shipments",
    "requested",
    {
        "requested": ("buying", "failed", "voided"),
        "buying": ("requested", "bought", "failed", "voided"),
        "bought": ("voided",),
        "failed": ("requested", "voided"),
        "voided": (),
    },
)


class Shipment(ShopOwned, Base):
    """A courier's promise to carry one parcel, bought exactly once.

    The row is the intent: it is committed before the courier is called, and its id is our
    reference at the courier, so a call whose answer was lost is found again and not paid twice.
    """

    __tablename__ = "shipments"
    __table_args__ = (
        ForeignKeyConstraint(["shop_id", "parcel_id"], ["parcels.shop_id", "parcels.id"]),
        CheckConstraint(SHIPMENT_STATES.sql_check(), name="status_known"),
        CheckConstraint(
            "status <> 'bought' OR (tracking_number IS NOT NULL AND bought_at IS NOT NULL)",
            name="bought_has_tracking",
        ),
        # a parcel has one live label at a time
        Index(
            "uq_shipments_live",
            "shop_id",
            "parcel_id",
            unique=True,
            postgresql_where="status <> 'voided'",
        ),
        Index(
            "uq_shipments_tracking",
            "carrier",
            "tracking_number",
            unique=True,
            postgresql_where="tracking_number IS NOT NULL",
        ),
        Index(
            "ix_shipments_due",
            "next_attempt_at",
            postgresql_where="status IN ('requested', 'buying')",
        ),
        # labels that were replaced: their couriers are asked whether they sold them after all
        Index(
            "ix_shipments_to_give_back",
            "next_attempt_at",
            postgresql_where="status = 'voided' AND attempts > 0 AND given_back_at IS NULL",
        ),
        Index("ix_shipments_manifest_id", "manifest_id"),
        Index("ix_shipments_shop_id_updated_at", "shop_id", "updated_at", "id"),
    )

    parcel_id: Mapped[UUID]
    carrier: Mapped[str]
    service: Mapped[str]
    #: another pickup point than the order's; empty: its address instead of a point
    to_point: Mapped[str | None]
    status: Mapped[str] = mapped_column(server_default="requested")
    tracking_number: Mapped[str | None]
    tracking_url: Mapped[str | None]
    #: with which account it was asked for first, and so everything that follows
    account_id: Mapped[UUID | None] = mapped_column(ForeignKey("courier_accounts.id"))
    #: the courier's own id of the purchase, known as soon as it is sold
    courier_id: Mapped[str | None]
    attempts: Mapped[int] = mapped_column(server_default="0")
    #: tries made before somebody at the bench asked for new ones
    attempts_before: Mapped[int] = mapped_column(server_default="0")
    next_attempt_at: Mapped[CreatedAt]
    #: why the last try failed: a `wms.failures.Failure`
    failure: Mapped[dict[str, Any] | None]
    #: somebody put the parcel aside for the office; no more tries until the office decides
    held_at: Mapped[datetime | None]
    #: of a voided label that the courier may have sold: since when it need not be asked any more
    given_back_at: Mapped[datetime | None]
    manifest_id: Mapped[UUID | None] = mapped_column(ForeignKey("manifests.id"))
    loaded_at: Mapped[datetime | None]
    created_at: Mapped[CreatedAt]
    updated_at: Mapped[CreatedAt]
    bought_at: Mapped[datetime | None]
    handed_over_at: Mapped[datetime | None]


class LabelDecision(ShopOwned, Base):
    """What somebody decided about a label that failed, and who; never changed."""

    __tablename__ = "label_decisions"
    __table_args__ = (
        ForeignKeyConstraint(["shop_id", "parcel_id"], ["parcels.shop_id", "parcels.id"]),
        CheckConstraint("what IN ('again', 'other', 'held', 'weighed')", name="what_known"),
        CheckConstraint("num_nonnulls(operator_id, user_id) = 1", name="by_somebody"),
        Index("ix_label_decisions_parcel", "shop_id", "parcel_id", "id"),
    )

    parcel_id: Mapped[UUID]
    #: again: the same once more · other: with another service · held: for the office · weighed
    what: Mapped[str]
    #: with whom it goes from then on
    carrier: Mapped[str]
    service: Mapped[str]
    #: what had failed: a `wms.failures.Failure`
    failure: Mapped[dict[str, Any] | None]
    operator_id: Mapped[UUID | None] = mapped_column(ForeignKey("operators.id"))
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("office_users.id"))
    created_at: Mapped[CreatedAt]


class Label(ShopOwned, Base):
    """A label as the courier gave it; the house courier's is drawn by us from the shipment."""

    __tablename__ = "labels"
    __table_args__ = (
        ForeignKeyConstraint(["shop_id", "shipment_id"], ["shipments.shop_id", "shipments.id"]),
        CheckConstraint("format IN ('pdf', 'zpl')", name="format_known"),
        UniqueConstraint("shop_id", "shipment_id", "format"),
    )

    shipment_id: Mapped[UUID]
    format: Mapped[str]
    content: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[CreatedAt]


class Manifest(Base):
    """The list of parcels handed to a courier, closed with a name signed for it."""

    __tablename__ = "manifests"
    __table_args__ = (
        UniqueConstraint("number"),
        CheckConstraint("(closed_at IS NULL) = (signed_by IS NULL)", name="closed_is_signed"),
        CheckConstraint("length(signature) <= 2000", name="signature_length"),
        CheckConstraint("counted >= 0", name="counted_not_negative"),
        Index(
            "uq_manifests_open",
            "warehouse_id",
            "carrier",
            unique=True,
            postgresql_where="closed_at IS NULL",
        ),
    )

    id: Mapped[Id]
    warehouse_id: Mapped[UUID] = mapped_column(ForeignKey("warehouses.id"))
    number: Mapped[Number] = mapped_column(Identity(start=1))
    carrier: Mapped[str]
    opened_by: Mapped[UUID] = mapped_column(ForeignKey("operators.id"))
    #: of test parcels, which no driver takes
    is_sandbox: Mapped[InSandbox]
    created_at: Mapped[CreatedAt]
    closed_at: Mapped[datetime | None]
    signed_by: Mapped[str | None]
    #: drawn on the screen, see `wms.shipping.loading.signature`
    signature: Mapped[str | None]
    #: how many parcels the driver counted, when somebody asked
    counted: Mapped[int | None]
    #: since when its parcels are scanned once more: those loaded before were not found yet
    recount_at: Mapped[datetime | None]
