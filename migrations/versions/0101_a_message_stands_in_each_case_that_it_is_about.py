"""A message stands in each open case that it is about, not in one of them."""

from __future__ import annotations

from alembic import op

revision = "0101"
down_revision = "0100"


def upgrade() -> None:
    """Towards the new shape; works beside the previous release."""
    op.drop_constraint(op.f("pk_case_messages"), "case_messages", type_="primary")
    op.create_primary_key(
        op.f("pk_case_messages"), "case_messages", ["shop_id", "case_id", "message_id"]
    )
    op.drop_index("ix_case_messages_case", table_name="case_messages")
    op.create_index("ix_case_messages_message", "case_messages", ["shop_id", "message_id"])
