"""A return is finished: the shop may pay back, and has the evidence."""

from __future__ import annotations

from typing import Any

from sqlalchemy import text

from wms.db import Tx
from wms.returns.errors import NothingReceived, StillToInspect
from wms.returns.hand import hold, tell, touch
from wms.returns.models import Return
from wms.returns.queries import return_view
from wms.shipping.loading.come_back import come_back

_COUNTS = text("""
    SELECT coalesce(sum(announced), 0)::int AS announced,
           coalesce(sum(received), 0)::int AS received,
           coalesce(sum(inspected), 0)::int AS inspected,
           coalesce(bool_and(received >= announced), false) AS all_came
    FROM return_lines WHERE shop_id = :shop AND return_id = :return
""")
_ORDER_IS_BACK = text("""
    UPDATE orders o SET status = 'returned', version = version + 1, updated_at = clock_timestamp()
    WHERE o.shop_id = :shop AND o.id = :order AND o.status IN ('shipped', 'delivered')
      AND NOT EXISTS (SELECT FROM order_lines l WHERE l.shop_id = o.shop_id
                      AND l.order_id = o.id AND l.returned < l.shipped)
    RETURNING o.id
""")

_ITS_PARCELS = text("SELECT id FROM parcels WHERE shop_id = :shop AND order_id = :order")


async def finish_if_all_came(tx: Tx, held: Return) -> bool:
    """Finish a return of which everything announced came and has its grade; whether it did."""
    counts = await _counted(tx, held)
    is_over: bool = counts.announced > 0 and counts.all_came and counts.inspected == counts.received
    if is_over:
        await _finish(tx, held)
    return is_over


async def finish(tx: Tx, number: int) -> None:
    """The inspector says that nothing more is in the parcel.

    Raises:
        ReturnUnknown, ReturnOver: the return is not in work.
        NothingReceived: nothing was scanned.
        StillToInspect: something was scanned and not graded.
    """
    held = await hold(tx, number)
    counts = await _counted(tx, held)
    if not counts.received:
        raise NothingReceived
    if counts.inspected < counts.received:
        raise StillToInspect(left=counts.received - counts.inspected)
    await _finish(tx, held)


async def _counted(tx: Tx, held: Return) -> Any:
    key = {"shop": held.shop_id, "return": held.id}
    return (await tx.execute(_COUNTS, key)).one()


async def _finish(tx: Tx, held: Return) -> None:
    await tx.execute(
        text(
            "UPDATE returns SET status = 'completed', inspected_at = clock_timestamp(), "
            "completed_at = clock_timestamp() WHERE shop_id = :shop AND id = :id"
        ),
        {"shop": held.shop_id, "id": held.id},
    )
    await touch(tx, held.shop_id, held.id)
    key = {"shop": held.shop_id, "order": held.order_id}
    if await tx.scalar(_ORDER_IS_BACK, key) is not None:
        await come_back(tx, held.shop_id, list(await tx.scalars(_ITS_PARCELS, key)))
    evidence = await _evidence(tx, held)
    await tell(tx, held.shop_id, held.id, "return.refund_clearable", evidence)
    await tell(tx, held.shop_id, held.id, "return.completed", {"lines": evidence["lines"]})


async def _evidence(tx: Tx, held: Return) -> dict[str, Any]:
    """What the shop needs to decide on the refund: what came, when, and what was found of it."""
    view = await return_view(tx, held.shop_id, held.id)
    return {
        "declared_at": view.declared_at,
        "arrived_at": view.arrived_at,
        "inspected_at": view.inspected_at,
        "refund_due_at": view.clocks.refund_due_at,
        "lines": [
            {
                "sku": line.sku,
                "order_line_id": line.order_line_id,
                "announced": line.announced,
                "received": line.received,
                "findings": [
                    {
                        "quantity": found.quantity,
                        "grade": found.grade,
                        "disposition": found.disposition,
                        "blame": found.blame,
                    }
                    for found in line.findings
                ],
            }
            for line in view.lines
        ],
    }
