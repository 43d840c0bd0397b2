"""What waits for the desk in the stock."""

from __future__ import annotations

from typing import Final

import msgspec
from sqlalchemy import text

from wms.db import Read, Tx

#: lots that expire within so many days are shown to the desk on its first page
EXPIRING_DAYS: Final = 30


class StockWaiting(msgspec.Struct, frozen=True, kw_only=True):
    """How much waits; a shop's own person sees their shop's."""

    #: counts that found another number than the books
    counts: int
    #: corrections that a second person agrees to
    corrections: int
    #: lots of which there is something, expired or expiring within `EXPIRING_DAYS`
    expiring: int
    #: products of which there is no more than their shop wants to be told at
    low: int


# A lot is never sold longer than it lasts, so that the index of sell_before finds it.
_WAITING = text(
    """
    SELECT (SELECT count(*) FROM place_counts
            WHERE closed_at IS NULL AND status = 'to_approve') AS counts,
           (SELECT count(*) FROM adjustments WHERE status = 'proposed') AS corrections,
           (SELECT count(*) FROM lots l
            WHERE l.sell_before <= current_date + CAST(:days AS int)
              AND l.expires_on <= current_date + CAST(:days AS int)
              AND EXISTS (SELECT FROM balances b
                          WHERE b.shop_id = l.shop_id AND b.product_id = l.product_id
                            AND b.lot_id = l.id AND b.on_hand > 0)) AS expiring,
           (SELECT count(*) FROM low_levels WHERE is_low) AS low
    """
)


async def stock_waiting(read: Read | Tx) -> StockWaiting:
    """What waits in the stock."""
    row = (await read.execute(_WAITING, {"days": EXPIRING_DAYS})).one()
    return StockWaiting(**row._mapping)
