"""Saved filters keep no searched words: they may be a person's name."""

from __future__ import annotations

from alembic import op

revision = "0093"
down_revision = "0092"


def upgrade() -> None:
    """Towards the new shape; works beside the previous release."""
    op.execute("SELECT set_config('wms.tenant', 'hall', true)")
    # sorted names: `q` stands first, last, or between two others
    op.execute(
        "UPDATE saved_filters SET query = regexp_replace(query, '^q=[^&]*&?|&q=[^&]*', '', 'g') "
        "WHERE query ~ '(^|&)q='"
    )
    op.execute("DELETE FROM saved_filters WHERE query = ''")
