"""Returns that were refused say when and why."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0014"


def upgrade() -> None:
    """Towards the new shape; works beside the previous release."""
    op.add_column("returns", sa.Column("rejected_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("returns", sa.Column("rejection_reason", sa.Text(), nullable=True))
    # a parcel of which nobody knows the order can be refused too
    name = op.f("ck_returns_identified_has_order")
    op.drop_constraint(name, "returns")
    op.create_check_constraint(
        name,
        "returns",
        "status IN ('unidentified', 'rejected') OR order_id IS NOT NULL",
    )
