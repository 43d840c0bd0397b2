"""What people said about a movement is kept."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0020"


def upgrade() -> None:
    """Towards the new shape; works beside the previous release."""
    op.create_table(
        "movement_notes",
        sa.Column("shop_id", sa.Uuid(), nullable=False),
        sa.Column("movement_id", sa.Uuid(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.CheckConstraint("why ~ '^[a-z_]{1,40}$'", name="why_is_a_code"),
        sa.ForeignKeyConstraint(
            ["shop_id", "movement_id"],
            ["movements.shop_id", "movements.id"],
            name="fk_movement_notes_shop_id_movement_id",
        ),
        sa.PrimaryKeyConstraint("shop_id", "movement_id", name="pk_movement_notes"),
    )
