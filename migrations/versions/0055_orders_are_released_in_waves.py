"""Orders are released in waves of those that lie together."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0055"
down_revision = "0054"


def upgrade() -> None:
    """Towards the new shape; works beside the previous release."""
    op.add_column("release_rules", sa.Column("wave_orders", sa.Integer()))
    op.add_column("hand_releases", sa.Column("rule_id", sa.Uuid()))
    # 0047 wrote the prefix itself, and got it twice
    op.drop_constraint(op.f("ck_release_rules_ck_release_rules_release_known"), "release_rules")
    op.create_check_constraint(
        op.f("ck_release_rules_release_known"),
        "release_rules",
        "release IN ('now', 'before_cut_off', 'by_hand', 'in_waves')",
    )
    op.create_check_constraint(
        op.f("ck_release_rules_orders_of_wave"),
        "release_rules",
        "(release = 'in_waves') = (wave_orders IS NOT NULL) AND wave_orders > 0",
    )
