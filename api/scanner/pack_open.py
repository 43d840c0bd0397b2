"""Opening an order at the bench: by its tote, its slip or its parcel; and which bench it is."""

from __future__ import annotations

from typing import Any, Final, TypeGuard
from uuid import UUID

import msgspec
from litestar import Request, Response, post
from litestar.datastructures import Cookie
from litestar.di import NamedDependency

from api.cookies import cookie
from api.house import house_of
from api.scanner.cards import Doing
from api.scanner.door import Door, Screen
from api.scanner.form import ScanForm, see
from api.scanner.label_scan import confirm_label
from api.scanner.pack_labels import ask_again
from api.scanner.print_again import print_paper
from wms.barcodes import Kind, OwnLabel, Verb, parse
from wms.db import Hot, Tx
from wms.idempotency import ScanMade
from wms.packing import pack, queries
from wms.packing.errors import NotAnOrder
from wms.packing.prints import papers
from wms.shipping.open_by_item import open_by_item
from wms.stations.stations import pair_device, stand_at_bench

HOME: Final = "/scanner/pack"
#: which bench this device stands at
BENCH_COOKIE: Final = "wms_bench"
BENCH_COOKIE_S: Final = 400 * 24 * 3600  # the longest that browsers keep a cookie
AnyRequest = Request[Any, Any, Any]


def bench_of(request: AnyRequest) -> UUID | None:
    """The bench whose label this device scanned last."""
    try:
        return UUID(request.cookies.get(BENCH_COOKIE, ""))
    except ValueError:
        return None


def bench_cookie(request: AnyRequest, bench_id: UUID) -> Cookie:
    """This device stands at that bench."""
    return cookie(
        house_of(request.scope).settings,
        BENCH_COOKIE,
        str(bench_id),
        path="/scanner",
        max_age_s=BENCH_COOKIE_S,
    )


@post(HOME + "/scan", status_code=200)
async def open_order(request: AnyRequest, door: NamedDependency[Door]) -> Response[Any]:
    """A tote, a slip, a parcel, or a piece of a batch; or the label of this device's bench."""
    return await open_label(request, door, back=HOME)


async def open_label(request: AnyRequest, door: Door, *, back: str) -> Response[Any]:
    """Open what a label at the bench means; ``back``: the page that was scanned on."""
    read = parse(door.form.code)
    if isinstance(read, OwnLabel) and read.kind in (Kind.LOCATION, Kind.STATION):
        return await _stand_at_bench(request, door)
    if (confirmed := await confirm_label(door, back=_shown(door) or back)) is not None:
        return confirmed

    async def call(hot: Hot, form: ScanForm) -> str:
        scan, bench_id = made(door, form), bench_of(request)
        away_after, is_supervisor = door.settings.floor_locks_after, door.by.is_supervisor
        if isinstance(read, OwnLabel):
            known = await pack.open_order(
                hot, scan, bench_id=bench_id, is_supervisor=is_supervisor, away_after=away_after
            )
        else:
            known = await open_by_item(
                hot,
                scan,
                bench_id=bench_id,
                is_supervisor=is_supervisor,
                away_after=away_after,
                shop_id=shop_tapped(form),
            )
        return msgspec.json.encode(known.with_address(address_of(known))).decode()

    cards = cards_of_shown(door)
    return await door.accept_hot("pack", back=back, call=call, cards=cards)


def _shown(door: Door) -> str | None:
    """The page of the closed parcel that was scanned on."""
    shown = door.form["parcel"]
    return f"{HOME}/{int(shown)}" if shown.isdecimal() else None


def shop_tapped(form: ScanForm) -> UUID | None:
    """Whose product the scanned code means here, when the packer was asked."""
    return form.id("shop") if form["shop"] else None


def cards_of_shown(door: Door) -> dict[Verb, Doing]:
    """What the cards do to the closed parcel that the page shows (field ``parcel``)."""
    if not (last := door.form["parcel"]).isdecimal():
        return {}

    async def open_again() -> Response[Any]:
        return see(f"{HOME}/{int(last)}/again")

    cards: dict[Verb, Doing] = {
        Verb.REPRINT: lambda: print_paper(int(last), door, papers.SLIP),
        Verb.UNDO: open_again,
    }
    if door.form["label"]:  # it failed, and the page's main button tries again
        cards[Verb.CONFIRM] = lambda: ask_again(int(last), door)
    return cards


def asks_whose(kept: dict[str, Any] | None) -> TypeGuard[dict[str, Any]]:
    """Whether the scan that led here moved nothing: several shops' goods have its code."""
    return kept is not None and kept.get("did") == "which_shop"


async def show_whose(screen: Screen, kept: dict[str, Any], address: str) -> Response[str]:
    """Whose piece is it?"""
    return await screen.show(
        "scanner/pack_which_shop.html",
        kept=kept,
        address=address,
        action=f"{address}/scan",
        code=kept["code"],
        bench=True,
    )


def address_of(opened: pack.Answered) -> str | None:
    """The page on which the packer goes on."""
    if opened.did == "which_shop":
        return None
    if opened.did == "batch":
        return f"{HOME}/tote/{opened.tote}"
    if opened.did == "cancelled":
        return f"{HOME}/cancelled/{opened.order}"
    return f"{HOME}/{opened.parcel}" if opened.parcel is not None else None


def made(door: Door, form: ScanForm) -> ScanMade:
    """A packer's scan, as it is kept."""
    return ScanMade(
        id=form.scan_id,
        operator_id=door.by.operator_id,
        device_id=door.by.device_id,
        flow="pack",
        code=form.code,
    )


async def _stand_at_bench(request: AnyRequest, door: Door) -> Response[Any]:
    found: list[UUID] = []

    async def stand(tx: Tx, form: ScanForm) -> dict[str, Any]:
        if isinstance(read := parse(form.code), OwnLabel) and read.kind is Kind.STATION:
            paired = await pair_device(tx, door.by.device_id, form.code)
            found.append(paired.bench_id)
            return {"bench": paired.bench, "station": paired.name}
        bench = await queries.bench_by_label(tx, form.code)
        if bench is None:
            raise NotAnOrder(scanned=form.code)
        await stand_at_bench(tx, door.by.device_id, bench[0])
        found.append(bench[0])
        return {"bench": bench[1]}

    response = await door.accept("pack_bench", back=HOME, work=stand)
    if found:
        response.set_cookie(bench_cookie(request, found[-1]))
    return response


handlers: Final = [open_order]
