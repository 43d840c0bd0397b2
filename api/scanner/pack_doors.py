"""The side doors of packing: undo, a piece less, the carton is full, the scale."""

from __future__ import annotations

from typing import Any, Final

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from api import i18n
from api.scanner.door import Door, Screen
from api.scanner.form import ScanForm, see
from wms.db import Read, Tx
from wms.errors import N_
from wms.packing import missing, pack, queries
from wms.packing.batch import batch_of_parcel
from wms.packing.steps import Parcel, ToPack
from wms.packing.weigh import read_weight
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


async def close_full(number: int, door: Door) -> Response[Any]:
    """Close it, with what the scale says; a shop that wants that is asked for it first."""
    weigh = f"{PACK}/{number}/weigh"

    async def close(tx: Tx, form: ScanForm) -> dict[str, Any]:
        weight_g = None
        if "weight" in form.fields:
            weight_g = read_weight(form["weight"], form["unit"] or "g")
        elif await queries.is_weight_asked(tx, number):
            return {"did": "weigh", "to": weigh}
        closed = await pack_and_request.close_parcel(
            tx, number, by=door.by, weight_g=weight_g, carton_g=door.settings.carton_g
        )
        done = {"did": "closed", "is_order_packed": closed.is_order_packed, "tone": closed.tone}
        return {**done, "to": f"{PACK}/{number}"}

    back = weigh if "weight" in door.form.fields else f"{PACK}/{number}"
    return await door.accept("pack_full", back=back, work=close)


@get(PACK + "/{number:int}/weigh")
async def show_weigh(
    number: FromPath[int], screen: NamedDependency[Screen], read: NamedDependency[Read]
) -> Response[str]:
    """What does the scale say of a carton that is full?"""
    parcel = await queries.parcel_at_bench(read, number)
    address = f"{PACK}/{number}"
    if parcel.status != "open":
        return see(address)
    return await screen.show(
        "scanner/pack_weigh.html",
        parcel=parcel,
        action=f"{address}/full",
        address=address,
        is_open=True,
        rows=[row_of(line) for line in parcel.lines],
    )


handlers: Final = [undo, one_piece_less, full, show_weigh]
