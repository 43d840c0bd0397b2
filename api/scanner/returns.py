"""Returns on the handheld: the parcel, what is in it, what it is worth, where it goes."""

from __future__ import annotations

from typing import Any, Final, assert_never
from urllib.parse import urlencode
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from api.scanner.batch import batch_typed, fields_of
from api.scanner.cards import Doing
from api.scanner.door import Door, Screen
from api.scanner.flow import Flow, Tile
from api.scanner.form import ScanForm, see
from api.scanner.return_grading import grade_page
from wms.barcodes import SCAN_MAX_CHARS, Verb
from wms.db import Read, Tx
from wms.errors import N_, Invalid
from wms.returns.arrive import arrive, arrive_unidentified
from wms.returns.inspection.finish import finish
from wms.returns.inspection.grade import Verdict, grade
from wms.returns.inspection.receive import batch_of, receive_item
from wms.returns.inspection.steps import GradeThis, Over, ScanParcel, in_work, next_step
from wms.returns.inspection.undo import undo
from wms.returns.models import BLAMES, DISPOSITIONS, GRADES
from wms.returns.queries import returns_in_work, shop_names

HOME: Final = "/scanner/return"
FLOW_NAME: Final = "return"
#: rows of the list on a handheld; the rest is found by scanning the parcel
SHOWN_MAX: Final = 30


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
            return await grade_page(request, screen, step, facts)
        case _:
            assert_never(step)


@post(HOME + "/{number:int}/scan", status_code=200)
async def scan_item(number: FromPath[int], door: NamedDependency[Door]) -> Response[Any]:
    """A piece out of the parcel, or the undo card."""

    async def work(tx: Tx, form: ScanForm) -> dict[str, Any]:
        received = await receive_item(
            tx, number, form.code, by=door.by, scan_id=form.scan_id,
            is_surplus=form["surplus"] == "1",
        )  # fmt: skip
        return {"sku": received.sku, "received": received.received}

    cards = _cards(number, door)
    return await door.accept(FLOW_NAME, back=f"{HOME}/{number}", work=work, cards=cards)


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
        batch=batch_typed(form.fields),
    )


@post(HOME + "/{number:int}/place", status_code=200)
async def scan_place(number: FromPath[int], door: NamedDependency[Door]) -> Response[Any]:
    """The place was scanned (or throwing away confirmed): the piece is there now."""

    async def work(tx: Tx, form: ScanForm) -> dict[str, Any]:
        graded = await grade(
            tx, number, _verdict(form), form.code, by=door.by, scan_id=form.scan_id
        )
        return {"tone": "done" if graded.is_completed else "ok", "place": graded.place}

    cards = dict(_cards(number, door))
    if door.form["disposition"] == "dispose":  # thrown away is confirmed, not placed
        cards[Verb.CONFIRM] = None
    return await door.accept(FLOW_NAME, back=f"{HOME}/{number}", work=work, cards=cards)


@post(HOME + "/{number:int}/lot", status_code=200)
async def read_lot(number: FromPath[int], door: NamedDependency[Door]) -> Response[Any]:
    """The code on the piece in hand tells its lot: as if it had been typed."""
    other = await door.aside(FLOW_NAME, back=f"{HOME}/{number}", cards=_cards(number, door))
    if other is not None:
        return other
    asked = {name: door.form[name] for name in ("line", "grade", "blame", "all")}
    told = fields_of(batch_of(door.form.code))
    query = {name: value for name, value in (asked | told).items() if value}
    return see(f"{HOME}/{number}?{urlencode(query)}")


@post(HOME + "/{number:int}/undo", status_code=200)
async def undo_scan(number: FromPath[int], door: NamedDependency[Door]) -> Response[Any]:
    """The piece scanned last was none."""
    return await _undo(number, door)


def _cards(number: int, door: Door) -> dict[Verb, Doing]:
    return {Verb.UNDO: lambda: _undo(number, door)}


async def _undo(number: int, door: Door) -> Response[Any]:
    async def work(tx: Tx, form: ScanForm) -> dict[str, Any]:
        back = await undo(tx, number, by=door.by, scan_id=form.scan_id)
        return {"sku": back.sku, "quantity": back.quantity, "received": back.received}

    return await door.accept(FLOW_NAME, back=f"{HOME}/{number}", work=work)


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
        read_lot,
        undo_scan,
        finish_return,
    ],
    tile=Tile(label=N_("Return"), href=HOME, icon="return", waiting=returns_in_work),
)
