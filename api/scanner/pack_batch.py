"""The tote of a batch at the bench: each piece that is scanned is an order, packed by that scan."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from api.scanner.door import Door, Screen
from api.scanner.form import ScanForm, see
from api.scanner.label_scan import confirm_label
from api.scanner.pack_open import (
    HOME,
    AnyRequest,
    address_of,
    asks_whose,
    bench_of,
    cards_of_shown,
    made,
    open_label,
    shop_tapped,
    show_whose,
)
from api.scanner.print_strip import strip
from wms.barcodes import Kind, OwnLabel, parse
from wms.db import Hot, Read
from wms.packing.batch import Batch, batch_at_bench, batch_of
from wms.shipping import pack_and_request

TOTE: Final = HOME + "/tote"
#: labels that open something else
LEADS_ON: Final = (Kind.TOTE, Kind.PARCEL, Kind.ORDER_SLIP)


async def goes_on(read: Read, order_number: int) -> Batch | None:
    """The batch out of which this order's piece came, while there is more in its tote."""
    tote_id = await batch_of(read, order_number)
    return await batch_at_bench(read, tote_id) if tote_id else None


@get(TOTE + "/{tote_id:uuid}")
async def show_tote(
    request: AnyRequest,
    tote_id: FromPath[UUID],
    screen: NamedDependency[Screen],
    read: NamedDependency[Read],
) -> Response[Any]:
    """Scan a piece; how many are left."""
    batch = await batch_at_bench(read, tote_id)
    if batch is None:
        return see(HOME)
    address = f"{TOTE}/{tote_id}"
    if asks_whose(kept := await screen.kept()):
        return await show_whose(screen, kept, address)
    return await screen.show(
        "scanner/pack_batch.html",
        batch=batch,
        address=address,
        bench=True,
        print_strip=await strip(read, bench_of(request), screen.by.language),
    )


@get(TOTE + "/{tote_id:uuid}/missing")
async def show_missing(
    tote_id: FromPath[UUID], screen: NamedDependency[Screen], read: NamedDependency[Read]
) -> Response[Any]:
    """Of which product is a piece not there, broken, or without a barcode?"""
    batch = await batch_at_bench(read, tote_id)
    if batch is None or not batch.left:
        return see(f"{TOTE}/{tote_id}")
    address = f"{TOTE}/{tote_id}"
    return await screen.show(
        "scanner/pack_batch_missing.html", batch=batch, address=address, bench=True
    )


@post(TOTE + "/{tote_id:uuid}/scan", status_code=200)
async def scan_piece(
    request: AnyRequest, tote_id: FromPath[UUID], door: NamedDependency[Door]
) -> Response[Any]:
    """A piece; or the label of another tote, of a slip or a parcel."""
    read = parse(door.form.code)
    if isinstance(read, OwnLabel) and read.kind in LEADS_ON:
        return await open_label(request, door, back=f"{TOTE}/{tote_id}")
    if (confirmed := await confirm_label(door, back=f"{TOTE}/{tote_id}")) is not None:
        return confirmed
    return await _choose(request, tote_id, door, tapped=None)


@post(TOTE + "/{tote_id:uuid}/open", status_code=200)
async def open_one(
    request: AnyRequest, tote_id: FromPath[UUID], door: NamedDependency[Door]
) -> Response[Any]:
    """An order that wants the product that was tapped is opened, and nothing is packed."""
    return await _choose(request, tote_id, door, tapped=door.form["product"])


async def _choose(
    request: AnyRequest, tote_id: UUID, door: Door, *, tapped: str | None
) -> Response[Any]:
    async def call(hot: Hot, form: ScanForm) -> str:
        answer = await pack_and_request.scan_batch(
            hot,
            tote_id,
            made(door, form),
            bench_id=bench_of(request),
            away_after=door.settings.floor_locks_after,
            tapped=tapped,
            shop_id=shop_tapped(form),
        )
        return msgspec.json.encode(answer.with_address(address_of(answer))).decode()

    cards = cards_of_shown(door)
    return await door.accept_hot("pack", back=f"{TOTE}/{tote_id}", call=call, cards=cards)


handlers: Final = [show_tote, show_missing, scan_piece, open_one]
