"""Parcels of a day are added up without reading those of all years."""

from __future__ import annotations

from alembic import op

revision = "0074"
down_revision = "0073"


def upgrade() -> None:
    """Towards the new shape; works beside the previous release."""
    op.create_index("ix_parcels_created_at", "parcels", ["created_at"])
