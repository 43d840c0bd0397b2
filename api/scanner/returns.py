"""Returns on the handheld: the parcel, what is in it, what it is worth, where it goes."""

from __future__ import annotations

from typing import Any, Final, assert_never
from urllib.parse import urlencode

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from api.scanner import (
    return_parcels,
    return_photo,
    return_pieces,
    return_repairs,
    return_second,
    return_whose,
)
from api.scanner.batch import fields_of
from api.scanner.door import Door, Screen
from api.scanner.flow import Flow, Tile
from api.scanner.form import ScanForm, see
from api.scanner.return_grading import grade_page
from api.scanner.return_parcels import show_parcels
from api.scanner.return_pieces import show_piece, undo_cards
from api.scanner.return_verdict import VERDICT_FIELDS, verdict_of
from api.scanner.return_whose import open_parcel
from wms.barcodes import SCAN_MAX_CHARS, Verb
from wms.db import Read, Tx
from wms.errors import N_
from wms.returns.inspection.errors import SecondPersonNeeded
from wms.returns.inspection.finish import finish, finish_empty
from wms.returns.inspection.follow_ups import open_work
from wms.returns.inspection.grade import grade
from wms.returns.inspection.receive import batch_of
from wms.returns.inspection.steps import (
    GradeThis,
    Over,
    ScanParcel,
    WhichParcel,
    in_work,
    next_step,
)
from wms.returns.parcels import WEIGHT_MAX_G
from wms.returns.queries import returns_in_work, shop_names
from wms.returns.unidentified.parcels import describe
from wms.returns.unidentified.rank import Sender
from wms.returns.unidentified.take_in import arrive_unidentified

HOME: Final = "/scanner/return"
FLOW_NAME: Final = "return"
#: rows of the list on a handheld; the rest is found by scanning the parcel
SHOWN_MAX: Final = 30


@get(HOME)
async def show_home(screen: NamedDependency[Screen], read: NamedDependency[Read]) -> Response[str]:
    """Which parcel?"""
    open_ones = await in_work(read, limit=SHOWN_MAX)
    repairs = await open_work(read, limit=SHOWN_MAX, kind="refurbish")
    return await screen.show(
        "scanner/return_home.html", home=HOME, returns=open_ones, repairs=len(repairs)
    )


@post(HOME, status_code=200)
async def scan_parcel(door: NamedDependency[Door]) -> Response[Any]:
    """The parcel's label, its slip, a return number or a product in it was scanned."""

    async def work(tx: Tx, form: ScanForm) -> dict[str, Any]:
        return await open_parcel(tx, form.code, door)

    return await door.accept(FLOW_NAME, back=HOME, work=work)


@get(HOME + "/unknown")
async def show_unknown(
    request: Request[Any, Any, Any],
    screen: NamedDependency[Screen],
    read: NamedDependency[Read],
) -> Response[str]:
    """For which shop is a parcel that nobody knows?"""
    code = request.query_params.get("code", "")[:SCAN_MAX_CHARS]
    item = request.query_params.get("item", "")[:SCAN_MAX_CHARS]
    shops = await shop_names(read)
    return await screen.show(
        "scanner/return_unknown.html", home=HOME, shops=shops, code=code, item=item
    )


@post(HOME + "/unknown/code", status_code=200)
async def unknown_code(door: NamedDependency[Door]) -> Response[Any]:
    """What is on the parcel is noted, whatever it is."""
    other = await door.aside(FLOW_NAME, back=f"{HOME}/unknown")
    if other is not None:
        return other
    told = {"code": door.form.code, "item": door.form["item"][:SCAN_MAX_CHARS]}
    return see(f"{HOME}/unknown?{urlencode({name: one for name, one in told.items() if one})}")


@post(HOME + "/unknown", status_code=200)
async def keep_unknown(door: NamedDependency[Door]) -> Response[Any]:
    """The shop was chosen: the parcel waits for its answer."""

    async def work(tx: Tx, form: ScanForm) -> dict[str, Any]:
        kept = await arrive_unidentified(tx, form.id("shop"), code=form["parcel_code"])
        if kept.is_new and form["item"]:  # what lay in it is the first thing that is known of it
            codes = [form["item"][:SCAN_MAX_CHARS]]
            await describe(tx, kept.number, sender=Sender(), weight_g=None, codes=codes)
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
    given = request.query_params
    match step:
        case Over():
            return await screen.show("scanner/return_over.html", **facts)
        case WhichParcel():
            return await screen.show("scanner/return_which_parcel.html", **facts)
        case ScanParcel():
            asked = await show_parcels(screen, step, dict(given), facts)
            if asked is not None:
                return asked
            asked = await show_piece(screen, read, step, dict(given), facts)
            if asked is not None:
                return asked
            if "empty" in given and step.view.status == "arrived":
                return await screen.show("scanner/return_empty.html", **facts)
            if "end" in given:
                return await screen.show("scanner/return_end.html", **facts)
            return await screen.show(
                "scanner/return_scan.html", surplus="surplus" in given, **facts
            )
        case GradeThis():
            # another piece was scanned while this one waits for its grade
            asked = await show_piece(screen, read, step, dict(given), facts)
            return asked or await grade_page(request, screen, step, facts)
        case _:
            assert_never(step)


@post(HOME + "/{number:int}/place", status_code=200)
async def scan_place(number: FromPath[int], door: NamedDependency[Door]) -> Response[Any]:
    """The place was scanned (or throwing away confirmed): the piece is there now."""

    async def work(tx: Tx, form: ScanForm) -> dict[str, Any]:
        try:
            graded = await grade(
                tx, number, verdict_of(form), form.code, by=door.by, scan_id=form.scan_id,
                alone_max_minor=door.settings.scrap_alone_max_minor,
            )  # fmt: skip
        except SecondPersonNeeded:  # nothing was written before it is asked
            query = {n: form[n] for n in VERDICT_FIELDS if form[n]} | {"second": "1"}
            return {"did": "second_wanted", "to": f"{HOME}/{number}?{urlencode(query)}"}
        return {"tone": "done" if graded.is_completed else "ok", "place": graded.place}

    cards = dict(undo_cards(number, door))
    if door.form["disposition"] == "dispose":  # thrown away is confirmed, not placed
        cards[Verb.CONFIRM] = None
    return await door.accept(FLOW_NAME, back=f"{HOME}/{number}", work=work, cards=cards)


@post(HOME + "/{number:int}/lot", status_code=200)
async def read_lot(number: FromPath[int], door: NamedDependency[Door]) -> Response[Any]:
    """The code on the piece in hand tells its lot: as if it had been typed."""
    other = await door.aside(FLOW_NAME, back=f"{HOME}/{number}", cards=undo_cards(number, door))
    if other is not None:
        return other
    asked = {name: door.form[name] for name in VERDICT_FIELDS}
    told = fields_of(batch_of(door.form.code))
    query = {name: value for name, value in (asked | told).items() if value}
    return see(f"{HOME}/{number}?{urlencode(query)}")


@post(HOME + "/{number:int}/finish", status_code=200)
async def finish_return(number: FromPath[int], door: NamedDependency[Door]) -> Response[Any]:
    """Nothing more is in the parcel."""

    async def work(tx: Tx, _form: ScanForm) -> dict[str, Any]:
        await finish(tx, number)
        return {"tone": "done"}

    return await door.accept(FLOW_NAME, back=f"{HOME}/{number}", work=work)


@post(HOME + "/{number:int}/empty", status_code=200)
async def come_empty(number: FromPath[int], door: NamedDependency[Door]) -> Response[Any]:
    """There is nothing in the parcel."""

    async def work(tx: Tx, form: ScanForm) -> dict[str, Any]:
        weight = form.number("weight", maximum=WEIGHT_MAX_G) if form["weight"].strip() else None
        without = form["nophoto"] == "1"
        await finish_empty(tx, number, weight_g=weight, is_without_photo=without)
        return {"tone": "done", "to": f"{HOME}/{number}"}

    return await door.accept(FLOW_NAME, back=f"{HOME}/{number}?empty=1", work=work)


FLOW: Final = Flow(
    handlers=[
        show_home,
        scan_parcel,
        *return_whose.handlers,
        show_unknown,
        unknown_code,
        keep_unknown,
        show_step,
        *return_pieces.handlers,
        scan_place,
        read_lot,
        finish_return,
        come_empty,
        *return_parcels.handlers,
        *return_photo.handlers,
        *return_second.handlers,
        *return_repairs.handlers,
    ],
    tile=Tile(label=N_("Return"), href=HOME, icon="return", waiting=returns_in_work),
)
