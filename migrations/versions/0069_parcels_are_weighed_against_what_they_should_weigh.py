"""Parcels are weighed against what they should weigh, by hand or by the scale of a bench."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0069"
down_revision = "0068"


def upgrade() -> None:
    """Towards the new shape; works beside the previous release."""
    op.create_table(
        "scales",
        sa.Column("bench_id", sa.Uuid(), nullable=False),
        sa.Column("protocol", sa.Text(), nullable=False),
        sa.Column("host", sa.Text(), nullable=False),
        sa.Column("port", sa.Integer(), nullable=False),
        sa.Column("changed_by_id", sa.Uuid()),
        sa.Column(
            "changed_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("bench_id", name="pk_scales"),
        sa.ForeignKeyConstraint(["bench_id"], ["places.id"], name="fk_scales_bench_id"),
        sa.ForeignKeyConstraint(
            ["changed_by_id"], ["office_users.id"], name="fk_scales_changed_by_id"
        ),
        sa.CheckConstraint("protocol IN ('mt-sics', 'st')", name=op.f("ck_scales_protocol_known")),
        sa.CheckConstraint("port BETWEEN 1 AND 65535", name=op.f("ck_scales_port_within")),
        sa.CheckConstraint(
            "host <> '' AND length(host) <= 253", name=op.f("ck_scales_host_length")
        ),
    )
    op.create_table(
        "weight_checks",
        sa.Column("shop_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("parcel_id", sa.Uuid(), nullable=False),
        sa.Column("weight_g", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("goods_g", sa.Integer(), nullable=False),
        sa.Column("least_g", sa.Integer()),
        sa.Column("most_g", sa.Integer()),
        sa.Column("carton_id", sa.Uuid()),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text()),
        sa.Column("operator_id", sa.Uuid(), nullable=False),
        sa.Column(
            "weighed_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.Column("decided_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("shop_id", "id", name="pk_weight_checks"),
        sa.ForeignKeyConstraint(
            ["shop_id", "parcel_id"],
            ["parcels.shop_id", "parcels.id"],
            name="fk_weight_checks_shop_id",
        ),
        sa.ForeignKeyConstraint(
            ["carton_id"], ["carton_types.id"], name="fk_weight_checks_carton_id"
        ),
        sa.ForeignKeyConstraint(
            ["operator_id"], ["operators.id"], name="fk_weight_checks_operator_id"
        ),
        sa.CheckConstraint(
            "verdict IN ('fits', 'unknown', 'differs', 'accepted', 'again', 'recounted')",
            name=op.f("ck_weight_checks_verdict_known"),
        ),
        sa.CheckConstraint(
            "reason IN ('filling', 'insert', 'catalog', 'other')",
            name=op.f("ck_weight_checks_reason_known"),
        ),
        sa.CheckConstraint(
            "(verdict = 'accepted') = (reason IS NOT NULL)",
            name=op.f("ck_weight_checks_accepted_says_why"),
        ),
        sa.CheckConstraint(
            "source IN ('typed', 'scale')", name=op.f("ck_weight_checks_source_known")
        ),
        sa.CheckConstraint("weight_g > 0", name=op.f("ck_weight_checks_weight_positive")),
    )
    op.create_index("ix_weight_checks_parcel", "weight_checks", ["shop_id", "parcel_id", "id"])
    op.create_index(
        "ix_weight_checks_carton",
        "weight_checks",
        ["carton_id", "id"],
        postgresql_where=sa.text("carton_id IS NOT NULL AND verdict IN ('fits', 'accepted')"),
    )
