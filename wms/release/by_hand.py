"""The desk releases orders itself, or lets the rules decide again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from sqlalchemy import delete, text, tuple_

from wms.access.people import Desk
from wms.db import Tx
from wms.release.errors import NotWaiting, TooManyAtOnce
from wms.release.models import HandRelease, Mode

#: orders released at once
AT_ONCE_MAX: Final = 500

_RELEASE = text(
    """
    INSERT INTO hand_releases (shop_id, order_id, mode, user_id)
    SELECT o.shop_id, o.id, :mode, :user
    FROM unnest(CAST(:shops AS uuid[]), CAST(:orders AS uuid[])) AS asked (shop, id)
    JOIN orders o ON o.shop_id = asked.shop AND o.id = asked.id AND o.status = 'allocated'
    ON CONFLICT (shop_id, order_id) DO UPDATE
    SET mode = excluded.mode, user_id = excluded.user_id, released_at = clock_timestamp()
    """
)


async def release_now(
    tx: Tx, orders: Sequence[tuple[UUID, UUID]], *, mode: Mode | None = None, by: Desk | None
) -> int:
    """Release orders (shop, id) whatever the rules say; how many. The others are left alone.

    They are walked for as urgently as they are urgent; a hold keeps an order all the same.

    Raises:
        NotWaiting: none of them is promised its goods and waits.
        TooManyAtOnce
    """
    if len(orders) > AT_ONCE_MAX:
        raise TooManyAtOnce(limit=AT_ONCE_MAX)
    done = await tx.execute(
        _RELEASE,
        {
            "mode": mode,
            "user": by.user_id if by else None,
            "shops": [shop for shop, _ in orders],
            "orders": [order for _, order in orders],
        },
    )
    released: int = getattr(done, "rowcount", 0)
    if not released:
        raise NotWaiting
    return released


_WAVE = text(
    """
    INSERT INTO hand_releases (shop_id, order_id, mode, rule_id)
    SELECT o.shop_id, o.id, r.mode, r.id
    FROM unnest(CAST(:shops AS uuid[]), CAST(:orders AS uuid[])) AS asked (shop, id)
    JOIN orders o ON o.shop_id = asked.shop AND o.id = asked.id AND o.status = 'allocated'
    JOIN release_rules r ON r.id = :rule
    ON CONFLICT (shop_id, order_id) DO NOTHING
    """
)


async def release_wave(tx: Tx, rule_id: UUID, orders: Sequence[tuple[UUID, UUID]]) -> int:
    """Release the next wave of a rule (shop, id); how many. What was released meanwhile stays so,
    and of a rule that is gone nothing goes."""
    done = await tx.execute(
        _WAVE,
        {
            "rule": rule_id,
            "shops": [shop for shop, _ in orders],
            "orders": [order for _, order in orders],
        },
    )
    released: int = getattr(done, "rowcount", 0)
    return released


async def leave_to_rules(tx: Tx, orders: Sequence[tuple[UUID, UUID]]) -> int:
    """Take it back: the rules decide again, as long as nobody walks for them; how many.

    Raises:
        TooManyAtOnce
    """
    if len(orders) > AT_ONCE_MAX:
        raise TooManyAtOnce(limit=AT_ONCE_MAX)
    gone = await tx.scalars(
        delete(HandRelease)
        .where(tuple_(HandRelease.shop_id, HandRelease.order_id).in_(list(orders)))
        .returning(HandRelease.order_id)
    )
    return len(gone.all())
