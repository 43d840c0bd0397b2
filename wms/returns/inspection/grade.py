"""An inspector looks at a piece that came back, says what it is, and puts it where it belongs."""

from __future__ import annotations

from typing import Final
from uuid import UUID

import msgspec
from sqlalchemy import text

from wms.access.people import AtWork
from wms.barcodes import Command, OwnLabel, Verb, parse
from wms.catalog.lots import Batch
from wms.db import Tx, new_id
from wms.layout.errors import PlaceUnknown
from wms.layout.models import PICKABLE_KINDS
from wms.layout.queries import PlaceCard, outside_of_place, place_by_label
from wms.returns.errors import (
    NotAShelf,
    NotConfirmed,
    NothingToInspect,
    NotQuarantine,
    NotReturnsPlace,
    OnlyNewIsRestocked,
)
from wms.returns.hand import hold, tell, touch
from wms.returns.inspection.finish import finish_if_all_came
from wms.returns.inspection.waiting import UNSEEN, name_lot, waiting
from wms.returns.models import Inspection
from wms.stock.ledger import GOOD, Goods, move
from wms.stock.tell import tell_stock

#: what is usually done with each grade; the inspector may choose otherwise
USUAL: Final = {
    "A": "restock",
    "B": "return_to_shop",
    "C": "quarantine",
    "D": "dispose",
    "wrong_item": "quarantine",
    "empty": "dispose",
}
#: in which condition goods of a grade are kept
CONDITION: Final = {
    "A": "quarantine",
    "B": "opened",
    "C": "damaged",
    "D": "damaged",
    "wrong_item": "quarantine",
    "empty": "damaged",
}
#: grades that say: this is not what we sent
_NOT_OURS: Final = ("wrong_item", "empty")

_LINE = text("""
    SELECT l.id, l.product_id, l.order_line_id, l.received - l.inspected AS left, p.sku
    FROM return_lines l JOIN products p ON p.shop_id = l.shop_id AND p.id = l.product_id
    WHERE l.shop_id = :shop AND l.return_id = :return AND l.id = :line
""")


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """What the inspector says of some pieces of a line."""

    line_id: UUID
    grade: str
    disposition: str
    blame: str = "unknown"
    quantity: int = 1
    note: str | None = None
    #: what is printed on pieces whose lot or expiry is kept and was not told when they were scanned
    batch: Batch = Batch()


class Graded(msgspec.Struct, frozen=True, kw_only=True):
    """Where the pieces went, and whether that was the last of the return."""

    sku: str
    quantity: int
    place: str
    is_completed: bool


async def grade(
    tx: Tx, number: int, verdict: Verdict, code: str, *, by: AtWork, scan_id: UUID | None = None
) -> Graded:
    """Move graded pieces to the place whose label ``code`` is (the confirm card: thrown away).

    Raises:
        ReturnUnknown, ReturnOver: the return is not in work.
        NothingToInspect: the line has not so many pieces without a grade.
        OnlyNewIsRestocked, NotAShelf, NotQuarantine, NotReturnsPlace, NotConfirmed, PlaceUnknown,
        PlaceBlocked: they do not belong there.
        LotNeeded: they would be sold, and nobody knows of which lot or how long they are good.
    """
    held = await hold(tx, number)
    if verdict.disposition == "restock" and verdict.grade != "A":
        raise OnlyNewIsRestocked
    line = (
        await tx.execute(_LINE, {"shop": held.shop_id, "return": held.id, "line": verdict.line_id})
    ).one_or_none()
    if line is None or not 1 <= verdict.quantity <= line.left:
        raise NothingToInspect
    pieces = await waiting(tx, held.shop_id, line.id)
    place = await _place(tx, verdict.disposition, code, here=pieces[0].place_id)
    is_sold_again = verdict.disposition == "restock"
    condition = GOOD if is_sold_again else CONDITION[verdict.grade]
    left = verdict.quantity
    for part in pieces:
        taken = min(left, part.quantity)
        if not taken:
            break
        lot_id = part.lot_id
        if part.is_nameless and (is_sold_again or verdict.batch != Batch()):
            lot_id = await name_lot(
                tx, part, taken, verdict.batch, by=by, line_id=line.id, scan_id=scan_id
            )
        await move(
            tx,
            Goods(
                shop_id=held.shop_id,
                product_id=line.product_id,
                lot_id=lot_id,
                condition=UNSEEN,
            ),
            taken,
            from_place=part.place_id,
            to_place=place.id,
            to_condition=_condition(condition, part.place_id, place.id),
            reason="return_grade",
            by=by,
            line_id=line.id,
            scan_id=scan_id,
        )
        left -= taken
    await _note(tx, held.shop_id, verdict, place, by)
    await touch(tx, held.shop_id, held.id)
    await tell(
        tx,
        held.shop_id,
        held.id,
        "return.inspected",
        {
            "sku": line.sku,
            "quantity": verdict.quantity,
            "grade": verdict.grade,
            "disposition": verdict.disposition,
            "blame": verdict.blame,
            "note": verdict.note,
        },
    )
    await tell_stock(tx, held.shop_id, [line.product_id], reason="return_grade")
    is_completed = await finish_if_all_came(tx, held)
    return Graded(
        sku=line.sku, quantity=verdict.quantity, place=place.code, is_completed=is_completed
    )


def _condition(wanted: str, from_place: UUID, to_place: UUID) -> str:
    """A movement goes somewhere: what stays on its place in quarantine was looked at, so opened."""
    return "opened" if from_place == to_place and wanted == "quarantine" else wanted


async def _place(tx: Tx, disposition: str, code: str, *, here: UUID) -> PlaceCard:
    """The place that was scanned, when goods of this disposition belong there."""
    scanned = parse(code)
    if disposition == "dispose":
        if scanned != Command(Verb.CONFIRM):
            raise NotConfirmed
        return PlaceCard(
            id=await outside_of_place(tx, here, "scrap"), code="–", kind="scrap", label_code=None
        )
    if not isinstance(scanned, OwnLabel):
        raise PlaceUnknown(scanned=code)
    place = await place_by_label(tx, scanned.code)
    if disposition == "restock" and place.kind not in PICKABLE_KINDS:
        raise NotAShelf(place=place.code)
    if disposition in ("quarantine", "refurbish") and place.kind != "quarantine":
        raise NotQuarantine(place=place.code)
    if disposition == "return_to_shop" and place.kind != "returns":
        raise NotReturnsPlace(place=place.code)
    return place


async def _note(tx: Tx, shop_id: UUID, verdict: Verdict, place: PlaceCard, by: AtWork) -> None:
    """Write the finding down and count: inspected, and returned where it is what we sent."""
    tx.add(
        Inspection(
            id=new_id(),
            shop_id=shop_id,
            return_line_id=verdict.line_id,
            quantity=verdict.quantity,
            grade=verdict.grade,
            disposition=verdict.disposition,
            blame=verdict.blame,
            note=verdict.note,
            place_id=place.id,
            operator_id=by.operator_id,
        )
    )
    await tx.flush()
    await tx.execute(
        text(
            "UPDATE return_lines SET inspected = inspected + :quantity "
            "WHERE shop_id = :shop AND id = :line"
        ),
        {"shop": shop_id, "line": verdict.line_id, "quantity": verdict.quantity},
    )
    if verdict.grade not in _NOT_OURS:
        await tx.execute(
            text(
                "UPDATE order_lines o SET returned = o.returned + :quantity FROM return_lines l "
                "WHERE l.shop_id = :shop AND l.id = :line "
                "AND o.shop_id = l.shop_id AND o.id = l.order_line_id"
            ),
            {"shop": shop_id, "line": verdict.line_id, "quantity": verdict.quantity},
        )
