"""What of a return line lies on the returns bench and has no grade yet, and of which lot it is."""

from __future__ import annotations

from uuid import UUID

import msgspec
from sqlalchemy import text

from wms.access.people import AtWork
from wms.catalog.lots import Batch, keep_lot
from wms.db import Read, Tx
from wms.layout.queries import outside_of_place
from wms.stock.ledger import GOOD, Goods, move

#: nothing that came back can be promised before somebody looked at it
UNSEEN = "quarantine"


class Waiting(msgspec.Struct, frozen=True, kw_only=True):
    """Pieces of one lot on one place, in base units."""

    shop_id: UUID
    product_id: UUID
    sku: str
    lot_id: UUID
    place_id: UUID
    quantity: int
    #: lot or expiry of such goods is kept, and nobody said which these have
    is_nameless: bool


# A grade takes away from the bench; whatever else was moved for the line came to it or left it.
_WAITING = text("""
    SELECT l.shop_id, l.product_id, p.sku, lot_id, place_id, sum(quantity)::int AS quantity,
           lot_id = l.product_id AND (p.is_lot_tracked OR p.is_expiry_tracked) AS is_nameless
    FROM (
        SELECT line_id, lot_id, to_place_id AS place_id, quantity, id FROM movements
        WHERE shop_id = :shop AND line_id = :line AND reason <> 'return_grade'
        UNION ALL
        SELECT line_id, lot_id, from_place_id, -quantity, id FROM movements
        WHERE shop_id = :shop AND line_id = :line
          -- a grade that was given and taken back on the bench itself left nothing
          AND (from_place_id <> to_place_id OR reason = 'return_grade')
    ) steps
    JOIN return_lines l ON l.shop_id = :shop AND l.id = steps.line_id
    JOIN products p ON p.shop_id = l.shop_id AND p.id = l.product_id
    GROUP BY l.shop_id, l.product_id, p.sku, lot_id, place_id, p.is_lot_tracked, p.is_expiry_tracked
    HAVING sum(quantity) > 0
    ORDER BY is_nameless DESC, min(steps.id::text)
""")


async def waiting(read: Read | Tx, shop_id: UUID, line_id: UUID) -> list[Waiting]:
    """The pieces of a line without a grade: those without a name first, then as they came."""
    rows = await read.execute(_WAITING, {"shop": shop_id, "line": line_id})
    return [Waiting(**row._mapping) for row in rows]


async def name_lot(
    tx: Tx,
    pieces: Waiting,
    quantity: int,
    batch: Batch,
    *,
    by: AtWork | None,
    line_id: UUID,
    scan_id: UUID | None,
) -> UUID:
    """Book ``quantity`` of nameless pieces as of the lot that is printed on them; the lot's id.

    The ledger knows no change of lot, so they leave as what they were taken for and come as what
    they are.

    Raises:
        LotNeeded: ``batch`` does not say all that is kept of the product.
        LotDiffers: the lot is known with another expiry date.
    """
    lot_id = await keep_lot(tx, pieces.shop_id, pieces.product_id, pieces.sku, batch)
    customer = await outside_of_place(tx, pieces.place_id, "customer")
    for lot, here, there, before, after in (
        (pieces.lot_id, pieces.place_id, customer, UNSEEN, GOOD),
        (lot_id, customer, pieces.place_id, GOOD, UNSEEN),
    ):
        await move(
            tx,
            Goods(
                shop_id=pieces.shop_id, product_id=pieces.product_id, lot_id=lot, condition=before
            ),
            quantity,
            from_place=here,
            to_place=there,
            to_condition=after,
            reason="correct",
            by=by,
            line_id=line_id,
            scan_id=scan_id,
        )
    return lot_id
