"""Telling a shop that there is more or less of its goods now."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import text

from wms.db import Tx

_TELL = text("SELECT tell_stock(:shop, CAST(:products AS uuid[]), :reason, :why)")


async def tell_stock(
    tx: Tx, shop_id: UUID, product_ids: Collection[UUID], *, reason: str, why: str | None = None
) -> None:
    """Record ``stock.changed`` once for each product, with what there is as of this transaction,
    and ``stock.low`` for those that have come down to their level.

    Call it after the ledger, in the transaction of the change; one statement however many products
    there are (`sql/tell_stock.sql`). ``reason`` is the ledger's, ``why`` what a person said.
    """
    products = sorted(set(product_ids))
    if products:
        await tx.execute(
            _TELL, {"shop": shop_id, "products": products, "reason": reason, "why": why}
        )
