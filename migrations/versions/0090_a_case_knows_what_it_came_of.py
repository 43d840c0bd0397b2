"""A case is put right by something more, and knows what it came of."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0090"
down_revision = "0089"


def upgrade() -> None:
    """Towards the new shape; works beside the previous release."""
    op.add_column(
        "reshipments",
        sa.Column("is_extra", sa.Boolean(), server_default="false", nullable=False),
    )
    op.add_column("cases", sa.Column("cause", sa.Text(), nullable=True))
    op.add_column("cases", sa.Column("cause_id", sa.Uuid(), nullable=True))
    op.create_check_constraint(
        op.f("ck_cases_cause_known"),
        "cases",
        "cause IN ('lost', 'damaged', 'difference', 'correction')",
    )
    op.create_check_constraint(
        op.f("ck_cases_cause_whole"), "cases", "(cause IS NULL) = (cause_id IS NULL)"
    )
    op.create_index(
        "uq_cases_cause",
        "cases",
        ["shop_id", "cause", "cause_id"],
        unique=True,
        postgresql_where=sa.text("cause IS NOT NULL"),
    )
