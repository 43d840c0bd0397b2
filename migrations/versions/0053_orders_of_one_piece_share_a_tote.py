"""Orders of one piece are picked together into one tote."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0053"
down_revision = "0052"


def upgrade() -> None:
    """Towards the new shape; works beside the previous release."""
    op.add_column(
        "pick_run_orders",
        sa.Column("is_batch", sa.Boolean(), server_default="false", nullable=False),
    )
    op.drop_index("uq_pick_run_orders_tote_open", "pick_run_orders")
    op.create_index(
        "uq_pick_run_orders_tote_open",
        "pick_run_orders",
        ["tote_id"],
        unique=True,
        postgresql_where=sa.text("emptied_at IS NULL AND tote_id IS NOT NULL AND NOT is_batch"),
    )
    op.create_index(
        "ix_pick_run_orders_batch_tote",
        "pick_run_orders",
        ["tote_id"],
        postgresql_where=sa.text("emptied_at IS NULL AND tote_id IS NOT NULL AND is_batch"),
    )
