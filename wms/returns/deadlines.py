"""The clocks of returns among all that is due."""

from __future__ import annotations

from typing import Final

from sqlalchemy import text

from wms.clocks.due import START, meet_of_returns, the_almanac
from wms.db import Tx
from wms.returns.clocks import clocks

#: returns whose clocks begin in one transaction; what is left begins five minutes later
BEGUN_MAX: Final = 200

_NEW: Final = text(
    """
    SELECT r.shop_id, r.id, r.number, r.reason, r.declared_at, r.arrived_at
    FROM returns r
    WHERE r.declared_at IS NOT NULL AND r.status NOT IN ('completed', 'rejected')
      AND r.reason IN ('withdrawal', 'complaint', 'damaged', 'wrong_item')
      AND NOT EXISTS (SELECT FROM deadlines d
                      WHERE d.shop_id = r.shop_id AND d.return_id = r.id)
    ORDER BY r.id LIMIT :limit
    """
)


async def keep_deadlines(tx: Tx) -> int:
    """Begin the clocks of returns that were declared and end those that are met; how many began.

    In the hall. The same again changes nothing.
    """
    almanac = await the_almanac(tx)
    rows = (await tx.execute(_NEW, {"limit": BEGUN_MAX})).all()
    for row in rows:
        due = clocks(row.reason, row.declared_at, row.arrived_at, almanac)
        for clock, at in (
            ("goods_back", due.goods_due_at),
            ("refund", due.refund_due_at),
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
