"""A wrong grade is put right at the desk: a second finding, with the goods where they are now."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

import msgspec
from sqlalchemy import select, text

from wms.db import Tx
from wms.errors import N_, Kind, Refusal
from wms.layout.queries import PlaceCard, outside_of_place, place_by_code, the_warehouse
from wms.returns.errors import ReturnUnknown
from wms.returns.inspection.errors import FindingUnknown, OutcomeUnknown
from wms.returns.inspection.findings import (
    ALONE_MAX_MINOR,
    Judged,
    judge,
    keep_finding,
    take_back_finding,
)
from wms.returns.inspection.grade import Verdict, check_place, line_to_grade, put
from wms.returns.inspection.rubric import Rubric
from wms.returns.inspection.rubric_versions import latest_rubric
from wms.returns.inspection.waiting import waiting
from wms.returns.models import BLAMES, DISPOSITIONS, FAULTS, GRADES, Return

WHY_MAX_CHARS: Final = 300

_OF_FINDING = text("""
    SELECT l.return_id, i.return_line_id, i.quantity, i.is_without_photo, p.kind,
           p.code, p.id AS place_id, i.disposition, i.second_operator_id
    FROM inspections i
    JOIN return_lines l ON l.shop_id = i.shop_id AND l.id = i.return_line_id
    JOIN places p ON p.id = i.place_id
    WHERE i.shop_id = :shop AND i.id = :id AND i.taken_back_at IS NULL
""")


_SCRAPPED_BY = text("""
    SELECT coalesce(sum(i.value_minor), 0)::bigint
    FROM inspections i JOIN return_lines l ON l.shop_id = i.shop_id AND l.id = i.return_line_id
    LEFT JOIN inspections b ON b.shop_id = i.shop_id AND b.id = i.corrects_id
    WHERE i.shop_id = :shop AND l.return_id = :return AND i.disposition = 'dispose'
      AND i.user_id = :user AND i.second_operator_id IS NULL AND i.second_user_id IS NULL
      AND i.taken_back_at IS NULL AND b.disposition <> 'dispose'
""")
_HUNDREDTHS: Final = 100


class ScrapTwoNeeded(Refusal):
    """One person at the desk would throw away what is worth much."""

    code = "return.scrap_two_needed"
    sentence = N_(
        "This is worth {value} {currency}: choose quarantine, to be thrown away. "
        "Then somebody else at the desk agrees."
    )


class WhyNeeded(Refusal):
    """Nobody changes what an inspector found without saying why."""

    kind = Kind.INVALID
    code = "return.why_needed"
    sentence = N_("Say in a few words why the grade is changed (at most {most} letters).")


class Correction(msgspec.Struct, frozen=True, kw_only=True):
    """What the finding should have said, and where the goods are (``place``: its code)."""

    grade: str
    disposition: str
    blame: str
    reason: str | None
    place: str
    why: str
    #: it waits in quarantine until somebody else at the desk agrees to throw it away
    is_scrap_proposed: bool = False


async def correct_finding(
    tx: Tx,
    number: int,
    inspection_id: UUID,
    asked: Correction,
    *,
    user_id: UUID,
    alone_max_minor: int = ALONE_MAX_MINOR,
) -> UUID:
    """Take the finding back and write another one, in one go; also when the return is finished.

    The inspector did not say that it is thrown away, so the limit of one person holds at the desk,
    too: ``alone_max_minor`` when the shop says nothing. What was thrown away already stays so.

    Raises:
        ReturnUnknown, FindingUnknown, GoodsWentOn, OrderIsBack: it cannot be changed.
        WhyNeeded, OutcomeUnknown, OnlyNewIsRestocked, MismatchIsNotSold: what was asked cannot be.
        PlaceUnknown, NotAShelf, NotQuarantine, NotReturnsPlace: they do not belong there.
        StockInsufficient: the goods are not where the finding left them.
        LotNeeded: they would be sold, and nobody knows their lot.
        ScrapTwoNeeded: nobody throws so much away alone.
    """
    why = " ".join(asked.why.split())
    if not 0 < len(why) <= WHY_MAX_CHARS or not why.isprintable():
        raise WhyNeeded(most=WHY_MAX_CHARS)
    if (
        asked.grade not in GRADES
        or asked.disposition not in DISPOSITIONS
        or asked.blame not in BLAMES
        or asked.reason not in (None, *FAULTS)
    ):
        raise OutcomeUnknown
    held = await tx.scalar(
        select(Return)
        .where(Return.number == number)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    if held is None:
        raise ReturnUnknown(name=f"R-{number}")
    before = (
        await tx.execute(_OF_FINDING, {"shop": held.shop_id, "id": inspection_id})
    ).one_or_none()
    if before is None or before.return_id != held.id:
        raise FindingUnknown
    was_thrown = before.disposition == "dispose"
    await take_back_finding(tx, held.shop_id, inspection_id, by=None, becomes=asked.grade)
    verdict = Verdict(
        line_id=before.return_line_id, grade=asked.grade, disposition=asked.disposition,
        blame=asked.blame, reason=asked.reason, quantity=before.quantity,
        is_without_photo=before.is_without_photo, is_scrap_proposed=asked.is_scrap_proposed,
        second=before.second_operator_id if was_thrown and asked.disposition == "dispose" else None,
    )  # fmt: skip
    line = await line_to_grade(tx, held, verdict)
    pieces = await waiting(tx, held.shop_id, line.id)
    place = await _place(tx, asked, before, here=pieces[0].place_id)
    judged = await judge(tx, held, line, verdict, by=None)
    if asked.disposition == "dispose" and not was_thrown:
        await _alone(tx, held, judged, user_id, alone_max_minor)
    moved = await put(tx, line, pieces, verdict, place, by=None, scan_id=None)
    return await keep_finding(
        tx, held, line, judged, moved, place, by=None, user_id=user_id,
        corrects_id=inspection_id, why=why,
    )  # fmt: skip


async def _alone(tx: Tx, held: Return, judged: Judged, user_id: UUID, alone_max_minor: int) -> None:
    """Say no when one person at the desk would throw away more of a return than one may."""
    saved = await latest_rubric(tx, held.shop_id)
    rubric = saved.rubric if saved else Rubric()
    limit = rubric.scrap_alone_max_minor
    limit = alone_max_minor if limit is None else limit
    key = {"shop": held.shop_id, "return": held.id, "user": user_id}
    total = (judged.value_minor or 0) + int(await tx.scalar(_SCRAPPED_BY, key))
    if total > limit or (judged.value_minor is None and limit == 0):
        raise ScrapTwoNeeded(value=f"{total / _HUNDREDTHS:.2f}", currency=rubric.currency)


async def _place(tx: Tx, asked: Correction, before: Any, *, here: UUID) -> PlaceCard:
    """The place that was named; without a name, where the goods are, when they may stay there."""
    if asked.disposition == "dispose":
        scrap = await outside_of_place(tx, here, "scrap")
        return PlaceCard(id=scrap, code="–", kind="scrap", label_code=None)
    name = asked.place.strip().upper() or before.code
    place = await place_by_code(tx, await the_warehouse(tx), name)
    check_place(place, asked.disposition)
    return place
