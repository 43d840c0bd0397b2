"""Rules choose the way of a parcel, and a rate table says what it costs."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0063"
down_revision = "0062"

_TEXTS = postgresql.ARRAY(sa.Text())
_NOW = sa.text("clock_timestamp()")


def upgrade() -> None:
    """Towards the new shape; works beside the previous release."""
    op.add_column("orders", sa.Column("value_amount_minor", sa.Integer()))
    op.add_column("orders", sa.Column("value_currency", sa.Text()))
    op.add_column("orders", sa.Column("way", postgresql.JSONB()))
    op.create_check_constraint(
        op.f("ck_orders_value_amount_positive"), "orders", "value_amount_minor > 0"
    )
    op.create_check_constraint(
        op.f("ck_orders_value_has_currency"),
        "orders",
        "(value_amount_minor IS NULL) = (value_currency IS NULL)",
    )
    op.create_index(
        "ix_orders_buyer", "orders", ["shop_id", sa.text("lower(recipient ->> 'email')")]
    )
    op.create_table(
        "way_rules",
        sa.Column("shop_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False, server_default=sa.text("uuidv7()")),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("countries", _TEXTS, nullable=False, server_default=sa.text("'{}'")),
        sa.Column("postcode_prefixes", _TEXTS, nullable=False, server_default=sa.text("'{}'")),
        sa.Column("weight_min_g", sa.Integer()),
        sa.Column("weight_max_g", sa.Integer()),
        sa.Column("pieces_min", sa.Integer()),
        sa.Column("value_min_minor", sa.Integer()),
        sa.Column("value_max_minor", sa.Integer()),
        sa.Column("value_currency", sa.Text()),
        sa.Column("is_cod", sa.Boolean()),
        sa.Column("is_to_point", sa.Boolean()),
        sa.Column("is_fragile", sa.Boolean()),
        sa.Column("is_hazmat", sa.Boolean()),
        sa.Column("upgrade_for", sa.Text()),
        sa.Column("is_told", sa.Boolean(), nullable=False, server_default="true"),
        sa.Column("carrier", sa.Text(), nullable=False),
        sa.Column("service", sa.Text(), nullable=False),
        sa.Column("created_by_id", sa.Uuid()),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False, server_default=_NOW),
        sa.CheckConstraint(
            "upgrade_for IN ('first_order', 'big_order', 'our_mistake')",
            name="ck_way_rules_upgrade_known",
        ),
        sa.CheckConstraint(
            "weight_min_g >= 0 AND weight_max_g > 0", name="ck_way_rules_weight_positive"
        ),
        sa.CheckConstraint("weight_min_g <= weight_max_g", name="ck_way_rules_weight_band"),
        sa.CheckConstraint(
            "value_min_minor >= 0 AND value_max_minor > 0", name="ck_way_rules_value_positive"
        ),
        sa.CheckConstraint("value_min_minor <= value_max_minor", name="ck_way_rules_value_band"),
        sa.CheckConstraint(
            "(value_currency IS NULL) = (num_nonnulls(value_min_minor, value_max_minor) = 0)",
            name="ck_way_rules_value_has_currency",
        ),
        sa.CheckConstraint("pieces_min > 0", name="ck_way_rules_pieces_positive"),
        sa.CheckConstraint(
            "upgrade_for IS DISTINCT FROM 'big_order' "
            "OR num_nonnulls(weight_min_g, value_min_minor, pieces_min) > 0",
            name="ck_way_rules_big_says_how_big",
        ),
        sa.PrimaryKeyConstraint("shop_id", "id", name="pk_way_rules"),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name="fk_way_rules_shop_id"),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["office_users.id"], name="fk_way_rules_created_by_id"
        ),
    )
    op.create_table(
        "way_rule_changes",
        sa.Column("shop_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False, server_default=sa.text("uuidv7()")),
        sa.Column("rule_id", sa.Uuid(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("said", postgresql.JSONB(), nullable=False),
        sa.Column("user_id", sa.Uuid()),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False, server_default=_NOW),
        sa.CheckConstraint(
            "what IN ('added', 'changed', 'moved', 'removed', 'restored')",
            name="ck_way_rule_changes_what_known",
        ),
        sa.PrimaryKeyConstraint("shop_id", "id", name="pk_way_rule_changes"),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name="fk_way_rule_changes_shop_id"),
        sa.ForeignKeyConstraint(
            ["user_id"], ["office_users.id"], name="fk_way_rule_changes_user_id"
        ),
    )
    op.create_table(
        "carrier_rates",
        sa.Column("id", sa.Uuid(), nullable=False, server_default=sa.text("uuidv7()")),
        sa.Column("carrier", sa.Text(), nullable=False),
        sa.Column("service", sa.Text(), nullable=False),
        sa.Column("countries", _TEXTS, nullable=False, server_default=sa.text("'{}'")),
        sa.Column("weight_max_g", sa.Integer(), nullable=False),
        sa.Column("amount_minor", sa.Integer(), nullable=False),
        sa.Column("cod_fee_minor", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("created_by_id", sa.Uuid()),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False, server_default=_NOW),
        sa.CheckConstraint("weight_max_g > 0", name="ck_carrier_rates_weight_positive"),
        sa.CheckConstraint(
            "amount_minor >= 0 AND cod_fee_minor >= 0",
            name="ck_carrier_rates_amounts_not_negative",
        ),
        sa.CheckConstraint("currency ~ '^[A-Z]{3}$'", name="ck_carrier_rates_currency_is_a_code"),
        sa.PrimaryKeyConstraint("id", name="pk_carrier_rates"),
        sa.UniqueConstraint(
            "carrier",
            "service",
            "countries",
            "weight_max_g",
            "valid_from",
            name="uq_carrier_rates_step",
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["office_users.id"], name="fk_carrier_rates_created_by_id"
        ),
    )
    op.create_index("ix_carrier_rates_way", "carrier_rates", ["carrier", "service", "valid_from"])
