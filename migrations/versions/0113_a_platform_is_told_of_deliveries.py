"""A shop's platform is told that a parcel was delivered."""

from __future__ import annotations

from alembic import op

revision = "0113"
down_revision = "0112"

WHAT = (
    "what IN ('packed', 'shipped', 'delivered', 'accepted', 'rejected', 'cancelled', 'too_late', "
    "'note')"
)


def upgrade() -> None:
    """Towards the new shape; works beside the previous release."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.drop_constraint(op.f("ck_platform_tellings_what_known"), "platform_tellings", type_="check")
    op.create_check_constraint(op.f("ck_platform_tellings_what_known"), "platform_tellings", WHAT)
