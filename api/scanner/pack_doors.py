"""The side doors of packing: undo, a piece less, the carton is full, the scale."""

from __future__ import annotations

from typing import Any, Final

from litestar import Response, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from api import i18n
from api.scanner.door import Door, Screen
from api.scanner.form import ScanForm
from wms.db import Tx
from wms.errors import N_
from wms.packing import missing, pack
from wms.packing.batch import batch_of_parcel
from wms.packing.steps import Parcel, ToPack
from wms.packing.weight.weigh import read_weight
from wms.shipping import pack_and_request

PACK: Final = "/scanner/pack"
#: why one piece less is packed
_LESS: Final = (
    (missing.MISSING, N_("One piece is not in the tote")),
    (missing.BROKEN, N_("One piece is broken")),
)


def row_of(line: ToPack) -> dict[str, Any]:
    """A product of the order in a list with counters."""
    return {
        "name": line.name, "note": line.sku, "done": line.packed, "of": line.needed,
        "photo": line.photo,
    }  # fmt: skip


def side_doors_of(parcel: Parcel, sku: str, screen: Screen) -> list[dict[str, Any]]:
    """Missing or broken, no barcode, and the carton is full once something lies in it."""
    language, address = screen.by.language, f"{PACK}/{parcel.number}"
    doors: list[dict[str, Any]] = [
        {
            "label": i18n.translate(language, N_("Missing or broken")),
            "icon": "short",
            "action": f"{address}/less",
            "fields": {"sku": sku},
            "reasons": [(one, i18n.translate(language, words)) for one, words in _LESS],
        },
        {
            "label": i18n.translate(language, N_("No barcode")),
            "icon": "barcode",
            "action": f"{address}/no-barcode",
        },
    ]
    if parcel.has_contents:
        full = i18n.translate(language, N_("Carton full"))
        doors.append({"label": full, "icon": "full", "action": f"{address}/full"})
    return doors


@post(PACK + "/{number:int}/undo", status_code=200)
async def undo(number: FromPath[int], door: NamedDependency[Door]) -> Response[Any]:
    """Take the last scan back."""
    return await undo_scan(number, door)


async def undo_scan(number: int, door: Door) -> Response[Any]:
    """The last scan back, by a tap or a command card."""

    async def back(tx: Tx, form: ScanForm) -> dict[str, Any]:
        undone = await pack.undo(tx, number, scan_id=form.scan_id, by=door.by)
        return {"sku": undone.sku, "quantity": undone.quantity}

    return await door.accept("pack_undo", back=f"{PACK}/{number}", work=back)


@post(PACK + "/{number:int}/less", status_code=200)
async def one_piece_less(number: FromPath[int], door: NamedDependency[Door]) -> Response[Any]:
    """A piece is not there or broken: the order goes on without it."""

    async def less(tx: Tx, form: ScanForm) -> dict[str, Any]:
        done = await pack_and_request.one_piece_less(
            tx, number, form["sku"], form["reason"], scan_id=form.scan_id, by=door.by
        )
        answer: dict[str, Any] = {"did": done.did, "sku": done.sku}
        if form["reason"] == missing.BROKEN:
            answer["carry_to"] = done.place
        if done.did == "backordered":  # nothing of it is left: the next tote
            tote = await batch_of_parcel(tx, number)  # or the other pieces of its batch
            answer["to"] = f"{PACK}/tote/{tote}" if tote else PACK
        return answer

    return await door.accept("pack_less", back=f"{PACK}/{number}", work=less)


@post(PACK + "/{number:int}/full", status_code=200)
async def full(number: FromPath[int], door: NamedDependency[Door]) -> Response[Any]:
    """This carton is full; the order goes on in another one."""
    return await close_full(number, door)


def closed_answer(number: int, done: pack.Answered) -> dict[str, Any]:
    """What closing was answered, and the page that goes on from it."""
    to = f"{PACK}/{number}"
    if done.did == "differs":
        return {"did": done.did, "tone": done.tone, "to": f"{to}/weight"}
    if done.did != "closed":
        return {"did": done.did, "to": to}
    return {"did": done.did, "is_order_packed": done.is_order_packed, "tone": done.tone, "to": to}


async def close_full(number: int, door: Door) -> Response[Any]:
    """Close it, with what the scale says when it was asked; what else is asked comes first."""

    async def close(tx: Tx, form: ScanForm) -> dict[str, Any]:
        is_weighed = "weight" in form.fields
        weight_g = read_weight(form["weight"], form["unit"] or "g") if is_weighed else None
        done = await pack_and_request.go_on(
            tx, number, by=door.by, weight_g=weight_g, carton_g=door.settings.carton_g,
            is_full=True,
        )  # fmt: skip
        return closed_answer(number, done)

    return await door.accept("pack_full", back=f"{PACK}/{number}", work=close)


@post(PACK + "/{number:int}/not-full", status_code=200)
async def not_full(number: FromPath[int], door: NamedDependency[Door]) -> Response[Any]:
    """More goes into the carton after all."""

    async def more(tx: Tx, _form: ScanForm) -> None:
        await pack.not_full(tx, number, by=door.by)

    return await door.accept("pack_not_full", back=f"{PACK}/{number}", work=more)


handlers: Final = [undo, one_piece_less, full, not_full]
