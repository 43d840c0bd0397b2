"""Places are counted: who counts, what was counted, who approved."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"

_STATES = "'open', 'counting', 'recount', 'to_approve', 'done', 'cancelled'"


def upgrade() -> None:
    """Towards the new shape; works beside the previous release."""
    _counts()
    _entries()


def _counts() -> None:
    op.alter_column("place_counts", "operator_id", nullable=True)
    op.add_column(
        "place_counts", sa.Column("status", sa.Text(), server_default="open", nullable=False)
    )
    op.add_column(
        "place_counts", sa.Column("rounds", sa.Integer(), server_default="0", nullable=False)
    )
    op.add_column("place_counts", sa.Column("counter_id", sa.Uuid(), nullable=True))
    op.add_column("place_counts", sa.Column("started_at", sa.DateTime(timezone=True)))
    op.add_column("place_counts", sa.Column("why", sa.Text(), nullable=True))
    op.add_column("place_counts", sa.Column("first_approver_id", sa.Uuid(), nullable=True))
    op.add_column("place_counts", sa.Column("approver_id", sa.Uuid(), nullable=True))
    for column, table in {
        "counter_id": "operators",
        "first_approver_id": "office_users",
        "approver_id": "office_users",
    }.items():
        op.create_foreign_key(f"fk_place_counts_{column}", "place_counts", table, [column], ["id"])
    op.execute("SELECT set_config('wms.tenant', 'hall', true)")
    op.execute("UPDATE place_counts SET status = 'done' WHERE closed_at IS NOT NULL")
    # 0015 named it, and the naming convention named it once more
    for name in ("ck_place_counts_reason_known", "ck_place_counts_ck_place_counts_reason_known"):
        op.execute(f"ALTER TABLE place_counts DROP CONSTRAINT IF EXISTS {name}")
    op.create_check_constraint(
        "reason_known", "place_counts", "reason IN ('short', 'not_empty', 'asked', 'cycle')"
    )
    op.create_check_constraint("status_known", "place_counts", f"status IN ({_STATES})")
    op.create_check_constraint(
        "closed_is_closed",
        "place_counts",
        "(status IN ('done', 'cancelled')) = (closed_at IS NOT NULL)",
    )


def _entries() -> None:
    op.create_table(
        "count_entries",
        sa.Column("shop_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("count_id", sa.Uuid(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("operator_id", sa.Uuid(), nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("lot_id", sa.Uuid(), nullable=False),
        sa.Column("condition", sa.Text(), nullable=False),
        sa.Column("counted", sa.Integer(), nullable=False),
        sa.Column("books", sa.Integer(), nullable=False),
        sa.Column("held", sa.Integer(), server_default="0", nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.CheckConstraint("counted >= 0 AND books >= 0 AND held >= 0", name="numbers_positive"),
        sa.CheckConstraint(
            "condition IN ('good', 'opened', 'damaged', 'quarantine')", name="condition_known"
        ),
        sa.ForeignKeyConstraint(
            ["shop_id", "count_id"],
            ["place_counts.shop_id", "place_counts.id"],
            name="fk_count_entries_shop_id_count_id",
        ),
        sa.ForeignKeyConstraint(
            ["shop_id", "product_id", "lot_id"],
            ["lots.shop_id", "lots.product_id", "lots.id"],
            name="fk_count_entries_shop_id_product_id_lot_id",
        ),
        sa.ForeignKeyConstraint(
            ["operator_id"], ["operators.id"], name="fk_count_entries_operator_id"
        ),
        sa.PrimaryKeyConstraint("shop_id", "id", name="pk_count_entries"),
        sa.UniqueConstraint(
            "shop_id", "count_id", "round", "lot_id", "condition",
            name="uq_count_entries_shop_id_count_id_round_lot_id_condition",
        ),
    )  # fmt: skip
