"""A sandbox's integration earns a certificate, and its receiver is tried with a forged message."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0109"
down_revision = "0108"


def upgrade() -> None:
    """Towards the new shape; works beside the previous release."""
    op.create_table(
        "certificates",
        sa.Column("shop_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("number", sa.BigInteger(), sa.Identity(start=1001), nullable=False),
        sa.Column(
            "issued_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.Column("since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("api_version", sa.Text(), nullable=False),
        sa.Column("programs", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("scenarios", postgresql.JSONB(), nullable=False),
        sa.PrimaryKeyConstraint("shop_id", "id", name=op.f("pk_certificates")),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name=op.f("fk_certificates_shop_id")),
        sa.UniqueConstraint("number", name=op.f("uq_certificates_number")),
    )
    op.add_column(
        "webhook_deliveries",
        sa.Column("is_forged", sa.Boolean(), server_default="false", nullable=False),
    )
