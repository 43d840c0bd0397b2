"""Shops' product lists come as files: their rows are kept, checked and then written."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0014"
down_revision = "0012"


def upgrade() -> None:
    """Towards the new shape; works beside the previous release."""
    counters = ("new", "changed", "same", "error", "applied", "refused")
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "product_imports",
        sa.Column("shop_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), server_default="checking", nullable=False),
        sa.Column("total_rows", sa.Integer(), nullable=False),
        *(
            sa.Column(f"{name}_rows", sa.Integer(), server_default="0", nullable=False)
            for name in counters
        ),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column(
            "created_at", moment, server_default=sa.text("clock_timestamp()"), nullable=False
        ),
        sa.Column("checked_at", moment, nullable=True),
        sa.Column("confirmed_at", moment, nullable=True),
        sa.Column("finished_at", moment, nullable=True),
        sa.CheckConstraint(
            "status IN ('checking', 'checked', 'applying', 'done', 'cancelled')",
            name="status_known",
        ),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name="fk_product_imports_shop_id"),
        sa.ForeignKeyConstraint(
            ["user_id"], ["office_users.id"], name="fk_product_imports_user_id"
        ),
        sa.PrimaryKeyConstraint("shop_id", "id", name="pk_product_imports"),
    )
    op.create_index(
        "ix_product_imports_in_work",
        "product_imports",
        ["status"],
        postgresql_where=sa.text("status IN ('checking', 'applying')"),
    )
    op.create_table(
        "product_import_rows",
        sa.Column("shop_id", sa.Uuid(), nullable=False),
        sa.Column("import_id", sa.Uuid(), nullable=False),
        sa.Column("row_no", sa.Integer(), nullable=False),
        sa.Column("sku", sa.Text(), nullable=False),
        sa.Column("wanted", JSONB(), nullable=False),
        sa.Column("state", sa.Text(), server_default="unchecked", nullable=False),
        sa.Column("differences", JSONB(), server_default="[]", nullable=False),
        sa.Column("faults", JSONB(), server_default="[]", nullable=False),
        sa.Column("version", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "state IN ('unchecked', 'new', 'changed', 'same', 'error', 'applied', 'refused')",
            name="state_known",
        ),
        sa.ForeignKeyConstraint(
            ["shop_id", "import_id"],
            ["product_imports.shop_id", "product_imports.id"],
            name="fk_product_import_rows_shop_id_import_id",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("shop_id", "import_id", "row_no", name="pk_product_import_rows"),
        postgresql_with={"fillfactor": 70},
    )
    op.create_index(
        "ix_product_import_rows_state",
        "product_import_rows",
        ["shop_id", "import_id", "state", "row_no"],
    )
