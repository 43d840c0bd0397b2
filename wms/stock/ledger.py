"""The one door through which stock moves.

Everything that changes a quantity comes through here, as a movement from one place to another.
The work is one SQL function (`sql/move_stock.sql`): lock, check, write, in one round trip.
"""

from __future__ import annotations

from uuid import UUID

import msgspec
from sqlalchemy import text

from wms.access.people import AtWork
from wms.db import Tx

GOOD = "good"


class Goods(msgspec.Struct, frozen=True, kw_only=True):
    """Which goods: a product of a shop, its lot (the product's own id: no lot), its condition."""

    shop_id: UUID
    product_id: UUID
    lot_id: UUID
    condition: str = GOOD


_MOVE = text(
    "SELECT move_stock(:shop, :product, :lot, :quantity, :from_place, :from_condition, "
    ":to_place, :to_condition, :reason, :line, :operator, :device, :scan, :promised, :reverses)"
)


async def move(
    tx: Tx,
    goods: Goods,
    quantity: int,
    *,
    from_place: UUID,
    to_place: UUID,
    reason: str,
    by: AtWork | None,
    to_condition: str | None = None,
    line_id: UUID | None = None,
    scan_id: UUID | None = None,
    promised: int = 0,
    reverses: UUID | None = None,
) -> UUID:
    """Move ``quantity`` base units; returns the movement's id.

    ``promised`` of them fulfil a promise made at ``from_place``; the others must be free there.
    ``by`` is None when the system itself moves (never on the floor).

    Raises:
        StockInsufficient: there is less at ``from_place``, or it is promised to somebody.
        PlaceBlocked: nothing may be put at ``to_place``.
        QuantityNotPositive: a movement of nothing.
    """
    made: UUID = await tx.scalar(
        _MOVE,
        {
            "shop": goods.shop_id,
            "product": goods.product_id,
            "lot": goods.lot_id,
            "quantity": quantity,
            "from_place": from_place,
            "from_condition": goods.condition,
            "to_place": to_place,
            "to_condition": to_condition or goods.condition,
            "reason": reason,
            "line": line_id,
            "operator": by.operator_id if by else None,
            "device": by.device_id if by else None,
            "scan": scan_id,
            "promised": promised,
            "reverses": reverses,
        },
    )
    return made
