"""Goods that are not put where they were sent keep why; a shop says what kind comes first."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0019"
down_revision = "0017"


def upgrade() -> None:
    """Towards the new shape; works beside the previous release."""
    op.add_column(
        "inbound_rules",
        sa.Column("put_away_first", sa.Text(), server_default="pick_face", nullable=False),
    )
    op.create_check_constraint(
        op.f("ck_inbound_rules_put_away_first_known"),
        "inbound_rules",
        "put_away_first IN ('pick_face', 'storage')",
    )
    op.add_column("put_aways", sa.Column("suggested_place_id", sa.Uuid()))
    op.create_foreign_key(
        op.f("fk_put_aways_suggested_place_id"),
        "put_aways",
        "places",
        ["suggested_place_id"],
        ["id"],
    )
    op.add_column("put_aways", sa.Column("overruled_because", sa.Text()))
    op.create_check_constraint(
        op.f("ck_put_aways_overruled_because_known"),
        "put_aways",
        "overruled_because IN ('full', 'blocked', 'too_small', 'wrong_goods', 'other_scanned')",
    )
    op.add_column(
        "put_aways",
        sa.Column(
            "refused_place_ids",
            postgresql.ARRAY(sa.Uuid()),
            server_default=sa.text("'{}'"),
            nullable=False,
        ),
    )
