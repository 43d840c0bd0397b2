"""Since when a shop can pay back: told once for each return, with all that was found of it.

The law lets a shop wait until the goods have come back or the consumer has proved that they were
sent (Directive 2011/83/EU, art. 13(3); art. 32(3) of the Polish act of 30 May 2014). A shop that
is more generous says so in its rubric.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Final
from uuid import UUID

from sqlalchemy import text

from wms.db import Tx
from wms.events.kinds.returned import FoundOfLine, Mismatch, ReturnedLine, ReturnRefundClearable
from wms.returns.exchange import exchange_goes_on
from wms.returns.hand import tell, touch
from wms.returns.inspection.errors import RefundOfRejected
from wms.returns.inspection.rubric import Rubric
from wms.returns.inspection.rubric_versions import latest_rubric
from wms.returns.queries import ReturnView, return_view

#: what has happened by then, each after the one before it
_STEPS: Final = ("sent", "arrived", "inspected")

# The condition makes it once: whoever comes second waits for the row and finds it done.
_CLEAR = text("""
    UPDATE returns SET refund_clearable_at = clock_timestamp(), refund_basis = :basis
    WHERE shop_id = :shop AND id = :id AND refund_clearable_at IS NULL AND status <> 'rejected'
    RETURNING id
""")
_REFUNDED = text("""
    UPDATE returns SET refunded_at = coalesce(CAST(:at AS timestamptz), clock_timestamp())
    WHERE shop_id = :shop AND id = :id AND refunded_at IS NULL AND status <> 'rejected'
    RETURNING id
""")


async def reached(tx: Tx, shop_id: UUID, return_id: UUID, step: str) -> bool:
    """A return was ``sent`` (there is proof), has ``arrived`` or is ``inspected``: when its shop
    waits for no more than that, it is told now that it can pay back. Whether it was told.
    An exchange that waited for it goes.
    """
    await exchange_goes_on(tx, shop_id, return_id)
    saved = await latest_rubric(tx, shop_id)
    wanted = saved.rubric.refund_when if saved else Rubric().refund_when
    if _STEPS.index(step) < _STEPS.index(wanted):
        return False
    return await clear_refund(tx, shop_id, return_id, basis=step)


async def clear_refund(tx: Tx, shop_id: UUID, return_id: UUID, *, basis: str) -> bool:
    """Nothing here keeps the shop from paying back any more; said once. Whether it was now."""
    key = {"shop": shop_id, "id": return_id, "basis": basis}
    if await tx.scalar(_CLEAR, key) is None:
        return False
    await touch(tx, shop_id, return_id)
    view = await return_view(tx, shop_id, return_id)
    await tell(tx, shop_id, return_id, _evidence(view))
    return True


async def refunded(tx: Tx, shop_id: UUID, return_id: UUID, at: datetime | None) -> ReturnView:
    """The shop paid back: its clock ends. Said again, it stays as it was said first.

    Raises:
        ReturnUnknown: the shop has no such return.
        RefundOfRejected: it was refused.
    """
    key = {"shop": shop_id, "id": return_id, "at": at}
    if await tx.scalar(_REFUNDED, key) is not None:
        await touch(tx, shop_id, return_id)
    view = await return_view(tx, shop_id, return_id)
    if view.status == "rejected":
        raise RefundOfRejected(number=view.number)
    return view


_ANSWERED = text("""
    UPDATE returns SET complaint_answered_at = coalesce(CAST(:at AS timestamptz),
                                                        clock_timestamp())
    WHERE shop_id = :shop AND id = :id AND complaint_answered_at IS NULL AND status <> 'rejected'
      AND reason IN ('complaint', 'damaged', 'wrong_item')
    RETURNING id
""")


async def complaint_answered(
    tx: Tx, shop_id: UUID, return_id: UUID, at: datetime | None = None
) -> ReturnView:
    """The consumer was told yes or no: the clock of the answer ends (art. 7a(1) of the act of 30
    May 2014). Said again, or of a return that is no complaint, nothing changes.

    Raises:
        ReturnUnknown: the shop has no such return.
    """
    if await tx.scalar(_ANSWERED, {"shop": shop_id, "id": return_id, "at": at}) is not None:
        await touch(tx, shop_id, return_id)
    return await return_view(tx, shop_id, return_id)


def _evidence(view: ReturnView) -> partial[ReturnRefundClearable]:
    """What the shop needs to decide on the refund: what came, when, and what was found of it.

    What a piece costs is the shop's to know, so no amounts; ``photos`` are addresses of our REST
    interface, to be fetched with the shop's key.
    """
    return partial(
        ReturnRefundClearable,
        basis=view.refund_basis or "inspected",
        declared_at=view.declared_at,
        arrived_at=view.arrived_at,
        inspected_at=view.inspected_at,
        refund_due_at=view.clocks.refund_due_at,
        came_empty=view.came_empty_at is not None,
        photos=_paths(view, view.photos),
        lines=lines_found(view),
    )


def lines_found(view: ReturnView) -> list[ReturnedLine]:
    """What came of each product, and what was found of it."""
    return [
        ReturnedLine(
            sku=line.sku,
            order_line_id=line.order_line_id,
            announced=line.announced,
            received=line.received,
            missing=max(line.announced - line.received, 0),
            findings=[
                FoundOfLine(
                    inspection_id=found.id,
                    quantity=found.quantity,
                    grade=found.grade,
                    disposition=found.disposition,
                    blame=found.blame,
                    reason=found.reason,
                    missing_parts=found.missing_parts,
                    rubric_version=found.rubric_version,
                    photos=_paths(view, found.photos),
                )
                for found in line.findings
            ],
            mismatches=[
                Mismatch(kind=one.kind, found=one.found, shipped=one.shipped)
                for one in line.mismatches
            ],
        )
        for line in view.lines
    ]


def _paths(view: ReturnView, photos: Sequence[UUID]) -> list[str]:
    return [f"/v1/returns/{view.id}/photos/{photo}" for photo in photos]
