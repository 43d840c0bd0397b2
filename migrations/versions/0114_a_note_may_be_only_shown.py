"""The note of an order may be shown to the packer without being confirmed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0114"
down_revision = "0113"


def upgrade() -> None:
    """Towards the new shape; works beside the previous release."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.add_column(
        "orders",
        sa.Column("is_note_confirmed", sa.Boolean(), server_default="true", nullable=False),
    )
