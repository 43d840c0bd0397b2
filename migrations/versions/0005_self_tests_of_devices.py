"""What the self-test of a device found is kept with it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Towards the new shape; works beside the previous release."""
    op.add_column("devices", sa.Column("self_test", postgresql.JSONB(), nullable=True))
    op.add_column("devices", sa.Column("self_tested_at", sa.DateTime(timezone=True), nullable=True))
