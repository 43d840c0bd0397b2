"""What hangs in the hall, on paper: labels of places and products, and cards for the benches."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any, Final
from urllib.parse import urlencode
from uuid import UUID

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from api.auth import ALL_ROLES
from api.office.desk import DeskPage
from api.office.doing import ZPL, AnyRequest, file
from api.office.filters import Filters
from api.office.place_form import NARROWED_BY, TOLD, ids_in, places_wanted
from printing import pdf, zpl
from printing.page import Page
from printing.paper import Size
from printing.place_labels import LocationLabel, ToteLabel, location_page, tote_page
from printing.product_labels import ProductLabel, product_labels, product_labels_zpl, product_sheets
from printing.setup_sheet import SetupSheet, setup_sheet
from printing.sheets import PLACE_SHEET, on_sheets
from wms.access.people import Desk
from wms.barcodes import Verb, command_code
from wms.catalog.queries import cards
from wms.db import Read
from wms.errors import N_, Kind, Refusal
from wms.layout.place_list import warehouse_name
from wms.stock.places_found import PlaceFound, places_found
from wms.stock.stock_list import product_stock

#: on what labels are printed: A4 sheets, a roll through a driver, a roll as ZPL
PAPERS: Final = ("sheet", "roll", "zpl")
LABELS_MAX: Final = 500
#: labels of one product at once: a sheet of A4
COPIES_MAX: Final = 24


class NoLabels(Refusal):
    """Nothing to print was chosen."""

    kind = Kind.INVALID
    code = "paper.no_place_chosen"
    sentence = N_("Choose at least one place.")


class NoBarcode(Refusal):
    """A product without a barcode has no label."""

    code = "paper.no_barcode"
    sentence = N_("{sku} has no barcode yet. Its shop registers one.")


async def _chosen(request: AnyRequest, read: Read, limit: int) -> list[PlaceFound]:
    """The places that were ticked, else all that the address asks for, in walking order."""
    ids = ids_in(request.query_params.getall("ids", []), LABELS_MAX)
    filters = Filters(request)
    if not ids and "ids" in request.query_params:
        return []
    return await places_found(read, places_wanted(filters, ids), limit=limit)


@get("/office/places/labels")
async def place_labels(
    request: AnyRequest, desk: NamedDependency[Desk], read: NamedDependency[Read]
) -> Response[Any]:
    """The labels of the chosen places, locations and totes alike."""
    rows = await _chosen(request, read, LABELS_MAX)
    if not rows:
        raise NoLabels
    on = Filters(request).one_of("on", PAPERS) or PAPERS[0]
    content = await asyncio.to_thread(_draw, rows, on, desk.language)
    if on == "zpl":
        return file(content, "labels.zpl", kind=ZPL)
    return file(content, "labels.pdf")


@get("/office/places/print")
async def print_labels(
    request: AnyRequest, desk_page: NamedDependency[DeskPage], read: NamedDependency[Read]
) -> Response[Any]:
    """The same on the screen first."""
    rows = await _chosen(request, read, LABELS_MAX + 1)
    if not rows:
        raise NoLabels
    filters = Filters(request)
    kept = [("ids", one) for one in request.query_params.getall("ids", [])[:LABELS_MAX]]
    kept += [(name, filters.text(name)) for name in NARROWED_BY if filters.text(name)]
    on = filters.one_of("on", PAPERS) or PAPERS[0]
    return desk_page.show(
        "office/places_print.html",
        **TOLD,
        count=min(len(rows), LABELS_MAX),
        is_more=len(rows) > LABELS_MAX,
        most=LABELS_MAX,
        on=on,
        kept=kept,
        url="/office/places/labels?" + urlencode([*kept, ("on", on)]),
        back="/office/places?" + urlencode([one for one in kept if one[0] != "ids"]),
    )


def _draw(rows: Sequence[PlaceFound], on: str, language: str) -> bytes:
    if on == "sheet":
        pages = [_page(row, language, PLACE_SHEET.label) for row in rows]
        return pdf.render(on_sheets(pages, PLACE_SHEET), "Labels")
    pages = [_page(row, language) for row in rows]
    return zpl.render(pages) if on == "zpl" else pdf.render(pages, "Labels")


def _page(row: PlaceFound, language: str, size: Size | None = None) -> Page:
    sized = {"size": size} if size else {}
    if row.kind in ("tote", "lpn"):
        return tote_page(ToteLabel(row.code, row.label_code, language, row.kind), **sized)
    return location_page(LocationLabel(row.code, row.label_code, zone=row.zone or ""), **sized)


@get("/office/products/{product_id:uuid}/labels", opt={"roles": ALL_ROLES})
async def labels_of_product(
    request: AnyRequest, product_id: FromPath[UUID], read: NamedDependency[Read]
) -> Response[Any]:
    """Labels for goods that came without a barcode."""
    one = await product_stock(read, product_id)
    [card] = await cards(read, one.shop_id, ids=[product_id])
    if not card.barcodes:
        raise NoBarcode(sku=one.sku)
    filters = Filters(request)
    on = filters.one_of("on", PAPERS) or PAPERS[0]
    count = max(1, min(filters.number("n_labels") or 1, COPIES_MAX))
    label = ProductLabel(one.sku, one.name, card.barcodes[0].code, one.shop)
    labels = [label] * count
    if on == "zpl":
        return file(product_labels_zpl(labels), "product-labels.zpl", kind=ZPL)
    draw = product_sheets if on == "sheet" else product_labels
    return file(await asyncio.to_thread(draw, labels), "product-labels.pdf")


@get("/office/places/commands.pdf")
async def commands(desk: NamedDependency[Desk], read: NamedDependency[Read]) -> Response[Any]:
    """The sheet of command barcodes beside a bench, in the person's language."""
    sheet = SetupSheet(
        language=desk.language,
        commands={verb.value: command_code(verb) for verb in Verb},
        warehouse=await warehouse_name(read),
    )
    return file(await asyncio.to_thread(setup_sheet, sheet), "scanner-sheet.pdf")


handlers: Final = [place_labels, print_labels, labels_of_product, commands]
