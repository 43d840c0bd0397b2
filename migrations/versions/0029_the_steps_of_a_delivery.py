"""Who did what with a delivery and why; who at the office decided; when a shop was reminded."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"


def upgrade() -> None:
    """Towards the new shape; works beside the previous release."""
    op.create_table(
        "asn_steps",
        sa.Column("shop_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("asn_id", sa.Uuid(), nullable=False),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("operator_id", sa.Uuid(), nullable=True),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "step IN ('announced', 'arrived', 'receiving', 'received', 'closed', 'cancelled', "
            "'reopened')",
            name=op.f("ck_asn_steps_step_known"),
        ),
        sa.ForeignKeyConstraint(
            ["shop_id", "asn_id"], ["asns.shop_id", "asns.id"],
            name=op.f("fk_asn_steps_shop_id_asn_id"),
        ),
        sa.ForeignKeyConstraint(
            ["operator_id"], ["operators.id"], name=op.f("fk_asn_steps_operator_id")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["office_users.id"], name=op.f("fk_asn_steps_user_id")
        ),
        sa.PrimaryKeyConstraint("shop_id", "id", name=op.f("pk_asn_steps")),
    )  # fmt: skip
    op.create_index("ix_asn_steps_asn", "asn_steps", ["shop_id", "asn_id"])
    op.add_column("asns", sa.Column("carrier_reference", sa.Text(), nullable=True))
    op.add_column("discrepancies", sa.Column("decided_by_user_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(
        "fk_discrepancies_decided_by_user_id", "discrepancies", "office_users",
        ["decided_by_user_id"], ["id"],
    )  # fmt: skip
    op.add_column("discrepancies", sa.Column("reminded_at", sa.DateTime(timezone=True)))
