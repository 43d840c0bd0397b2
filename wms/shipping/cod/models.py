"""Tables of cash on delivery: entries, balances, and couriers' statements."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Date,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from wms.db import Base, CreatedAt, Id, ShopId, ShopOwned, of_a_shop

#: expected: handed over with money to collect · released: it came back or was lost, nothing is
#: collected · collected: its courier says so · passed_on: paid to the shop
KINDS = ("expected", "released", "collected", "passed_on")
#: what became of a line of a statement; all but `booked`, `less` and `more` moved no money
OUTCOMES = ("booked", "less", "more", "already", "unknown", "not_cod", "other_currency")
NUMBER_MAX_CHARS = 60


def _one_of(column: str, values: tuple[str, ...]) -> str:
    return f"{column} IN (" + ", ".join(f"'{value}'" for value in values) + ")"


class CodEntry(ShopOwned, Base):
    """One line of the ledger of money on its way; never changed, only reversed."""

    __tablename__ = "cod_entries"
    __table_args__ = (
        of_a_shop(),
        ForeignKeyConstraint(["shop_id", "shipment_id"], ["shipments.shop_id", "shipments.id"]),
        ForeignKeyConstraint(["shop_id", "reverses_id"], ["cod_entries.shop_id", "cod_entries.id"]),
        CheckConstraint(_one_of("kind", KINDS), name="kind_known"),
        CheckConstraint("amount_minor > 0", name="amount_positive"),
        CheckConstraint("currency ~ '^[A-Z]{3}$'", name="currency_is_a_code"),
        CheckConstraint(
            "(kind = 'passed_on') = (shipment_id IS NULL)", name="about_a_parcel_or_paid"
        ),
        CheckConstraint("kind <> 'passed_on' OR reference <> ''", name="paid_has_reference"),
        # a parcel is handed over once, and an entry is taken back once
        Index(
            "uq_cod_entries_expected",
            "shop_id",
            "shipment_id",
            unique=True,
            postgresql_where="kind = 'expected'",
        ),
        UniqueConstraint("shop_id", "reverses_id"),
        Index("ix_cod_entries_shipment", "shop_id", "shipment_id"),
        Index("ix_cod_entries_at", "shop_id", "entered_at", "id"),
    )

    carrier: Mapped[str]
    kind: Mapped[str]
    amount_minor: Mapped[int]
    currency: Mapped[str]
    shipment_id: Mapped[UUID | None]
    statement_id: Mapped[UUID | None] = mapped_column(ForeignKey("cod_statements.id"))
    #: of what was paid to the shop: the transfer's; else empty
    reference: Mapped[str] = mapped_column(server_default="")
    #: the entry that this one takes back
    reverses_id: Mapped[UUID | None]
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("office_users.id"))
    entered_at: Mapped[CreatedAt]


class CodBalance(Base):
    """What the entries of a shop and a courier come to; written with them and never without."""

    __tablename__ = "cod_balances"
    __table_args__ = (
        of_a_shop(),
        CheckConstraint("outstanding_minor >= 0", name="outstanding_not_negative"),
        CheckConstraint("collected_minor >= passed_on_minor", name="never_more_than_collected"),
        CheckConstraint("passed_on_minor >= 0", name="passed_on_not_negative"),
    )

    shop_id: Mapped[ShopId]
    carrier: Mapped[str] = mapped_column(primary_key=True)
    currency: Mapped[str] = mapped_column(primary_key=True)
    #: handed over, and neither collected nor released
    outstanding_minor: Mapped[int] = mapped_column(BigInteger, server_default="0")
    collected_minor: Mapped[int] = mapped_column(BigInteger, server_default="0")
    passed_on_minor: Mapped[int] = mapped_column(BigInteger, server_default="0")


class CodStatement(Base):
    """A list of what a courier collected, as it came; the same number comes once."""

    __tablename__ = "cod_statements"
    __table_args__ = (
        UniqueConstraint("carrier", "number"),
        CheckConstraint(f"length(number) BETWEEN 1 AND {NUMBER_MAX_CHARS}", name="number_length"),
    )

    id: Mapped[Id]
    carrier: Mapped[str]
    #: as the courier calls it
    number: Mapped[str]
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("office_users.id"))
    booked_at: Mapped[CreatedAt]


class CodStatementLine(Base):
    """A line of a statement, and what became of it."""

    __tablename__ = "cod_statement_lines"
    __table_args__ = (
        CheckConstraint(_one_of("outcome", OUTCOMES), name="outcome_known"),
        Index("ix_cod_statement_lines_odd", "statement_id", postgresql_where="outcome <> 'booked'"),
    )

    statement_id: Mapped[UUID] = mapped_column(ForeignKey("cod_statements.id"), primary_key=True)
    line_no: Mapped[int] = mapped_column(primary_key=True)
    tracking_number: Mapped[str]
    amount_minor: Mapped[int]
    currency: Mapped[str]
    collected_on: Mapped[date | None] = mapped_column(Date())
    outcome: Mapped[str]
    #: what its parcel should have brought
    expected_minor: Mapped[int | None]
    #: whose parcel it is; None: nobody knows it
    shop_id: Mapped[UUID | None] = mapped_column(ForeignKey("shops.id"))
    shipment_id: Mapped[UUID | None]
