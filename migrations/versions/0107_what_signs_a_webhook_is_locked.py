"""What signs a webhook is locked; an endpoint that does not answer is tried by one at a time."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0107"
down_revision = "0106"


def upgrade() -> None:
    """Towards the new shape; works beside the previous release.

    Which reads and writes open secrets: this release reads both and locks what it finds at night.
    """
    op.execute("SET LOCAL lock_timeout = '5s'")
    table = "webhook_endpoints"
    op.alter_column(table, "secret", server_default="")
    for name in ("secret_locked", "previous_secret_locked"):
        op.add_column(table, sa.Column(name, sa.LargeBinary(), nullable=True))
    for name in ("failures", "notices"):
        op.add_column(table, sa.Column(name, sa.Integer(), server_default="0", nullable=False))
    for name in ("missed_from", "missed_to"):
        op.add_column(table, sa.Column(name, sa.BigInteger(), nullable=True))
    for name in ("open_since", "probe_at"):
        op.add_column(table, sa.Column(name, sa.DateTime(timezone=True), nullable=True))
