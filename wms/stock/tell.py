"""Telling a shop that there is more or less to sell now."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from wms.db import Tx
from wms.events.outbox import Subject, record
from wms.stock.queries import stock_of


async def tell_stock(tx: Tx, shop_id: UUID, product_ids: Sequence[UUID], *, reason: str) -> None:
    """Record ``stock.changed`` of each product, with what there is as of this transaction.

    Call it after the ledger, in the transaction of the change. ``reason`` is the ledger's.
    """
    for stock in await stock_of(tx, shop_id, product_ids=product_ids):
        await record(
            tx,
            shop_id,
            "stock.changed",
            Subject("product", stock.product_id, stock.sku),
            {
                "sku": stock.sku,
                "on_hand": stock.on_hand,
                "allocated": stock.allocated,
                "available": stock.available,
                "conditions": stock.conditions,
                "reason": reason,
            },
        )
