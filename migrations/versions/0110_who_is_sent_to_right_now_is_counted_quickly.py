"""What is being sent to an endpoint right now is counted quickly, however much waits for it."""

from __future__ import annotations

from alembic import op

revision = "0110"
down_revision = "0109"


def upgrade() -> None:
    """Towards the new shape; works beside the previous release."""
    op.create_index(
        "ix_webhook_deliveries_sending",
        "webhook_deliveries",
        ["endpoint_id"],
        postgresql_where="status = 'sending'",
    )
