"""A return may be an exchange."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0099"
down_revision = "0098"

REASONS = (
    "reason IN ('missing', 'wrong_item', 'damaged', 'lost', 'not_delivered', 'returned', "
    "'address', 'other', 'exchange')"
)


def upgrade() -> None:
    """Towards the new shape; works beside the previous release."""
    op.create_table(
        "exchanges",
        sa.Column("shop_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("return_id", sa.Uuid(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("goes_when", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("called_off_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "goes_when IN ('at_once', 'arrived', 'inspected')",
            name=op.f("ck_exchanges_goes_when_known"),
        ),
        sa.ForeignKeyConstraint(
            ["shop_id", "return_id"],
            ["returns.shop_id", "returns.id"],
            name=op.f("fk_exchanges_shop_id_return_id"),
        ),
        sa.ForeignKeyConstraint(
            ["shop_id", "order_id"],
            ["orders.shop_id", "orders.id"],
            name=op.f("fk_exchanges_shop_id_order_id"),
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["office_users.id"], name=op.f("fk_exchanges_user_id")
        ),
        sa.PrimaryKeyConstraint("shop_id", "id", name=op.f("pk_exchanges")),
    )
    op.create_index(
        "ix_exchanges_return",
        "exchanges",
        ["shop_id", "return_id"],
        unique=True,
        postgresql_where="called_off_at IS NULL",
    )
    op.drop_constraint(op.f("ck_reshipments_reason_known"), "reshipments", type_="check")
    op.create_check_constraint(op.f("ck_reshipments_reason_known"), "reshipments", REASONS)
