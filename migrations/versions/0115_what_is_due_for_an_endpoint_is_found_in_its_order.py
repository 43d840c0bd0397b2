"""What is due for an endpoint is found in its order, however much waits for it."""

from __future__ import annotations

from alembic import op

revision = "0115"
down_revision = "0114"

NAME = "ix_webhook_deliveries_endpoint_due"


def upgrade() -> None:
    """Towards the new shape; works beside the previous release."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.drop_index("ix_webhook_deliveries_due", "webhook_deliveries")  # nobody asks without endpoint
    op.drop_index(NAME, "webhook_deliveries")
    op.create_index(
        NAME,
        "webhook_deliveries",
        ["endpoint_id", "next_attempt_at", "sequence"],
        postgresql_where="status IN ('pending', 'sending')",
    )
