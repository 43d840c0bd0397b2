"""Returns on the handheld: the parcel, what is in it, what it is worth, where it goes.

The grade that was tapped stands in the address until the place is scanned: nothing has happened to
the goods before that, so a dead battery loses a tap and no stock.
"""

from __future__ import annotations

from typing import Any, Final, assert_never
from urllib.parse import urlencode
from uuid import UUID

import msgspec
from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from api.scanner.cards import NO_CARDS
from api.scanner.door import Door, Screen
from api.scanner.flow import Flow, Tile
from api.scanner.form import ScanForm, see
from wms.barcodes import SCAN_MAX_CHARS, Verb
from wms.db import Read, Tx
from wms.errors import N_, Invalid
from wms.returns.arrive import arrive, arrive_unidentified
from wms.returns.finish import finish
from wms.returns.grade import USUAL, Verdict, grade
from wms.returns.models import BLAMES, DISPOSITIONS, GRADES
from wms.returns.queries import returns_in_work, shop_names
from wms.returns.receive import receive_item
from wms.returns.steps import GradeThis, Over, ScanParcel, in_work, next_step

HOME: Final = "/scanner/return"
FLOW_NAME: Final = "return"
#: rows of the list on a handheld; the rest is found by scanning the parcel
SHOWN_MAX: Final = 30

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


@get(HOME)
async def show_home(screen: NamedDependency[Screen], read: NamedDependency[Read]) -> Response[str]:
    """Which parcel?"""
    open_ones = await in_work(read, limit=SHOWN_MAX)
    return await screen.show("scanner/return_home.html", home=HOME, returns=open_ones)


@post(HOME, status_code=200)
async def scan_parcel(door: NamedDependency[Door]) -> Response[Any]:
    """The parcel's label, its slip or a return number was scanned."""

    async def work(tx: Tx, form: ScanForm) -> dict[str, Any]:
        here = await arrive(tx, form.code)
        return {"to": f"{HOME}/{here.number}", "return": here.number}

    return await door.accept(FLOW_NAME, back=HOME, work=work)


@get(HOME + "/unknown")
async def show_unknown(
    request: Request[Any, Any, Any],
    screen: NamedDependency[Screen],
    read: NamedDependency[Read],
) -> Response[str]:
    """For which shop is a parcel that nobody knows?"""
    code = request.query_params.get("code", "")[:SCAN_MAX_CHARS]
    shops = await shop_names(read)
    return await screen.show("scanner/return_unknown.html", home=HOME, shops=shops, code=code)


@post(HOME + "/unknown/code", status_code=200)
async def unknown_code(door: NamedDependency[Door]) -> Response[Any]:
    """What is on the parcel is noted, whatever it is."""
    other = await door.aside(FLOW_NAME, back=f"{HOME}/unknown")
    if other is not None:
        return other
    return see(f"{HOME}/unknown?{urlencode({'code': door.form.code})}")


@post(HOME + "/unknown", status_code=200)
async def keep_unknown(door: NamedDependency[Door]) -> Response[Any]:
    """The shop was chosen: the parcel waits for its answer."""

    async def work(tx: Tx, form: ScanForm) -> dict[str, Any]:
        kept = await arrive_unidentified(tx, form.id("shop"), code=form["parcel_code"])
        return {"to": f"{HOME}/{kept.number}", "tone": "done"}

    return await door.accept(FLOW_NAME, back=f"{HOME}/unknown", work=work)


class Chosen(msgspec.Struct, frozen=True, kw_only=True):
    """What was tapped of a piece and is not done yet."""

    grade: str
    blame: str | None
    disposition: str
    is_all: bool
    asks_other: bool


def _chosen(request: Request[Any, Any, Any], step: GradeThis) -> Chosen | None:
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
    return Chosen(
        grade=known,
        blame=blame,
        disposition=wanted if wanted and is_possible else USUAL[known],
        is_all="all" in given,
        asks_other="other" in given,
    )


@get(HOME + "/{number:int}")
async def show_step(
    number: FromPath[int],
    request: Request[Any, Any, Any],
    screen: NamedDependency[Screen],
    read: NamedDependency[Read],
) -> Response[str]:
    """The one thing to do now."""
    step = await next_step(read, number)
    facts: dict[str, Any] = {"step": step, "home": HOME, "address": f"{HOME}/{number}"}
    match step:
        case Over():
            return await screen.show("scanner/return_over.html", **facts)
        case ScanParcel():
            surplus = "surplus" in request.query_params
            return await screen.show("scanner/return_scan.html", surplus=surplus, **facts)
        case GradeThis():
            return await _grade_page(screen, _chosen(request, step), facts)
        case _:
            assert_never(step)


async def _grade_page(
    screen: Screen, chosen: Chosen | None, facts: dict[str, Any]
) -> Response[str]:
    """The grade; then, for some, whose fault; then the place."""
    if chosen is None:
        return await screen.show("scanner/return_grade.html", grades=GRADE_WORDS, **facts)
    address, step = facts["address"], facts["step"]
    tapped = {"line": str(step.line_id), "grade": chosen.grade}
    if chosen.is_all:
        tapped["all"] = "1"
    if chosen.blame is None:
        here = f"{address}?{urlencode(tapped)}"
        return await screen.show(
            "scanner/return_blame.html", here=here, blames=BLAME_WORDS, **facts
        )
    tapped["blame"] = chosen.blame
    here = f"{address}?{urlencode(tapped)}"
    if chosen.asks_other:
        ways = {k: w for k, w in DISPOSITION_WORDS.items() if k != "restock" or chosen.grade == "A"}
        return await screen.show("scanner/return_other.html", here=here, ways=ways, **facts)
    fields = {
        "line": str(step.line_id),
        "grade": chosen.grade,
        "blame": chosen.blame,
        "disposition": chosen.disposition,
        "quantity": str(step.waiting if chosen.is_all else 1),
    }
    return await screen.show(
        "scanner/return_place.html",
        chosen=chosen,
        here=here,
        fields=fields,
        way=DISPOSITION_WORDS[chosen.disposition],
        grade=GRADE_WORDS[chosen.grade],
        **facts,
    )


@post(HOME + "/{number:int}/scan", status_code=200)
async def scan_item(number: FromPath[int], door: NamedDependency[Door]) -> Response[Any]:
    """A piece out of the parcel."""

    async def work(tx: Tx, form: ScanForm) -> dict[str, Any]:
        received = await receive_item(
            tx, number, form.code, by=door.by, scan_id=form.scan_id,
            is_surplus=form["surplus"] == "1",
        )  # fmt: skip
        return {"sku": received.sku, "received": received.received}

    return await door.accept(FLOW_NAME, back=f"{HOME}/{number}", work=work)


def _verdict(form: ScanForm) -> Verdict:
    for name, known in (("grade", GRADES), ("blame", BLAMES), ("disposition", DISPOSITIONS)):
        if form[name] not in known:
            raise Invalid(field=name, reason=form[name][:SCAN_MAX_CHARS] or "–")
    return Verdict(
        line_id=UUID(str(form.id("line"))),
        grade=form["grade"],
        blame=form["blame"],
        disposition=form["disposition"],
        quantity=form.number("quantity"),
    )


@post(HOME + "/{number:int}/place", status_code=200)
async def scan_place(number: FromPath[int], door: NamedDependency[Door]) -> Response[Any]:
    """The place was scanned (or throwing away confirmed): the piece is there now."""

    async def work(tx: Tx, form: ScanForm) -> dict[str, Any]:
        graded = await grade(
            tx, number, _verdict(form), form.code, by=door.by, scan_id=form.scan_id
        )
        return {"tone": "done" if graded.is_completed else "ok", "place": graded.place}

    # thrown away is confirmed, not placed
    cards = {Verb.CONFIRM: None} if door.form["disposition"] == "dispose" else NO_CARDS
    return await door.accept(FLOW_NAME, back=f"{HOME}/{number}", work=work, cards=cards)


@post(HOME + "/{number:int}/finish", status_code=200)
async def finish_return(number: FromPath[int], door: NamedDependency[Door]) -> Response[Any]:
    """Nothing more is in the parcel."""

    async def work(tx: Tx, _form: ScanForm) -> dict[str, Any]:
        await finish(tx, number)
        return {"tone": "done"}

    return await door.accept(FLOW_NAME, back=f"{HOME}/{number}", work=work)


FLOW: Final = Flow(
    handlers=[
        show_home,
        scan_parcel,
        show_unknown,
        unknown_code,
        keep_unknown,
        show_step,
        scan_item,
        scan_place,
        finish_return,
    ],
    tile=Tile(label=N_("Return"), href=HOME, icon="return", waiting=returns_in_work),
)
