"""What is still to be done with graded goods: repair them, give them back to their shop, or throw
away what two have looked at."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final
from uuid import UUID

import msgspec
from sqlalchemy import text

from wms.access.people import AtWork
from wms.barcodes import OwnLabel, parse
from wms.db import Read, Tx
from wms.layout.errors import PlaceUnknown
from wms.layout.queries import PlaceCard, outside_of_place, place_by_label
from wms.returns.inspection.errors import (
    MismatchIsNotSold,
    OutcomeUnknown,
    SamePersonTwice,
    SecondPersonNeeded,
    WorkIsDone,
)
from wms.returns.inspection.findings import ALONE_MAX_MINOR
from wms.returns.inspection.grade import check_place
from wms.returns.inspection.rules import piece_value, rules_for
from wms.stock.ledger import GOOD, Goods, move
from wms.stock.tell import tell_stock

#: what a repair may end with → how the goods are put
REPAIRED: Final = {"restocked": "restock", "opened": "return_to_shop", "scrapped": "dispose"}
_HUNDREDTHS: Final = 100


class Work(msgspec.Struct, frozen=True, kw_only=True):
    """Goods of which something is still to be done, in base units."""

    id: UUID
    shop_id: UUID
    shop: str
    kind: str
    return_number: int
    sku: str
    name: str
    lot: str | None
    place: str
    condition: str
    quantity: int
    reason: str | None
    note: str | None
    created_at: datetime


_LIST = """
    SELECT f.id, f.shop_id, s.name AS shop, f.kind, r.number AS return_number, p.sku, p.name,
           nullif(lo.code, '') AS lot, pl.code AS place, f.condition, f.quantity, i.reason, i.note,
           f.created_at
    FROM return_follow_ups f
    JOIN shops s ON s.id = f.shop_id
    JOIN inspections i ON i.shop_id = f.shop_id AND i.id = f.inspection_id
    JOIN return_lines l ON l.shop_id = i.shop_id AND l.id = i.return_line_id
    JOIN returns r ON r.shop_id = l.shop_id AND r.id = l.return_id
    JOIN products p ON p.shop_id = f.shop_id AND p.id = f.product_id
    JOIN lots lo ON lo.shop_id = f.shop_id AND lo.id = f.lot_id
    JOIN places pl ON pl.id = f.place_id
    WHERE f.done_at IS NULL AND (CAST(:shop AS uuid) IS NULL OR f.shop_id = :shop)
      AND (CAST(:kind AS text) IS NULL OR f.kind = :kind)
      AND (CAST(:id AS uuid) IS NULL OR f.id = :id)
    ORDER BY f.id LIMIT :limit
"""
_OPEN = text(_LIST)


async def open_work(
    read: Read | Tx,
    *,
    limit: int,
    kind: str | None = None,
    shop_id: UUID | None = None,
    work_id: UUID | None = None,
) -> list[Work]:
    """What is still to be done, the oldest first."""
    rows = await read.execute(_OPEN, {"shop": shop_id, "kind": kind, "limit": limit, "id": work_id})
    return [Work(**row._mapping) for row in rows]


_COUNTS = text("SELECT kind, count(*) AS n FROM return_follow_ups WHERE done_at IS NULL GROUP BY 1")


async def count_by_kind(read: Read) -> dict[str, int]:
    """How much of each kind there is."""
    return {row.kind: row.n for row in await read.execute(_COUNTS)}


_HOLD = text("""
    SELECT f.shop_id, f.id, f.kind, f.product_id, f.lot_id, f.condition, f.place_id, f.quantity,
           f.inspection_id, i.user_id AS proposed_by, r.order_id,
           l.is_mismatch
    FROM return_follow_ups f
    JOIN inspections i ON i.shop_id = f.shop_id AND i.id = f.inspection_id
    JOIN return_lines l ON l.shop_id = i.shop_id AND l.id = i.return_line_id
    JOIN returns r ON r.shop_id = l.shop_id AND r.id = l.return_id
    WHERE f.id = :id AND f.done_at IS NULL FOR NO KEY UPDATE OF f
""")
_DONE = text("""
    UPDATE return_follow_ups SET outcome = :outcome, done_at = clock_timestamp(),
        operator_id = :operator, user_id = :user
    WHERE shop_id = :shop AND id = :id
""")


async def _hold(tx: Tx, work_id: UUID, *kinds: str) -> Any:
    held = (await tx.execute(_HOLD, {"id": work_id})).one_or_none()
    if held is None or held.kind not in kinds:
        raise WorkIsDone
    return held


async def _end(
    tx: Tx, held: Any, place: UUID, *, outcome: str, condition: str, by: AtWork | None,
    user_id: UUID | None = None, scan_id: UUID | None = None,
) -> None:  # fmt: skip
    if (place, condition) != (held.place_id, held.condition):
        await move(
            tx,
            Goods(
                shop_id=held.shop_id, product_id=held.product_id, lot_id=held.lot_id,
                condition=held.condition,
            ),
            held.quantity,
            from_place=held.place_id,
            to_place=place,
            to_condition=condition,
            reason="return_grade",
            by=by,
            # not the line: what waits there for a grade is counted by the movements of the line
            line_id=held.inspection_id,
            scan_id=scan_id,
        )  # fmt: skip
    await tx.execute(
        _DONE,
        {
            "shop": held.shop_id, "id": held.id, "outcome": outcome, "user": user_id,
            "operator": by.operator_id if by else None,
        },
    )  # fmt: skip
    await tell_stock(tx, held.shop_id, [held.product_id], reason="return_grade")


async def finish_repair(
    tx: Tx,
    work_id: UUID,
    outcome: str,
    code: str,
    *,
    by: AtWork,
    scan_id: UUID | None = None,
    second: UUID | None = None,
    alone_max_minor: int = ALONE_MAX_MINOR,
) -> PlaceCard:
    """A repair ended: ``restocked`` as new, ``opened`` for its shop, or ``scrapped``; the goods
    are at the place whose label ``code`` is now (scrapped: nowhere, ``code`` does not matter).

    Raises:
        WorkIsDone: somebody was faster.
        OutcomeUnknown, PlaceUnknown, NotAShelf, NotReturnsPlace: they do not belong there.
        SecondPersonNeeded, SamePersonTwice: nobody throws so much away alone.
        MismatchIsNotSold: it is not the piece that was sent.
    """
    if outcome not in REPAIRED:
        raise OutcomeUnknown
    held = await _hold(tx, work_id, "refurbish")
    if outcome == "restocked" and held.is_mismatch:
        raise MismatchIsNotSold
    if outcome == "scrapped":
        await _agree(tx, held, by, second, alone_max_minor)
        scrap = await outside_of_place(tx, held.place_id, "scrap")
        place = PlaceCard(id=scrap, code="–", kind="scrap", label_code=None)
    else:
        scanned = parse(code)
        if not isinstance(scanned, OwnLabel):
            raise PlaceUnknown(scanned=code)
        place = await place_by_label(tx, scanned.code)
        check_place(place, REPAIRED[outcome])
    condition = GOOD if outcome == "restocked" else "opened"
    await _end(tx, held, place.id, outcome=outcome, condition=condition, by=by, scan_id=scan_id)
    return place


async def _agree(tx: Tx, held: Any, by: AtWork, second: UUID | None, alone_max_minor: int) -> None:
    if second == by.operator_id:
        raise SamePersonTwice
    if second is not None:
        return
    rules = await rules_for(tx, held.shop_id, held.product_id)
    limit = rules.rubric.scrap_alone_max_minor
    limit = alone_max_minor if limit is None else limit
    each = await piece_value(tx, rules, held.shop_id, held.order_id)
    worth = (each or 0) * held.quantity
    if worth > limit or (each is None and limit == 0):
        value = f"{worth / _HUNDREDTHS:.2f}"
        raise SecondPersonNeeded(value=value, currency=rules.rubric.currency)


async def give_to_driver(tx: Tx, work_ids: list[UUID], *, user_id: UUID | None) -> int:
    """Goods that were collected for their shop have left with a driver; how many lots of them.

    Raises:
        WorkIsDone: one of them is gone already; then none is.
    """
    for work_id in sorted(set(work_ids)):
        held = await _hold(tx, work_id, "return_to_shop")
        outside = await outside_of_place(tx, held.place_id, "supplier")
        await _end(
            tx, held, outside, outcome="sent", condition=held.condition, by=None, user_id=user_id
        )
    return len(set(work_ids))


async def agree_to_scrap(tx: Tx, work_id: UUID, *, user_id: UUID, is_agreed: bool) -> None:
    """Somebody at the desk looks at what an inspector would throw away: it goes, or it stays.

    Raises:
        WorkIsDone: somebody was faster.
        SamePersonTwice: it was this person who would throw it away.
    """
    held = await _hold(tx, work_id, "scrap", "refurbish")
    if is_agreed and held.proposed_by == user_id:
        raise SamePersonTwice
    if not is_agreed:
        await _end(
            tx, held, held.place_id, outcome="kept", condition=held.condition, by=None,
            user_id=user_id,
        )  # fmt: skip
        return
    scrap = await outside_of_place(tx, held.place_id, "scrap")
    await _end(
        tx, held, scrap, outcome="scrapped", condition=held.condition, by=None, user_id=user_id
    )
    await tx.execute(
        text("UPDATE inspections SET second_user_id = :user WHERE shop_id = :shop AND id = :id"),
        {"shop": held.shop_id, "id": held.inspection_id, "user": user_id},
    )
