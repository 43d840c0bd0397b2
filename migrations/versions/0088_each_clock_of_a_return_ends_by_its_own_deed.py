"""Each clock of a return ends by its own deed: when a complaint was answered is written down."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0088"
down_revision = "0087"


def upgrade() -> None:
    """Towards the new shape; works beside the previous release."""
    op.add_column(
        "returns",
        sa.Column("complaint_answered_at", sa.DateTime(timezone=True), nullable=True),
    )
    # ended with our work, though nobody had said that the shop paid or answered: they run again
    op.execute(
        """
        UPDATE deadlines d SET met_at = NULL FROM returns r
        WHERE r.shop_id = d.shop_id AND r.id = d.return_id AND r.status = 'completed'
          AND d.clock IN ('refund', 'complaint_answer') AND d.met_at IS NOT NULL
          AND r.refunded_at IS NULL AND d.due_at > clock_timestamp()
        """
    )
