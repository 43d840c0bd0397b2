"""A key speaks the version of the API that was the newest when it was issued."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0106"
down_revision = "0105"


def upgrade() -> None:
    """Towards the new shape; works beside the previous release, whose keys speak the oldest."""
    op.add_column(
        "api_keys", sa.Column("api_version", sa.Text(), nullable=False, server_default="2026-11-22")
    )
