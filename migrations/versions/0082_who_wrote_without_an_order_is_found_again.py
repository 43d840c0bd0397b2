"""Who wrote without an order is found again."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0082"
down_revision = "0081"


def upgrade() -> None:
    """Towards the new shape; works beside the previous release."""
    op.add_column("contact_threads", sa.Column("person_mark", sa.LargeBinary(), nullable=True))
    op.create_index("ix_contact_threads_person", "contact_threads", ["person_mark"], unique=False)
