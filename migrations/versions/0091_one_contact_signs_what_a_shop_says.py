"""One contact signs what a shop says: who signed the messages becomes its named contact."""

from __future__ import annotations

from alembic import op

revision = "0091"
down_revision = "0090"


def upgrade() -> None:
    """Towards the new shape; works beside the previous release, which reads the old column."""
    op.execute(
        """
        INSERT INTO named_contacts (shop_id, name)
        SELECT shop_id, left(signature, 80) FROM notice_settings WHERE signature <> ''
        ON CONFLICT (shop_id) DO UPDATE SET name = excluded.name
        WHERE named_contacts.name = '' AND named_contacts.signature = ''
        """
    )
