"""A platform's order that was cancelled there."""

from __future__ import annotations

from wms.db import Tx
from wms.failures import Failure
from wms.picking.cancel import cancel, or_tell_too_late
from wms.picking.errors import CancelTooLate
from wms.platforms.connections import Connection
from wms.platforms.failures import CANCEL_TOO_LATE
from wms.platforms.held import Known, Outcome, answer, note_of, settle
from wms.platforms.port import Answer, Seen


async def call_off(
    tx: Tx, one: Connection, seen: Seen, row: Known, parts: dict[str, str]
) -> Outcome:
    """It was cancelled there: here too, or it is too late and that is said."""
    assert row.order_id is not None
    if row.status == "cancelled":
        await settle(tx, one, seen, row, parts, "cancelled")
        return Outcome.SAME
    order_id = row.order_id
    done = await or_tell_too_late(
        tx, one.shop_id, order_id, lambda: cancel(tx, one.shop_id, order_id)
    )
    if isinstance(done, CancelTooLate):
        no = Failure(code=CANCEL_TOO_LATE)
        await settle(tx, one, seen, row, parts, "here", failure=no)
        await note_of(
            tx, one, seen, "order.cancel_refused", outcome="refused", code=done.code,
            order_id=order_id,
        )  # fmt: skip
        await answer(tx, one, seen, Answer.TOO_LATE, order_id=order_id)
        return Outcome.TOO_LATE
    await settle(tx, one, seen, row, parts, "cancelled")
    await note_of(
        tx, one, seen, "order.cancelled", order_id=order_id, facts={"answer": done.answer.value}
    )
    if seen.is_asking:
        await answer(tx, one, seen, Answer.CANCELLED, order_id=order_id)
    return Outcome.CANCELLED
