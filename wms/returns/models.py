"""Tables of goods that come back."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Identity,
    Index,
    UniqueConstraint,
    Uuid,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from wms.db import Base, CreatedAt, Number, ShopOwned, of_a_shop
from wms.moments import sql_check
from wms.states import Machine

RETURN_STATES = Machine(
    "returns",
    "announced",
    {
        "announced": ("arrived", "rejected"),
        "unidentified": ("arrived", "rejected"),
        "arrived": ("inspecting", "rejected"),
        "inspecting": ("completed", "rejected"),
        "completed": (),
        "rejected": (),
    },
)

GRADES = ("A", "B", "C", "D", "wrong_item", "empty")
DISPOSITIONS = ("restock", "quarantine", "refurbish", "return_to_shop", "dispose")
#: what is wrong with a piece
FAULTS = ("broken", "used", "incomplete", "dirty", "not_working", "other")
#: since when a shop may be told that it can pay back
REFUND_BASES = ("sent", "arrived", "inspected")
#: when the other goods of an exchange go
EXCHANGE_WHEN = ("at_once", "arrived", "inspected")
BLAMES = ("consumer", "carrier", "warehouse", "supplier", "unknown")
REASONS = ("withdrawal", "complaint", "damaged", "wrong_item", "undelivered", "other")


def _one_of(column: str, values: tuple[str, ...]) -> str:
    return f"{column} IN (" + ", ".join(f"'{v}'" for v in values) + ")"


class Return(ShopOwned, Base):
    """Goods coming back, announced or not."""

    __tablename__ = "returns"
    __table_args__ = (
        of_a_shop(),
        ForeignKeyConstraint(["shop_id", "order_id"], ["orders.shop_id", "orders.id"]),
        UniqueConstraint("shop_id", "external_id"),
        UniqueConstraint("number"),
        CheckConstraint(RETURN_STATES.sql_check(), name="status_known"),
        CheckConstraint(_one_of("reason", REASONS), name="reason_known"),
        CheckConstraint(
            "status IN ('unidentified', 'rejected') OR order_id IS NOT NULL "
            "OR without_order_at IS NOT NULL",
            name="identified_has_order",
        ),
        CheckConstraint(sql_check("declared_at"), name="declared_at_within_time"),
        CheckConstraint(_one_of("refund_basis", REFUND_BASES), name="refund_basis_known"),
        CheckConstraint(
            "(refund_clearable_at IS NULL) = (refund_basis IS NULL)",
            name="refund_rests_on_something",
        ),
        CheckConstraint("came_weight_g > 0", name="came_weight_positive"),
        Index("ix_returns_order", "shop_id", "order_id"),
        Index("ix_returns_shop_id_updated_at", "shop_id", "updated_at", "id"),
    )

    external_id: Mapped[str | None]
    number: Mapped[Number] = mapped_column(Identity(start=1))
    order_id: Mapped[UUID | None]
    status: Mapped[str] = mapped_column(server_default="announced")
    reason: Mapped[str] = mapped_column(server_default="withdrawal")
    #: tracking number on the parcel that came, when it had one
    tracking_number: Mapped[str | None]
    note: Mapped[str | None]
    #: when the consumer declared withdrawal: the statutory clock starts here
    declared_at: Mapped[datetime | None]
    created_at: Mapped[CreatedAt]
    updated_at: Mapped[CreatedAt]
    arrived_at: Mapped[datetime | None]
    inspected_at: Mapped[datetime | None]
    completed_at: Mapped[datetime | None]
    rejected_at: Mapped[datetime | None]
    rejection_reason: Mapped[str | None]
    #: since when nothing here keeps the shop from paying back, and what that rests on
    refund_clearable_at: Mapped[datetime | None]
    refund_basis: Mapped[str | None]
    #: when the shop paid, as it says
    refunded_at: Mapped[datetime | None]
    #: when the consumer's complaint was answered, as the shop says or its case does
    complaint_answered_at: Mapped[datetime | None]
    #: the parcel had nothing in it; and what a scale said of it
    came_empty_at: Mapped[datetime | None]
    came_weight_g: Mapped[int | None]
    #: its shop never said of which order it is: its goods are unpacked as the shop's own
    without_order_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(server_default="1")


class ReturnParcel(ShopOwned, Base):
    """One carton of a return: waited for, or here."""

    __tablename__ = "return_parcels"
    __table_args__ = (
        ForeignKeyConstraint(["shop_id", "return_id"], ["returns.shop_id", "returns.id"]),
        ForeignKeyConstraint(["shop_id", "shipment_id"], ["shipments.shop_id", "shipments.id"]),
        CheckConstraint("weight_g > 0", name="weight_positive"),
        CheckConstraint("operator_id IS NULL OR arrived_at IS NOT NULL", name="taken_in_when_here"),
        UniqueConstraint("shop_id", "return_id", "tracking_number"),
        Index("ix_return_parcels_tracking_number", "tracking_number"),
        Index("ix_return_parcels_shipment", "shop_id", "shipment_id", unique=True),
    )

    return_id: Mapped[UUID]
    #: what is on it; none: nothing that tells it from others
    tracking_number: Mapped[str | None]
    #: ours, that its courier brings back
    shipment_id: Mapped[UUID | None]
    created_at: Mapped[CreatedAt]
    #: none: it is waited for
    arrived_at: Mapped[datetime | None]
    #: who took it in; none: nobody on the floor (a carton of an older release)
    operator_id: Mapped[UUID | None] = mapped_column(ForeignKey("operators.id"))
    weight_g: Mapped[int | None]


class Exchange(ShopOwned, Base):
    """An order that sends other goods for what comes back, and when it goes."""

    __tablename__ = "exchanges"
    __table_args__ = (
        ForeignKeyConstraint(["shop_id", "return_id"], ["returns.shop_id", "returns.id"]),
        ForeignKeyConstraint(["shop_id", "order_id"], ["orders.shop_id", "orders.id"]),
        CheckConstraint(_one_of("goes_when", EXCHANGE_WHEN), name="goes_when_known"),
        # of one return other goods are sent once
        Index(
            "ix_exchanges_return", "shop_id", "return_id", unique=True,
            postgresql_where="called_off_at IS NULL",
        ),
    )  # fmt: skip

    return_id: Mapped[UUID]
    order_id: Mapped[UUID]
    goes_when: Mapped[str]
    #: who of the desk asked for it; none: the shop's program
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("office_users.id"))
    created_at: Mapped[CreatedAt]
    #: it waits for the return no more
    released_at: Mapped[datetime | None]
    called_off_at: Mapped[datetime | None]


class ReturnLine(ShopOwned, Base):
    """So much of one product comes back: announced, received, graded, disposed of."""

    __tablename__ = "return_lines"
    __table_args__ = (
        ForeignKeyConstraint(["shop_id", "return_id"], ["returns.shop_id", "returns.id"]),
        ForeignKeyConstraint(
            ["shop_id", "order_line_id"], ["order_lines.shop_id", "order_lines.id"]
        ),
        ForeignKeyConstraint(["shop_id", "product_id"], ["products.shop_id", "products.id"]),
        CheckConstraint(
            "announced >= 0 AND received >= 0 AND inspected >= 0", name="counters_positive"
        ),
        CheckConstraint("inspected <= received", name="inspected_was_received"),
        CheckConstraint(
            "NOT is_mismatch OR order_line_id IS NULL", name="mismatch_is_of_no_order_line"
        ),
        Index("ix_return_lines_return", "shop_id", "return_id"),
    )

    return_id: Mapped[UUID]
    order_line_id: Mapped[UUID | None]
    product_id: Mapped[UUID]
    announced: Mapped[int]
    received: Mapped[int] = mapped_column(server_default="0")
    inspected: Mapped[int] = mapped_column(server_default="0")
    #: pieces that are not the ones that were shipped: another serial number or lot
    is_mismatch: Mapped[bool] = mapped_column(server_default="false")


class Inspection(ShopOwned, Base):
    """What an inspector found of a return line, and where the goods went."""

    __tablename__ = "inspections"
    __table_args__ = (
        ForeignKeyConstraint(
            ["shop_id", "return_line_id"], ["return_lines.shop_id", "return_lines.id"]
        ),
        CheckConstraint(_one_of("grade", GRADES), name="grade_known"),
        CheckConstraint(_one_of("disposition", DISPOSITIONS), name="disposition_known"),
        CheckConstraint(_one_of("blame", BLAMES), name="blame_known"),
        CheckConstraint(_one_of("reason", FAULTS), name="reason_known"),
        CheckConstraint("quantity > 0", name="quantity_positive"),
        CheckConstraint("disposition <> 'restock' OR grade = 'A'", name="only_new_is_restocked"),
        CheckConstraint(
            "operator_id IS NOT NULL OR user_id IS NOT NULL", name="somebody_inspected"
        ),
        CheckConstraint(
            "second_operator_id <> operator_id AND second_user_id IS NULL "
            "OR second_operator_id IS NULL AND (second_user_id <> user_id OR user_id IS NULL "
            "OR second_user_id IS NULL)",
            name="second_is_another_person",
        ),
        ForeignKeyConstraint(["shop_id", "corrects_id"], ["inspections.shop_id", "inspections.id"]),
        Index("ix_inspections_return_line", "shop_id", "return_line_id"),
    )

    return_line_id: Mapped[UUID]
    quantity: Mapped[int]
    grade: Mapped[str]
    disposition: Mapped[str]
    blame: Mapped[str] = mapped_column(server_default="unknown")
    note: Mapped[str | None]
    place_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    #: who looked at it: on the floor, or at the desk when a grade was put right
    operator_id: Mapped[UUID | None] = mapped_column(ForeignKey("operators.id"))
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("office_users.id"))
    #: what is wrong with it
    reason: Mapped[str | None]
    #: by which version of the shop's rubric; none: it had none
    rubric_version: Mapped[int | None]
    #: what of the checklist was not there, in the shop's words
    missing_parts: Mapped[list[str]] = mapped_column(server_default="{}")
    #: a picture was wanted, and there was no camera
    is_without_photo: Mapped[bool] = mapped_column(server_default="false")
    #: who else looked before it was thrown away
    second_operator_id: Mapped[UUID | None] = mapped_column(ForeignKey("operators.id"))
    second_user_id: Mapped[UUID | None] = mapped_column(ForeignKey("office_users.id"))
    #: what it was worth, hundredths of the rubric's currency
    value_minor: Mapped[int | None]
    #: the movements that brought the goods where they are
    movement_ids: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid()), server_default="{}")
    #: the finding that this one puts right, and why
    corrects_id: Mapped[UUID | None]
    why: Mapped[str | None]
    #: it counts no more: undone, or put right
    taken_back_at: Mapped[datetime | None]
    created_at: Mapped[CreatedAt]
