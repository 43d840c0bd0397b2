"""What came otherwise than announced is decided by its shop, in time or by what was agreed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0012"
down_revision = "0016"

_DECISIONS = "IN ('accept', 'quarantine', 'return_to_supplier')"
_EXCESS = "uq_discrepancies_excess"


def upgrade() -> None:
    """Towards the new shape; works beside the previous release."""
    _rules()
    op.add_column("asns", sa.Column("closed_at", sa.DateTime(timezone=True)))
    op.add_column(
        "asns", sa.Column("is_announced", sa.Boolean(), server_default="true", nullable=False)
    )
    op.create_index("ix_asns_id", "asns", ["id"])
    _columns()
    # differences of deliveries that were counted before there was anything to decide
    op.execute("SELECT set_config('wms.tenant', 'hall', true)")
    op.execute("UPDATE discrepancies SET status = 'withdrawn' WHERE withdrawn_at IS NOT NULL")
    _constraints()


def _rules() -> None:
    op.create_table(
        "inbound_rules",
        sa.Column("shop_id", sa.Uuid(), sa.ForeignKey("shops.id"), primary_key=True),
        sa.Column("is_blind", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("decide_within_hours", sa.Integer(), server_default="48", nullable=False),
        sa.Column("least_days_left", sa.Integer(), server_default="0", nullable=False),
        sa.Column("fallbacks", postgresql.JSONB(), server_default=sa.text("'{}'"), nullable=False),
        sa.CheckConstraint(
            "decide_within_hours BETWEEN 1 AND 720",
            name=op.f("ck_inbound_rules_decide_within_hours_sane"),
        ),
        sa.CheckConstraint(
            "least_days_left >= 0", name=op.f("ck_inbound_rules_least_days_left_positive")
        ),
    )


def _columns() -> None:
    soon = sa.text("clock_timestamp() + interval '48 hours'")
    moment = sa.DateTime(timezone=True)
    for column in (
        sa.Column("lot_id", sa.Uuid()),
        sa.Column("condition", sa.Text(), server_default="good", nullable=False),
        sa.Column("status", sa.Text(), server_default="open", nullable=False),
        sa.Column("decide_by", moment, server_default=soon, nullable=False),
        sa.Column("fallback", sa.Text(), server_default="accept", nullable=False),
        sa.Column("decision", sa.Text()),
        sa.Column("decided_by", sa.Text()),
        sa.Column("decided_at", moment),
        sa.Column("decided_note", sa.Text()),
    ):
        op.add_column("discrepancies", column)


def _constraints() -> None:
    for name, rule in {
        "status_known": "status IN ('open', 'decided', 'done', 'withdrawn')",
        "fallback_known": f"fallback {_DECISIONS}",
        "decision_known": f"decision {_DECISIONS}",
        "decided_by_known": "decided_by IN ('shop', 'office', 'default')",
        "decided_or_not": "(decision IS NULL) = (status IN ('open', 'withdrawn'))",
    }.items():
        op.create_check_constraint(op.f(f"ck_discrepancies_{name}"), "discrepancies", rule)
    op.create_index(
        "ix_discrepancies_due",
        "discrepancies",
        ["decide_by"],
        postgresql_where=sa.text("status = 'open'"),
    )
    op.drop_index(_EXCESS, table_name="discrepancies")
    op.create_index(
        _EXCESS,
        "discrepancies",
        ["shop_id", "asn_id", "product_id"],
        unique=True,
        postgresql_where=sa.text(
            "kind IN ('over', 'unexpected_product', 'unannounced') AND status = 'open'"
        ),
    )
