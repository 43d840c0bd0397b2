"""Taking back what the inspector did last: a grade, or a scan."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import text

from wms.access.people import AtWork
from wms.db import Tx
from wms.events.kinds.returned import ReturnInspectionUndone
from wms.returns.errors import NothingToTakeBack
from wms.returns.hand import hold, tell, touch
from wms.returns.inspection.findings import take_back_finding
from wms.returns.models import Return
from wms.stock.ledger import Goods, move
from wms.stock.tell import tell_stock

# What the operator's last scan of this return brought in (one movement a lot), while it still lies
# ungraded on the bench. A scan taken back has its reverse; so a second undo finds the scan before.
_LAST = text("""
    WITH mine AS (
        SELECT m.* FROM movements m
        JOIN return_lines l ON l.shop_id = m.shop_id AND l.id = m.line_id
        WHERE m.shop_id = :shop AND l.return_id = :return AND m.reason = 'return_receive'
          AND m.operator_id = :operator
          AND NOT EXISTS (SELECT FROM movements r
                          WHERE r.shop_id = m.shop_id AND r.reverses_id = m.id)
    ), last AS (SELECT id, scan_id FROM mine ORDER BY id DESC LIMIT 1)
    SELECT m.id, m.scan_id, m.line_id, m.product_id, m.lot_id, m.quantity, m.from_place_id,
           m.to_place_id, m.from_condition, m.to_condition, p.sku,
           sum(m.quantity) OVER () > l.received - l.inspected AS is_graded
    FROM mine m
    JOIN last ON m.id = last.id OR m.scan_id = last.scan_id
    JOIN return_lines l ON l.shop_id = m.shop_id AND l.id = m.line_id
    JOIN products p ON p.shop_id = m.shop_id AND p.id = m.product_id
    ORDER BY m.lot_id
""")
_COUNT_BACK = text(
    "UPDATE return_lines SET received = received - :quantity "
    "WHERE shop_id = :shop AND id = :line RETURNING received"
)


# Their last grade of this return, when it came after their last scan of it.
_LAST_GRADE = text("""
    SELECT i.id, i.quantity, p.sku, l.received
    FROM inspections i
    JOIN return_lines l ON l.shop_id = i.shop_id AND l.id = i.return_line_id
    JOIN products p ON p.shop_id = l.shop_id AND p.id = l.product_id
    WHERE i.shop_id = :shop AND l.return_id = :return AND i.operator_id = :operator
      AND i.taken_back_at IS NULL AND i.id > :scan
    ORDER BY i.id DESC LIMIT 1
""")
_FORGET = (
    text(
        "UPDATE return_serials SET taken_back_at = clock_timestamp() WHERE shop_id = :shop "
        "AND return_line_id = :line AND scan_id = :scan AND taken_back_at IS NULL"
    ),
    text(
        "UPDATE return_mismatches SET taken_back_at = clock_timestamp() WHERE shop_id = :shop "
        "AND return_line_id = :line AND scan_id = :scan AND taken_back_at IS NULL"
    ),
)


class TakenBack(msgspec.Struct, frozen=True, kw_only=True):
    """What the scan had brought in, in base units, and what is left of its line."""

    sku: str
    quantity: int
    received: int
    #: it was a grade: the piece is in the hand again
    is_grade: bool = False


async def undo(tx: Tx, number: int, *, by: AtWork, scan_id: UUID | None = None) -> TakenBack:
    """Reverse what the operator did last with this return, by reverse movements: a grade gives the
    piece back into the hand, a scan takes it off the bench.

    Raises:
        ReturnUnknown, ReturnOver: the return is not in work.
        NothingToTakeBack: there is no scan of theirs, or another gave its pieces their grade.
        GoodsWentOn, OrderIsBack: what was graded cannot come back.
    """
    held = await hold(tx, number)
    key = {"shop": held.shop_id, "return": held.id, "operator": by.operator_id}
    last = (await tx.execute(_LAST, key)).all()
    newest = max((part.id for part in last), default=UUID(int=0))
    grade = (await tx.execute(_LAST_GRADE, {**key, "scan": newest})).one_or_none()
    if grade is not None:
        return await _take_back_grade(tx, held, grade, by=by, scan_id=scan_id)
    if not last or last[0].is_graded:
        raise NothingToTakeBack
    for part in last:
        await move(
            tx,
            Goods(
                shop_id=held.shop_id,
                product_id=part.product_id,
                lot_id=part.lot_id,
                condition=part.to_condition,
            ),
            part.quantity,
            from_place=part.to_place_id,
            to_place=part.from_place_id,
            to_condition=part.from_condition,
            reason="correct",
            by=by,
            line_id=part.line_id,
            scan_id=scan_id,
            reverses=part.id,
        )
    quantity = sum(part.quantity for part in last)
    one = last[0]
    received = await tx.scalar(
        _COUNT_BACK, {"shop": held.shop_id, "line": one.line_id, "quantity": quantity}
    )
    for forget in _FORGET:
        facts = {"shop": held.shop_id, "line": one.line_id, "scan": one.scan_id}
        await tx.execute(forget, facts)
    await touch(tx, held.shop_id, held.id)
    await tell_stock(tx, held.shop_id, [one.product_id], reason="correct")
    return TakenBack(sku=one.sku, quantity=quantity, received=received)


async def _take_back_grade(
    tx: Tx, held: Return, grade: Any, *, by: AtWork, scan_id: UUID | None
) -> TakenBack:
    await take_back_finding(tx, held.shop_id, grade.id, by=by, scan_id=scan_id)
    await touch(tx, held.shop_id, held.id)
    undone = partial(
        ReturnInspectionUndone,
        inspection_id=grade.id,
        sku=grade.sku,
        quantity=grade.quantity,
    )
    await tell(tx, held.shop_id, held.id, undone)
    return TakenBack(sku=grade.sku, quantity=grade.quantity, received=grade.received, is_grade=True)
