"""Consumers are told of the label of their return."""

from __future__ import annotations

from alembic import op

revision = "0097"
down_revision = "0096"

_KINDS = (
    "kind IN ('received', 'preparing', 'packed', 'delayed', 'shipped', 'pickup', 'delivered', "
    "'return_label', 'return_received', 'refund_cleared', 'survey')"
)


def upgrade() -> None:
    """Towards the new shape; works beside the previous release."""
    for table in ("notice_texts", "notices"):
        # it was named by the convention twice when it was made
        op.drop_constraint(op.f(f"ck_{table}_ck_{table}_kind_known"), table, type_="check")
        op.create_check_constraint(op.f(f"ck_{table}_kind_known"), table, _KINDS)
