"""A shop may have a sandbox: a shop of its own, whose goods lie in another hall."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0105"
down_revision = "0104"

#: rows of a hall, of which the sandbox has some, too; what is there is the real hall's
IN_BOTH = (
    "warehouses", "places", "operators", "devices", "scans", "pick_runs", "manifests",
)  # fmt: skip
WHOSE = "COALESCE(current_setting('wms.tenant', true) = 'sandbox', false)"


def upgrade() -> None:
    """Towards the new shape; works beside the previous release."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    for table in IN_BOTH:
        # a constant first: PostgreSQL then need not write the whole table
        op.add_column(
            table, sa.Column("is_sandbox", sa.Boolean(), server_default="false", nullable=False)
        )
        op.alter_column(table, "is_sandbox", server_default=sa.text(WHOSE))
    op.add_column("shops", sa.Column("sandbox_of", sa.Uuid(), nullable=True))
    op.create_foreign_key(op.f("fk_shops_sandbox_of"), "shops", "shops", ["sandbox_of"], ["id"])
    op.create_unique_constraint(op.f("uq_shops_sandbox_of"), "shops", ["sandbox_of"])
    op.create_check_constraint(
        op.f("ck_shops_twin_by_id"),
        "shops",
        "(sandbox_of IS NOT NULL) = (id >= 'ffffffff-0000-0000-0000-000000000000')",
    )
