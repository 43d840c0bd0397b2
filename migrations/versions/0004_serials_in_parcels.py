"""Serial numbers of what is in a parcel."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Towards the new shape; works beside the previous release."""
    op.add_column(
        "parcel_lines",
        sa.Column("serials", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False),
    )
