"""Putting away on the handheld: goods or an LPN from the dock, then the place where they go."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, Final, assert_never
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from api import i18n
from api.scanner.door import Door, Screen
from api.scanner.flow import Flow, Tile
from api.scanner.form import ScanForm
from wms.barcodes import Verb as CardVerb
from wms.db import Hot, Tx
from wms.errors import N_
from wms.inbound import put_away
from wms.inbound.carrying import (
    PUT_AWAY,
    Carrying,
    CarryingLpn,
    Step,
    TakeGoods,
    Which,
    on_screen,
    open_choice,
)
from wms.inbound.errors import NothingAsked
from wms.inbound.waiting import count_waiting

HOME: Final = "/scanner/put-away"

#: why goods cannot go where they were sent
WHY_NOT: Final = (
    ("full", N_("The place is full")),
    ("blocked", N_("I cannot get there")),
    ("too_small", N_("It does not fit in")),
    ("wrong_goods", N_("Other goods lie here")),
)

Verb = Callable[[Tx, ScanForm], Awaitable[msgspec.Struct]]


@get(HOME)
async def show_step(screen: NamedDependency[Screen]) -> Response[str]:
    """The one thing to do now."""
    seen = await on_screen(await screen.hot(), screen.by, screen.scan_id)
    step = seen.step()
    doors = _side_doors(screen.by.language) if isinstance(step, Carrying | CarryingLpn) else []
    return await screen.show(_template(step), kept=seen.answer, step=step, home=HOME, doors=doors)


def _side_doors(language: str) -> list[dict[str, Any]]:
    """One tap and a reason, and another place is there."""
    return [
        {
            "label": i18n.translate(language, N_("Other place")),
            "icon": "pin-wrong",
            "action": f"{HOME}/elsewhere",
            "reasons": [(why, i18n.translate(language, words)) for why, words in WHY_NOT],
        }
    ]


def _template(step: Step) -> str:
    match step:
        case Carrying():
            return "scanner/put_away_carry.html"
        case CarryingLpn():
            return "scanner/put_away_lpn.html"
        case Which():
            return "scanner/put_away_which.html"
        case TakeGoods():
            return "scanner/put_away_take.html"
        case _:
            assert_never(step)


async def _do(door: Door, verb: Verb) -> Response[Any]:
    async def work(tx: Tx, form: ScanForm) -> dict[str, Any]:
        answer: dict[str, Any] = msgspec.to_builtins(await verb(tx, form))
        return {"tone": "ok", **answer}

    return await door.accept(PUT_AWAY, back=HOME, work=work, subject_id=door.by.operator_id)


@post(HOME, status_code=200)
async def take_scan(door: NamedDependency[Door]) -> Response[Any]:
    """Goods, a place, or a command card: CONFIRM takes all of it, UNDO lays it back."""

    async def call(hot: Hot, _form: ScanForm) -> str:
        return await put_away.scan(hot, door.scan_made(PUT_AWAY, door.by.operator_id))

    cards = {CardVerb.UNDO: lambda: _undo(door), CardVerb.CONFIRM: lambda: _take_all(door)}
    return await door.accept_hot(PUT_AWAY, back=HOME, call=call, cards=cards)


@post(HOME + "/which", status_code=200)
async def choose(door: NamedDependency[Door]) -> Response[Any]:
    """The operator said which of several goods are meant."""

    async def pick(tx: Tx, form: ScanForm) -> msgspec.Struct:
        asked = await open_choice(tx, door.by, besides=form.scan_id)
        if asked is None:
            raise NothingAsked
        number = form.number("choice", minimum=0, maximum=len(asked.choices) - 1)
        return await put_away.take_chosen(tx, asked.choices[number], by=door.by)

    return await _do(door, pick)


@post(HOME + "/all", status_code=200)
async def take_all(door: NamedDependency[Door]) -> Response[Any]:
    """All that is left of it on the dock."""
    return await _take_all(door)


async def _take_all(door: Door) -> Response[Any]:
    return await _do(door, lambda tx, _form: put_away.take_all(tx, by=door.by))


@post(HOME + "/undo", status_code=200)
async def undo(door: NamedDependency[Door]) -> Response[Any]:
    """Back on the dock."""
    return await _undo(door)


@post(HOME + "/{put_away_id:uuid}/take-over", status_code=200)
async def take_over(put_away_id: FromPath[UUID], door: NamedDependency[Door]) -> Response[Any]:
    """A supervisor goes on with what somebody else carries."""
    return await _do(door, lambda tx, _form: put_away.take_over(tx, put_away_id, by=door.by))


@post(HOME + "/elsewhere", status_code=200)
async def elsewhere(door: NamedDependency[Door]) -> Response[Any]:
    """Not there: why, and where else?"""
    known = [why for why, _ in WHY_NOT]
    why = door.form["reason"] if door.form["reason"] in known else known[0]
    return await _do(door, lambda tx, _form: put_away.go_elsewhere(tx, why, by=door.by))


async def _undo(door: Door) -> Response[Any]:
    return await _do(
        door, lambda tx, form: put_away.take_back(tx, by=door.by, scan_id=form.scan_id)
    )


FLOW: Final = Flow(
    handlers=[show_step, take_scan, choose, take_all, undo, take_over, elsewhere],
    tile=Tile(label=N_("Put away"), href=HOME, icon="shelf", waiting=count_waiting),
)
