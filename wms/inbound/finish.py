"""The receipt is finished: what did not come is short, and the shop gets the whole count."""

from __future__ import annotations

from uuid import UUID

import msgspec
from sqlalchemy import ColumnElement, ScalarSelect, func, select, update

from wms.access.people import AtWork, Desk
from wms.db import Tx
from wms.events.kinds.inbound import Difference, InboundReceived, LineReceived, LotReceived
from wms.events.outbox import record
from wms.inbound.discrepancy_errors import StillUndecided
from wms.inbound.errors import AsnNotCounted, AsnUnknown, SupervisorOnly
from wms.inbound.hand import may_supervise, step, subject, take_asn
from wms.inbound.models import Asn, AsnLine, Discrepancy
from wms.inbound.queries import AsnCard, asn_card
from wms.inbound.receipt import receipt_lines, serials_of
from wms.inbound.tell import tell_discrepancy, withdraw
from wms.stock.ledger import Goods
from wms.stock.tell import tell_stock

#: lines of one event: those announced, and some that were not
LINES_TOLD = 1_000
#: why a finished count goes on, as a supervisor taps it; the desk types it in words
REOPEN_WHYS = ("found_more", "counted_wrong", "mixed_up")


class Finished(msgspec.Struct, frozen=True, kw_only=True, tag_field="did", tag="finished"):
    """How the count ended."""

    number: int
    expected: int
    received: int
    discrepancies: int


_TOLD_OF_DISCREPANCIES = (
    "id", "kind", "sku", "quantity", "note", "details", "status", "decide_by", "fallback",
    "decision", "decided_by", "photo_ids",
)  # fmt: skip


async def finish(tx: Tx, asn_id: UUID, *, by: AtWork | None = None) -> Finished:
    """Close the count of a delivery; lines with too little become ``short``.

    Raises:
        AsnUnknown, AsnFinished
    """
    asn = await take_asn(tx, asn_id)
    await step(tx, asn, "receiving", by=by)
    await _note_short(tx, asn)
    await _tell_the_rest(tx, asn)
    await step(tx, asn, "received", by=by)
    card = await asn_card(tx, asn.shop_id, asn.id)
    await record(tx, asn.shop_id, subject(asn), await _facts(tx, asn, card))
    return Finished(
        number=card.number,
        expected=sum(line.expected for line in card.lines),
        received=sum(line.received for line in card.lines),
        discrepancies=len(card.discrepancies),
    )


async def reopen(tx: Tx, asn_id: UUID, *, by: AtWork | Desk, note: str | None = None) -> None:
    """A supervisor lets people count on: more was found in the lorry, or behind the pallet.

    ``note`` says why: one of `REOPEN_WHYS` or words. What was missing and is not decided yet is
    taken back; the end of the count tells it anew.

    Raises:
        AsnUnknown
        AsnNotCounted: it is still being counted, or was cancelled.
        SupervisorOnly
    """
    asn = await _counted(tx, asn_id, by)
    await step(tx, asn, "receiving", by=by, note=note)
    await withdraw(tx, asn, kind="short")


async def close(tx: Tx, asn_id: UUID, *, by: AtWork | Desk) -> None:
    """A supervisor closes the receipt: nothing of it is left to do. Closed already: it stays so.

    Raises:
        AsnUnknown
        AsnNotCounted: it is still being counted, or was cancelled.
        StillUndecided: the shop has something to decide.
        SupervisorOnly
    """
    asn = await _counted(tx, asn_id, by)
    waiting = await tx.scalar(
        select(func.count()).where(
            Discrepancy.shop_id == asn.shop_id,
            Discrepancy.asn_id == asn.id,
            Discrepancy.status.in_(("open", "decided")),
        )
    )
    if waiting:
        raise StillUndecided(number=asn.number, count=waiting)
    if asn.status != "closed":
        await step(tx, asn, "closed", by=by)


async def _counted(tx: Tx, asn_id: UUID, by: AtWork | Desk) -> Asn:
    if not may_supervise(by):
        raise SupervisorOnly
    asn = await tx.scalar(
        select(Asn)
        .where(Asn.id == asn_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if asn is None:
        raise AsnUnknown(name=str(asn_id))
    if asn.status not in ("received", "closed"):
        raise AsnNotCounted(number=asn.number, status=asn.status)
    return asn


async def _tell_the_rest(tx: Tx, asn: Asn) -> None:
    """Stock that was counted since the shop was last told of its line."""
    products = await tx.scalars(
        update(AsnLine)
        .where(
            AsnLine.shop_id == asn.shop_id,
            AsnLine.asn_id == asn.id,
            AsnLine.received != AsnLine.told,
        )
        .values(told=AsnLine.received)
        .returning(AsnLine.product_id)
        .execution_options(synchronize_session=False)
    )
    await tell_stock(tx, asn.shop_id, list(products), reason="receive")


def _sum_of(*which: ColumnElement[bool]) -> ScalarSelect[int]:
    """Base units of a line's differences."""
    return (
        select(func.coalesce(func.sum(Discrepancy.quantity), 0))
        .where(
            Discrepancy.shop_id == AsnLine.shop_id,
            Discrepancy.asn_id == AsnLine.asn_id,
            Discrepancy.product_id == AsnLine.product_id,
            *which,
        )
        .scalar_subquery()
    )


async def _note_short(tx: Tx, asn: Asn) -> None:
    """What did not come, without what the shop knows and has accepted of an earlier count.

    What was too much and goes back to the supplier did not come either: a scan may have been
    undone since the shop decided so.
    """
    known = _sum_of(Discrepancy.kind == "short", Discrepancy.status == "done")
    going_back = _sum_of(
        Discrepancy.kind == "over",
        Discrepancy.decision == "return_to_supplier",
        Discrepancy.status.in_(("decided", "done")),
    )
    missing = (AsnLine.expected - (AsnLine.received - going_back) - known).label("missing")
    rows = await tx.execute(
        select(AsnLine.product_id, missing)
        .where(AsnLine.shop_id == asn.shop_id, AsnLine.asn_id == asn.id, missing > 0)
        .order_by(AsnLine.line_no)
    )
    for row in rows.all():
        await tell_discrepancy(
            tx,
            asn,
            kind="short",
            goods=Goods(shop_id=asn.shop_id, product_id=row.product_id, lot_id=row.product_id),
            quantity=row.missing,
        )


async def _facts(tx: Tx, asn: Asn, card: AsnCard) -> InboundReceived:
    """The whole count: of each line also which lots and pieces came, and what is held back."""
    lines = await receipt_lines(tx, asn.shop_id, asn.id, limit=LINES_TOLD)
    serials = await serials_of(tx, asn.shop_id, asn.id)
    return InboundReceived(
        asn_number=card.number,
        lines=[
            LineReceived(
                sku=line.sku,
                expected=line.expected,
                received=line.received,
                held=line.held,
                lots=[
                    LotReceived(lot=one.lot, expires_on=one.expires_on, quantity=one.quantity)
                    for one in line.lots
                ],
                serials=serials.get(line.product_id, []),
            )
            for line in lines
        ],
        discrepancies=[
            Difference(**{name: getattr(d, name) for name in _TOLD_OF_DISCREPANCIES})
            for d in card.discrepancies
        ],
    )
