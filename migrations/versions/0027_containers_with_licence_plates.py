"""Pallets, cases and boxes with a licence plate: they stand somewhere, and are carried as one."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"

_LOCATIONS = "'dock', 'storage', 'pick_face', 'bench', 'staging', 'quarantine', 'returns'"
_OUTSIDE = "'supplier', 'customer', 'found', 'lost', 'scrap', 'workshop'"


def upgrade() -> None:
    """Towards the new shape; works beside the previous release."""
    _kinds()
    _standing()
    _moves()


def _kinds() -> None:
    op.execute("ALTER TABLE places DROP CONSTRAINT ck_places_kind_known")
    op.create_check_constraint(
        op.f("ck_places_kind_known"),
        "places",
        f"kind IN ({_LOCATIONS}, 'tote', 'parcel', 'lpn', {_OUTSIDE})",
    )


def _standing() -> None:
    for column in ("inside_id", "stands_at_id"):
        op.add_column("places", sa.Column(column, sa.Uuid(), nullable=True))
        op.create_foreign_key(op.f(f"fk_places_{column}"), "places", "places", [column], ["id"])
        op.create_index(
            f"ix_places_{column}",
            "places",
            [column],
            postgresql_where=sa.text(f"{column} IS NOT NULL"),
        )
    op.add_column("places", sa.Column("picked_as", sa.Text(), nullable=True))
    op.execute("SELECT set_config('wms.tenant', 'hall', true)")
    op.execute(
        "UPDATE places SET picked_as = kind "
        "WHERE kind IN ('storage', 'pick_face') AND blocked_at IS NULL"
    )
    op.create_check_constraint(
        op.f("ck_places_only_lpns_stand_somewhere"), "places", "inside_id IS NULL OR kind = 'lpn'"
    )
    op.create_check_constraint(op.f("ck_places_not_inside_itself"), "places", "inside_id <> id")
    op.create_check_constraint(
        op.f("ck_places_picked_from_shelves"),
        "places",
        "picked_as IS NULL OR blocked_at IS NULL AND kind IN ('storage', 'pick_face', 'lpn')",
    )


def _moves() -> None:
    op.create_table(
        "container_moves",
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("container_id", sa.Uuid(), nullable=False),
        sa.Column("from_id", sa.Uuid(), nullable=True),
        sa.Column("to_id", sa.Uuid(), nullable=True),
        sa.Column("operator_id", sa.Uuid(), nullable=True),
        sa.Column("device_id", sa.Uuid(), nullable=True),
        sa.Column("scan_id", sa.Uuid(), nullable=True),
        sa.Column(
            "moved_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.CheckConstraint("from_id IS DISTINCT FROM to_id", name="goes_somewhere"),
        sa.ForeignKeyConstraint(
            ["container_id"], ["places.id"], name="fk_container_moves_container_id"
        ),
        sa.ForeignKeyConstraint(["from_id"], ["places.id"], name="fk_container_moves_from_id"),
        sa.ForeignKeyConstraint(["to_id"], ["places.id"], name="fk_container_moves_to_id"),
        sa.ForeignKeyConstraint(
            ["operator_id"], ["operators.id"], name="fk_container_moves_operator_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_container_moves"),
    )
    op.create_index("ix_container_moves_container_id", "container_moves", ["container_id", "id"])
