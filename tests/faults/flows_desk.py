"""What the desk does with several orders at once: each by itself, and a press twice is once."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import httpx

from tests.faults.flow import Flow, hire_at_desk, sit_down
from tests.faults.flows_asked import shop
from tests.faults.servers import Asked, insist
from wms.db import Database

#: orders of one press
ORDERS = 2


async def _press(db: Database, hand: httpx.Client, event: str, least: int, **form: Any) -> Flow:
    _, order = await shop(db)
    sit_down(hand, await hire_at_desk(db))

    def prepare() -> Asked:
        numbers = [insist(hand, order()).json()["number"] for _ in range(ORDERS)]
        batch = {"ids": ",".join(map(str, numbers)), "batch": str(uuid4())}
        return Asked("/office/orders/bulk", {**form, **batch}, {}, is_form=True)

    measure = (
        "SELECT count(*) FROM order_changes c JOIN events e ON e.subject_id = c.order_id "
        f"AND e.type = '{event}' WHERE c.outcome NOT IN ('refused', 'same')"
    )
    return Flow(prepare, measure, step=ORDERS, least=least, is_whole=False)


async def desk_cancel(db: Database, hand: httpx.Client) -> Flow:
    return await _press(db, hand, "order.cancelled", 40, do="cancel")


async def desk_priority(db: Database, hand: httpx.Client) -> Flow:
    return await _press(db, hand, "order.amended", 12, do="priority", priority="7")


async def desk_holds(db: Database, hand: httpx.Client) -> Flow:
    return await _press(db, hand, "order.held", 12, do="hold", hold="stock_check")
