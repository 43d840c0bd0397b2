"""Tables of what leaves: parcels, their contents, and the papers asked for."""

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
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from wms.db import Base, CreatedAt, Number, ShopId, ShopOwned
from wms.states import Machine

PARCEL_STATES = Machine(
    "parcels",
    "open",
    {
        "open": ("packed", "cancelled"),
        "packed": ("labelled", "open", "cancelled"),
        "labelled": ("handed_over", "open", "packed", "cancelled"),
        "handed_over": ("in_transit", "available_for_pickup", "delivered", "delivery_failed",
                        "returning", "lost"),
        "in_transit": ("available_for_pickup", "delivered", "delivery_failed", "returning", "lost"),
        "available_for_pickup": ("in_transit", "delivered", "delivery_failed", "returning", "lost"),
        # couriers take back what they said: what was "delivered" comes to the door again tomorrow,
        # what was "lost" is found
        "delivered": ("returning", "returned", "delivery_failed", "in_transit"),
        "delivery_failed": ("in_transit", "available_for_pickup", "returning", "delivered", "lost"),
        "returning": ("returned", "lost", "delivered", "in_transit"),
        "returned": (),
        "lost": ("in_transit", "available_for_pickup", "delivered", "returning"),
        "cancelled": (),
    },
)  # fmt: skip

PAPERS = ("slip", "label", "invoice")

PRINT_STATES = Machine(
    "print_jobs",
    "queued",
    {
        "queued": ("leased", "failed", "sent", "printed", "confirmed"),
        # somebody prints it just now; from here on it may have come out
        "leased": ("queued", "sent", "failed", "unsure"),
        "failed": ("queued", "leased"),
        # a person is asked whether it came out
        "unsure": ("queued", "sent", "confirmed"),
        "sent": ("confirmed",),
        # of releases before this one: sent
        "printed": ("confirmed",),
        "confirmed": (),
    },
)


class Parcel(ShopOwned, Base):
    """One carton that leaves. Its id is also its place in the ledger: goods in it are there."""

    __tablename__ = "parcels"
    __table_args__ = (
        ForeignKeyConstraint(["shop_id", "order_id"], ["orders.shop_id", "orders.id"]),
        ForeignKeyConstraint(["id"], ["places.id"]),
        UniqueConstraint("number"),
        CheckConstraint(PARCEL_STATES.sql_check(), name="status_known"),
        CheckConstraint("weight_g > 0", name="weight_positive"),
        # one order is packed into one open parcel at a time
        Index(
            "uq_parcels_open",
            "shop_id",
            "order_id",
            unique=True,
            postgresql_where="status = 'open'",
        ),
        Index("ix_parcels_order", "shop_id", "order_id"),
        Index("ix_parcels_status", "status"),
        Index("ix_parcels_created_at", "created_at"),
        # how many of a carton were used since they were counted
        Index(
            "ix_parcels_carton", "carton_id", "packed_at", postgresql_where="carton_id IS NOT NULL"
        ),
    )

    order_id: Mapped[UUID]
    number: Mapped[Number] = mapped_column(Identity(start=1))
    status: Mapped[str] = mapped_column(server_default="open")
    #: the bench where it is packed
    bench_id: Mapped[UUID | None] = mapped_column(ForeignKey("places.id"))
    operator_id: Mapped[UUID | None] = mapped_column(ForeignKey("operators.id"))
    #: of an open one: what the scale said while something else was still asked
    weight_g: Mapped[int | None]
    #: what the packer took, or when it was closed, what was suggested
    carton_id: Mapped[UUID | None] = mapped_column(ForeignKey("carton_types.id"))
    #: its name and outer sizes, and what an empty one weighs: as they were when it was closed
    carton: Mapped[str | None]
    length_mm: Mapped[int | None]
    width_mm: Mapped[int | None]
    height_mm: Mapped[int | None]
    tare_g: Mapped[int | None]
    #: of an open one: the packer said that nothing more goes in
    is_full: Mapped[bool] = mapped_column(server_default="false")
    created_at: Mapped[CreatedAt]
    packed_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(server_default="1")


class ParcelLine(Base):
    """So much of an order line is in the parcel."""

    __tablename__ = "parcel_lines"
    __table_args__ = (
        ForeignKeyConstraint(["shop_id", "parcel_id"], ["parcels.shop_id", "parcels.id"]),
        ForeignKeyConstraint(
            ["shop_id", "order_line_id"], ["order_lines.shop_id", "order_lines.id"]
        ),
        ForeignKeyConstraint(
            ["shop_id", "product_id", "lot_id"], ["lots.shop_id", "lots.product_id", "lots.id"]
        ),
        CheckConstraint("quantity > 0", name="quantity_positive"),
    )

    shop_id: Mapped[ShopId]
    parcel_id: Mapped[UUID] = mapped_column(primary_key=True)
    order_line_id: Mapped[UUID] = mapped_column(primary_key=True)
    lot_id: Mapped[UUID] = mapped_column(primary_key=True)
    product_id: Mapped[UUID]
    quantity: Mapped[int]
    #: serial numbers that the packer scanned, of products that keep them
    serials: Mapped[list[str]] = mapped_column(server_default="{}")


class PrintJob(ShopOwned, Base):
    """A paper that somebody at a bench waits for."""

    __tablename__ = "print_jobs"
    __table_args__ = (
        ForeignKeyConstraint(["shop_id", "parcel_id"], ["parcels.shop_id", "parcels.id"]),
        CheckConstraint("paper IN ('slip', 'label', 'invoice')", name="paper_known"),
        CheckConstraint(PRINT_STATES.sql_check(), name="status_known"),
        CheckConstraint("copy_no >= 1", name="copy_no_positive"),
        UniqueConstraint("shop_id", "parcel_id", "paper", "copy_no"),
        Index(
            "ix_print_jobs_due",
            "next_attempt_at",
            postgresql_where="status IN ('queued', 'leased', 'failed')",
        ),
        # a printer prints one paper at a time
        Index(
            "uq_print_jobs_leased",
            "printer_id",
            unique=True,
            postgresql_where="status = 'leased' AND printer_id IS NOT NULL",
        ),
        # what somebody must look after: on the benches' strip and at the desk
        Index(
            "ix_print_jobs_unsettled",
            "created_at",
            postgresql_where="status IN ('queued', 'leased', 'failed', 'unsure')",
        ),
        Index("ix_print_jobs_printer_id", "printer_id", "printed_at"),
    )

    parcel_id: Mapped[UUID]
    paper: Mapped[str]
    #: 1 is the original, more are copies and say so
    copy_no: Mapped[int] = mapped_column(server_default="1")
    status: Mapped[str] = mapped_column(server_default="queued")
    attempts: Mapped[int] = mapped_column(server_default="0")
    #: when somebody looks at it again: a lease's end, a pause's; NULL: when a person says so
    next_attempt_at: Mapped[datetime | None] = mapped_column(
        server_default=text("clock_timestamp()")
    )
    #: until then it is tried again by itself
    give_up_at: Mapped[datetime] = mapped_column(
        server_default=text("now() + interval '30 minutes'")
    )
    #: where it was asked for, when that is not the parcel's own bench
    station_id: Mapped[UUID | None] = mapped_column(ForeignKey("print_stations.id"))
    #: where it comes out; NULL: in the print folder, or not decided yet
    printer_id: Mapped[UUID | None] = mapped_column(ForeignKey("printers.id"))
    #: from then on the printer may have printed it
    begun_at: Mapped[datetime | None]
    #: why it did not come out: a `wms.failures.Failure`
    failure: Mapped[dict[str, Any] | None]
    #: why somebody wanted a copy, and who: of the office, or at the bench
    reason: Mapped[str | None]
    asked_by: Mapped[UUID | None] = mapped_column(ForeignKey("office_users.id"))
    operator_id: Mapped[UUID | None] = mapped_column(ForeignKey("operators.id"))
    #: file names under the spool folder
    files: Mapped[list[str]] = mapped_column(server_default="{}")
    created_at: Mapped[CreatedAt]
    #: sent to the printer
    printed_at: Mapped[datetime | None]
    #: the label was scanned, or somebody said that it came out
    confirmed_at: Mapped[datetime | None]


class PrintContent(Base):
    """A paper drawn for a printer that its agent fetches it for; gone when that is settled."""

    __tablename__ = "print_contents"
    __table_args__ = (
        ForeignKeyConstraint(
            ["shop_id", "job_id"], ["print_jobs.shop_id", "print_jobs.id"], ondelete="CASCADE"
        ),
    )

    shop_id: Mapped[ShopId]
    job_id: Mapped[UUID] = mapped_column(primary_key=True)
    content_type: Mapped[str]
    content: Mapped[bytes] = mapped_column(LargeBinary)
