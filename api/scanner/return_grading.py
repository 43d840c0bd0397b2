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
from api.scanner.return_verdict import points, written
from wms.catalog.lots import Batch
from wms.errors import N_
from wms.inbound.errors import BatchMistyped
from wms.returns.inspection.rubric import said
from wms.returns.inspection.steps import GradeThis
from wms.returns.models import BLAMES, DISPOSITIONS, FAULTS, GRADES

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
FAULT_WORDS: Final = {
    "broken": (N_("Broken"), "damaged"),
    "used": (N_("Used, worn"), "user"),
    "incomplete": (N_("Parts are missing"), "minus"),
    "dirty": (N_("Dirty"), "warn"),
    "not_working": (N_("Does not work"), "stop"),
    "other": (N_("Something else"), "more"),
}
#: grades of which it is asked what is wrong
_FAULTY: Final = ("C", "D")
#: grades for which somebody is to blame
_BLAMED: Final = ("C", "D", "wrong_item", "empty")


class Chosen(msgspec.Struct, frozen=True, kw_only=True):
    """What was tapped and typed of a piece and is not done yet."""

    grade: str
    #: what is wrong; None: not asked, or not answered yet
    reason: str | None
    blame: str | None
    #: points of the checklist that are not there; None: not answered yet
    missing: tuple[int, ...] | None
    is_without_photo: bool
    #: it waits in quarantine until somebody at the desk agrees to throw it away
    is_scrap_proposed: bool
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
    is_possible = wanted in DISPOSITIONS and (
        wanted != "restock" or (known == "A" and not step.is_mismatch and not step.is_ownerless)
    )
    is_aside = step.is_mismatch or step.is_ownerless
    usual = "quarantine" if is_aside else step.rules.disposition(known)
    typed = {name: given[name] for name in BATCH_FIELDS if given.get(name)}
    return Chosen(
        grade=known,
        reason=given.get("reason") if given.get("reason") in FAULTS else None,
        blame=blame,
        missing=_missing(given.get("missing"), step),
        is_without_photo="nophoto" in given,
        is_scrap_proposed="propose" in given or (step.is_for_scrap and wanted is None),
        disposition=wanted if wanted and is_possible else usual,
        is_all="all" in given,
        asks_other="other" in given,
        typed=typed,
        batch=_batch(typed),
    )


def _missing(given: str | None, step: GradeThis) -> tuple[int, ...] | None:
    """What was said of the checklist; nothing is missing of a list that has no points."""
    if not step.rules.checklist:
        return ()
    return None if given is None else points(given)


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


def _query(step: GradeThis, tapped: Chosen) -> dict[str, str]:
    """What is chosen, as it stands in the address."""
    said = {
        "line": str(step.line_id),
        "grade": tapped.grade,
        "reason": tapped.reason,
        "blame": tapped.blame if tapped.grade in _BLAMED else None,
        "missing": written(tapped.missing) if step.rules.checklist else None,
        "nophoto": "1" if tapped.is_without_photo else None,
        "propose": "1" if tapped.is_scrap_proposed else None,
        "all": "1" if tapped.is_all else None,
    }
    return {name: value for name, value in said.items() if value is not None} | tapped.typed


async def grade_page(
    request: Request[Any, Any, Any], screen: Screen, step: GradeThis, facts: dict[str, Any]
) -> Response[str]:
    """The grade; then what is wrong, whose fault, what is missing, a picture and the lot, each only
    when it matters; then the place."""
    given = request.query_params
    tapped = chosen(request, step)
    facts = {**facts, "card": {"name": step.name, "sku": step.sku, "barcode": step.barcode}}
    if tapped is None:
        if "examples" in given:
            return await _examples(request, screen, step, facts)
        notes = {g: said(step.rules.grade(g).words, language_of(request)) for g in GRADES}
        has_more = any(notes.values()) or any(step.rules.grade(g).examples for g in GRADES)
        return await screen.show(
            "scanner/return_grade.html", grades=GRADE_WORDS, has_examples=has_more, **facts
        )
    query = _query(step, tapped)
    here = f"{facts['address']}?{urlencode(query)}"
    facts = {**facts, "here": here, "query": query, "grade": GRADE_WORDS[tapped.grade]}
    asked = await _question(request, screen, step, tapped, facts)
    if asked is not None:
        return asked
    fields = {
        **query,
        "blame": tapped.blame or "unknown",
        "disposition": tapped.disposition,
        "quantity": str(step.waiting if tapped.is_all else 1),
    }
    facts |= {"chosen": tapped, "fields": fields, "way": DISPOSITION_WORDS[tapped.disposition]}
    if "second" in given:
        return await screen.show(
            "scanner/return_second.html", pieces=int(fields["quantity"]), unit=facts["grade"][0],
            leave_it=f"{here}&disposition=quarantine&propose=1", **facts,
        )  # fmt: skip
    return await screen.show("scanner/return_place.html", **facts)


async def _question(
    request: Request[Any, Any, Any], screen: Screen, step: GradeThis, tapped: Chosen,
    facts: dict[str, Any],
) -> Response[str] | None:  # fmt: skip
    """The next thing that has to be known of the piece; None: where it goes."""
    if tapped.reason is None and tapped.grade in _FAULTY:
        return await screen.show("scanner/return_fault.html", faults=FAULT_WORDS, **facts)
    if tapped.blame is None:
        return await screen.show("scanner/return_blame.html", blames=BLAME_WORDS, **facts)
    if tapped.missing is None:
        return await screen.show(
            "scanner/return_checks.html",
            checks=_checks(request, step, facts["query"]),
            now_away=written(points(request.query_params.get("away", ""))),
            **facts,
        )
    is_wanted = step.rules.wants_photo(tapped.grade, tapped.reason) and not step.photos
    if (is_wanted and not tapped.is_without_photo) or "camera" in request.query_params:
        return await screen.show("scanner/return_photo.html", is_wanted=is_wanted, **facts)
    if tapped.asks_other:
        is_sold = tapped.grade == "A" and not step.is_mismatch and not step.is_ownerless
        ways = {k: w for k, w in DISPOSITION_WORDS.items() if k != "restock" or is_sold}
        return await screen.show("scanner/return_other.html", ways=ways, **facts)
    if _asks_lot(step, tapped):
        language = language_of(request)
        wrong = i18n.translate(language, BatchMistyped.sentence) if tapped.batch is None else None
        kept = {name: one for name, one in facts["query"].items() if name not in BATCH_FIELDS}
        return await screen.show("scanner/return_lot.html", fields=kept, wrong=wrong, **facts)
    return None


def _checks(
    request: Request[Any, Any, Any], step: GradeThis, query: dict[str, str]
) -> list[dict[str, Any]]:
    """The points of the checklist, each with the address that turns it over."""
    away = set(points(request.query_params.get("away", "")))
    made = []
    for n, words in enumerate(step.rules.checklist):
        turned = tuple(sorted(away ^ {n}))
        address = urlencode({**query, "away": written(turned)})
        made.append(
            {"words": said(words, language_of(request)), "is_away": n in away, "to": f"?{address}"}
        )
    return made


async def _examples(
    request: Request[Any, Any, Any], screen: Screen, step: GradeThis, facts: dict[str, Any]
) -> Response[str]:
    """The shop's own words and pictures for one grade after the other."""
    asked = request.query_params.get("examples")
    grades = [g for g in GRADES if step.rules.grade(g).words or step.rules.grade(g).examples]
    shown = asked if asked in grades else grades[0] if grades else "A"
    rule = step.rules.grade(shown)
    return await screen.show(
        "scanner/return_examples.html",
        grades=grades,
        shown=shown,
        grade=GRADE_WORDS[shown],
        words=said(rule.words, language_of(request)),
        pictures=[f"/scanner/return/examples/{step.view.shop_id}/{one}" for one in rule.examples],
        **facts,
    )
