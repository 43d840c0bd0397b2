"""LPNs are put away as one; the office says by rules where goods go."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0032"
down_revision = "0031"

_WHYS = "'full', 'blocked', 'too_small', 'wrong_goods', 'other_scanned', 'over_full'"
_OPEN = "done_at IS NULL AND cancelled_at IS NULL"


def upgrade() -> None:
    """Towards the new shape; works beside the previous release."""
    op.add_column("put_aways", sa.Column("asked_place_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(
        "fk_put_aways_asked_place_id", "put_aways", "places", ["asked_place_id"], ["id"]
    )
    op.execute("ALTER TABLE put_aways DROP CONSTRAINT ck_put_aways_overruled_because_known")
    op.create_check_constraint(
        op.f("ck_put_aways_overruled_because_known"), "put_aways", f"overruled_because IN ({_WHYS})"
    )
    _container_put_aways()
    _rules()


def _now() -> sa.Column[object]:
    return sa.Column(
        "created_at",
        sa.DateTime(timezone=True),
        server_default=sa.text("clock_timestamp()"),
        nullable=False,
    )


def _container_put_aways() -> None:
    places = ("container_id", "from_id", "suggested_place_id", "to_place_id", "asked_place_id")
    op.create_table(
        "container_put_aways",
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("operator_id", sa.Uuid(), nullable=False),
        *(sa.Column(each, sa.Uuid(), nullable=each != "container_id") for each in places),
        sa.Column("overruled_because", sa.Text(), nullable=True),
        sa.Column(
            "refused_place_ids",
            postgresql.ARRAY(sa.Uuid()),
            server_default=sa.text("'{}'"),
            nullable=False,
        ),
        _now(),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(f"overruled_because IN ({_WHYS})", name="overruled_because_known"),
        sa.CheckConstraint("done_at IS NULL OR cancelled_at IS NULL", name="one_end"),
        *(
            sa.ForeignKeyConstraint([each], ["places.id"], name=f"fk_container_put_aways_{each}")
            for each in places
        ),
        sa.ForeignKeyConstraint(
            ["operator_id"], ["operators.id"], name="fk_container_put_aways_operator_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_container_put_aways"),
    )
    for name, column in {"open": "operator_id", "container_open": "container_id"}.items():
        op.create_index(
            f"uq_container_put_aways_{name}",
            "container_put_aways",
            [column],
            unique=True,
            postgresql_where=sa.text(_OPEN),
        )


def _rules() -> None:
    op.create_table(
        "put_away_rules",
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("shop_id", sa.Uuid(), nullable=True),
        sa.Column("product_id", sa.Uuid(), nullable=True),
        sa.Column("is_hazmat", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("at_least_g", sa.Integer(), nullable=True),
        sa.Column("zone_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=True),
        _now(),
        sa.CheckConstraint("product_id IS NULL OR shop_id IS NOT NULL", name="product_of_a_shop"),
        sa.CheckConstraint("zone_id IS NOT NULL OR kind IS NOT NULL", name="sends_somewhere"),
        sa.CheckConstraint("kind IN ('pick_face', 'storage')", name="kind_known"),
        sa.CheckConstraint("at_least_g > 0", name="at_least_g_positive"),
        sa.CheckConstraint("priority BETWEEN 1 AND 999", name="priority_sane"),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name="fk_put_away_rules_shop_id"),
        sa.ForeignKeyConstraint(
            ["shop_id", "product_id"],
            ["products.shop_id", "products.id"],
            name="fk_put_away_rules_shop_id_product_id",
        ),
        sa.ForeignKeyConstraint(["zone_id"], ["zones.id"], name="fk_put_away_rules_zone_id"),
        sa.PrimaryKeyConstraint("id", name="pk_put_away_rules"),
    )
