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
)
from sqlalchemy.orm import Mapped, mapped_column

from wms.db import Base, CreatedAt, Number, ShopOwned, of_a_shop
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

DISCREPANCY_KINDS = (
    "short", "over", "unexpected_product", "damaged", "wrong_label", "no_barcode", "short_dated",
    "wrong_lot", "unannounced",
)  # fmt: skip


class Asn(ShopOwned, Base):
    """Advance shipping notice: what a shop says is coming."""

    __tablename__ = "asns"
    __table_args__ = (
        of_a_shop(),
        UniqueConstraint("shop_id", "external_id"),
        UniqueConstraint("number"),
        CheckConstraint(ASN_STATES.sql_check(), name="status_known"),
        Index("ix_asns_shop_id_updated_at", "shop_id", "updated_at", "id"),
    )

    external_id: Mapped[str]
    number: Mapped[Number] = mapped_column(Identity(start=1))
    status: Mapped[str] = mapped_column(server_default="announced")
    expected_on: Mapped[date | None]
    note: Mapped[str | None]
    created_at: Mapped[CreatedAt]
    updated_at: Mapped[CreatedAt]
    arrived_at: Mapped[datetime | None]
    received_at: Mapped[datetime | None]
    #: where its goods are being put down; receivers may change it by scanning another dock
    dock_place_id: Mapped[UUID | None] = mapped_column(ForeignKey("places.id"))
    version: Mapped[int] = mapped_column(server_default="1")


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
    """What came differs from what was announced."""

    __tablename__ = "discrepancies"
    __table_args__ = (
        ForeignKeyConstraint(["shop_id", "asn_id"], ["asns.shop_id", "asns.id"]),
        CheckConstraint(
            "kind IN (" + ", ".join(f"'{k}'" for k in DISCREPANCY_KINDS) + ")", name="kind_known"
        ),
        CheckConstraint("quantity > 0", name="quantity_positive"),
        Index("ix_discrepancies_asn", "shop_id", "asn_id"),
        # what is too much is one growing row per product
        Index(
            "uq_discrepancies_excess",
            "shop_id",
            "asn_id",
            "product_id",
            unique=True,
            postgresql_where="kind IN ('over', 'unexpected_product') AND withdrawn_at IS NULL",
        ),
    )

    asn_id: Mapped[UUID]
    product_id: Mapped[UUID | None]
    kind: Mapped[str]
    quantity: Mapped[int]
    note: Mapped[str | None]
    details: Mapped[dict[str, Any] | None]
    #: the scan behind it
    scan_id: Mapped[UUID | None]
    created_at: Mapped[CreatedAt]
    #: it was a mistake: the scan was undone
    withdrawn_at: Mapped[datetime | None]


class PutAway(ShopOwned, Base):
    """Goods in an operator's hands between the dock and their place.

    Until the place is scanned the goods still stand on the dock in the ledger: a dead battery
    loses nothing.
    """

    __tablename__ = "put_aways"
    __table_args__ = (
        ForeignKeyConstraint(
            ["shop_id", "product_id", "lot_id"], ["lots.shop_id", "lots.product_id", "lots.id"]
        ),
        CheckConstraint("quantity > 0", name="quantity_positive"),
        CheckConstraint("done_at IS NULL OR cancelled_at IS NULL", name="one_end"),
        Index(
            "uq_put_aways_open",
            "operator_id",
            unique=True,
            postgresql_where="done_at IS NULL AND cancelled_at IS NULL",
        ),
    )

    operator_id: Mapped[UUID] = mapped_column(ForeignKey("operators.id"))
    product_id: Mapped[UUID]
    lot_id: Mapped[UUID]
    condition: Mapped[str] = mapped_column(server_default="good")
    quantity: Mapped[int]
    from_place_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    #: the suggestion while the goods are carried, then where they were put
    to_place_id: Mapped[UUID | None] = mapped_column(ForeignKey("places.id"))
    movement_id: Mapped[UUID | None]
    created_at: Mapped[CreatedAt]
    done_at: Mapped[datetime | None]
    cancelled_at: Mapped[datetime | None]
