"""What a courier sends says something of the parcels of its own account only."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0077"
down_revision = "0076"


def upgrade() -> None:
    """Towards the new shape; works beside the previous release."""
    op.add_column("courier_messages", sa.Column("account_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(
        "fk_courier_messages_account_id",
        "courier_messages",
        "courier_accounts",
        ["account_id"],
        ["id"],
    )
