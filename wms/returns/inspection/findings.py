"""What an inspector says is held against the shop's rubric, written down, told, and taken back."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any, Final
from uuid import UUID

import msgspec
from sqlalchemy import text

from wms.access.people import AtWork
from wms.db import Tx, new_id
from wms.events.kinds.returned import Mismatch, ReturnInspected
from wms.layout.queries import PlaceCard
from wms.returns.hand import tell, touch
from wms.returns.inspection.errors import (
    CheckUnknown,
    GoodsWentOn,
    OrderIsBack,
    PhotoNeeded,
    SamePersonTwice,
    SecondPersonNeeded,
)
from wms.returns.inspection.models import FollowUp
from wms.returns.inspection.rubric import said
from wms.returns.inspection.rules import piece_value, rules_for
from wms.returns.models import Inspection, Return
from wms.stock.ledger import Goods, move
from wms.stock.tell import tell_stock

#: what one person throws away of a return when nobody says otherwise, hundredths: 500.00
ALONE_MAX_MINOR: Final = 50_000
#: grades that say: this is not what we sent
NOT_OURS: Final = ("wrong_item", "empty")
#: dispositions after which something is still to be done with the goods
_GO_ON: Final = ("refurbish", "return_to_shop")
_HUNDREDTHS: Final = 100

_PENDING = """
    FROM inspection_photos WHERE shop_id = :shop AND return_line_id = :line
      AND inspection_id IS NULL"""
_HAS_PHOTO = text(f"SELECT EXISTS (SELECT {_PENDING})")
_BIND_PHOTOS = text(
    "UPDATE inspection_photos SET inspection_id = :inspection WHERE shop_id = :shop "
    "AND return_line_id = :line AND inspection_id IS NULL RETURNING photo_id"
)
_SCRAPPED_ALONE = text("""
    SELECT coalesce(sum(i.value_minor), 0)::bigint
    FROM inspections i JOIN return_lines l ON l.shop_id = i.shop_id AND l.id = i.return_line_id
    WHERE i.shop_id = :shop AND l.return_id = :return AND i.disposition = 'dispose'
      AND i.operator_id = :operator AND i.second_operator_id IS NULL AND i.second_user_id IS NULL
      AND i.taken_back_at IS NULL
""")
_COUNT = text("""
    UPDATE return_lines SET inspected = inspected + :quantity WHERE shop_id = :shop AND id = :line
""")
_COUNT_RETURNED = text("""
    UPDATE order_lines o SET returned = o.returned + :quantity FROM return_lines l
    WHERE l.shop_id = :shop AND l.id = :line AND o.shop_id = l.shop_id AND o.id = l.order_line_id
""")


class Moved(msgspec.Struct, frozen=True, kw_only=True):
    """Pieces of one lot that were carried somewhere, in base units."""

    movement_id: UUID
    lot_id: UUID
    condition: str
    quantity: int


class Judged(msgspec.Struct, frozen=True, kw_only=True):
    """A verdict with what the rubric says of it."""

    verdict: Any
    rubric_version: int | None
    missing_parts: list[str]
    value_minor: int | None


async def judge(
    tx: Tx,
    held: Return,
    line: Any,
    verdict: Any,
    *,
    by: AtWork | None,
    alone_max_minor: int = ALONE_MAX_MINOR,
) -> Judged:
    """Hold a verdict against the shop's rubric; ``by`` None: at the desk, with who agrees known.

    Raises:
        PhotoNeeded, CheckUnknown: what the rubric wants is not said.
        SecondPersonNeeded, SamePersonTwice: nobody throws so much away alone.
    """
    rules = await rules_for(tx, held.shop_id, line.product_id)
    if any(n >= len(rules.checklist) for n in verdict.missing):
        raise CheckUnknown
    missing = [said(rules.checklist[n], "en") for n in sorted(set(verdict.missing))]
    if (
        by is not None
        and not verdict.is_without_photo
        and rules.wants_photo(verdict.grade, verdict.reason)
        and not await tx.scalar(_HAS_PHOTO, {"shop": held.shop_id, "line": line.id})
    ):
        raise PhotoNeeded
    each = await piece_value(tx, rules, held.shop_id, held.order_id)
    value = 0 if verdict.grade == "empty" else each and each * verdict.quantity
    if by is not None and verdict.disposition == "dispose":
        if verdict.second == by.operator_id:
            raise SamePersonTwice
        if verdict.second is None:
            limit = rules.rubric.scrap_alone_max_minor
            limit = alone_max_minor if limit is None else limit
            key = {"shop": held.shop_id, "return": held.id, "operator": by.operator_id}
            # piece by piece is the same as all at once
            total = (value or 0) + int(await tx.scalar(_SCRAPPED_ALONE, key))
            if total > limit or (value is None and limit == 0):
                worth = f"{total / _HUNDREDTHS:.2f}"
                raise SecondPersonNeeded(value=worth, currency=rules.rubric.currency)
    return Judged(
        verdict=verdict, rubric_version=rules.version, missing_parts=missing, value_minor=value
    )


async def keep_finding(
    tx: Tx,
    held: Return,
    line: Any,
    judged: Judged,
    moved: Sequence[Moved],
    place: PlaceCard,
    *,
    by: AtWork | None,
    user_id: UUID | None = None,
    corrects_id: UUID | None = None,
    why: str | None = None,
) -> UUID:
    """Write the finding down, count it, note what is still to be done, and tell the shop."""
    verdict = judged.verdict
    found = Inspection(
        id=new_id(), shop_id=held.shop_id, return_line_id=line.id, quantity=verdict.quantity,
        grade=verdict.grade, disposition=verdict.disposition, blame=verdict.blame,
        reason=verdict.reason, note=verdict.note, place_id=place.id,
        operator_id=by.operator_id if by else None, user_id=user_id,
        rubric_version=judged.rubric_version, missing_parts=judged.missing_parts,
        is_without_photo=verdict.is_without_photo, second_operator_id=verdict.second,
        value_minor=judged.value_minor, movement_ids=[one.movement_id for one in moved],
        corrects_id=corrects_id, why=why,
    )  # fmt: skip
    tx.add(found)
    await tx.flush()
    key = {"shop": held.shop_id, "line": line.id}
    photos = list(await tx.scalars(_BIND_PHOTOS, {**key, "inspection": found.id}))
    await tx.execute(_COUNT, {**key, "quantity": verdict.quantity})
    if verdict.grade not in NOT_OURS:
        await tx.execute(_COUNT_RETURNED, {**key, "quantity": verdict.quantity})
    is_proposed = verdict.is_scrap_proposed and verdict.disposition == "quarantine"
    work = "scrap" if is_proposed else verdict.disposition
    if work in (*_GO_ON, "scrap"):
        for part in moved:
            tx.add(
                FollowUp(
                    id=new_id(), shop_id=held.shop_id, inspection_id=found.id, kind=work,
                    product_id=line.product_id, lot_id=part.lot_id, condition=part.condition,
                    place_id=place.id, quantity=part.quantity,
                )
            )  # fmt: skip
        await tx.flush()
    await touch(tx, held.shop_id, held.id)
    inspected = partial(
        ReturnInspected,
        inspection_id=found.id,
        sku=line.sku,
        quantity=verdict.quantity,
        grade=verdict.grade,
        disposition=verdict.disposition,
        blame=verdict.blame,
        reason=verdict.reason,
        note=verdict.note,
        missing_parts=judged.missing_parts,
        rubric_version=judged.rubric_version,
        is_surplus=line.order_line_id is None and not line.is_mismatch,
        mismatches=await _mismatches(tx, held.shop_id, line) if line.is_mismatch else [],
        photos=[f"/v1/returns/{held.id}/photos/{photo}" for photo in photos],
        corrects=corrects_id,
    )
    await tell(tx, held.shop_id, held.id, inspected)
    await tell_stock(tx, held.shop_id, [line.product_id], reason="return_grade")
    return found.id


_MISMATCHES = text("""
    SELECT kind, found, shipped FROM return_mismatches
    WHERE shop_id = :shop AND return_line_id = :line AND taken_back_at IS NULL ORDER BY id
""")


async def _mismatches(tx: Tx, shop_id: UUID, line: Any) -> list[Mismatch]:
    rows = await tx.execute(_MISMATCHES, {"shop": shop_id, "line": line.id})
    return [Mismatch(**row._mapping) for row in rows]


_FINDING = text("""
    SELECT i.id, i.return_line_id, i.quantity, i.grade, i.movement_ids, l.product_id,
           o.number AS order_number, o.status = 'returned' AS is_back, l.order_line_id
    FROM inspections i
    JOIN return_lines l ON l.shop_id = i.shop_id AND l.id = i.return_line_id
    JOIN returns r ON r.shop_id = l.shop_id AND r.id = l.return_id
    LEFT JOIN orders o ON o.shop_id = r.shop_id AND o.id = r.order_id
    WHERE i.shop_id = :shop AND i.id = :id AND i.taken_back_at IS NULL
""")
_MOVEMENTS = text("""
    SELECT id, product_id, lot_id, quantity, from_place_id, from_condition, to_place_id,
           to_condition, line_id
    FROM movements WHERE shop_id = :shop AND id = ANY (CAST(:ids AS uuid[]))
    ORDER BY lot_id
""")
_WENT_ON = text("""
    SELECT EXISTS (SELECT FROM return_follow_ups
                   WHERE shop_id = :shop AND inspection_id = :id AND done_at IS NOT NULL)
""")
_NO_WORK = text("DELETE FROM return_follow_ups WHERE shop_id = :shop AND inspection_id = :id")
_TAKE_BACK = text(
    "UPDATE inspections SET taken_back_at = clock_timestamp() WHERE shop_id = :shop AND id = :id"
)
_FREE_PHOTOS = text(
    "UPDATE inspection_photos SET inspection_id = NULL "
    "WHERE shop_id = :shop AND inspection_id = :id"
)


async def take_back_finding(
    tx: Tx,
    shop_id: UUID,
    inspection_id: UUID,
    *,
    by: AtWork | None,
    scan_id: UUID | None = None,
    becomes: str | None = None,
) -> Any:
    """Bring the goods of a finding back to the bench by reverse movements; it counts no more.

    ``becomes``: the grade that follows at once, when one does. The caller holds the return.

    Raises:
        GoodsWentOn: they were repaired, sent, scrapped or carried on since.
        OrderIsBack: its order is closed as returned, and would not be whole.
    """
    key = {"shop": shop_id, "id": inspection_id}
    found = (await tx.execute(_FINDING, key)).one_or_none()
    if found is None or await tx.scalar(_WENT_ON, key):
        raise GoodsWentOn
    is_counted = found.grade not in NOT_OURS
    if found.is_back and is_counted and found.order_line_id and becomes in (None, *NOT_OURS):
        raise OrderIsBack(order=found.order_number)
    for one in (await tx.execute(_MOVEMENTS, {"shop": shop_id, "ids": found.movement_ids})).all():
        await move(
            tx,
            Goods(
                shop_id=shop_id, product_id=one.product_id, lot_id=one.lot_id,
                condition=one.to_condition,
            ),
            one.quantity,
            from_place=one.to_place_id,
            to_place=one.from_place_id,
            to_condition=one.from_condition,
            reason="correct",
            by=by,
            line_id=one.line_id,
            scan_id=scan_id,
            reverses=one.id,
        )  # fmt: skip
    await tx.execute(_NO_WORK, key)
    await tx.execute(_FREE_PHOTOS, key)
    await tx.execute(_TAKE_BACK, key)
    counts = {"shop": shop_id, "line": found.return_line_id, "quantity": -found.quantity}
    await tx.execute(_COUNT, counts)
    if is_counted:
        await tx.execute(_COUNT_RETURNED, counts)
    await tell_stock(tx, shop_id, [found.product_id], reason="correct")
    return found
