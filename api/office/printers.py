"""One printer at the desk: what it is, where it is, whether it prints straight."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from api.failures import say_failure
from api.office.desk import FLASHES, DeskPage, go
from api.office.doing import MANAGERS, AnyRequest, do_or_show, words_of
from printing.for_printer import Device, for_printer
from printing.trial_pages import CROSS_MM, TrialPage, trial_papers
from wms.access.people import Desk
from wms.db import Read, Tx
from wms.errors import N_, Refusal
from wms.packing.prints.watch import last_printed, take_away
from wms.stations import printers, trials
from wms.stations.errors import PrinterImpossible
from wms.stations.models import DPI, LABEL
from wms.stations.printers import EXAMPLES, UM_PER_MM, PrinterSaid
from wms.stations.queries import PrinterShown, printer, station

LIST: Final = "/office/printing"
NEW: Final = LIST + "/stations/{station_id:uuid}/printers"
ONE: Final = LIST + "/printers/{printer_id:uuid}"
#: farther off than this nobody's printer is, mm
MEASURED_MAX_MM: Final = 40
_NUMBER_MAX_CHARS: Final = 8

FLASHES["printer_added"] = N_("The printer is there. Print a test page to see whether it works.")
FLASHES["printer_changed"] = N_("The printer is changed.")
FLASHES["printer_gone"] = N_("The printer is gone. Its papers come out at the neighbour's.")
FLASHES["printer_paused"] = N_("The printer is out. Its papers come out at the neighbour's.")
FLASHES["printer_resumed"] = N_("The printer is back.")
FLASHES["page_sent"] = N_("The page is on its way to the printer.")
FLASHES["offsets_set"] = N_("Everything is moved by that from now on. Print the page once more.")


def _facts(one: PrinterShown) -> dict[str, str]:
    """A printer as its form says it."""
    facts = {
        name: str(value)
        for name, value in msgspec.structs.asdict(one).items()
        if name in PrinterSaid.__struct_fields__ and value is not None and value is not False
    }
    facts["offset_x"] = f"{one.offset_x_um / UM_PER_MM:g}"
    facts["offset_y"] = f"{one.offset_y_um / UM_PER_MM:g}"
    return facts


def _fresh() -> dict[str, str]:
    return {
        "kind": LABEL, "way": "raw", "format": "zpl", "dpi": str(DPI[0]), "media": "label",
        "width_mm": "100", "height_mm": "150", "is_helping": "True", "offset_x": "0",
        "offset_y": "0",
    }  # fmt: skip


def _number(text: str, field: str) -> float:
    """A number with a point or a comma. PrinterImpossible when it is none."""
    try:
        number = float(text.strip().replace(",", ".")[:_NUMBER_MAX_CHARS] or "0")
    except ValueError:
        number = float("nan")
    if not abs(number) <= printers.SIZES["a4"][1] * 10:
        raise PrinterImpossible(field=field, reason=N_("Write a number."))
    return number


def _said(form: Mapping[str, str]) -> PrinterSaid:
    """What was typed. PrinterImpossible for what is no number."""
    darkness = form.get("darkness", "").strip()
    return PrinterSaid(
        name=form.get("name", "")[:100],
        kind=form.get("kind", ""),
        way=form.get("way", ""),
        address=form.get("address", "")[:200],
        format=form.get("format", ""),
        media=form.get("media", ""),
        is_by_agent="is_by_agent" in form,
        dpi=int(_number(form.get("dpi", ""), N_("Resolution"))),
        width_mm=int(_number(form.get("width_mm", ""), N_("Size"))),
        height_mm=int(_number(form.get("height_mm", ""), N_("Size"))),
        offset_x_um=round(_number(form.get("offset_x", ""), N_("Offset")) * UM_PER_MM),
        offset_y_um=round(_number(form.get("offset_y", ""), N_("Offset")) * UM_PER_MM),
        darkness=int(_number(darkness, N_("Darkness"))) if darkness else None,
        is_helping="is_helping" in form,
    )


def _form(
    desk_page: DeskPage, given: Mapping[str, str], no: str | None, **more: Any
) -> Response[Any]:
    return desk_page.show(
        "office/printer.html", status=422 if no else 200, given=given, no=no, examples=EXAMPLES,
        cross_mm=CROSS_MM, say_failure=say_failure, **more,
    )  # fmt: skip


@get(NEW, opt={"roles": MANAGERS})
async def new_printer(
    station_id: FromPath[UUID],
    desk_page: NamedDependency[DeskPage],
    read: NamedDependency[Read],
) -> Response[Any]:
    """One more printer at a station."""
    at = await station(read, station_id)
    return _form(desk_page, _fresh(), None, printer=None, station=at, action=_new(station_id))


def _new(station_id: UUID) -> str:
    return f"{LIST}/stations/{station_id}/printers"


@post(NEW, status_code=200, opt={"roles": MANAGERS})
async def add_printer(
    request: AnyRequest,
    station_id: FromPath[UUID],
    desk_page: NamedDependency[DeskPage],
    read: NamedDependency[Read],
) -> Response[Any]:
    """It is asked how it is within seconds."""
    form = await desk_page.form()

    async def write(tx: Tx) -> UUID:
        return await printers.add_printer(tx, station_id, _said(form))

    async def show(no: Refusal) -> Response[Any]:
        at = await station(read, station_id)
        words = words_of(request, no)
        return _form(desk_page, form, words, printer=None, station=at, action=_new(station_id))

    return await do_or_show(
        request, write, show=show,
        done=lambda made: go(f"{LIST}/printers/{made}", said="printer_added"),
    )  # fmt: skip


async def _show(
    desk_page: DeskPage, read: Read, printer_id: UUID, given: Mapping[str, str] | None = None,
    no: str | None = None,
) -> Response[Any]:  # fmt: skip
    seen = await printer(read, printer_id)
    return _form(
        desk_page, given or _facts(seen), no, printer=seen,
        station=await station(read, seen.station_id), action=f"{LIST}/printers/{printer_id}",
        pages=await trials.last_pages(read, printer_id),
        last=(await last_printed(read)).get(printer_id),
    )  # fmt: skip


@get(ONE)
async def show_printer(
    printer_id: FromPath[UUID],
    desk_page: NamedDependency[DeskPage],
    read: NamedDependency[Read],
) -> Response[Any]:
    """How it is, what it printed, and everything about it."""
    return await _show(desk_page, read, printer_id)


@post(ONE, status_code=200, opt={"roles": MANAGERS})
async def change_printer(
    request: AnyRequest,
    printer_id: FromPath[UUID],
    desk_page: NamedDependency[DeskPage],
    read: NamedDependency[Read],
) -> Response[Any]:
    """Something about it is different."""
    form = await desk_page.form()

    async def write(tx: Tx) -> None:
        await printers.change_printer(tx, printer_id, _said(form))

    async def show(no: Refusal) -> Response[Any]:
        return await _show(desk_page, read, printer_id, form, words_of(request, no))

    return await do_or_show(
        request, write, show=show,
        done=lambda _: go(f"{LIST}/printers/{printer_id}", said="printer_changed"),
    )  # fmt: skip


@post(ONE + "/pause", status_code=200)
async def pause_printer(
    printer_id: FromPath[UUID], desk_page: NamedDependency[DeskPage], tx: NamedDependency[Tx]
) -> Response[Any]:
    """Out for a while, or back."""
    is_paused = (await desk_page.form()).get("is_paused") == "yes"
    await printers.pause_printer(tx, printer_id, is_paused=is_paused)
    said = "printer_paused" if is_paused else "printer_resumed"
    return go(f"{LIST}/printers/{printer_id}", said=said)


@post(ONE + "/take-away", status_code=200, opt={"roles": MANAGERS})
async def take_printer_away(printer_id: FromPath[UUID], tx: NamedDependency[Tx]) -> Response[Any]:
    """It is not there any more."""
    await take_away(tx, printer_id)
    return go(LIST, said="printer_gone")


@post(ONE + "/page", status_code=200)
async def print_page(
    printer_id: FromPath[UUID],
    desk: NamedDependency[Desk],
    desk_page: NamedDependency[DeskPage],
    tx: NamedDependency[Tx],
) -> Response[Any]:
    """A test or a calibration page."""
    form = await desk_page.form()
    paper = trials.CALIBRATION if form.get("paper") == trials.CALIBRATION else trials.TEST
    seen = await printer(tx, printer_id)
    at = await station(tx, seen.station_id)
    page = TrialPage(
        language=desk.language,
        printer=seen.name,
        station=f"{at.name} · {at.bench}",
        code=at.code,
        width_mm=seen.width_mm,
        height_mm=seen.height_mm,
        words=f"{printers.full_address(seen.way, seen.address)} · {seen.format} · {seen.dpi} dpi",
    )
    kind, content = await asyncio.to_thread(_drawn, page, seen, paper)
    await trials.ask_for_page(
        tx, printer_id, paper, content_type=kind, content=content, by=desk.user_id
    )
    return go(f"{LIST}/printers/{printer_id}", said="page_sent")


def _drawn(page: TrialPage, seen: PrinterShown, paper: str) -> tuple[str, bytes]:
    papers = trial_papers(page, is_calibration=paper == trials.CALIBRATION)
    return for_printer(papers, msgspec.convert(seen, Device, from_attributes=True))


@post(ONE + "/offsets", status_code=200, opt={"roles": MANAGERS})
async def set_offsets(
    request: AnyRequest,
    printer_id: FromPath[UUID],
    desk_page: NamedDependency[DeskPage],
    read: NamedDependency[Read],
) -> Response[Any]:
    """What was measured on the calibration page."""
    form = await desk_page.form()

    async def write(tx: Tx) -> None:
        left = _number(form.get("left", ""), N_("Offset"))
        top = _number(form.get("top", ""), N_("Offset"))
        if not (0 < left <= MEASURED_MAX_MM and 0 < top <= MEASURED_MAX_MM):
            raise PrinterImpossible(
                field=N_("Offset"), reason=N_("Write what you measured, in mm.")
            )
        await printers.set_offsets(
            tx,
            printer_id,
            right_um=round((CROSS_MM - left) * UM_PER_MM),
            down_um=round((CROSS_MM - top) * UM_PER_MM),
        )

    async def show(no: Refusal) -> Response[Any]:
        return await _show(desk_page, read, printer_id, None, words_of(request, no))

    return await do_or_show(
        request, write, show=show,
        done=lambda _: go(f"{LIST}/printers/{printer_id}", said="offsets_set"),
    )  # fmt: skip


handlers: Final = [
    new_printer, add_printer, show_printer, change_printer, pause_printer, take_printer_away,
    print_page, set_offsets,
]  # fmt: skip
