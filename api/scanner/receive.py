"""Receiving on the handheld: choose a delivery, scan its goods onto the dock, finish the count."""

from __future__ import annotations

from typing import Any, Final, assert_never
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from api import i18n
from api.scanner import receive_bare, receive_count, receive_mark, receive_measure, receive_photo
from api.scanner.batch import batch_typed
from api.scanner.door import Door, Screen
from api.scanner.flow import Flow, Tile
from api.scanner.form import ScanForm
from api.scanner.receive_dock import HOME, at_dock
from wms.barcodes import SCAN_MAX_CHARS
from wms.barcodes import Verb as CardVerb
from wms.db import Hot, Read, Tx
from wms.errors import N_
from wms.inbound import counting, receive, scan
from wms.inbound.counting import (
    RECEIVING,
    BatchQuestion,
    CartonQuestion,
    DockAsked,
    ExtraQuestion,
    Finished,
    NextScan,
    OnScreen,
    SerialQuestion,
    Step,
)
from wms.inbound.errors import AsnUnknown
from wms.inbound.queries import open_asns

#: rows of the list on a handheld; the rest is found by scanning the delivery note
SHOWN_MAX: Final = 30
#: digits of a typed quantity: 9,999 pieces of one scan
TIMES_MAX: Final = 9_999


async def count_open(read: Read) -> int:
    """Deliveries that the dock has to do with."""
    return len(await open_asns(read))


@get(HOME)
async def show_home(screen: NamedDependency[Screen], read: NamedDependency[Read]) -> Response[str]:
    """Which delivery?"""
    asns = await open_asns(read, limit=SHOWN_MAX)
    return await screen.show("scanner/receive_home.html", asns=asns, home=HOME)


@post(HOME, status_code=200)
async def choose(door: NamedDependency[Door]) -> Response[Any]:
    """The delivery note was scanned, or its number."""

    async def find(tx: Tx, form: ScanForm) -> dict[str, Any]:
        name = form.code.strip()
        found = await open_asns(tx, names=[name], limit=2)
        if len(found) != 1:
            raise AsnUnknown(name=name[:SCAN_MAX_CHARS] or "–")
        return {"to": f"{HOME}/{found[0].id}"}

    return await door.accept("receive_choose", back=HOME, work=find)


@get(HOME + "/{asn_id:uuid}")
async def show_step(asn_id: FromPath[UUID], screen: NamedDependency[Screen]) -> Response[str]:
    """The one thing to do now."""
    return await _show(screen, await _seen(screen, asn_id))


async def _seen(screen: Screen, asn_id: UUID) -> OnScreen:
    return await counting.on_screen(await screen.hot(), asn_id, screen.by, screen.scan_id)


async def _show(screen: Screen, seen: OnScreen) -> Response[str]:
    asn, step = seen.delivery, seen.step()
    assert asn is not None, "on_screen refuses a delivery that is not there"
    address = f"{HOME}/{asn.id}"
    was_scanned = isinstance(step, NextScan) and (step.sku is not None or _took_carton(seen))
    doors = receive_mark.side_doors(address, screen.by.language) if was_scanned else []
    if isinstance(step, NextScan) and step.lacks_weight and doors:
        words = i18n.translate(screen.by.language, N_("Weigh it"))
        doors.append({"label": words, "icon": "weight", "href": f"{address}/measure"})
    return await screen.show(
        _template(step),
        kept=seen.answer,
        asn=asn,
        step=step,
        address=address,
        home=HOME,
        lpn=seen.lpn,
        doors=doors,
        is_supervisor=screen.by.is_supervisor,
    )


def _took_carton(seen: OnScreen) -> bool:
    """Whether a whole carton came in just now, of which one more piece may be wrong."""
    return (seen.answer or {}).get("did") in ("carton_received", "marked")


def _template(step: Step) -> str:
    match step:
        case DockAsked():
            return "scanner/receive_dock.html"
        case BatchQuestion():
            return "scanner/receive_batch.html"
        case SerialQuestion():
            return "scanner/receive_serial.html"
        case ExtraQuestion():
            return "scanner/receive_extra.html"
        case CartonQuestion():
            return "scanner/receive_carton.html"
        case NextScan():
            return "scanner/receive_scan.html"
        case Finished():
            return "scanner/receive_finished.html"
        case _:
            assert_never(step)


@get(HOME + "/{asn_id:uuid}/quantity")
async def show_quantity(asn_id: FromPath[UUID], screen: NamedDependency[Screen]) -> Response[str]:
    """How many more of what was scanned last?"""
    seen = await _seen(screen, asn_id)
    step = seen.step()
    if not isinstance(step, NextScan) or step.sku is None:
        return await _show(screen, seen)
    return await screen.show(
        "scanner/receive_quantity.html",
        kept=seen.answer,
        asn=seen.delivery,
        step=step,
        address=f"{HOME}/{asn_id}",
        most=TIMES_MAX,
    )


@post(HOME + "/{asn_id:uuid}/scan", status_code=200)
async def take_scan(asn_id: FromPath[UUID], door: NamedDependency[Door]) -> Response[Any]:
    """Goods, a dock, or a command card: CONFIRM answers the open question, UNDO takes back."""

    async def call(hot: Hot, _form: ScanForm) -> str:
        return await receive.scan(hot, asn_id, door.scan_made(RECEIVING, asn_id))

    cards = {
        CardVerb.CONFIRM: lambda: _say_yes(asn_id, door),
        CardVerb.UNDO: lambda: _undo(asn_id, door),
    }
    return await door.accept_hot(RECEIVING, back=f"{HOME}/{asn_id}", call=call, cards=cards)


@post(HOME + "/{asn_id:uuid}/extra", status_code=200)
async def take_extra(asn_id: FromPath[UUID], door: NamedDependency[Door]) -> Response[Any]:
    """Receive as extra."""
    return await _say_yes(asn_id, door)


@post(HOME + "/{asn_id:uuid}/carton", status_code=200)
async def take_carton(asn_id: FromPath[UUID], door: NamedDependency[Door]) -> Response[Any]:
    """All of it is in the carton."""
    return await _say_yes(asn_id, door)


async def _say_yes(asn_id: UUID, door: Door) -> Response[Any]:
    return await at_dock(
        door,
        asn_id,
        lambda tx, form: scan.say_yes(tx, asn_id, by=door.by, scan_id=form.scan_id),
    )


@post(HOME + "/{asn_id:uuid}/aside", status_code=200)
async def put_aside(asn_id: FromPath[UUID], door: NamedDependency[Door]) -> Response[Any]:
    """The question is answered with no."""
    return await at_dock(door, asn_id, lambda tx, _form: scan.leave_question(tx, asn_id))


@post(HOME + "/{asn_id:uuid}/batch", status_code=200)
async def take_batch(asn_id: FromPath[UUID], door: NamedDependency[Door]) -> Response[Any]:
    """Lot and expiry were typed."""
    return await at_dock(
        door,
        asn_id,
        lambda tx, form: scan.tell_batch(
            tx, asn_id, batch_typed(form.fields), by=door.by, scan_id=form.scan_id
        ),
    )


@post(HOME + "/{asn_id:uuid}/serial", status_code=200)
async def take_serial(asn_id: FromPath[UUID], door: NamedDependency[Door]) -> Response[Any]:
    """The serial number of the piece was scanned."""

    async def tell(tx: Tx, form: ScanForm) -> dict[str, Any]:
        return await scan.tell_serial(tx, asn_id, form.code, by=door.by, scan_id=form.scan_id)

    return await at_dock(door, asn_id, tell)


@post(HOME + "/{asn_id:uuid}/quantity", status_code=200)
async def add_more(asn_id: FromPath[UUID], door: NamedDependency[Door]) -> Response[Any]:
    """A quantity was typed."""
    return await at_dock(
        door,
        asn_id,
        lambda tx, form: scan.add_more(
            tx,
            asn_id,
            form.number("quantity", maximum=TIMES_MAX),
            by=door.by,
            scan_id=form.scan_id,
        ),
    )


@post(HOME + "/{asn_id:uuid}/close-lpn", status_code=200)
async def close_lpn(asn_id: FromPath[UUID], door: NamedDependency[Door]) -> Response[Any]:
    """The next pieces stand on the dock."""
    return await at_dock(door, asn_id, lambda tx, _form: scan.close_lpn(tx, asn_id, by=door.by))


@post(HOME + "/{asn_id:uuid}/undo", status_code=200)
async def undo(asn_id: FromPath[UUID], door: NamedDependency[Door]) -> Response[Any]:
    """Take the last scan back."""
    return await _undo(asn_id, door)


async def _undo(asn_id: UUID, door: Door) -> Response[Any]:
    async def back(tx: Tx, form: ScanForm) -> dict[str, Any]:
        return await scan.undo_last(tx, asn_id, by=door.by, scan_id=form.scan_id)

    return await at_dock(door, asn_id, back)


FLOW: Final = Flow(
    handlers=[
        show_home,
        choose,
        show_step,
        show_quantity,
        take_scan,
        take_extra,
        take_carton,
        put_aside,
        take_batch,
        take_serial,
        add_more,
        close_lpn,
        undo,
        *receive_count.HANDLERS,
        *receive_photo.HANDLERS,
        *receive_bare.HANDLERS,
        *receive_measure.HANDLERS,
        *receive_mark.HANDLERS,
    ],
    tile=Tile(label=N_("Receive"), href=HOME, icon="dock", waiting=count_open),
)
