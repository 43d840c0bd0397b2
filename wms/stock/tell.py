"""Telling a shop that there is more or less of its goods now."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import text

from wms.db import Tx
from wms.stock.queries import StockOf, stock_of

# Who tells of a product waits here for whoever tells of it too, and counts afterwards: the last
# event of a product is the truth, also when two change it at once. In key order, so that two who
# tell of several products wait in a queue and not for each other.
_TAKE_TURNS = text(
    """
    INSERT INTO event_subjects AS s (shop_id, subject_id, version)
    SELECT :shop, p.id, 0 FROM unnest(CAST(:products AS uuid[])) AS p (id) ORDER BY p.id
    ON CONFLICT (shop_id, subject_id) DO UPDATE SET version = s.version
    """
)
_RECORD = text(
    """
    SELECT record_event(:shop, 'stock.changed', 'product', t.id, t.data ->> 'sku', t.data)
    FROM jsonb_to_recordset(CAST(:told AS jsonb)) AS t (id uuid, data jsonb)
    """
)


async def tell_stock(tx: Tx, shop_id: UUID, product_ids: Collection[UUID], *, reason: str) -> None:
    """Record ``stock.changed`` once for each product, with what there is as of this transaction.

    Call it after the ledger, in the transaction of the change; three statements however many
    products there are. ``reason`` is the ledger's.
    """
    products = sorted(set(product_ids))
    if not products:
        return
    await tx.execute(_TAKE_TURNS, {"shop": shop_id, "products": products})
    stock = await stock_of(tx, shop_id, product_ids=products)
    told = [{"id": one.product_id, "data": _facts(one, reason)} for one in stock]
    await tx.execute(_RECORD, {"shop": shop_id, "told": msgspec.json.encode(told).decode()})


def _facts(stock: StockOf, reason: str) -> dict[str, Any]:
    return {
        "sku": stock.sku,
        "on_hand": stock.on_hand,
        "allocated": stock.allocated,
        "available": stock.available,
        "conditions": stock.conditions,
        "reason": reason,
    }
