"""Picking on the handheld: the walk, its scans, and its side doors."""

from __future__ import annotations

from datetime import date
from typing import Any, Final, assert_never
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from api.scanner import pick_doors, pick_lots, pick_pack
from api.scanner.cards import Cards
from api.scanner.door import Door, Screen
from api.scanner.flow import Flow, Tile
from api.scanner.form import ScanForm
from api.scanner.pick_doors import close_tote, shown_doors
from wms.barcodes import Verb, command_code
from wms.db import Hot, Read, Tx
from wms.errors import N_, REFUSALS
from wms.idempotency import ScanMade
from wms.layout.queries import the_warehouse
from wms.picking import pick, queries, runs
from wms.picking.batch import BATCH, batch_totes
from wms.picking.errors import WrongItem
from wms.picking.steps import Finished, GoTo, Step, Take, TakeTote

HOME: Final = "/scanner/pick"


@get(HOME)
async def show_home(screen: NamedDependency[Screen], read: NamedDependency[Read]) -> Response[str]:
    """The walk that was begun, or how many orders wait."""
    mine = await queries.run_of(read, screen.by.operator_id)
    waiting = await queries.waiting_for_a_picker(read)
    others = []
    if mine is None:
        away_after = None if screen.by.is_supervisor else screen.settings.floor_locks_after
        others = await queries.runs_to_take_over(read, screen.by.operator_id, away_after=away_after)
    return await screen.show("scanner/pick_home.html", run=mine, waiting=waiting, others=others)


@post(HOME, status_code=200)
async def start(door: NamedDependency[Door]) -> Response[Any]:
    """Take the next walk."""

    async def begin(tx: Tx, _form: ScanForm) -> dict[str, Any]:
        run_id = await runs.next_run(tx, await the_warehouse(tx), door.by)
        return {"to": f"{HOME}/{run_id}"}

    return await door.accept("pick_start", back=HOME, work=begin)


@get(HOME + "/{run_id:uuid}")
async def show_step(run_id: FromPath[UUID], screen: NamedDependency[Screen]) -> Response[str]:
    """The one thing to do now."""
    seen = await queries.on_screen(await screen.hot(), run_id, screen.scan_id)
    step = seen.step
    address = f"{HOME}/{run_id}"
    facts: dict[str, Any] = {"step": step, "address": address, "walk": address}
    if isinstance(step, TakeTote | GoTo | Take) and step.orders:
        facts["walk"] = None  # of a batch the handheld cannot tell whose piece it is
    if isinstance(step, GoTo | Take):
        facts |= {
            "card": _card(step),
            "doors": shown_doors(
                screen.pages,
                step.task,
                address,
                screen.by.language,
                is_by_lot=step.lot is not None,
            ),
        }
        asked = seen.answer or {}
        if asked.get("did") == "which_lot" and asked.get("of_task") == str(step.task):
            return await screen.show("scanner/pick_lot.html", kept=seen.answer, **facts)
    if isinstance(step, Finished):
        async with screen.reading() as read:
            run = await queries.run(read, run_id)
            is_batch = run.mode == BATCH
            facts |= {
                "run": run,
                "batch_totes": await batch_totes(read, run_id) if is_batch else [],
                "totes": [] if is_batch else await queries.totes(read, run_id),
                "walk": None if is_batch else address,
            }
    return await screen.show(_template(step), kept=seen.answer, **facts)


class Card(msgspec.Struct, frozen=True, kw_only=True):
    """The product as the page's card shows it."""

    name: str
    sku: str
    shop: str
    lot: str | None
    expires_on: date | None
    #: its last digits
    barcode: str | None
    photo: str | None


def _card(step: GoTo | Take) -> Card:
    return Card(
        name=step.name,
        sku=step.sku,
        shop=step.shop,
        lot=step.lot,
        expires_on=step.expires_on,
        barcode=f"…{step.barcode_end}" if step.barcode_end else None,
        photo=step.photo,
    )


def _template(step: Step) -> str:
    match step:
        case TakeTote():
            return "scanner/pick_tote.html"
        case GoTo():
            return "scanner/pick_place.html"
        case Take():
            return "scanner/pick_item.html"
        case Finished():
            return "scanner/pick_done.html"
        case _:
            assert_never(step)


def _made(door: Door, run_id: UUID, code: str) -> ScanMade:
    return ScanMade(
        id=door.form.scan_id,
        operator_id=door.by.operator_id,
        device_id=door.by.device_id,
        flow="pick",
        code=code,
        subject_id=run_id,
    )


def _meant(form: ScanForm) -> pick.Meant | None:
    """What a handheld that judged the scan by itself says about it."""
    if not form["task"]:
        return None
    wrong = form["wrong"] or None
    return pick.Meant(
        task=form.id("task"),
        at=form["at"] or None,
        tote=form.id("tote") if form["tote"] else None,
        wrong=wrong if wrong is None or wrong in REFUSALS else WrongItem.code,
        rest=form.number("pieces") if form["pieces"] else None,
    )


@post(HOME + "/{run_id:uuid}/scan", status_code=200)
async def scan(run_id: FromPath[UUID], door: NamedDependency[Door]) -> Response[Any]:
    """A place, a product, a tote or a command card."""

    async def call(hot: Hot, form: ScanForm) -> str:
        return await pick.scan(
            hot,
            run_id,
            _made(door, run_id, form.code),
            lot=form.fields.get("lot"),
            tells_next=door.is_program and not form["task"],
            meant=_meant(form),
        )

    cards: Cards = {
        Verb.UNDO: lambda: _undo(run_id, door),
        Verb.FULL: lambda: close_tote(run_id, door),
        Verb.CONFIRM: None,
    }
    return await door.accept_hot("pick", back=f"{HOME}/{run_id}", call=call, cards=cards)


@post(HOME + "/{run_id:uuid}/rest", status_code=200)
async def take_rest(run_id: FromPath[UUID], door: NamedDependency[Door]) -> Response[Any]:
    """The whole quantity is in the tote; one piece of it was scanned."""

    async def call(hot: Hot, form: ScanForm) -> str:
        made = _made(door, run_id, command_code(Verb.CONFIRM))
        tells_next = door.is_program and not form["task"]
        return await pick.scan(hot, run_id, made, tells_next=tells_next, meant=_meant(form))

    return await door.accept_hot("pick", back=f"{HOME}/{run_id}", call=call)


@post(HOME + "/{run_id:uuid}/undo", status_code=200)
async def undo(run_id: FromPath[UUID], door: NamedDependency[Door]) -> Response[Any]:
    """Take the last scan back."""
    return await _undo(run_id, door)


async def _undo(run_id: UUID, door: Door) -> Response[Any]:
    async def back(tx: Tx, form: ScanForm) -> None:
        await pick.undo(tx, run_id, door.by, of=form.id("of") if form["of"] else None)

    return await door.accept("pick_undo", back=f"{HOME}/{run_id}", work=back, subject_id=run_id)


@post(HOME + "/{run_id:uuid}/take-over", status_code=200)
async def take_over(run_id: FromPath[UUID], door: NamedDependency[Door]) -> Response[Any]:
    """Go on with the walk of somebody who went home; a supervisor, with anybody's."""

    async def go_on(tx: Tx, _form: ScanForm) -> dict[str, Any]:
        await runs.take_over_run(tx, run_id, door.by, away_after=door.settings.floor_locks_after)
        return {"to": f"{HOME}/{run_id}"}

    return await door.accept("pick_take_over", back=HOME, work=go_on, subject_id=run_id)


@post(HOME + "/{run_id:uuid}/give-back", status_code=200)
async def give_back(run_id: FromPath[UUID], door: NamedDependency[Door]) -> Response[Any]:
    """Somebody else shall walk it."""

    async def leave(tx: Tx, _form: ScanForm) -> dict[str, Any]:
        await runs.give_back_run(tx, run_id, door.by)
        return {"to": HOME}

    return await door.accept(
        "pick_give_back", back=f"{HOME}/{run_id}", work=leave, subject_id=run_id
    )


FLOW: Final = Flow(
    handlers=[
        show_home,
        start,
        show_step,
        scan,
        take_rest,
        undo,
        take_over,
        give_back,
        *pick_doors.handlers,
        *pick_lots.handlers,
        *pick_pack.handlers,
    ],
    tile=Tile(label=N_("Pick"), href=HOME, icon="pick", waiting=queries.waiting_for_a_picker),
)
