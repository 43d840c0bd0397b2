"""Grading on the handheld: what a piece is, whose fault, of which lot, where it goes.

What was tapped or typed stands in the address until the place is scanned: nothing has happened to
the goods before that, so a dead battery loses a tap and no stock.
"""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import urlencode

import msgspec
from litestar import Request, Response

from api import i18n
from api.asker import language_of
from api.scanner.batch import BATCH_FIELDS, batch_typed
from api.scanner.door import Screen
from wms.catalog.lots import Batch
from wms.errors import N_
from wms.inbound.errors import BatchMistyped
from wms.returns.inspection.rubric import USUAL
from wms.returns.inspection.steps import GradeThis
from wms.returns.models import BLAMES, DISPOSITIONS, GRADES

#: grade → (word, sign)
GRADE_WORDS: Final = {
    "A": (N_("A – as new"), "star"),
    "B": (N_("B – opened"), "box"),
    "C": (N_("C – damaged"), "damaged"),
    "D": (N_("D – unsaleable"), "cross"),
    "wrong_item": (N_("Wrong item"), "item-wrong"),
    "empty": (N_("Empty box"), "warn"),
}
BLAME_WORDS: Final = {
    "consumer": N_("The customer"),
    "carrier": N_("The courier"),
    "warehouse": N_("We, the warehouse"),
    "supplier": N_("The supplier"),
    "unknown": N_("Nobody can tell"),
}
DISPOSITION_WORDS: Final = {
    "restock": (N_("Back to the shelf"), "shelf"),
    "quarantine": (N_("Quarantine"), "pause"),
    "refurbish": (N_("To be repaired"), "edit"),
    "return_to_shop": (N_("Back to the shop"), "shop"),
    "dispose": (N_("Throw away"), "cross"),
}
#: grades for which somebody is to blame
_BLAMED: Final = ("C", "D", "wrong_item", "empty")


class Chosen(msgspec.Struct, frozen=True, kw_only=True):
    """What was tapped and typed of a piece and is not done yet."""

    grade: str
    blame: str | None
    disposition: str
    is_all: bool
    asks_other: bool
    #: lot and expiry as they stand in the address
    typed: dict[str, str]
    #: None: what was typed cannot be
    batch: Batch | None


def chosen(request: Request[Any, Any, Any], step: GradeThis) -> Chosen | None:
    """The tapped grade in the address, when it is of the piece in hand and makes sense."""
    given = request.query_params
    known = given.get("grade")
    if known not in GRADES or given.get("line") != str(step.line_id):
        return None
    blame = given.get("blame") if given.get("blame") in BLAMES else None
    if blame is None and known not in _BLAMED:
        blame = "unknown"
    wanted = given.get("disposition")
    is_possible = wanted in DISPOSITIONS and (wanted != "restock" or known == "A")
    typed = {name: given[name] for name in BATCH_FIELDS if given.get(name)}
    return Chosen(
        grade=known,
        blame=blame,
        disposition=wanted if wanted and is_possible else USUAL[known],
        is_all="all" in given,
        asks_other="other" in given,
        typed=typed,
        batch=_batch(typed),
    )


def _batch(typed: dict[str, str]) -> Batch | None:
    try:
        return batch_typed(typed)
    except BatchMistyped:
        return None


def _asks_lot(step: GradeThis, chosen: Chosen) -> bool:
    """Whether the piece would be sold again although nobody knows its lot or how long it is good"""
    batch = chosen.batch
    return chosen.disposition == "restock" and (
        (step.needs_lot and not (batch and batch.lot))
        or (step.needs_expiry and not (batch and batch.expires_on))
    )


async def grade_page(
    request: Request[Any, Any, Any], screen: Screen, step: GradeThis, facts: dict[str, Any]
) -> Response[str]:
    """The grade; then, for some, whose fault, and of which lot it is; then the place."""
    tapped = chosen(request, step)
    if tapped is None:
        return await screen.show("scanner/return_grade.html", grades=GRADE_WORDS, **facts)
    address = facts["address"]
    query = {"line": str(step.line_id), "grade": tapped.grade, **tapped.typed}
    if tapped.is_all:
        query["all"] = "1"
    if tapped.blame is None:
        here = f"{address}?{urlencode(query)}"
        return await screen.show(
            "scanner/return_blame.html", here=here, blames=BLAME_WORDS, **facts
        )
    query["blame"] = tapped.blame
    here = f"{address}?{urlencode(query)}"
    if tapped.asks_other:
        ways = {k: w for k, w in DISPOSITION_WORDS.items() if k != "restock" or tapped.grade == "A"}
        return await screen.show("scanner/return_other.html", here=here, ways=ways, **facts)
    if _asks_lot(step, tapped):
        language = language_of(request)
        wrong = i18n.translate(language, BatchMistyped.sentence) if tapped.batch is None else None
        return await screen.show(
            "scanner/return_lot.html",
            here=here,
            fields={name: value for name, value in query.items() if name not in BATCH_FIELDS},
            wrong=wrong,
            **facts,
        )
    return await screen.show(
        "scanner/return_place.html",
        chosen=tapped,
        here=here,
        fields={
            **query,
            "disposition": tapped.disposition,
            "quantity": str(step.waiting if tapped.is_all else 1),
        },
        way=DISPOSITION_WORDS[tapped.disposition],
        grade=GRADE_WORDS[tapped.grade],
        **facts,
    )
