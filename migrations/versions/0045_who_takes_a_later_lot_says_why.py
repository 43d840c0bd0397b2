"""Who takes a lot before its turn says why."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0045"
down_revision = "0044"


def upgrade() -> None:
    """Towards the new shape; works beside the previous release."""
    op.add_column("pick_tasks", sa.Column("other_lot_because", sa.Text(), nullable=True))
    op.create_check_constraint(
        op.f("ck_pick_tasks_other_lot_because_known"),
        "pick_tasks",
        "other_lot_because IN ('not_there', 'out_of_reach', 'told')",
    )
