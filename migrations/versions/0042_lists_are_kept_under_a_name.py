"""What a list of the desk is narrowed to is kept under a name, and shared with colleagues."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0041"


def upgrade() -> None:
    """Towards the new shape; works beside the previous release."""
    op.create_table(
        "saved_filters",
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("page", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("query", sa.Text(), nullable=False),
        sa.Column("is_shared", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("is_default", sa.Boolean(), server_default="false", nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.CheckConstraint("page ~ '^[a-z_]{1,30}$'", name="page_is_a_word"),
        sa.CheckConstraint("name <> '' AND length(name) <= 60", name="name_length"),
        sa.CheckConstraint("length(query) <= 1000", name="query_length"),
        sa.ForeignKeyConstraint(["user_id"], ["office_users.id"], name="fk_saved_filters_user_id"),
        sa.PrimaryKeyConstraint("id", name="pk_saved_filters"),
        sa.UniqueConstraint("user_id", "page", "name", name="uq_saved_filters_user_id_page_name"),
    )
    op.create_index(
        "uq_saved_filters_default",
        "saved_filters",
        ["user_id", "page"],
        unique=True,
        postgresql_where="is_default",
    )
    op.create_index(
        "ix_saved_filters_shared", "saved_filters", ["page"], postgresql_where="is_shared"
    )
