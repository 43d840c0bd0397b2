"""What people did is added up by the hour, scans are found by their time, people have a team."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0048"
down_revision = "0047"

_NUMBERS = (
    "minutes", "lines", "units", "scans", "rejected", "shorts", "undone", "proved_right",
    "proved_wrong",
)  # fmt: skip


def upgrade() -> None:
    """Towards the new shape; works beside the previous release."""
    op.add_column("operators", sa.Column("team", sa.Text(), nullable=True))
    op.create_check_constraint("team_length", "operators", "team <> '' AND length(team) <= 40")
    op.create_table(
        "work_hours",
        sa.Column("hour", sa.DateTime(timezone=True), nullable=False),
        sa.Column("operator_id", sa.Uuid(), nullable=False),
        sa.Column("flow", sa.Text(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in _NUMBERS),
        sa.CheckConstraint("flow IN ('pick', 'pack')", name="flow_known"),
        sa.CheckConstraint(
            " AND ".join(f"{name} >= 0" for name in _NUMBERS), name="numbers_positive"
        ),
        sa.CheckConstraint("rejected <= scans", name="rejected_were_scans"),
        sa.ForeignKeyConstraint(
            ["operator_id"], ["operators.id"], name="fk_work_hours_operator_id"
        ),
        sa.PrimaryKeyConstraint("hour", "operator_id", "flow", name="pk_work_hours"),
    )
    # an entry for each 32 blocks, not for each scan: what comes in order is found by it
    op.execute(
        "CREATE INDEX ix_scans_at ON scans USING brin (at) "
        "WITH (pages_per_range = 32, autosummarize = on)"
    )
    op.create_index(
        "ix_place_counts_short_closed",
        "place_counts",
        ["closed_at"],
        postgresql_where="reason = 'short'",
    )
