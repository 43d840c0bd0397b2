"""An inspector looks at a piece that came back, says what it is, and puts it where it belongs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

import msgspec
from sqlalchemy import text

from wms.access.people import AtWork
from wms.barcodes import Command, OwnLabel, Verb, parse
from wms.catalog.lots import Batch
from wms.db import Tx
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
from wms.returns.hand import hold
from wms.returns.inspection.errors import MismatchIsNotSold
from wms.returns.inspection.findings import (
    ALONE_MAX_MINOR,
    Moved,
    judge,
    keep_finding,
)
from wms.returns.inspection.finish import finish_if_all_came
from wms.returns.inspection.waiting import UNSEEN, Waiting, name_lot, waiting
from wms.returns.models import Return
from wms.stock.ledger import GOOD, Goods, move

#: in which condition goods of a grade are kept
CONDITION: Final = {
    "A": "quarantine",
    "B": "opened",
    "C": "damaged",
    "D": "damaged",
    "wrong_item": "quarantine",
    "empty": "damaged",
}

_LINE = text("""
    SELECT l.id, l.product_id, l.order_line_id, l.is_mismatch, l.received - l.inspected AS left,
           p.sku
    FROM return_lines l JOIN products p ON p.shop_id = l.shop_id AND p.id = l.product_id
    WHERE l.shop_id = :shop AND l.return_id = :return AND l.id = :line
""")


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """What the inspector says of some pieces of a line."""

    line_id: UUID
    grade: str
    disposition: str
    blame: str = "unknown"
    #: what is wrong with them
    reason: str | None = None
    quantity: int = 1
    note: str | None = None
    #: what is printed on pieces whose lot or expiry is kept and was not told when they were scanned
    batch: Batch = Batch()
    #: what of the checklist is not there: its points, counted from 0
    missing: tuple[int, ...] = ()
    #: the shop wants a picture, and there is no camera
    is_without_photo: bool = False
    #: who else looked at what is thrown away
    second: UUID | None = None
    #: they wait in quarantine until somebody at the desk agrees to throw them away
    is_scrap_proposed: bool = False


class Graded(msgspec.Struct, frozen=True, kw_only=True):
    """Where the pieces went, and whether that was the last of the return."""

    sku: str
    quantity: int
    place: str
    is_completed: bool


async def grade(
    tx: Tx,
    number: int,
    verdict: Verdict,
    code: str,
    *,
    by: AtWork,
    scan_id: UUID | None = None,
    alone_max_minor: int = ALONE_MAX_MINOR,
) -> Graded:
    """Move graded pieces to the place whose label ``code`` is (the confirm card: thrown away).

    ``alone_max_minor``: what one person throws away of a return, when its shop says nothing.

    Raises:
        ReturnUnknown, ReturnOver: the return is not in work.
        NothingToInspect: the line has not so many pieces without a grade.
        OnlyNewIsRestocked, MismatchIsNotSold, NotAShelf, NotQuarantine, NotReturnsPlace,
        NotConfirmed, PlaceUnknown, PlaceBlocked: they do not belong there.
        LotNeeded: they would be sold, and nobody knows of which lot or how long they are good.
        PhotoNeeded, CheckUnknown: what the shop's rubric wants is not said.
        SecondPersonNeeded, SamePersonTwice: nobody throws so much away alone.
    """
    held = await hold(tx, number)
    line = await line_to_grade(tx, held, verdict)
    pieces = await waiting(tx, held.shop_id, line.id)
    place = await _place(tx, verdict.disposition, code, here=pieces[0].place_id)
    judged = await judge(tx, held, line, verdict, by=by, alone_max_minor=alone_max_minor)
    moved = await put(tx, line, pieces, verdict, place, by=by, scan_id=scan_id)
    await keep_finding(tx, held, line, judged, moved, place, by=by)
    is_completed = await finish_if_all_came(tx, held)
    return Graded(
        sku=line.sku, quantity=verdict.quantity, place=place.code, is_completed=is_completed
    )


async def line_to_grade(tx: Tx, held: Return, verdict: Verdict) -> Any:
    """The line, when a piece of it may have such a grade; see `grade` for what is raised."""
    if verdict.disposition == "restock" and verdict.grade != "A":
        raise OnlyNewIsRestocked
    line = (
        await tx.execute(_LINE, {"shop": held.shop_id, "return": held.id, "line": verdict.line_id})
    ).one_or_none()
    if line is None or not 1 <= verdict.quantity <= line.left:
        raise NothingToInspect
    if (line.is_mismatch or held.order_id is None) and verdict.disposition == "restock":
        raise MismatchIsNotSold
    return line


async def put(
    tx: Tx, line: Any, pieces: Sequence[Waiting], verdict: Verdict, place: PlaceCard, *,
    by: AtWork | None, scan_id: UUID | None,
) -> list[Moved]:  # fmt: skip
    """Carry the pieces from the bench to where they belong."""
    is_sold_again = verdict.disposition == "restock"
    condition = GOOD if is_sold_again else CONDITION[verdict.grade]
    left = verdict.quantity
    moved = []
    for part in pieces:
        taken = min(left, part.quantity)
        if not taken:
            break
        lot_id = part.lot_id
        if part.is_nameless and (is_sold_again or verdict.batch != Batch()):
            lot_id = await name_lot(
                tx, part, taken, verdict.batch, by=by, line_id=line.id, scan_id=scan_id
            )
        becomes = _condition(condition, part.place_id, place.id)
        movement = await move(
            tx,
            Goods(
                shop_id=part.shop_id, product_id=line.product_id, lot_id=lot_id, condition=UNSEEN
            ),
            taken,
            from_place=part.place_id,
            to_place=place.id,
            to_condition=becomes,
            reason="return_grade",
            by=by,
            line_id=line.id,
            scan_id=scan_id,
        )
        moved.append(Moved(movement_id=movement, lot_id=lot_id, condition=becomes, quantity=taken))
        left -= taken
    return moved


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
    check_place(place, disposition)
    return place


def check_place(place: PlaceCard, disposition: str) -> None:
    """Say no when goods of this disposition do not belong at the place.

    Raises:
        NotAShelf, NotQuarantine, NotReturnsPlace: another kind of place is meant.
    """
    if disposition == "restock" and place.kind not in PICKABLE_KINDS:
        raise NotAShelf(place=place.code)
    if disposition in ("quarantine", "refurbish") and place.kind != "quarantine":
        raise NotQuarantine(place=place.code)
    if disposition == "return_to_shop" and place.kind != "returns":
        raise NotReturnsPlace(place=place.code)
