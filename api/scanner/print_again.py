"""A paper once more at the bench, with the reason why; and whether one came out at all."""

from __future__ import annotations

from typing import Any, Final

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from api import i18n
from api.scanner.door import Door, Screen
from api.scanner.form import ScanForm
from api.scanner.print_strip import PAPER_NAMES
from wms.barcodes import Verb
from wms.db import Read, Tx
from wms.errors import NotFound
from wms.packing.prints import again, papers
from wms.packing.queries import parcel_at_bench
from wms.stations.queries import station_of_device

PACK: Final = "/scanner/pack"
#: what most reprints are for; the REPRINT card says it a second time
USUAL: Final = "not_come"


@post(PACK + "/{number:int}/print", status_code=200)
async def print_once_more(number: FromPath[int], door: NamedDependency[Door]) -> Response[Any]:
    """Slip, label or invoice once more."""
    return await print_paper(number, door, door.form["paper"])


async def print_paper(number: int, door: Door, paper: str, reason: str = "") -> Response[Any]:
    """A paper once more, by a tap or a command card; one that came out is asked a reason for."""

    async def once_more(tx: Tx, form: ScanForm) -> dict[str, Any]:
        stands = await station_of_device(tx, door.by.device_id)
        try:
            await again.print_again(
                tx,
                number,
                paper,
                by=door.by,
                reason=reason or form["reason"],
                at=stands.id if stands else None,
            )
        except again.ReasonMissing:
            return {"to": f"{PACK}/{number}/again/{paper}"}
        return {"paper": paper, "to": f"{PACK}/{number}"}

    return await door.accept("pack_print", back=f"{PACK}/{number}", work=once_more)


@get(PACK + "/{number:int}/again/{paper:str}")
async def show_reasons(
    number: FromPath[int],
    paper: FromPath[str],
    screen: NamedDependency[Screen],
    read: NamedDependency[Read],
) -> Response[str]:
    """Why once more? It is a copy, and says so."""
    if paper not in PAPER_NAMES:
        raise NotFound(what="paper", name=paper)
    language = screen.by.language
    return await screen.show(
        "scanner/pack_reprint.html",
        parcel=await parcel_at_bench(read, number),
        paper=paper,
        paper_name=i18n.translate(language, PAPER_NAMES[paper]),
        is_label=paper == papers.LABEL,
        address=f"{PACK}/{number}",
        reasons=[(code, i18n.translate(language, words)) for code, words in again.REASONS.items()],
    )


@post(PACK + "/{number:int}/again/{paper:str}/scan", status_code=200)
async def scan_reason(
    number: FromPath[int], paper: FromPath[str], door: NamedDependency[Door]
) -> Response[Any]:
    """The REPRINT or the CONFIRM card says the usual reason."""

    async def nothing(_tx: Tx, _form: ScanForm) -> None:
        raise again.ReasonMissing(maximum=again.REASON_MAX_CHARS)

    usual = {
        card: lambda: print_paper(number, door, paper, USUAL)
        for card in (Verb.REPRINT, Verb.CONFIRM)
    }
    back = f"{PACK}/{number}/again/{paper}"
    return await door.accept("pack_print", back=back, work=nothing, cards=usual)


@post(PACK + "/{number:int}/came-out", status_code=200)
async def say_whether_it_came(number: FromPath[int], door: NamedDependency[Door]) -> Response[Any]:
    """The packer looked at the printer."""

    async def said(tx: Tx, form: ScanForm) -> dict[str, Any]:
        stands = await station_of_device(tx, door.by.device_id)
        is_there = form["is_there"] == "yes"
        at = stands.id if stands else None
        await again.came_out(tx, number, form["paper"], is_there=is_there, at=at)
        return {"paper": form["paper"]}

    return await door.accept("pack_print", back=f"{PACK}/{number}", work=said)


handlers: Final = [print_once_more, show_reasons, scan_reason, say_whether_it_came]
