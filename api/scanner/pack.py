"""Packing at a bench: open an order, scan its units, watch its papers come out."""

from __future__ import annotations

from typing import Any, Final, assert_never

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from api import i18n
from api.failures import say_failure
from api.scanner import (
    pack_batch,
    pack_by_hand,
    pack_cartons,
    pack_confirm,
    pack_doors,
    pack_labels,
    pack_open,
    pack_photo,
    pack_weigh,
    print_again,
)
from api.scanner.cards import Doing
from api.scanner.door import Door, Screen
from api.scanner.flow import Flow, Tile
from api.scanner.form import ScanForm, see
from api.scanner.pack_confirm import confirm_shown, insert_shown
from api.scanner.pack_doors import close_full, row_of, side_doors_of, undo_scan
from api.scanner.pack_labels import is_for_office, is_too_heavy, may_pass, next_best, ways_on
from api.scanner.pack_open import (
    HOME,
    AnyRequest,
    asks_whose,
    bench_cookie,
    bench_of,
    made,
    show_whose,
)
from api.scanner.pack_papers import PaperLine, is_coming, papers_of
from api.scanner.print_again import print_paper
from api.scanner.print_strip import strip
from wms.barcodes import Verb, read_serial
from wms.db import Hot, Read, Tx
from wms.errors import N_
from wms.orders.hold_codes import hold_word
from wms.packing import pack, queries, take_apart
from wms.packing.batch import batch_of, piece_of
from wms.packing.errors import SerialUnread
from wms.packing.prints import papers
from wms.packing.steps import (
    AddInsert,
    Closed,
    Confirm,
    NextCarton,
    OnHold,
    Parcel,
    PutBack,
    ScanItems,
    SomebodyElse,
    Step,
    TakePhoto,
    ToPack,
    Weigh,
    next_step,
)
from wms.shipping import pack_again, pack_and_request
from wms.shipping.carriers.registry import name_of, service_name
from wms.shipping.queries import LabelState, label_state
from wms.shipping.ways.plan import plan_of
from wms.stations.queries import has_stations, station_of_device

#: a scan that moved nothing: the code did not say which lot or which piece it is
ASKED_BACK: Final = ("which_lot", "which_serial")


@get(HOME)
async def show_home(
    request: AnyRequest, screen: NamedDependency[Screen], read: NamedDependency[Read]
) -> Response[str]:
    """Scan a tote; how many wait."""
    if asks_whose(kept := await screen.kept()):
        return await show_whose(screen, kept, HOME)
    station = await station_of_device(read, screen.by.device_id)
    bench_id = station.bench_id if station else bench_of(request)
    response = await screen.show(
        "scanner/pack_home.html",
        waiting=await queries.waiting_to_be_packed(read),
        bench_code=await queries.bench(read, bench_id) if bench_id else None,
        station=station,
        has_stations=station is not None or await has_stations(read),
        print_strip=await strip(read, bench_id, screen.by.language),
    )
    if station is not None and bench_of(request) != station.bench_id:
        response.set_cookie(bench_cookie(request, station.bench_id))
    return response


@get(HOME + "/{number:int}")
async def show_parcel(
    request: AnyRequest,
    number: FromPath[int],
    screen: NamedDependency[Screen],
    read: NamedDependency[Read],
) -> Response[str]:
    """The one thing to do now with this parcel."""
    parcel = await queries.parcel_at_bench(read, number)
    step = next_step(parcel, screen.by.operator_id)
    facts: dict[str, Any] = {
        "parcel": parcel,
        "step": step,
        "address": f"{HOME}/{number}",
        "rows": [row_of(line) for line in parcel.lines],
        "is_supervisor": screen.by.is_supervisor,
        "bench": True,
    }
    if isinstance(step, ScanItems):
        kept = await screen.kept() or {}
        if kept.get("did") in ASKED_BACK:
            asked = next((a for a in parcel.lines if a.sku == kept.get("sku")), step.first)
            facts["card"] = _card(asked, parcel) | {"lot": None}
            return await screen.show("scanner/pack_which.html", kept=kept, **facts)
        facts |= {
            "card": _card(step.first, parcel),
            "doors": side_doors_of(parcel, step.first.sku, screen),
            **await pack_cartons.carton_facts(read, number),
        }
    if isinstance(step, OnHold):
        facts["why"] = i18n.translate(screen.by.language, hold_word(step.hold))
    if isinstance(step, Weigh):
        if await pack_weigh.is_off(read, screen, number):
            return see(pack_weigh.with_scan(f"{HOME}/{number}/weight", screen))
        facts |= {"action": f"{HOME}/{number}/full", "is_open": True}
        facts |= await pack_weigh.weigh_facts(request, read, screen, number)
    if isinstance(step, Closed | NextCarton):
        label = await label_state(read, number)
        shown = papers_of(parcel, label, screen.by.language, f"{HOME}/{number}")
        if label is not None and label.status == "failed":
            facts["plan"] = await plan_of(read, number)
            return await _show_failed(screen, label, shown, facts)
        facts |= {
            "papers": shown,
            "label": label,
            "batch": await pack_batch.goes_on(read, parcel.order_number),
            "is_coming": is_coming(shown),
            "print_strip": await strip(
                read, bench_of(request), screen.by.language, but=parcel.number
            ),
            "next_tote": step.tote if isinstance(step, NextCarton) else None,
            **await pack_cartons.carton_facts(read, number),
        }
    return await screen.show(_template(step), **facts)


async def _show_failed(
    screen: Screen,
    label: LabelState,
    shown: list[PaperLine],
    facts: dict[str, Any],
) -> Response[str]:
    """The parcel is closed, but a person must say how it gets its label."""
    language = screen.by.language
    offers = next_best(label, facts.pop("plan"), language)
    return await screen.show(
        "scanner/pack_label_failed.html",
        label=label,
        why=say_failure(label.failure, language) if label.failure else None,
        way=f"{name_of(label.carrier)} · {_service(label, language)}",
        slip=shown[0],
        best=offers[0] if offers else None,
        may_pass=may_pass(label),
        doors=ways_on(label, offers[1:], language, facts["address"]),
        too_heavy=is_too_heavy(label),
        for_office=is_for_office(label),
        **facts,
    )


def _service(label: LabelState, language: str) -> str:
    return i18n.translate(language, service_name(label.carrier, label.service))


def _card(line: ToPack, parcel: Parcel) -> dict[str, Any]:
    return {
        "name": line.name,
        "sku": line.sku,
        "shop": parcel.shop,
        "lot": ", ".join(line.lots) or None,
        "expires_on": line.expires_on,
        "barcode": line.barcode,
        "photo": line.photo,
    }


def _template(step: Step) -> str:
    match step:
        case ScanItems():
            return "scanner/pack_items.html"
        case AddInsert():
            return "scanner/pack_insert.html"
        case Confirm():
            return "scanner/pack_confirm.html"
        case TakePhoto():
            return "scanner/pack_photo.html"
        case Weigh():
            return "scanner/pack_weigh.html"
        case PutBack():
            return "scanner/pack_stopped.html"
        case OnHold():
            return "scanner/pack_on_hold.html"
        case SomebodyElse():
            return "scanner/pack_taken.html"
        case NextCarton() | Closed():
            return "scanner/pack_closed.html"
        case _:
            assert_never(step)


@post(HOME + "/{number:int}/scan", status_code=200)
async def scan_item(number: FromPath[int], door: NamedDependency[Door]) -> Response[Any]:
    """A product, a command card, or the code of the carton that is taken."""
    if pack_cartons.is_carton(door):
        return await pack_cartons.take_scanned(number, door)

    async def call(hot: Hot, form: ScanForm) -> str:
        answer = await pack_and_request.scan_item(
            hot,
            number,
            made(door, form),
            lot=form.fields.get("lot"),
            serial=form["serial"] or None,
        )
        return msgspec.json.encode(answer).decode()

    cards: dict[Verb, Doing] = {
        Verb.UNDO: lambda: undo_scan(number, door),
        Verb.FULL: lambda: close_full(number, door),
        Verb.REPRINT: lambda: print_paper(number, door, papers.SLIP),
    }
    if door.form["insert"]:
        cards[Verb.CONFIRM] = lambda: insert_shown(number, door)
    if door.form["instruction"]:  # else nothing is to be confirmed: every unit is scanned
        cards[Verb.CONFIRM] = lambda: confirm_shown(number, door)
    return await door.accept_hot("pack", back=f"{HOME}/{number}", call=call, cards=cards)


@post(HOME + "/{number:int}/serial", status_code=200)
async def scan_serial(number: FromPath[int], door: NamedDependency[Door]) -> Response[Any]:
    """The serial number of the piece that was scanned before (``item``)."""
    item, serial = door.form["item"], read_serial(door.form.code)

    async def call(hot: Hot, form: ScanForm) -> str:
        piece = msgspec.structs.replace(made(door, form), code=item)
        lot = form["lot"] or None
        answer = await pack_and_request.scan_item(hot, number, piece, lot=lot, serial=serial)
        return msgspec.json.encode(answer).decode()

    async def unread(_tx: Tx, _form: ScanForm) -> None:
        raise SerialUnread

    back = f"{HOME}/{number}"
    if serial is None:
        return await door.accept("pack", back=back, work=unread)
    return await door.accept_hot("pack", back=back, call=call)


@post(HOME + "/{number:int}/take-over", status_code=200)
async def take_over(
    request: AnyRequest, number: FromPath[int], door: NamedDependency[Door]
) -> Response[Any]:
    """A supervisor goes on with a colleague's parcel."""

    async def go_on(tx: Tx, _form: ScanForm) -> None:
        await pack.take_over(tx, number, bench_id=bench_of(request), by=door.by)

    return await door.accept("pack_take_over", back=f"{HOME}/{number}", work=go_on)


@get(HOME + "/cancelled/{order:int}")
async def show_cancelled(
    order: FromPath[int], screen: NamedDependency[Screen], read: NamedDependency[Read]
) -> Response[str]:
    """An order that is cancelled or incomplete: where do its goods go?"""
    return await screen.show(
        "scanner/pack_cancelled.html",
        order=order,
        address=f"{HOME}/cancelled/{order}",
        piece=await piece_of(read, order),
        is_incomplete=await take_apart.is_incomplete(read, order),
    )


@post(HOME + "/cancelled/{order:int}/scan", status_code=200)
async def put_back(order: FromPath[int], door: NamedDependency[Door]) -> Response[Any]:
    """The place to which everything of it was put."""

    async def put(tx: Tx, form: ScanForm) -> dict[str, Any]:
        done = await pack_again.take_apart(tx, order, form.code, scan_id=form.scan_id, by=door.by)
        tote = await batch_of(tx, order)  # on with the others of its batch
        to = f"{HOME}/tote/{tote}" if tote else HOME
        return {"to": to, "tone": "done", "place": done.place, "quantity": done.quantity}

    return await door.accept("pack_put_back", back=f"{HOME}/cancelled/{order}", work=put)


FLOW: Final = Flow(
    handlers=[
        show_home, *pack_open.handlers, *pack_batch.handlers, show_parcel, scan_item, scan_serial,
        take_over, show_cancelled, put_back, *pack_doors.handlers, *pack_labels.handlers,
        *pack_by_hand.handlers, *print_again.handlers, *pack_confirm.handlers,
        *pack_photo.handlers, *pack_cartons.handlers, *pack_weigh.handlers,
    ],
    tile=Tile(label=N_("Pack"), href=HOME, icon="pack", waiting=queries.waiting_to_be_packed),
)  # fmt: skip
