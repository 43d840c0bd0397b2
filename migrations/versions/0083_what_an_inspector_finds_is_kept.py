"""What an inspector finds is kept."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0083"
down_revision = "0082"

#: what rows that lie there already keep, too
CHECKS = (
    (
        "inspections",
        "reason_known",
        "reason IN ('broken', 'used', 'incomplete', 'dirty', 'not_working', 'other')",
    ),
    ("inspections", "somebody_inspected", "operator_id IS NOT NULL OR user_id IS NOT NULL"),
    (
        "inspections",
        "second_is_another_person",
        "second_operator_id <> operator_id AND second_user_id IS NULL "
        "OR second_operator_id IS NULL AND (second_user_id <> user_id OR user_id IS NULL "
        "OR second_user_id IS NULL)",
    ),
    ("return_lines", "mismatch_is_of_no_order_line", "NOT is_mismatch OR order_line_id IS NULL"),
    ("returns", "refund_basis_known", "refund_basis IN ('sent', 'arrived', 'inspected')"),
    (
        "returns",
        "refund_rests_on_something",
        "(refund_clearable_at IS NULL) = (refund_basis IS NULL)",
    ),
    ("returns", "came_weight_positive", "came_weight_g > 0"),
)


def upgrade() -> None:
    """Towards the new shape; works beside the previous release."""
    op.create_table(
        "return_rubrics",
        sa.Column("shop_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("content", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("restored_from", sa.Integer(), nullable=True),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.CheckConstraint("version >= 1", name=op.f("ck_return_rubrics_version_positive")),
        sa.ForeignKeyConstraint(
            ["made_by"], ["office_users.id"], name=op.f("fk_return_rubrics_made_by")
        ),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name=op.f("fk_return_rubrics_shop_id")),
        sa.PrimaryKeyConstraint("shop_id", "id", name=op.f("pk_return_rubrics")),
        sa.UniqueConstraint("shop_id", "version", name=op.f("uq_return_rubrics_shop_id_version")),
    )
    op.create_table(
        "rubric_pictures",
        sa.Column("shop_id", sa.Uuid(), nullable=False),
        sa.Column("photo_id", sa.Uuid(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["shop_id", "photo_id"],
            ["photos.shop_id", "photos.id"],
            name=op.f("fk_rubric_pictures_shop_id_photo_id"),
        ),
        sa.PrimaryKeyConstraint("shop_id", "photo_id", name=op.f("pk_rubric_pictures")),
    )
    op.create_table(
        "return_mismatches",
        sa.Column("shop_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("return_line_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("found", sa.Text(), nullable=False),
        sa.Column("shipped", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("shipped_with", sa.Text(), nullable=True),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("operator_id", sa.Uuid(), nullable=False),
        sa.Column("allowed_by", sa.Uuid(), nullable=True),
        sa.Column("scan_id", sa.Uuid(), nullable=True),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.Column("taken_back_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "kind IN ('serial', 'lot')", name=op.f("ck_return_mismatches_kind_known")
        ),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_return_mismatches_quantity_positive")),
        sa.ForeignKeyConstraint(
            ["allowed_by"], ["operators.id"], name=op.f("fk_return_mismatches_allowed_by")
        ),
        sa.ForeignKeyConstraint(
            ["operator_id"], ["operators.id"], name=op.f("fk_return_mismatches_operator_id")
        ),
        sa.ForeignKeyConstraint(
            ["shop_id", "return_line_id"],
            ["return_lines.shop_id", "return_lines.id"],
            name=op.f("fk_return_mismatches_shop_id_return_line_id"),
        ),
        sa.PrimaryKeyConstraint("shop_id", "id", name=op.f("pk_return_mismatches")),
    )
    op.create_index(
        "ix_return_mismatches_line",
        "return_mismatches",
        ["shop_id", "return_line_id"],
        unique=False,
    )
    op.create_table(
        "return_serials",
        sa.Column("shop_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("return_line_id", sa.Uuid(), nullable=False),
        sa.Column("serial", sa.Text(), nullable=False),
        sa.Column("scan_id", sa.Uuid(), nullable=True),
        sa.Column("operator_id", sa.Uuid(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.Column("taken_back_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "serial <> '' AND length(serial) <= 128", name=op.f("ck_return_serials_serial_length")
        ),
        sa.ForeignKeyConstraint(
            ["operator_id"], ["operators.id"], name=op.f("fk_return_serials_operator_id")
        ),
        sa.ForeignKeyConstraint(
            ["shop_id", "return_line_id"],
            ["return_lines.shop_id", "return_lines.id"],
            name=op.f("fk_return_serials_shop_id_return_line_id"),
        ),
        sa.PrimaryKeyConstraint("shop_id", "id", name=op.f("pk_return_serials")),
    )
    op.create_index(
        "ix_return_serials_line", "return_serials", ["shop_id", "return_line_id"], unique=False
    )
    op.create_index(
        "ix_return_serials_serial", "return_serials", ["shop_id", "serial"], unique=False
    )
    op.create_table(
        "inspection_photos",
        sa.Column("shop_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("return_id", sa.Uuid(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("return_line_id", sa.Uuid(), nullable=True),
        sa.Column("inspection_id", sa.Uuid(), nullable=True),
        sa.Column("photo_id", sa.Uuid(), nullable=False),
        sa.Column("operator_id", sa.Uuid(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "(subject = 'piece') = (return_line_id IS NOT NULL)",
            name=op.f("ck_inspection_photos_piece_has_its_line"),
        ),
        sa.CheckConstraint(
            "subject IN ('piece', 'parcel')", name=op.f("ck_inspection_photos_subject_known")
        ),
        sa.ForeignKeyConstraint(
            ["operator_id"], ["operators.id"], name=op.f("fk_inspection_photos_operator_id")
        ),
        sa.ForeignKeyConstraint(
            ["shop_id", "inspection_id"],
            ["inspections.shop_id", "inspections.id"],
            name=op.f("fk_inspection_photos_shop_id_inspection_id"),
        ),
        sa.ForeignKeyConstraint(
            ["shop_id", "photo_id"],
            ["photos.shop_id", "photos.id"],
            name=op.f("fk_inspection_photos_shop_id_photo_id"),
        ),
        sa.ForeignKeyConstraint(
            ["shop_id", "return_id"],
            ["returns.shop_id", "returns.id"],
            name=op.f("fk_inspection_photos_shop_id_return_id"),
        ),
        sa.ForeignKeyConstraint(
            ["shop_id", "return_line_id"],
            ["return_lines.shop_id", "return_lines.id"],
            name=op.f("fk_inspection_photos_shop_id_return_line_id"),
        ),
        sa.PrimaryKeyConstraint("shop_id", "id", name=op.f("pk_inspection_photos")),
    )
    op.create_index(
        "ix_inspection_photos_return", "inspection_photos", ["shop_id", "return_id"], unique=False
    )
    op.create_table(
        "return_follow_ups",
        sa.Column("shop_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("inspection_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("lot_id", sa.Uuid(), nullable=False),
        sa.Column("condition", sa.Text(), nullable=False),
        sa.Column("place_id", sa.Uuid(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("operator_id", sa.Uuid(), nullable=True),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('refurbish', 'return_to_shop', 'scrap')",
            name=op.f("ck_return_follow_ups_kind_known"),
        ),
        sa.CheckConstraint(
            "outcome IN ('restocked', 'opened', 'scrapped', 'sent', 'kept')",
            name=op.f("ck_return_follow_ups_outcome_known"),
        ),
        sa.CheckConstraint(
            "(done_at IS NULL) = (outcome IS NULL)",
            name=op.f("ck_return_follow_ups_done_with_an_outcome"),
        ),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_return_follow_ups_quantity_positive")),
        sa.ForeignKeyConstraint(
            ["operator_id"], ["operators.id"], name=op.f("fk_return_follow_ups_operator_id")
        ),
        sa.ForeignKeyConstraint(
            ["place_id"], ["places.id"], name=op.f("fk_return_follow_ups_place_id")
        ),
        sa.ForeignKeyConstraint(
            ["shop_id", "inspection_id"],
            ["inspections.shop_id", "inspections.id"],
            name=op.f("fk_return_follow_ups_shop_id_inspection_id"),
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["office_users.id"], name=op.f("fk_return_follow_ups_user_id")
        ),
        sa.PrimaryKeyConstraint("shop_id", "id", name=op.f("pk_return_follow_ups")),
    )
    op.create_index(
        "ix_return_follow_ups_inspection",
        "return_follow_ups",
        ["shop_id", "inspection_id"],
        unique=False,
    )
    op.create_index(
        "ix_return_follow_ups_open",
        "return_follow_ups",
        ["kind", "id"],
        unique=False,
        postgresql_where="done_at IS NULL",
    )
    op.add_column("inspections", sa.Column("user_id", sa.Uuid(), nullable=True))
    op.add_column("inspections", sa.Column("reason", sa.Text(), nullable=True))
    op.add_column("inspections", sa.Column("rubric_version", sa.Integer(), nullable=True))
    op.add_column(
        "inspections",
        sa.Column(
            "missing_parts", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False
        ),
    )
    op.add_column(
        "inspections",
        sa.Column("is_without_photo", sa.Boolean(), server_default="false", nullable=False),
    )
    op.add_column("inspections", sa.Column("second_operator_id", sa.Uuid(), nullable=True))
    op.add_column("inspections", sa.Column("second_user_id", sa.Uuid(), nullable=True))
    op.add_column("inspections", sa.Column("value_minor", sa.Integer(), nullable=True))
    op.add_column(
        "inspections",
        sa.Column("movement_ids", postgresql.ARRAY(sa.Uuid()), server_default="{}", nullable=False),
    )
    op.add_column("inspections", sa.Column("corrects_id", sa.Uuid(), nullable=True))
    op.add_column("inspections", sa.Column("why", sa.Text(), nullable=True))
    op.add_column(
        "inspections", sa.Column("taken_back_at", sa.DateTime(timezone=True), nullable=True)
    )
    op.alter_column("inspections", "operator_id", existing_type=sa.UUID(), nullable=True)
    op.create_foreign_key(
        op.f("fk_inspections_second_user_id"),
        "inspections",
        "office_users",
        ["second_user_id"],
        ["id"],
    )
    op.create_foreign_key(
        op.f("fk_inspections_second_operator_id"),
        "inspections",
        "operators",
        ["second_operator_id"],
        ["id"],
    )
    op.create_foreign_key(
        op.f("fk_inspections_user_id"), "inspections", "office_users", ["user_id"], ["id"]
    )
    op.create_foreign_key(
        op.f("fk_inspections_shop_id_corrects_id"),
        "inspections",
        "inspections",
        ["shop_id", "corrects_id"],
        ["shop_id", "id"],
    )
    op.add_column(
        "return_lines",
        sa.Column("is_mismatch", sa.Boolean(), server_default="false", nullable=False),
    )
    op.add_column(
        "returns", sa.Column("refund_clearable_at", sa.DateTime(timezone=True), nullable=True)
    )
    op.add_column("returns", sa.Column("refund_basis", sa.Text(), nullable=True))
    op.add_column("returns", sa.Column("refunded_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("returns", sa.Column("came_empty_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("returns", sa.Column("came_weight_g", sa.Integer(), nullable=True))
    for table, name, rule in CHECKS:
        op.create_check_constraint(op.f(f"ck_{table}_{name}"), table, rule)
