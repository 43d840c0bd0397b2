"""What was sent to a shop's receiver, its signatures included, and what it answered can be read."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0102"
down_revision = "0101"


def upgrade() -> None:
    """Towards the new shape; works beside the previous release."""
    for column in (
        sa.Column("url", sa.Text()),
        sa.Column("signed_at", sa.DateTime(timezone=True)),
        sa.Column("signature", sa.Text()),
        sa.Column("response_headers", postgresql.JSONB()),
    ):
        op.add_column("webhook_attempts", column)
