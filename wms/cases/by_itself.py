"""Cases that open by themselves: what is the matter is known before anybody complains.

A parcel that its courier calls lost or damaged is claimed at the courier; a correction so large
that two people had to agree, and that took goods away, is told to the shop whose goods they were.
"""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import Row, text

from wms.cases.about import about_parcel
from wms.cases.open import open_case
from wms.db import Tx

#: cases opened in one transaction; what is left opens some minutes later
OPENED_MAX: Final = 50
#: what is older has been dealt with without a case
NEWS_DAYS: Final = 30

_PARCELS: Final = text(
    f"""
    SELECT pa.shop_id, pa.order_id, pa.id AS parcel_id, pa.number, pa.status, s.id AS shipment_id,
           s.tracking_number, t.incident
    FROM trackings t
    JOIN shipments s ON s.shop_id = t.shop_id AND s.id = t.shipment_id AND s.status = 'bought'
    JOIN parcels pa ON pa.shop_id = s.shop_id AND pa.id = s.parcel_id
    WHERE (pa.status = 'lost' OR t.incident = 'damaged' AND pa.status <> 'delivered')
      AND t.last_at > clock_timestamp() - interval '{NEWS_DAYS} days'
      AND NOT EXISTS (SELECT FROM cases c WHERE c.shop_id = s.shop_id AND c.cause_id = s.id)
      -- of a person who was erased nothing can be written any more
      AND NOT EXISTS (SELECT FROM seal_keys k WHERE k.shop_id = pa.shop_id
                      AND k.subject_id = pa.order_id AND k.destroyed_at IS NOT NULL)
    ORDER BY s.id LIMIT :limit
    """
)
_CORRECTIONS: Final = text(
    f"""
    SELECT a.shop_id, a.id, a.quantity, p.sku
    FROM adjustments a JOIN products p ON p.shop_id = a.shop_id AND p.id = a.product_id
    WHERE a.status = 'done' AND a.kind = 'fewer' AND a.needs_second
      AND a.decided_at > clock_timestamp() - interval '{NEWS_DAYS} days'
      AND NOT EXISTS (SELECT FROM cases c WHERE c.shop_id = a.shop_id AND c.cause_id = a.id)
    ORDER BY a.id LIMIT :limit
    """
)


async def open_by_themselves(tx: Tx) -> int:
    """Open what is to be opened, each once; how many. In the hall."""
    limit = {"limit": OPENED_MAX}
    parcels = (await tx.execute(_PARCELS, limit)).all()
    for row in parcels:
        await about_parcel(tx, row, None)
    corrections = (await tx.execute(_CORRECTIONS, limit)).all()
    for row in corrections:
        await _dispute(tx, row)
    return len(parcels) + len(corrections)


async def _dispute(tx: Tx, row: Row[Any]) -> None:
    await open_case(
        tx, row.shop_id, kind="stock_dispute", title=f"{row.sku} \N{MINUS SIGN}{row.quantity}",
        opened_by="us", cause=("correction", row.id),
    )  # fmt: skip
