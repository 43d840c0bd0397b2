"""A key may be good from some addresses only, and lends tokens for an hour."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0095"
down_revision = "0094"


def upgrade() -> None:
    """Towards the new shape; works beside the previous release."""
    op.add_column(
        "api_keys",
        sa.Column("addresses", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False),
    )
    op.create_table(
        "access_tokens",
        sa.Column("shop_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("key_id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("scopes", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["shop_id", "key_id"],
            ["api_keys.shop_id", "api_keys.id"],
            name=op.f("fk_access_tokens_shop_id_key_id"),
        ),
        sa.PrimaryKeyConstraint("shop_id", "id", name=op.f("pk_access_tokens")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_access_tokens_token_hash")),
    )
    op.create_index("ix_access_tokens_expires_at", "access_tokens", ["expires_at"])
