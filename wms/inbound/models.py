"""Tables of goods that arrive: what was announced, what came, what was wrong with it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Identity,
    Index,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from wms.db import Base, CreatedAt, Number, ShopId, ShopOwned, of_a_shop
from wms.states import Machine

ASN_STATES = Machine(
    "asns",
    "announced",
    {
        "announced": ("arrived", "receiving", "cancelled"),
        "arrived": ("receiving", "cancelled"),
        "receiving": ("received",),
        "received": ("closed", "receiving"),
        "closed": ("receiving",),
        "cancelled": (),
    },
)

DISCREPANCY_STATES = Machine(
    "discrepancies",
    "open",
    {
        "open": ("decided", "done", "withdrawn"),
        #: the goods go back: they wait for the supplier's driver
        "decided": ("done",),
        "done": (),
        "withdrawn": (),
    },
)

DISCREPANCY_KINDS = (
    "short", "over", "unexpected_product", "damaged", "wrong_label", "no_barcode", "short_dated",
    "wrong_lot", "unannounced",
)  # fmt: skip
#: what is written down about the way of a delivery
ASN_STEPS = (
    "announced", "arrived", "receiving", "received", "closed", "cancelled", "reopened",
)  # fmt: skip
#: what may become of goods that came otherwise than announced
DECISIONS = ("accept", "quarantine", "return_to_supplier")
#: who decided: the shop itself, the office for it, or nobody in time
DECIDERS = ("shop", "office", "default")


def _one_of(column: str, values: tuple[str, ...]) -> str:
    return f"{column} IN (" + ", ".join(f"'{value}'" for value in values) + ")"


class InboundRules(Base):
    """What a shop wants done at the dock; a shop without a row wants what the defaults say."""

    __tablename__ = "inbound_rules"
    __table_args__ = (
        of_a_shop(),
        CheckConstraint("decide_within_hours BETWEEN 1 AND 720", name="decide_within_hours_sane"),
        CheckConstraint("least_days_left >= 0", name="least_days_left_positive"),
        CheckConstraint("put_away_first IN ('pick_face', 'storage')", name="put_away_first_known"),
    )

    shop_id: Mapped[ShopId]
    #: the receiver counts without seeing how much was announced
    is_blind: Mapped[bool] = mapped_column(server_default="false")
    decide_within_hours: Mapped[int] = mapped_column(server_default="48")
    #: goods that expire sooner are held until the shop decides; 0: only expired ones
    least_days_left: Mapped[int] = mapped_column(server_default="0")
    #: where goods of which there are none on a shelf go first
    put_away_first: Mapped[str] = mapped_column(server_default="pick_face")
    #: kind of discrepancy → what happens when nobody decides in time
    fallbacks: Mapped[dict[str, Any]] = mapped_column(server_default=text("'{}'"))


class Asn(ShopOwned, Base):
    """Advance shipping notice: what a shop says is coming."""

    __tablename__ = "asns"
    __table_args__ = (
        of_a_shop(),
        UniqueConstraint("shop_id", "external_id"),
        UniqueConstraint("number"),
        CheckConstraint(ASN_STATES.sql_check(), name="status_known"),
        Index("ix_asns_shop_id_updated_at", "shop_id", "updated_at", "id"),
        # the floor knows a delivery by its id alone
        Index("ix_asns_id", "id"),
    )

    external_id: Mapped[str]
    number: Mapped[Number] = mapped_column(Identity(start=1))
    status: Mapped[str] = mapped_column(server_default="announced")
    expected_on: Mapped[date | None]
    note: Mapped[str | None]
    #: the waybill of the lorry or parcel that brings it
    carrier_reference: Mapped[str | None]
    created_at: Mapped[CreatedAt]
    updated_at: Mapped[CreatedAt]
    arrived_at: Mapped[datetime | None]
    received_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    #: false: it stood at the dock and nobody had said that it comes
    is_announced: Mapped[bool] = mapped_column(server_default="true")
    #: where its goods are being put down; receivers may change it by scanning another dock
    dock_place_id: Mapped[UUID | None] = mapped_column(ForeignKey("places.id"))
    version: Mapped[int] = mapped_column(server_default="1")


class AsnStep(ShopOwned, Base):
    """A delivery went a step on: when, by whom, and, when a person said so, why."""

    __tablename__ = "asn_steps"
    __table_args__ = (
        ForeignKeyConstraint(["shop_id", "asn_id"], ["asns.shop_id", "asns.id"]),
        CheckConstraint(_one_of("step", ASN_STEPS), name="step_known"),
        Index("ix_asn_steps_asn", "shop_id", "asn_id"),
    )

    asn_id: Mapped[UUID]
    step: Mapped[str]
    #: neither: the shop itself
    operator_id: Mapped[UUID | None] = mapped_column(ForeignKey("operators.id"))
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("office_users.id"))
    note: Mapped[str | None]
    created_at: Mapped[CreatedAt]


class AsnLine(ShopOwned, Base):
    """One product of an ASN, and how much of it came."""

    __tablename__ = "asn_lines"
    __table_args__ = (
        ForeignKeyConstraint(["shop_id", "asn_id"], ["asns.shop_id", "asns.id"]),
        ForeignKeyConstraint(["shop_id", "product_id"], ["products.shop_id", "products.id"]),
        UniqueConstraint("shop_id", "asn_id", "product_id"),
        CheckConstraint("expected >= 0 AND received >= 0", name="counters_positive"),
        CheckConstraint("told >= 0", name="told_positive"),
    )

    asn_id: Mapped[UUID]
    line_no: Mapped[int]
    product_id: Mapped[UUID]
    #: 0: the product was not announced, but came
    expected: Mapped[int]
    received: Mapped[int] = mapped_column(server_default="0")
    #: what the shop was last told has come, and when
    told: Mapped[int] = mapped_column(server_default="0")
    told_at: Mapped[datetime | None]


class Discrepancy(ShopOwned, Base):
    """What came differs from what was announced; its shop decides what becomes of the goods."""

    __tablename__ = "discrepancies"
    __table_args__ = (
        ForeignKeyConstraint(["shop_id", "asn_id"], ["asns.shop_id", "asns.id"]),
        CheckConstraint(_one_of("kind", DISCREPANCY_KINDS), name="kind_known"),
        CheckConstraint(DISCREPANCY_STATES.sql_check(), name="status_known"),
        CheckConstraint(_one_of("fallback", DECISIONS), name="fallback_known"),
        CheckConstraint(_one_of("decision", DECISIONS), name="decision_known"),
        CheckConstraint(_one_of("decided_by", DECIDERS), name="decided_by_known"),
        CheckConstraint(
            "(decision IS NULL) = (status IN ('open', 'withdrawn'))", name="decided_or_not"
        ),
        CheckConstraint("quantity > 0", name="quantity_positive"),
        Index("ix_discrepancies_asn", "shop_id", "asn_id"),
        Index("ix_discrepancies_due", "decide_by", postgresql_where="status = 'open'"),
        # what is too much is one growing row per product
        Index(
            "uq_discrepancies_excess",
            "shop_id",
            "asn_id",
            "product_id",
            unique=True,
            postgresql_where="kind IN ('over', 'unexpected_product', 'unannounced')"
            " AND status = 'open'",
        ),
    )

    asn_id: Mapped[UUID]
    product_id: Mapped[UUID | None]
    #: which of its goods, and in which condition they came in
    lot_id: Mapped[UUID | None]
    condition: Mapped[str] = mapped_column(server_default="good")
    kind: Mapped[str]
    quantity: Mapped[int]
    note: Mapped[str | None]
    details: Mapped[dict[str, Any] | None]
    status: Mapped[str] = mapped_column(server_default="open")
    #: until then the shop decides, else ``fallback`` happens
    decide_by: Mapped[datetime] = mapped_column(
        server_default=text("clock_timestamp() + interval '48 hours'")
    )
    fallback: Mapped[str] = mapped_column(server_default="accept")
    decision: Mapped[str | None]
    decided_by: Mapped[str | None]
    #: the person at the desk, when it was one
    decided_by_user_id: Mapped[UUID | None] = mapped_column(ForeignKey("office_users.id"))
    decided_at: Mapped[datetime | None]
    #: what the shop or the office said with it
    decided_note: Mapped[str | None]
    #: the scan behind it
    scan_id: Mapped[UUID | None]
    created_at: Mapped[CreatedAt]
    #: the office told the shop of it once more
    reminded_at: Mapped[datetime | None]
    #: it was a mistake: the scan was undone
    withdrawn_at: Mapped[datetime | None]


class DiscrepancyPhoto(ShopOwned, Base):
    """A picture of what was wrong; its id is the photo's."""

    __tablename__ = "discrepancy_photos"
    __table_args__ = (
        ForeignKeyConstraint(["shop_id", "id"], ["photos.shop_id", "photos.id"]),
        ForeignKeyConstraint(
            ["shop_id", "discrepancy_id"], ["discrepancies.shop_id", "discrepancies.id"]
        ),
        Index("ix_discrepancy_photos_discrepancy", "shop_id", "discrepancy_id"),
    )

    discrepancy_id: Mapped[UUID]
    created_at: Mapped[CreatedAt]


class ReceiverLpn(Base):
    """The LPN into which a receiver scans the goods of a delivery now."""

    __tablename__ = "receiver_lpns"
    __table_args__ = (ForeignKeyConstraint(["shop_id", "asn_id"], ["asns.shop_id", "asns.id"]),)

    shop_id: Mapped[ShopId]
    asn_id: Mapped[UUID] = mapped_column(primary_key=True)
    operator_id: Mapped[UUID] = mapped_column(ForeignKey("operators.id"), primary_key=True)
    container_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    opened_at: Mapped[CreatedAt]
