"""A receiver scans the goods of a delivery into an LPN."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"


def upgrade() -> None:
    """Towards the new shape; works beside the previous release."""
    op.create_table(
        "receiver_lpns",
        sa.Column("shop_id", sa.Uuid(), nullable=False),
        sa.Column("asn_id", sa.Uuid(), nullable=False),
        sa.Column("operator_id", sa.Uuid(), nullable=False),
        sa.Column("container_id", sa.Uuid(), nullable=False),
        sa.Column(
            "opened_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["shop_id", "asn_id"],
            ["asns.shop_id", "asns.id"],
            name="fk_receiver_lpns_shop_id_asn_id",
        ),
        sa.ForeignKeyConstraint(
            ["operator_id"], ["operators.id"], name="fk_receiver_lpns_operator_id"
        ),
        sa.ForeignKeyConstraint(
            ["container_id"], ["places.id"], name="fk_receiver_lpns_container_id"
        ),
        sa.PrimaryKeyConstraint("shop_id", "asn_id", "operator_id", name="pk_receiver_lpns"),
    )
    op.drop_constraint("fk_put_away_rules_zone_id", "put_away_rules", type_="foreignkey")
    op.create_foreign_key(
        "fk_put_away_rules_zone_id", "put_away_rules", "zones", ["zone_id"], ["id"],
        ondelete="CASCADE",
    )  # fmt: skip
