"""The clocks of returns among all that is due."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from sqlalchemy import Row, text

from wms.clocks.due import START, meet_of_returns, the_almanac
from wms.clocks.terms import REFUND_DAYS, working_term
from wms.db import Tx
from wms.returns.clocks import clocks, held_since

#: returns whose clocks begin in one transaction; what is left begins five minutes later
BEGUN_MAX: Final = 200

# A refund is not asked for while the shop may wait for the goods: its clock begins when it holds
# all of them, or the proof that they were sent. What was completed long ago begins nothing.
_NEW: Final = text(
    f"""
    SELECT * FROM (
        SELECT r.shop_id, r.id, r.number, r.reason, r.declared_at,
               (SELECT CASE WHEN count(*) > count(p.arrived_at) THEN NULL
                            WHEN count(*) > 1 THEN max(p.arrived_at) ELSE r.arrived_at END
                FROM return_parcels p
                WHERE p.shop_id = r.shop_id AND p.return_id = r.id) AS arrived_at,
               r.refund_clearable_at,
               ARRAY(SELECT d.clock FROM deadlines d
                     WHERE d.shop_id = r.shop_id AND d.return_id = r.id) AS has
        FROM returns r
        WHERE r.declared_at IS NOT NULL AND r.status <> 'rejected'
          AND (r.completed_at IS NULL
               OR r.completed_at > clock_timestamp() - interval '{REFUND_DAYS} days')
          AND r.reason IN ('withdrawal', 'complaint', 'damaged', 'wrong_item')) AS r
    WHERE has = '{{}}' OR r.reason = 'withdrawal' AND NOT 'refund' = ANY (has)
                        AND coalesce(r.arrived_at, r.refund_clearable_at) IS NOT NULL
    ORDER BY r.id LIMIT :limit
    """
)


# by our promise to the shop; a parcel of which nobody knows whose it is waits for that first, and
# of a return in several parcels the last must be here
_TO_INSPECT: Final = text(
    """
    SELECT r.shop_id, r.id, r.number, p.inspection_days,
           greatest(r.arrived_at, (SELECT max(c.arrived_at) FROM return_parcels c
                                   WHERE c.shop_id = r.shop_id AND c.return_id = r.id))
               AS arrived_at
    FROM returns r JOIN case_rules p ON p.shop_id = r.shop_id
    WHERE p.inspection_days IS NOT NULL AND r.arrived_at IS NOT NULL
      AND r.status IN ('arrived', 'inspecting') AND r.inspected_at IS NULL
      AND NOT EXISTS (SELECT FROM return_parcels c WHERE c.shop_id = r.shop_id
                      AND c.return_id = r.id AND c.arrived_at IS NULL)
      AND NOT EXISTS (SELECT FROM deadlines d WHERE d.shop_id = r.shop_id AND d.return_id = r.id
                      AND d.clock = 'inspection')
    ORDER BY r.id LIMIT :limit
    """
)


async def keep_deadlines(tx: Tx) -> int:
    """Begin the clocks of returns that were declared and end those that are met; of how many
    returns some began.

    In the hall. The same again changes nothing.
    """
    almanac = await the_almanac(tx)
    rows = (await tx.execute(_NEW, {"limit": BEGUN_MAX})).all()
    for row in rows:
        held_at = held_since(row.arrived_at, row.refund_clearable_at)
        due = clocks(row.reason, row.declared_at, held_at, almanac)
        for clock, at in (
            ("goods_back", due.goods_due_at),
            ("refund", None if due.is_refund_withholdable else due.refund_due_at),
            ("complaint_answer", due.complaint_answer_due_at),
        ):
            if at is not None:
                await _begin(tx, row, clock, at)
    for row in (await tx.execute(_TO_INSPECT, {"limit": BEGUN_MAX})).all():
        due_at = working_term(row.arrived_at, row.inspection_days, almanac)
        await _begin(tx, row, "inspection", due_at)
    await meet_of_returns(tx)
    return len(rows)


async def _begin(tx: Tx, row: Row[Any], clock: str, due_at: datetime) -> None:
    facts = {"shop": row.shop_id, "case": None, "return": row.id, "number": row.number}
    await tx.execute(START, facts | {"clock": clock, "due": due_at})
