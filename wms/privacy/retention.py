"""For how long a shop wants the people of its orders to be known."""

from __future__ import annotations

from uuid import UUID

import msgspec
from sqlalchemy import text

from wms.db import Read, Tx
from wms.privacy.errors import RetentionOutOfRange
from wms.privacy.models import RETENTION_DAYS, RETENTION_MAX_DAYS


class PrivacyRulesView(msgspec.Struct, frozen=True, kw_only=True):
    """A shop's rules."""

    #: days after the end of an order (delivered, returned, lost, cancelled)
    retention_days: int


async def rules_of(read: Read | Tx, shop_id: UUID) -> PrivacyRulesView:
    """The shop's rules, or those of whoever said nothing."""
    days = await read.scalar(
        text("SELECT retention_days FROM privacy_rules WHERE shop_id = :shop"), {"shop": shop_id}
    )
    return PrivacyRulesView(retention_days=RETENTION_DAYS if days is None else days)


async def set_rules(tx: Tx, shop_id: UUID, *, retention_days: int) -> PrivacyRulesView:
    """From now on so many days. Raises RetentionOutOfRange."""
    if not 1 <= retention_days <= RETENTION_MAX_DAYS:
        raise RetentionOutOfRange(pointer="/retention_days", most=RETENTION_MAX_DAYS)
    await tx.execute(
        text(
            "INSERT INTO privacy_rules (shop_id, retention_days) VALUES (:shop, :days) "
            "ON CONFLICT (shop_id) DO UPDATE SET retention_days = excluded.retention_days, "
            "updated_at = clock_timestamp()"
        ),
        {"shop": shop_id, "days": retention_days},
    )
    return PrivacyRulesView(retention_days=retention_days)
