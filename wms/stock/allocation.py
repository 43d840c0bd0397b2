"""Promises of exact stock to order lines.

Making a promise is `sql/allocate_stock.sql` (which stock, and why, stands at its head); the orders
call it from their own SQL. Here is the way back.
"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import text

from wms.access.people import AtWork
from wms.db import Tx

_FREE = text(
    "SELECT free_promises(:shop, :allocations, :quarantine, :operator, :device, CAST(NULL AS uuid))"
)


async def free_promises(
    tx: Tx,
    shop_id: UUID,
    allocation_ids: Sequence[UUID],
    *,
    not_found: bool = False,
    by: AtWork | None = None,
) -> int:
    """Give the open rest of promises back; returns how many units.

    ``not_found``: somebody stood there and the goods were not: they go to quarantine at their
    place until it is counted, so that nobody is sent there again.
    """
    freed: int = await tx.scalar(
        _FREE,
        {
            "shop": shop_id,
            "allocations": list(allocation_ids),
            "quarantine": not_found,
            "operator": by.operator_id if by else None,
            "device": by.device_id if by else None,
        },
    )
    return freed
