"""Replenishing on the handheld: collect in the reserve, then put down at the pick faces."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, Final, assert_never
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from api.scanner.door import Door, Screen
from api.scanner.flow import Flow, Tile
from api.scanner.form import ScanForm
from api.scanner.replenish_doors import (
    doors_of,
    show_offers,
    show_quantity,
    show_room,
    show_shelves,
)
from wms.barcodes import Verb as CardVerb
from wms.db import Read, Tx
from wms.errors import N_
from wms.layout.queries import the_warehouse
from wms.replenish import carry, side_doors, walk
from wms.replenish.carry import REPLENISH
from wms.replenish.queries import count_replenish_waiting
from wms.replenish.steps import Bring, BringBack, Finished, GoTo, Step, Take, next_step
from wms.replenish.undo import take_back

HOME: Final = "/scanner/replenish"
#: nobody carries more pieces on one cart
QUANTITY_MAX: Final = 1_000_000

Verb = Callable[[Tx, ScanForm], Awaitable[msgspec.Struct | None]]


@get(HOME)
async def show_step(screen: NamedDependency[Screen], read: NamedDependency[Read]) -> Response[str]:
    """The one thing to do now."""
    step = await next_step(read, screen.by)
    if isinstance(step, Finished):
        return await screen.show(
            "scanner/replenish_home.html",
            home=HOME,
            waiting=await count_replenish_waiting(read),
            others=await walk.walks_to_take_over(read, screen.by),
        )
    doors = doors_of(step, HOME, screen.by.language)
    return await screen.show(_template(step), step=step, home=HOME, doors=doors)


def _template(step: Step) -> str:
    match step:
        case GoTo():
            return "scanner/replenish_place.html"
        case Take():
            return "scanner/replenish_take.html"
        case Bring() | BringBack():
            return "scanner/replenish_bring.html"
        case Finished():
            return "scanner/replenish_home.html"
        case _:
            assert_never(step)


async def _do(door: Door, verb: Verb, *, back: str = HOME) -> Response[Any]:
    async def work(tx: Tx, form: ScanForm) -> dict[str, Any]:
        did = await verb(tx, form)
        answer: dict[str, Any] = {} if did is None else msgspec.to_builtins(did)
        return {"tone": "done" if answer.get("is_over") else "ok", "to": HOME, **answer}

    return await door.accept(REPLENISH, back=back, work=work, subject_id=door.by.operator_id)


@post(HOME, status_code=200)
async def take_scan(door: NamedDependency[Door]) -> Response[Any]:
    """A place or goods. CONFIRM: all is on the cart; FULL: no more is; UNDO: the last scan back."""
    cards = {
        CardVerb.UNDO: lambda: _undo(door),
        CardVerb.CONFIRM: lambda: _lay_all(door),
        CardVerb.FULL: lambda: _cart_full(door),
    }

    async def work(tx: Tx, form: ScanForm) -> dict[str, Any]:
        did = await carry.scan(tx, form.code, by=door.by, scan_id=form.scan_id)
        answer: dict[str, Any] = msgspec.to_builtins(did)
        return {"tone": "done" if answer.get("is_over") else "ok", **answer}

    return await door.accept(
        REPLENISH, back=HOME, work=work, subject_id=door.by.operator_id, cards=cards
    )


@post(HOME + "/start", status_code=200)
async def start(door: NamedDependency[Door]) -> Response[Any]:
    """The most urgent tasks on one cart."""

    async def begin(tx: Tx, _form: ScanForm) -> None:
        await walk.start(tx, await the_warehouse(tx), by=door.by)

    return await _do(door, begin)


@post(HOME + "/all", status_code=200)
async def lay_all(door: NamedDependency[Door]) -> Response[Any]:
    """All that is wanted is on the cart."""
    return await _lay_all(door)


async def _lay_all(door: Door) -> Response[Any]:
    return await _do(
        door, lambda tx, form: carry.lay_up_to(tx, None, by=door.by, scan_id=form.scan_id)
    )


@post(HOME + "/quantity", status_code=200)
async def lay_many(door: NamedDependency[Door]) -> Response[Any]:
    """So many are on the cart, typed by hand."""

    async def type_it(tx: Tx, form: ScanForm) -> msgspec.Struct:
        total = form.number("quantity", maximum=QUANTITY_MAX)
        return await carry.lay_up_to(tx, total, by=door.by, scan_id=form.scan_id)

    return await _do(door, type_it, back=f"{HOME}/quantity")


@post(HOME + "/full", status_code=200)
async def full(door: NamedDependency[Door]) -> Response[Any]:
    """No more goes onto the cart; an empty cart is given back."""
    return await _cart_full(door)


async def _cart_full(door: Door) -> Response[Any]:
    async def enough(tx: Tx, _form: ScanForm) -> None:
        await walk.cart_full(tx, by=door.by)

    return await _do(door, enough)


@post(HOME + "/undo", status_code=200)
async def undo(door: NamedDependency[Door]) -> Response[Any]:
    """The last scan back."""
    return await _undo(door)


async def _undo(door: Door) -> Response[Any]:
    return await _do(door, lambda tx, form: take_back(tx, by=door.by, scan_id=form.scan_id))


@post(HOME + "/{walk_id:uuid}/take-over", status_code=200)
async def take_over(walk_id: FromPath[UUID], door: NamedDependency[Door]) -> Response[Any]:
    """Go on with somebody else's cart."""

    async def have(tx: Tx, _form: ScanForm) -> None:
        await walk.take_over(tx, walk_id, by=door.by)

    return await _do(door, have)


@post(HOME + "/short", status_code=200)
async def short(door: NamedDependency[Door]) -> Response[Any]:
    """The goods are not all there."""

    async def tell(tx: Tx, form: ScanForm) -> msgspec.Struct:
        return await side_doors.short(tx, form.id("task"), form["reason"][:40], by=door.by)

    return await _do(door, tell)


@post(HOME + "/skip", status_code=200)
async def skip(door: NamedDependency[Door]) -> Response[Any]:
    """Later."""

    async def later(tx: Tx, form: ScanForm) -> None:
        await side_doors.skip(tx, form.id("task"), by=door.by)

    return await _do(door, later)


@post(HOME + "/other", status_code=200)
async def take_elsewhere(door: NamedDependency[Door]) -> Response[Any]:
    """The goods come from another place, tapped or scanned."""

    async def there(tx: Tx, form: ScanForm) -> msgspec.Struct:
        return await side_doors.take_elsewhere(
            tx,
            form.id("task"),
            by=door.by,
            place_id=form.id("place") if form["place"] else None,
            label=form.code or None,
        )

    return await _do(door, there, back=f"{HOME}/other")


@post(HOME + "/room", status_code=200)
async def no_room(door: NamedDependency[Door]) -> Response[Any]:
    """Only so many fit into the pick face."""

    async def tell(tx: Tx, form: ScanForm) -> msgspec.Struct | None:
        fit = form.number("fit", minimum=0, maximum=QUANTITY_MAX)
        return await side_doors.no_room(
            tx, form.id("task"), fit, "full", by=door.by, scan_id=form.scan_id
        )

    return await _do(door, tell, back=f"{HOME}/room")


@post(HOME + "/shelf", status_code=200)
async def put_elsewhere(door: NamedDependency[Door]) -> Response[Any]:
    """They lie at another shelf."""

    async def there(tx: Tx, form: ScanForm) -> msgspec.Struct:
        return await side_doors.put_elsewhere(
            tx, form.id("task"), form.code, by=door.by, scan_id=form.scan_id
        )

    return await _do(door, there, back=f"{HOME}/shelf")


FLOW: Final = Flow(
    handlers=[
        show_step, take_scan, start, lay_all, lay_many, full, undo, take_over, short, skip,
        take_elsewhere, no_room, put_elsewhere, show_offers, show_quantity, show_room, show_shelves,
    ],
    tile=Tile(label=N_("Replenish"), href=HOME, icon="refill", waiting=count_replenish_waiting),
)  # fmt: skip
