"""A platform is told that an order is packed."""

from __future__ import annotations

from alembic import op

revision = "0104"
down_revision = "0103"


def upgrade() -> None:
    """Towards the new shape; works beside the previous release."""
    name = op.f("ck_platform_tellings_what_known")
    op.drop_constraint(name, "platform_tellings", type_="check")
    op.create_check_constraint(
        name,
        "platform_tellings",
        "what IN ('packed', 'shipped', 'accepted', 'rejected', 'cancelled', 'too_late', 'note')",
    )
