"""Goods without a barcode: chosen from the list, counted by hand, and labelled."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any, Final
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter

from api.scanner.batch import batch_typed
from api.scanner.door import Door, Screen
from api.scanner.form import ScanForm
from api.scanner.receive_dock import HOME, at_dock
from printing.product_labels import ProductLabel, product_labels
from wms.db import Read, Tx
from wms.errors import NotFound
from wms.inbound import counting
from wms.inbound.no_barcode import listed, one_listed, receive_listed
from wms.inbound.recognise import plain

_BARE: Final = HOME + "/{asn_id:uuid}/no-barcode"
#: pieces counted, and labels printed, at once
MOST: Final = 500


@get(_BARE)
async def show_list(
    asn_id: FromPath[UUID], screen: NamedDependency[Screen], read: NamedDependency[Read]
) -> Response[str]:
    """Which product is it?"""
    asn = await counting.delivery(read, asn_id)
    lines = await listed(read, asn_id)
    return await screen.show(
        "scanner/receive_bare.html", asn=asn, lines=lines, address=f"{HOME}/{asn_id}"
    )


@get(_BARE + "/{line_no:int}")
async def show_quantity(
    asn_id: FromPath[UUID],
    line_no: FromPath[int],
    screen: NamedDependency[Screen],
    read: NamedDependency[Read],
) -> Response[str]:
    """How many of them, and of which lot?"""
    asn = await counting.delivery(read, asn_id)
    return await screen.show(
        "scanner/receive_bare_count.html",
        asn=asn,
        line=await one_listed(read, asn_id, line_no),
        address=f"{HOME}/{asn_id}",
        most=MOST,
    )


@post(_BARE + "/{line_no:int}", status_code=200)
async def take_bare(
    asn_id: FromPath[UUID], line_no: FromPath[int], door: NamedDependency[Door]
) -> Response[Any]:
    """They come in, and the shop is told."""

    async def take(tx: Tx, form: ScanForm) -> dict[str, Any]:
        quantity = form.number("quantity", maximum=MOST)
        batch = batch_typed(form.fields)
        received = await receive_listed(
            tx, asn_id, line_no, quantity, batch, by=door.by, scan_id=form.scan_id
        )
        return plain(received)

    return await at_dock(door, asn_id, take)


@get(_BARE + "/{line_no:int}/labels.pdf", media_type="application/pdf")
async def print_labels(
    asn_id: FromPath[UUID],
    line_no: FromPath[int],
    read: NamedDependency[Read],
    count: Annotated[int, QueryParameter(ge=1, le=MOST)] = 1,
) -> Response[bytes]:
    """A label of 58 × 40 mm for each of them."""
    line = await one_listed(read, asn_id, line_no)
    if line.barcode is None:
        raise NotFound(what="barcode", name=line.sku)
    label = ProductLabel(sku=line.sku, name=line.name, barcode=line.barcode, shop_name=line.shop)
    content = await asyncio.to_thread(product_labels, [label] * count)
    return Response(
        content,
        media_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="labels-{line_no}.pdf"'},
    )


HANDLERS: Final = [show_list, show_quantity, take_bare, print_labels]
