"""The money that the courier collects for an order."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import text

from wms.db import Tx

#: largest amount that a courier collects, in the currency's smallest unit
COD_MAX_MINOR = 10_000_000

_CHANGE = text(
    """
    UPDATE orders
    SET cod_amount_minor = nullif(:amount, 0),
        cod_currency = CASE WHEN :amount = 0 THEN NULL ELSE cod_currency END,
        version = version + 1, updated_at = clock_timestamp()
    WHERE shop_id = :shop AND id = :order AND cod_currency IS NOT NULL
    """
)


async def change_cod(tx: Tx, shop_id: UUID, order_id: UUID, amount_minor: int) -> None:
    """Less is sent, so less is collected: ``amount_minor`` of the order's own currency; 0: nothing.

    An order that was paid beforehand stays so.
    """
    await tx.execute(_CHANGE, {"shop": shop_id, "order": order_id, "amount": amount_minor})
