"""Orders are amended, insured, and carry the invoice of their shop."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0049"
down_revision = "0048"


def upgrade() -> None:
    """Towards the new shape; works beside the previous release."""
    op.add_column("orders", sa.Column("insurance_amount_minor", sa.Integer(), nullable=True))
    op.add_column("orders", sa.Column("insurance_currency", sa.Text(), nullable=True))
    op.create_check_constraint(
        op.f("ck_orders_insurance_amount_positive"), "orders", "insurance_amount_minor > 0"
    )
    op.create_check_constraint(
        op.f("ck_orders_insurance_has_currency"),
        "orders",
        "(insurance_amount_minor IS NULL) = (insurance_currency IS NULL)",
    )
    op.drop_constraint(op.f("ck_order_lines_ordered_positive"), "order_lines")
    op.create_check_constraint(
        op.f("ck_order_lines_ordered_not_negative"), "order_lines", "ordered >= 0"
    )
    op.drop_constraint(op.f("ck_print_jobs_paper_known"), "print_jobs")
    op.create_check_constraint(
        op.f("ck_print_jobs_paper_known"), "print_jobs", "paper IN ('slip', 'label', 'invoice')"
    )
    op.create_table(
        "order_documents",
        sa.Column("shop_id", sa.Uuid(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.CheckConstraint("kind IN ('invoice')", name="kind_known"),
        sa.ForeignKeyConstraint(
            ["shop_id", "order_id"],
            ["orders.shop_id", "orders.id"],
            name="fk_order_documents_shop_id_order_id",
        ),
        sa.PrimaryKeyConstraint("shop_id", "order_id", "kind", name="pk_order_documents"),
    )
