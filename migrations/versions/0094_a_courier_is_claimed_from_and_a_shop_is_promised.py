"""What is claimed at a courier has its terms, and a shop is promised more than one answer."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0094"
down_revision = "0093"

_CLOCKS = (
    "'first_answer', 'complaint_answer', 'refund', 'goods_back', 'inspection', 'claim', "
    "'courier_answer'"
)
_ACTS = (
    "'opened', 'assigned', 'answered', 'resolved', 'reopened', 'granted', 'claimed', "
    "'claim_sent', 'claim_answered'"
)


def upgrade() -> None:
    """Towards the new shape; works beside the previous release."""
    # 0084 gave them their prefix twice
    op.drop_constraint(op.f("ck_deadlines_ck_deadlines_clock_known"), "deadlines")
    op.create_check_constraint(
        op.f("ck_deadlines_clock_known"), "deadlines", f"clock IN ({_CLOCKS})"
    )
    op.drop_constraint(op.f("ck_case_acts_ck_case_acts_what_known"), "case_acts")
    op.create_check_constraint(op.f("ck_case_acts_what_known"), "case_acts", f"what IN ({_ACTS})")
    op.add_column(
        "case_rules",
        sa.Column("by_kind", postgresql.JSONB(), server_default="{}", nullable=False),
    )
    op.add_column("case_rules", sa.Column("inspection_days", sa.Integer(), nullable=True))
    op.create_check_constraint(
        op.f("ck_case_rules_inspection_days_within"),
        "case_rules",
        "inspection_days BETWEEN 0 AND 30",
    )
    op.create_table(
        "courier_claims",
        sa.Column("shop_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("carrier", sa.Text(), nullable=True),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("known_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("claim_by", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.Text(), server_default="PLN", nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reference", sa.Text(), nullable=True),
        sa.Column("answer_by", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("paid_minor", sa.BigInteger(), nullable=True),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "what IN ('lost', 'damaged', 'missing', 'late')",
            name=op.f("ck_courier_claims_what_known"),
        ),
        sa.CheckConstraint(
            "outcome IN ('accepted', 'partly', 'refused', 'dropped')",
            name=op.f("ck_courier_claims_outcome_known"),
        ),
        sa.CheckConstraint(
            "amount_minor > 0 AND paid_minor >= 0", name=op.f("ck_courier_claims_amounts_positive")
        ),
        sa.CheckConstraint(
            "currency ~ '^[A-Z]{3}$'", name=op.f("ck_courier_claims_currency_shape")
        ),
        sa.CheckConstraint(
            "(outcome IS NULL) = (answered_at IS NULL)",
            name=op.f("ck_courier_claims_answered_has_outcome"),
        ),
        sa.ForeignKeyConstraint(
            ["shop_id", "case_id"],
            ["cases.shop_id", "cases.id"],
            name=op.f("fk_courier_claims_shop_id_case_id"),
        ),
        sa.PrimaryKeyConstraint("shop_id", "case_id", name=op.f("pk_courier_claims")),
    )
