"""Some goods stand this side up."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0075"
down_revision = "0074"


def upgrade() -> None:
    """Towards the new shape; works beside the previous release."""
    op.add_column(
        "products", sa.Column("is_upright", sa.Boolean(), server_default="false", nullable=False)
    )
