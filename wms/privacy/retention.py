"""For how long a shop wants the people of its orders to be known."""

from __future__ import annotations

from typing import Final
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


_OVER: Final = text(
    f"""
    WITH over AS MATERIALIZED (
        SELECT o.shop_id, o.id
        FROM shops s
        LEFT JOIN privacy_rules r ON r.shop_id = s.id
        CROSS JOIN LATERAL (
            SELECT shop_id, id FROM orders
            WHERE shop_id = s.id AND person_erased_at IS NULL
              AND status IN ('shipped', 'delivered', 'returned', 'lost', 'cancelled')
              AND updated_at < clock_timestamp()
                  - make_interval(days => coalesce(r.retention_days, {RETENTION_DAYS}))
              AND NOT EXISTS (SELECT FROM erasures e WHERE e.shop_id = orders.shop_id
                              AND e.order_id = orders.id AND e.done_at IS NULL)
            ORDER BY updated_at LIMIT :limit) AS o
        LIMIT :limit)
    INSERT INTO erasures (shop_id, order_id, asked_by)
    SELECT shop_id, id, 'retention' FROM over
    ON CONFLICT (shop_id, order_id) WHERE done_at IS NULL DO NOTHING RETURNING 1
    """
)


async def ask_for_what_is_over(tx: Tx, *, limit: int) -> int:
    """A batch of orders whose time is over is to be forgotten; how many."""
    return len((await tx.execute(_OVER, {"limit": limit})).all())
