"""Counting on the handheld: a place, then how many of each thing lie there, told to nobody."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import urlencode
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from api.scanner.door import Door, Screen
from api.scanner.flow import Flow, Tile
from api.scanner.form import ScanForm
from wms import barcodes
from wms.barcodes import Verb as CardVerb
from wms.catalog.lots import may_be
from wms.catalog.queries import find_by_barcode
from wms.db import Read, Tx
from wms.errors import N_, Invalid
from wms.inbound.being_carried import leave_to_its_carrier, places_being_carried_from
from wms.layout.queries import PlaceCard, place_by_id
from wms.picking.being_picked import leave_to_its_picker, places_being_picked
from wms.picking.tote_in_work import leave_to_its_order
from wms.stock.containers import standing_in
from wms.stock.count_also import count_also
from wms.stock.count_end import Settled, has_said, settle_said, take_back
from wms.stock.count_list import count_waiting_counts, next_place
from wms.stock.counting import (
    Line,
    begin_count,
    left_to_count,
    say_number,
    stop_count,
)
from wms.stock.errors import CountOtherInHand
from wms.stock.relocate import place_to_carry

HOME: Final = "/scanner/count"
#: nobody counts more pieces of one thing at one place
COUNTED_MAX: Final = 1_000_000
_DIGITS: Final = 7

AnyRequest = Request[Any, Any, Any]


@get(HOME)
async def show_next(
    request: AnyRequest, screen: NamedDependency[Screen], read: NamedDependency[Read]
) -> Response[str]:
    """Where to count next; ``?past=`` is a place that is passed over for now."""
    busy = [*await places_being_picked(read), *await places_being_carried_from(read)]
    past = _place_id(request.query_params.get("past", ""))
    to_go = await next_place(read, screen.by.operator_id, busy=busy, past=past)
    return await screen.show("scanner/count_next.html", home=HOME, to_go=to_go)


def _place_id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


@post(HOME, status_code=200)
async def scan_place(door: NamedDependency[Door]) -> Response[Any]:
    """Begin at a place, the next one of the walk or any other. The UNDO card takes the last number
    back, the CONFIRM card goes on to the next place."""
    cards = {CardVerb.UNDO: lambda: _undo(door, HOME), CardVerb.CONFIRM: lambda: _go_on(door)}
    return await door.accept(
        "count", back=HOME, work=lambda tx, form: _begin(tx, door, form), cards=cards
    )


async def _begin(tx: Tx, door: Door, form: ScanForm) -> dict[str, Any]:
    place = await place_to_carry(tx, form.code)
    settled = await settle_said(tx, by=door.by, scan_id=form.scan_id)
    if any(one.place_id == place.id for one in settled):
        return _settled(settled)  # its label once more: that is all
    await _leave_to_others(tx, place)
    await begin_count(tx, place, by=door.by)
    return {"did": "began", "to": f"{HOME}/{place.id}"}


def _settled(settled: list[Settled]) -> dict[str, Any]:
    """What became of the numbers, told with the next place."""
    is_again = any(one.status == "recount" for one in settled)
    return {"did": "settled", "status": "recount" if is_again else "done", "to": HOME}


async def _leave_to_others(tx: Tx, place: PlaceCard) -> None:
    """Goods that somebody has taken and not scanned yet are still on the books of the place."""
    await leave_to_its_order(tx, place.id)
    await leave_to_its_picker(tx, place.id, place.code)
    await leave_to_its_carrier(tx, place.id, place.code)


def _line_word(line: Line) -> str:
    return f"{line.count_id}.{line.lot_id}.{line.condition}"


def _chosen(lines: list[Line], word: str) -> Line | None:
    return next((line for line in lines if _line_word(line) == word), lines[0] if lines else None)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _DIGITS else 0


@get(HOME + "/{place_id:uuid}")
async def show_line(
    place_id: FromPath[UUID],
    request: AnyRequest,
    screen: NamedDependency[Screen],
    read: NamedDependency[Read],
) -> Response[str]:
    """The next thing to count at the place; it does not say how many there should be."""
    place = await place_by_id(read, place_id)
    lines = await left_to_count(read, place_id, by=screen.by)
    line = _chosen(lines, request.query_params.get("line", ""))
    address = f"{HOME}/{place_id}"
    if line is None:
        return await screen.show("scanner/count_done.html", home=HOME, place=place)
    undo_action = f"{HOME}/undo" if await has_said(read, by=screen.by) else None
    word = _line_word(line)
    counted = _number(request.query_params.get("n", ""))
    if request.query_params.get("line") != word:
        counted = 0
    return await screen.show(
        "scanner/count_line.html",
        home=HOME,
        address=address,
        place=place,
        standing=len(await standing_in(read, place)),
        line=line,
        left=len(lines),
        undo_action=f"{address}/afresh?line={word}" if counted else undo_action,
        counted=counted,
        fields={"line": word, "n": str(counted)},
    )


def _at(place_id: UUID, form: ScanForm, counted: str = "") -> str:
    """The screen of the line in hand, with what was counted of it so far: a no does not lose it."""
    query = urlencode({"line": form["line"], "n": _number(counted or form["n"])})
    return f"{HOME}/{place_id}?{query}"


@post(HOME + "/{place_id:uuid}", status_code=200)
async def scan_goods(place_id: FromPath[UUID], door: NamedDependency[Door]) -> Response[Any]:
    """One more of what lies there. The CONFIRM card says: that is all of it."""
    back = _at(place_id, door.form)

    async def work(tx: Tx, form: ScanForm) -> dict[str, Any]:
        if isinstance(barcodes.parse(form.code), barcodes.OwnLabel):
            return await _begin(tx, door, form)
        return await _one_more(tx, door, form, place_id)

    async def confirm() -> Response[Any]:
        return await door.accept("count", back=back, work=lambda tx, form: _say(
            tx, door, place_id, form["line"], _number(form["n"])))  # fmt: skip

    async def take_back_scans() -> Response[Any]:
        if _number(door.form["n"]):
            return await _afresh(door, place_id, door.form["line"])
        return await _undo(door, back)

    return await door.accept("count", back=back, work=work, cards={
        CardVerb.CONFIRM: confirm, CardVerb.UNDO: take_back_scans})  # fmt: skip


async def _one_more(tx: Tx, door: Door, form: ScanForm, place_id: UUID) -> dict[str, Any]:
    """The scanned goods: of the line in hand, of another one, or of none that was expected."""
    place = await place_by_id(tx, place_id)
    read_code = barcodes.parse(form.code)
    products = {
        one.product_id: one.quantity * barcodes.counted(read_code)
        for one in await find_by_barcode(tx, barcodes.candidates(read_code))
    }
    meant = [
        line
        for line in await left_to_count(tx, place_id, by=door.by)
        if line.product_id in products and may_be(read_code, line.lot, line.expires_on)
    ]
    if not meant:
        await count_also(tx, place, form.code, by=door.by)
        return {"did": "also", "to": _at(place_id, form)}
    line = _chosen(sorted(meant, key=lambda one: _line_word(one) != form["line"]), form["line"])
    assert line is not None
    is_same = _line_word(line) == form["line"]
    if not is_same and _number(form["n"]):
        raise CountOtherInHand(counted=_number(form["n"]), scanned=line.sku)
    counted = (_number(form["n"]) if is_same else 0) + products[line.product_id]
    query = urlencode({"line": _line_word(line), "n": counted})
    return {"did": "one_more", "counted": counted, "to": f"{HOME}/{place_id}?{query}"}


async def _say(tx: Tx, door: Door, place_id: UUID, word: str, counted: int) -> dict[str, Any]:
    lines = await left_to_count(tx, place_id, by=door.by)
    line = next((one for one in lines if _line_word(one) == word), None)
    if line is None:
        raise Invalid(field="line", reason="–")
    await _leave_to_others(tx, await place_by_id(tx, place_id))  # who came since we began
    said = await say_number(
        tx, line.shop_id, line.count_id, lot_id=line.lot_id, condition=line.condition,
        counted=counted, by=door.by,
    )  # fmt: skip
    answer: dict[str, Any] = {"did": said.did}
    if said.did == "again":
        return {**answer, "tone": "stop", "to": f"{HOME}/{place_id}"}
    # other goods than before: what was said of those is not taken back any more
    await settle_said(tx, by=door.by, besides=line.count_id, scan_id=door.form.scan_id)
    left = await left_to_count(tx, place_id, by=door.by)
    return {**answer, "tone": "ok" if left else "done"}


@post(HOME + "/{place_id:uuid}/number", status_code=200)
async def say(place_id: FromPath[UUID], door: NamedDependency[Door]) -> Response[Any]:
    """So many lie there."""

    async def work(tx: Tx, form: ScanForm) -> dict[str, Any]:
        counted = form.number("counted", minimum=0, maximum=COUNTED_MAX)
        return await _say(tx, door, place_id, form["line"], counted)

    back = _at(place_id, door.form, door.form["counted"])
    return await door.accept("count", back=back, work=work)


@post(HOME + "/undo", status_code=200)
async def undo(door: NamedDependency[Door]) -> Response[Any]:
    """The number that was said last is forgotten."""
    return await _undo(door, HOME)


async def _undo(door: Door, back: str) -> Response[Any]:
    async def work(tx: Tx, _form: ScanForm) -> dict[str, Any]:
        gone = await take_back(tx, by=door.by)
        query = urlencode({"line": f"{gone.count_id}.{gone.lot_id}.{gone.condition}"})
        return {"did": "undone", "to": f"{HOME}/{gone.place_id}?{query}"}

    return await door.accept("count", back=back, work=work)


@post(HOME + "/{place_id:uuid}/afresh", status_code=200)
async def afresh(
    place_id: FromPath[UUID], request: AnyRequest, door: NamedDependency[Door]
) -> Response[Any]:
    """The pieces in hand were scanned wrongly: this line begins at none."""
    return await _afresh(door, place_id, request.query_params.get("line", ""))


async def _afresh(door: Door, place_id: UUID, line: str) -> Response[Any]:
    async def work(_tx: Tx, _form: ScanForm) -> dict[str, Any]:
        return {"did": "afresh", "to": f"{HOME}/{place_id}?{urlencode({'line': line})}"}

    return await door.accept("count", back=f"{HOME}/{place_id}", work=work)


@post(HOME + "/done", status_code=200)
async def go_on(door: NamedDependency[Door]) -> Response[Any]:
    """Everything was said here: on to the next place."""
    return await _go_on(door)


async def _go_on(door: Door) -> Response[Any]:
    async def work(tx: Tx, form: ScanForm) -> dict[str, Any]:
        return _settled(await settle_said(tx, by=door.by, scan_id=form.scan_id))

    return await door.accept("count", back=HOME, work=work)


@post(HOME + "/{place_id:uuid}/stop", status_code=200)
async def stop(place_id: FromPath[UUID], door: NamedDependency[Door]) -> Response[Any]:
    """Leave the place to somebody else."""

    async def work(tx: Tx, form: ScanForm) -> dict[str, Any]:
        await settle_said(tx, by=door.by, scan_id=form.scan_id)
        await stop_count(tx, place_id, by=door.by)
        return {"did": "stopped", "to": HOME}

    return await door.accept("count", back=f"{HOME}/{place_id}", work=work)


FLOW: Final = Flow(
    handlers=[show_next, scan_place, show_line, scan_goods, say, undo, afresh, go_on, stop],
    tile=Tile(label=N_("Count"), href=HOME, icon="count", waiting=count_waiting_counts),
)
