"""Release rules remember who changed them; so do the carts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0052"
down_revision = "0051"


def upgrade() -> None:
    """Towards the new shape; works beside the previous release."""
    op.create_table(
        "release_rule_changes",
        sa.Column("id", sa.Uuid(), nullable=False, server_default=sa.text("uuidv7()")),
        sa.Column("rule_id", sa.Uuid(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("said", postgresql.JSONB(), nullable=False),
        sa.Column("user_id", sa.Uuid()),
        sa.Column(
            "changed_at",
            sa.DateTime(timezone=True),
            nullable=False,
            server_default=sa.text("clock_timestamp()"),
        ),
        sa.CheckConstraint(
            "what IN ('added', 'changed', 'moved', 'removed', 'restored')",
            name="ck_release_rule_changes_what_known",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["office_users.id"], name="fk_release_rule_changes_user_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_release_rule_changes"),
    )
    op.add_column("pick_carts", sa.Column("changed_by_id", sa.Uuid()))
    op.add_column("pick_carts", sa.Column("changed_at", sa.DateTime(timezone=True)))
    op.create_foreign_key(
        "fk_pick_carts_changed_by_id", "pick_carts", "office_users", ["changed_by_id"], ["id"]
    )
