"""A work order for kits remembers where its operator works."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"


def upgrade() -> None:
    """Towards the new shape; works beside the previous release."""
    op.add_column("kit_orders", sa.Column("place_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(
        op.f("fk_kit_orders_place_id_places"), "kit_orders", "places", ["place_id"], ["id"]
    )
