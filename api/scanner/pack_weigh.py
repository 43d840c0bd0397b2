"""The scale: what it says is typed or asked for; a parcel that weighs something else is stopped."""

from __future__ import annotations

from typing import Any, Final

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from api import i18n
from api.scanner import pack_cartons
from api.scanner.cards import Cards, card_of
from api.scanner.door import Door, Screen
from api.scanner.form import ScanForm, see
from api.scanner.pack_doors import closed_answer, row_of
from api.scanner.pack_open import AnyRequest, bench_of, made
from wms.barcodes import Verb
from wms.db import Hot, Read, Tx
from wms.errors import N_, Refusal
from wms.packing import queries
from wms.packing.weight.check import count_again, expected_at_bench, weighed_off
from wms.packing.weight.scale_call import ScaleAway, ask_scale
from wms.packing.weight.scales import scale_at
from wms.shipping import pack_and_request

_PACK: Final = "/scanner/pack"
#: the card is what the page asks for
_CONFIRM: Final[Cards] = {Verb.CONFIRM: None}
#: why a parcel weighs something else, by `wms.packing.weight.models.REASONS`
REASON_WORDS: Final = {
    "filling": N_("More filling, or another carton"),
    "insert": N_("A gift or an insert lies in it"),
    "catalog": N_("The catalogue's weight is wrong"),
    "other": N_("I counted twice, it is right"),
}


def with_scan(address: str, screen: Screen) -> str:
    """The address of a page that goes on saying what the scan was answered."""
    return f"{address}?scan={screen.scan_id}" if screen.scan_id else address


async def is_off(read: Read, screen: Screen, number: int) -> bool:
    """Whether a weight waits for a word."""
    return await weighed_off(read, number, tare_g=screen.settings.carton_g) is not None


async def weigh_facts(
    request: AnyRequest, read: Read, screen: Screen, number: int
) -> dict[str, Any]:
    """What a page that asks for a weight shows: the band, and whether the bench has a scale."""
    return {
        "band": await expected_at_bench(read, number, tare_g=screen.settings.carton_g),
        "scale": await scale_at(read, bench_of(request)) is not None,
    }


@get(_PACK + "/{number:int}/weigh")
async def show_weigh(
    request: AnyRequest,
    number: FromPath[int],
    screen: NamedDependency[Screen],
    read: NamedDependency[Read],
) -> Response[str]:
    """What does the scale say of a carton that is full?"""
    parcel = await queries.parcel_at_bench(read, number)
    address = f"{_PACK}/{number}"
    if parcel.status != "open":
        return see(address)
    return await screen.show(
        "scanner/pack_weigh.html",
        parcel=parcel,
        action=f"{address}/full",
        address=address,
        is_open=True,
        rows=[row_of(line) for line in parcel.lines],
        **await weigh_facts(request, read, screen, number),
    )


@post(_PACK + "/{number:int}/scale", status_code=200)
async def ask(
    request: AnyRequest, number: FromPath[int], door: NamedDependency[Door]
) -> Response[Any]:
    """The bench's scale says what lies on it: that closes the parcel.

    By a tap or the CONFIRM card; a carton's code says which one it is, a piece is one too many.
    """
    back, cards = f"{_PACK}/{number}/weigh", _CONFIRM
    if (aside := await door.aside("pack_scale", back=back, cards=cards)) is not None:
        return aside
    if pack_cartons.is_carton(door):
        return await pack_cartons.take_scanned(number, door)
    if door.form.code and card_of(door.form.code) is None:
        return await _scan_piece(number, door, back)
    async with door.reading() as read:
        scale = await scale_at(read, bench_of(request))
    weight_g, no = 0, None
    try:
        if scale is None:
            raise ScaleAway
        weight_g = await ask_scale(scale)
    except Refusal as refusal:
        no = refusal

    async def close(tx: Tx, _form: ScanForm) -> dict[str, Any]:
        if no is not None:
            raise no
        closed = await pack_and_request.go_on(
            tx, number, by=door.by, weight_g=weight_g, carton_g=door.settings.carton_g,
            source="scale",
        )  # fmt: skip
        return closed_answer(number, closed)

    return await door.accept("pack_scale", back=back, work=close, cards=cards)


async def _scan_piece(number: int, door: Door, back: str) -> Response[Any]:
    """All is in: the scan says so, in words."""

    async def call(hot: Hot, form: ScanForm) -> str:
        answer = await pack_and_request.scan_item(hot, number, made(door, form))
        return msgspec.json.encode(answer).decode()

    return await door.accept_hot("pack", back=back, call=call)


@get(_PACK + "/{number:int}/weight")
async def show_off(
    number: FromPath[int], screen: NamedDependency[Screen], read: NamedDependency[Read]
) -> Response[str]:
    """It weighs something else than it should: count again, weigh again, or say why."""
    parcel = await queries.parcel_at_bench(read, number)
    address, language = f"{_PACK}/{number}", screen.by.language
    off = await weighed_off(read, number, tare_g=screen.settings.carton_g)
    if off is None:
        return see(with_scan(address, screen))
    reasons = [(one, i18n.translate(language, words)) for one, words in REASON_WORDS.items()]
    door = {
        "label": i18n.translate(language, N_("The weight is right")),
        "icon": "check",
        "action": f"{address}/weight/accept",
        "reasons": reasons,
    }
    return await screen.show(
        "scanner/pack_weight_off.html",
        parcel=parcel,
        off=off,
        address=address,
        doors=[door],
        bench=True,
        rows=[row_of(line) for line in parcel.lines],
    )


@post(_PACK + "/{number:int}/weight/accept", status_code=200)
async def accept(number: FromPath[int], door: NamedDependency[Door]) -> Response[Any]:
    """It is right, because …: the parcel closes with that weight."""

    async def close(tx: Tx, form: ScanForm) -> dict[str, Any]:
        closed = await pack_and_request.close_as_it_weighs(
            tx, number, form["reason"], by=door.by, carton_g=door.settings.carton_g
        )
        return closed_answer(number, closed)

    return await door.accept("pack_weight", back=f"{_PACK}/{number}/weight", work=close)


@post(_PACK + "/{number:int}/recount", status_code=200)
async def recount(number: FromPath[int], door: NamedDependency[Door]) -> Response[Any]:
    """Everything out again, and scanned once more (a tap, or the CONFIRM card)."""

    async def out(tx: Tx, form: ScanForm) -> dict[str, Any]:
        pieces = await count_again(tx, number, scan_id=form.scan_id, by=door.by)
        return {"did": "recount", "pieces": pieces, "to": f"{_PACK}/{number}"}

    back = f"{_PACK}/{number}/weight"
    return await door.accept("pack_recount", back=back, work=out, cards=_CONFIRM)


handlers: Final = [show_weigh, ask, show_off, accept, recount]
