"""Money that couriers collect has a ledger."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0073"
down_revision = "0072"

_NOW = sa.text("clock_timestamp()")
_CURRENCY = "currency ~ '^[A-Z]{3}$'"
_OUTCOMES = "('booked', 'less', 'more', 'already', 'unknown', 'not_cod', 'other_currency')"


def upgrade() -> None:
    """Towards the new shape; works beside the previous release."""
    op.create_table(
        "cod_statements",
        sa.Column("id", sa.Uuid(), nullable=False, server_default=sa.text("uuidv7()")),
        sa.Column("carrier", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Uuid()),
        sa.Column("booked_at", sa.DateTime(timezone=True), nullable=False, server_default=_NOW),
        sa.CheckConstraint(
            "length(number) BETWEEN 1 AND 60", name="ck_cod_statements_number_length"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_cod_statements"),
        sa.UniqueConstraint("carrier", "number", name="uq_cod_statements_carrier_number"),
        sa.ForeignKeyConstraint(["user_id"], ["office_users.id"], name="fk_cod_statements_user_id"),
    )
    op.create_table(
        "cod_entries",
        sa.Column("shop_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False, server_default=sa.text("uuidv7()")),
        sa.Column("carrier", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("amount_minor", sa.Integer(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("shipment_id", sa.Uuid()),
        sa.Column("statement_id", sa.Uuid()),
        sa.Column("reference", sa.Text(), nullable=False, server_default=""),
        sa.Column("reverses_id", sa.Uuid()),
        sa.Column("user_id", sa.Uuid()),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False, server_default=_NOW),
        sa.CheckConstraint(
            "kind IN ('expected', 'released', 'collected', 'passed_on')",
            name="ck_cod_entries_kind_known",
        ),
        sa.CheckConstraint("amount_minor > 0", name="ck_cod_entries_amount_positive"),
        sa.CheckConstraint(_CURRENCY, name="ck_cod_entries_currency_is_a_code"),
        sa.CheckConstraint(
            "(kind = 'passed_on') = (shipment_id IS NULL)",
            name="ck_cod_entries_about_a_parcel_or_paid",
        ),
        sa.CheckConstraint(
            "kind <> 'passed_on' OR reference <> ''", name="ck_cod_entries_paid_has_reference"
        ),
        sa.PrimaryKeyConstraint("shop_id", "id", name="pk_cod_entries"),
        sa.UniqueConstraint("shop_id", "reverses_id", name="uq_cod_entries_shop_id_reverses_id"),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name="fk_cod_entries_shop_id"),
        sa.ForeignKeyConstraint(
            ["shop_id", "shipment_id"],
            ["shipments.shop_id", "shipments.id"],
            name="fk_cod_entries_shop_id_shipment_id",
        ),
        sa.ForeignKeyConstraint(
            ["shop_id", "reverses_id"],
            ["cod_entries.shop_id", "cod_entries.id"],
            name="fk_cod_entries_shop_id_reverses_id",
        ),
        sa.ForeignKeyConstraint(
            ["statement_id"], ["cod_statements.id"], name="fk_cod_entries_statement_id"
        ),
        sa.ForeignKeyConstraint(["user_id"], ["office_users.id"], name="fk_cod_entries_user_id"),
    )
    op.create_index(
        "uq_cod_entries_expected",
        "cod_entries",
        ["shop_id", "shipment_id"],
        unique=True,
        postgresql_where=sa.text("kind = 'expected'"),
    )
    op.create_index("ix_cod_entries_shipment", "cod_entries", ["shop_id", "shipment_id"])
    op.create_index("ix_cod_entries_at", "cod_entries", ["shop_id", "entered_at", "id"])
    op.create_table(
        "cod_balances",
        sa.Column("shop_id", sa.Uuid(), nullable=False),
        sa.Column("carrier", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        *(
            sa.Column(name, sa.BigInteger(), nullable=False, server_default="0")
            for name in ("outstanding_minor", "collected_minor", "passed_on_minor")
        ),
        sa.CheckConstraint(
            "outstanding_minor >= 0", name="ck_cod_balances_outstanding_not_negative"
        ),
        sa.CheckConstraint(
            "collected_minor >= passed_on_minor", name="ck_cod_balances_never_more_than_collected"
        ),
        sa.CheckConstraint("passed_on_minor >= 0", name="ck_cod_balances_passed_on_not_negative"),
        sa.PrimaryKeyConstraint("shop_id", "carrier", "currency", name="pk_cod_balances"),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name="fk_cod_balances_shop_id"),
    )
    op.create_table(
        "cod_statement_lines",
        sa.Column("statement_id", sa.Uuid(), nullable=False),
        sa.Column("line_no", sa.Integer(), nullable=False),
        sa.Column("tracking_number", sa.Text(), nullable=False),
        sa.Column("amount_minor", sa.Integer(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("collected_on", sa.Date()),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("expected_minor", sa.Integer()),
        sa.Column("shop_id", sa.Uuid()),
        sa.Column("shipment_id", sa.Uuid()),
        sa.CheckConstraint(f"outcome IN {_OUTCOMES}", name="ck_cod_statement_lines_outcome_known"),
        sa.PrimaryKeyConstraint("statement_id", "line_no", name="pk_cod_statement_lines"),
        sa.ForeignKeyConstraint(
            ["statement_id"], ["cod_statements.id"], name="fk_cod_statement_lines_statement_id"
        ),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name="fk_cod_statement_lines_shop_id"),
    )
    op.create_index(
        "ix_cod_statement_lines_odd",
        "cod_statement_lines",
        ["statement_id"],
        postgresql_where=sa.text("outcome <> 'booked'"),
    )
