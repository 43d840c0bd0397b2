"""What is known of a person has a key."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0085"
down_revision = "0084"


def upgrade() -> None:
    """Towards the new shape; works beside the previous release."""
    op.create_table(
        "seal_keys",
        sa.Column("shop_id", sa.Uuid(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.LargeBinary(), nullable=True),
        sa.Column(
            "made_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.Column("destroyed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(key IS NULL) = (destroyed_at IS NOT NULL)",
            name=op.f("ck_seal_keys_kept_or_destroyed"),
        ),
        sa.CheckConstraint("length(key) = 32", name=op.f("ck_seal_keys_key_length")),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name=op.f("fk_seal_keys_shop_id")),
        sa.PrimaryKeyConstraint("shop_id", "subject_id", name=op.f("pk_seal_keys")),
    )
    op.create_table(
        "seal_words",
        sa.Column("shop_id", sa.Uuid(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["shop_id", "subject_id"],
            ["seal_keys.shop_id", "seal_keys.subject_id"],
            name=op.f("fk_seal_words_shop_id_subject_id"),
        ),
        sa.PrimaryKeyConstraint("shop_id", "subject_id", "hash", name=op.f("pk_seal_words")),
    )
    op.create_index("ix_seal_words_hash", "seal_words", ["hash"], unique=False)
