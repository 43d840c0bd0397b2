"""Loading: labelled parcels go onto the courier's manifest, and somebody signs for them."""

from __future__ import annotations

from typing import Annotated, Any, Final

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter

from api.manifest_paper import manifest_paper
from api.scanner.door import Door, Screen
from api.scanner.flow import Flow, Tile
from api.scanner.form import ScanForm, see
from printing.manifest import manifest as manifest_pdf
from wms.barcodes import Verb
from wms.calendar.house import zone_of_the_house
from wms.db import Read, Tx
from wms.errors import N_
from wms.shipping.carriers.registry import name_of
from wms.shipping.loading import count_again, load, manifests
from wms.shipping.loading.hand_over import NAME_MAX_CHARS, close_manifest

HOME: Final = "/scanner/load"
#: parcels of a manifest that the screen names; the rest is a number
SHOWN: Final = 3
#: parcels that are missing on a screen, without scrolling
MISSING_SHOWN: Final = 3
#: no van takes more
COUNTED_MAX: Final = 10_000


async def _waiting(read: Read) -> int:
    return sum(one.to_load for one in await manifests.waiting_to_be_loaded(read))


@get(HOME)
async def show_home(screen: NamedDependency[Screen], read: NamedDependency[Read]) -> Response[str]:
    """What stands at the doors, by courier."""
    waiting = await manifests.waiting_to_be_loaded(read)
    return await screen.show("scanner/load_home.html", waiting=waiting)


@post(HOME + "/scan", status_code=200)
async def begin(door: NamedDependency[Door]) -> Response[Any]:
    """The first parcel says which courier is loaded."""

    async def first(tx: Tx, form: ScanForm) -> dict[str, Any]:
        loaded = await load.load_anywhere(tx, form.code, by=door.by)
        return {"to": f"{HOME}/{loaded.manifest}", "parcel": loaded.parcel}

    return await door.accept("load", back=HOME, work=first)


@get(HOME + "/{number:int}")
async def show_manifest(
    number: FromPath[int], screen: NamedDependency[Screen], read: NamedDependency[Read]
) -> Response[str]:
    """How many are loaded, and which ones last."""
    seen = await manifests.manifest(read, number)
    page = "scanner/load_parcels.html" if seen.closed_at is None else "scanner/load_done.html"
    return await screen.show(
        page,
        manifest=seen,
        carrier=name_of(seen.carrier),
        last=seen.parcels[:SHOWN],
        address=f"{HOME}/{number}",
    )


@post(HOME + "/{number:int}/scan", status_code=200)
async def scan(number: FromPath[int], door: NamedDependency[Door]) -> Response[Any]:
    """One more parcel, or a command card."""

    async def put(tx: Tx, form: ScanForm) -> dict[str, Any]:
        loaded = await load.load(tx, number, form.code)
        return {"parcel": loaded.parcel, "tracking_number": loaded.tracking_number}

    cards = {Verb.UNDO: lambda: _undo(number, door)}
    return await door.accept("load", back=f"{HOME}/{number}", work=put, cards=cards)


@post(HOME + "/{number:int}/undo", status_code=200)
async def undo(number: FromPath[int], door: NamedDependency[Door]) -> Response[Any]:
    """Take the last parcel off again."""
    return await _undo(number, door)


async def _undo(number: int, door: Door) -> Response[Any]:
    async def off(tx: Tx, _form: ScanForm) -> dict[str, Any]:
        return {"parcel": (await load.unload(tx, number)).parcel}

    return await door.accept("load_undo", back=f"{HOME}/{number}", work=off)


@get(HOME + "/{number:int}/take-off")
async def show_take_off(
    number: FromPath[int], screen: NamedDependency[Screen], read: NamedDependency[Read]
) -> Response[str]:
    """Which parcel stays here?"""
    seen = await manifests.manifest(read, number)
    return await screen.show(
        "scanner/load_take_off.html", manifest=seen, address=f"{HOME}/{number}"
    )


@post(HOME + "/{number:int}/take-off", status_code=200)
async def take_off(number: FromPath[int], door: NamedDependency[Door]) -> Response[Any]:
    """This parcel stays here."""

    async def off(tx: Tx, form: ScanForm) -> dict[str, Any]:
        unloaded = await load.unload(tx, number, form.code)
        return {"to": f"{HOME}/{number}", "parcel": unloaded.parcel}

    return await door.accept("load_take_off", back=f"{HOME}/{number}/take-off", work=off)


@get(HOME + "/{number:int}/missing")
async def show_missing(
    number: FromPath[int], screen: NamedDependency[Screen], read: NamedDependency[Read]
) -> Response[str]:
    """What of this courier is not loaded, and where it stands."""
    seen = await manifests.manifest(read, number)
    return await screen.show(
        "scanner/load_missing.html",
        manifest=seen,
        missing=await manifests.not_loaded(read, number, limit=MISSING_SHOWN),
        address=f"{HOME}/{number}",
    )


@get(HOME + "/{number:int}/count")
async def show_count(
    number: FromPath[int], screen: NamedDependency[Screen], read: NamedDependency[Read]
) -> Response[str]:
    """How many does the driver count?"""
    return await screen.show(
        "scanner/load_count.html",
        manifest=await manifests.manifest(read, number),
        missing=await manifests.not_loaded(read, number, limit=MISSING_SHOWN),
        address=f"{HOME}/{number}",
    )


@post(HOME + "/{number:int}/count", status_code=200)
async def count(number: FromPath[int], door: NamedDependency[Door]) -> Response[Any]:
    """The driver's number: the same, or else what is the matter."""

    async def compare(tx: Tx, form: ScanForm) -> dict[str, Any]:
        counted = form.number("counted", minimum=0, maximum=COUNTED_MAX)
        here = len((await manifests.manifest(tx, number)).parcels)
        page = "sign" if counted == here else "differs"
        return {"to": f"{HOME}/{number}/{page}?counted={counted}",
                "tone": "ok" if counted == here else "stop"}  # fmt: skip

    return await door.accept("load_count", back=f"{HOME}/{number}/count", work=compare)


@get(HOME + "/{number:int}/differs")
async def show_differs(
    number: FromPath[int],
    screen: NamedDependency[Screen],
    read: NamedDependency[Read],
    counted: Annotated[int, QueryParameter(ge=0, le=COUNTED_MAX)] = 0,
) -> Response[str]:
    """The driver counts another number than we: what may be the matter."""
    return await screen.show(
        "scanner/load_differs.html",
        manifest=await manifests.manifest(read, number),
        missing=await manifests.not_loaded(read, number, limit=MISSING_SHOWN),
        counted=counted,
        address=f"{HOME}/{number}",
    )


@post(HOME + "/{number:int}/count-again", status_code=200)
async def begin_count(number: FromPath[int], door: NamedDependency[Door]) -> Response[Any]:
    """Every parcel in the van is scanned once more."""

    async def work(tx: Tx, _form: ScanForm) -> dict[str, Any]:
        await count_again.count_again(tx, number)
        return {"to": f"{HOME}/{number}/count-again"}

    return await door.accept("load_recount", back=f"{HOME}/{number}/count", work=work)


@get(HOME + "/{number:int}/count-again")
async def show_count_again(
    number: FromPath[int], screen: NamedDependency[Screen], read: NamedDependency[Read]
) -> Response[Any]:
    """Which were not found yet?"""
    seen = await manifests.manifest(read, number)
    if seen.recount_at is None:
        return see(f"{HOME}/{number}")
    return await screen.show(
        "scanner/load_count_again.html",
        manifest=seen,
        not_found=seen.not_found[:MISSING_SHOWN],
        address=f"{HOME}/{number}",
    )


@post(HOME + "/{number:int}/count-again/scan", status_code=200)
async def found(number: FromPath[int], door: NamedDependency[Door]) -> Response[Any]:
    """This one is in the van."""

    async def work(tx: Tx, form: ScanForm) -> dict[str, Any]:
        done = await count_again.found_again(tx, number, form.code)
        return {"parcel": done.parcel}

    return await door.accept("load_recount_scan", back=f"{HOME}/{number}/count-again", work=work)


@post(HOME + "/{number:int}/count-again/end", status_code=200)
async def end_count(number: FromPath[int], door: NamedDependency[Door]) -> Response[Any]:
    """What was not found comes off, or the count is given up."""

    async def work(tx: Tx, form: ScanForm) -> dict[str, Any]:
        is_off = form["do"] == "take_off"
        done = await count_again.end_count(tx, number, take_off=is_off)
        return {"to": f"{HOME}/{number}", "taken_off": done.parcels}

    return await door.accept("load_recount_end", back=f"{HOME}/{number}/count-again", work=work)


@get(HOME + "/{number:int}/sign")
async def show_sign(
    number: FromPath[int],
    screen: NamedDependency[Screen],
    read: NamedDependency[Read],
    counted: Annotated[int | None, QueryParameter(ge=0, le=COUNTED_MAX)] = None,
) -> Response[str]:
    """Who takes the parcels?"""
    seen = await manifests.manifest(read, number)
    return await screen.show(
        "scanner/load_sign.html",
        manifest=seen,
        counted=counted,
        carrier=name_of(seen.carrier),
        address=f"{HOME}/{number}",
        most=NAME_MAX_CHARS,
    )


@post(HOME + "/{number:int}/close", status_code=200)
async def close(number: FromPath[int], door: NamedDependency[Door]) -> Response[Any]:
    """Signed: the parcels are gone."""

    async def hand_over(tx: Tx, form: ScanForm) -> dict[str, Any]:
        said = form["counted"]
        done = await close_manifest(
            tx,
            number,
            signed_by=form["signed_by"],
            signature=form["signature"],
            counted=form.number("counted", minimum=0, maximum=COUNTED_MAX) if said else None,
            by=door.by,
            scan_id=form.scan_id,
        )
        return {
            "to": f"{HOME}/{number}",
            "tone": "done",
            "parcels": done.parcels,
            "orders": done.orders,
        }

    return await door.accept("load_close", back=f"{HOME}/{number}/sign", work=hand_over)


@get(HOME + "/{number:int}/manifest.pdf")
async def show_paper(
    number: FromPath[int], screen: NamedDependency[Screen], read: NamedDependency[Read]
) -> Response[bytes]:
    """The manifest on paper, for the courier's driver."""
    seen = await manifests.manifest(read, number)
    paper = manifest_pdf(manifest_paper(seen, screen.by.language, await zone_of_the_house(read)))
    return Response(
        paper,
        media_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="manifest-{number}.pdf"'},
    )


FLOW: Final = Flow(
    handlers=[
        show_home, begin, show_manifest, scan, undo, show_take_off, take_off, show_missing,
        show_count, count, show_differs, begin_count, show_count_again, found, end_count, show_sign,
        close, show_paper,
    ],
    tile=Tile(label=N_("Load"), href=HOME, icon="truck", waiting=_waiting),
)  # fmt: skip
