"""What came to a place or left it, and what seldom happens, is found in a ledger of any size."""

from __future__ import annotations

from alembic import op

revision = "0040"
down_revision = "0039"


def upgrade() -> None:
    """Towards the new shape; works beside the previous release. Some seconds for each million."""
    op.create_index("ix_movements_from", "movements", ["shop_id", "from_place_id", "id"])
    op.create_index("ix_movements_to", "movements", ["shop_id", "to_place_id", "id"])
    op.create_index(
        "ix_movements_rare",
        "movements",
        ["shop_id", "reason", "id"],
        postgresql_where="reason NOT IN ('receive', 'put_away', 'move', 'pick', 'pack', 'ship')",
    )
