"""Telling a shop that there is more or less of its goods now."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import text

from wms.db import Tx
from wms.events.outbox import take_turns
from wms.stock.queries import StockOf, stock_of

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
    # counted after the turn came: the last event of a product is the truth, also when two change it
    await take_turns(tx, shop_id, products)
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
