"""The clocks of returns among all that is due."""

from __future__ import annotations

from typing import Final

from sqlalchemy import text

from wms.clocks.due import START, meet_of_returns, the_almanac
from wms.clocks.terms import REFUND_DAYS
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
               CASE WHEN NOT EXISTS (
                   SELECT FROM return_parcels p WHERE p.shop_id = r.shop_id AND p.return_id = r.id
                   AND p.arrived_at IS NULL) THEN r.arrived_at END AS arrived_at,
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
                await tx.execute(
                    START,
                    {"shop": row.shop_id, "case": None, "return": row.id, "number": row.number,
                     "clock": clock, "due": at},
                )  # fmt: skip
    await meet_of_returns(tx)
    return len(rows)
