"""A return is refused: its parcel is not taken in, and nobody pays back for it."""

from __future__ import annotations

from functools import partial

from sqlalchemy import text

from wms.db import Tx
from wms.events.kinds.returned import ReturnRejected
from wms.returns.errors import GoodsAreHere, ReasonMissing, ReturnOver, ReturnUnknown
from wms.returns.exchange import call_off_exchange
from wms.returns.hand import tell, touch
from wms.returns.labels.ask import void_labels
from wms.returns.models import RETURN_STATES
from wms.returns.queries import ReturnView, return_view

REASON_MAX_CHARS = 500

_HOLD = text("""
    SELECT r.id, r.shop_id, r.status,
           (SELECT coalesce(sum(l.received), 0) FROM return_lines l
            WHERE l.shop_id = r.shop_id AND l.return_id = r.id) AS received
    FROM returns r WHERE r.number = :number FOR NO KEY UPDATE
""")
_REJECT = text("""
    UPDATE returns SET status = 'rejected', rejected_at = clock_timestamp(),
                       rejection_reason = :reason
    WHERE shop_id = :shop AND id = :id RETURNING rejected_at
""")


def can_reject(one: ReturnView) -> bool:
    """Whether it may still be refused: it is not over, and nothing of it is booked in."""
    return "rejected" in RETURN_STATES.steps[one.status] and not any(
        line.received for line in one.lines
    )


async def reject(tx: Tx, number: int, *, reason: str) -> ReturnView:
    """Refuse a return of which nothing was taken in; the shop is told why.

    Raises:
        ReasonMissing: nobody would know why.
        ReturnUnknown, ReturnOver: there is none, or it is finished or refused already.
        GoodsAreHere: pieces of it are booked in: they are graded, or taken back, first.
    """
    why = " ".join(reason.split())
    if not 0 < len(why) <= REASON_MAX_CHARS or not why.isprintable():
        raise ReasonMissing(most=REASON_MAX_CHARS)
    held = (await tx.execute(_HOLD, {"number": number})).one_or_none()
    if held is None:
        raise ReturnUnknown(name=f"R-{number}")
    if "rejected" not in RETURN_STATES.steps[held.status]:
        raise ReturnOver(number=number)
    if held.received:
        raise GoodsAreHere(number=number, received=held.received)
    key = {"shop": held.shop_id, "id": held.id}
    at = await tx.scalar(_REJECT, {**key, "reason": why})
    await void_labels(tx, held.shop_id, held.id)
    await touch(tx, held.shop_id, held.id)
    await tell(tx, held.shop_id, held.id, partial(ReturnRejected, rejected_at=at, reason=why))
    await call_off_exchange(tx, held.shop_id, held.id)
    return await return_view(tx, held.shop_id, held.id)
