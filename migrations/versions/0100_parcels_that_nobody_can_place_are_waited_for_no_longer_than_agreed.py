"""Parcels that nobody can place are photographed, and waited for no longer than agreed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0100"
down_revision = "0099"


def upgrade() -> None:
    """Towards the new shape; works beside the previous release."""
    for column in ("reminded_at", "settled_at"):
        op.add_column(
            "unidentified_parcels", sa.Column(column, sa.DateTime(timezone=True), nullable=True)
        )
    op.add_column("unidentified_parcels", sa.Column("settled_as", sa.Text(), nullable=True))
    for name, rule in (
        ("settled_as_known", "settled_as IN ('keep', 'quarantine', 'scrap')"),
        ("settled_somehow", "(settled_at IS NULL) = (settled_as IS NULL)"),
    ):
        op.create_check_constraint(
            op.f(f"ck_unidentified_parcels_{name}"), "unidentified_parcels", rule
        )
    op.add_column(
        "returns", sa.Column("without_order_at", sa.DateTime(timezone=True), nullable=True)
    )
    op.drop_constraint(op.f("ck_returns_identified_has_order"), "returns", type_="check")
    op.create_check_constraint(
        op.f("ck_returns_identified_has_order"),
        "returns",
        "status IN ('unidentified', 'rejected') OR order_id IS NOT NULL "
        "OR without_order_at IS NOT NULL",
    )
    op.add_column("inspection_photos", sa.Column("user_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(
        op.f("fk_inspection_photos_user_id"),
        "inspection_photos",
        "office_users",
        ["user_id"],
        ["id"],
    )
    op.alter_column("inspection_photos", "operator_id", existing_type=sa.UUID(), nullable=True)
    op.create_check_constraint(
        op.f("ck_inspection_photos_somebody_took_it"),
        "inspection_photos",
        "operator_id IS NOT NULL OR user_id IS NOT NULL",
    )
