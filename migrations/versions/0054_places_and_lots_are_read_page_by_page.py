"""Places and lots are read page by page along an index."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0054"
down_revision = "0053"


def upgrade() -> None:
    """Towards the new shape; works beside the previous release."""
    no_parcel = sa.text("kind <> 'parcel'")
    op.create_index(
        "ix_places_in_order", "places", ["pick_order", "code"], postgresql_where=no_parcel
    )
    op.create_index("ix_places_stock", "places", ["pick_order", "id"], postgresql_where=no_parcel)
    op.create_index(
        "ix_lots_expiring", "lots", [sa.text("coalesce(expires_on, '9999-12-31'::date)"), "id"]
    )
