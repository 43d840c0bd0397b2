"""Copies of slips and labels say who wanted them, and why."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Towards the new shape; works beside the previous release."""
    op.add_column("print_jobs", sa.Column("reason", sa.Text(), nullable=True))
    op.add_column("print_jobs", sa.Column("asked_by", sa.Uuid(), nullable=True))
    op.create_foreign_key(
        op.f("fk_print_jobs_asked_by"), "print_jobs", "office_users", ["asked_by"], ["id"]
    )
