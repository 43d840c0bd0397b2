"""Who sends a list of products may say beforehand that it shall be written."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"


def upgrade() -> None:
    """Towards the new shape; works beside the previous release."""
    op.add_column(
        "product_imports",
        sa.Column("is_agreed", sa.Boolean(), nullable=False, server_default="false"),
    )
