"""Who named no order is forgotten, too, and a try that failed is seen."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0092"
down_revision = "0091"


def upgrade() -> None:
    """Towards the new shape; works beside the previous release."""
    op.alter_column("erasures", "order_id", nullable=True)
    op.add_column("erasures", sa.Column("thread_id", sa.Uuid(), nullable=True))
    op.add_column("erasures", sa.Column("failed_at", sa.DateTime(timezone=True), nullable=True))
    op.create_check_constraint(
        op.f("ck_erasures_one_subject"), "erasures", "num_nonnulls(order_id, thread_id) = 1"
    )
    op.create_foreign_key(
        op.f("fk_erasures_shop_id_thread_id"),
        "erasures",
        "contact_threads",
        ["shop_id", "thread_id"],
        ["shop_id", "id"],
    )
    op.create_index(
        "uq_erasures_open_thread",
        "erasures",
        ["shop_id", "thread_id"],
        unique=True,
        postgresql_where="done_at IS NULL",
    )
