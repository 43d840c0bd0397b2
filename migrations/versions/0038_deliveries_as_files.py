"""A delivery that comes as a file is a dry run that is kept, like a list of products."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0038"
down_revision = "0037"


def upgrade() -> None:
    """Towards the new shape; works beside the previous release."""
    op.add_column(
        "product_imports", sa.Column("kind", sa.Text(), server_default="products", nullable=False)
    )
    op.add_column("product_imports", sa.Column("about", JSONB(), nullable=True))
    op.create_check_constraint("kind_known", "product_imports", "kind IN ('products', 'delivery')")
