"""The building's places and the labels that hang there; cards with commands for the benches."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from api.auth import ALL_ROLES
from api.office.desk import DeskPage
from api.office.doing import ZPL, AnyRequest, file
from api.office.export import Asked, Column, Exported, export_route
from api.office.filters import PAGE_ROWS, Filters
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
from wms.layout.place_list import LABELLED_KINDS, PlaceRow, place_list, warehouse_name
from wms.shipping.order_list import like
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


@get("/office/places")
async def list_places(
    request: AnyRequest,
    desk: NamedDependency[Desk],
    desk_page: NamedDependency[DeskPage],
    read: NamedDependency[Read],
) -> Response[Any]:
    """Places in walking order, to be chosen for their labels."""
    filters = Filters(request)
    rank, code = filters.number("rank"), filters.text("after")
    begin = (rank, code) if rank is not None and code else None
    rows = await _rows(read, Asked(filters, desk), begin, PAGE_ROWS + 1)
    last = rows[PAGE_ROWS - 1] if len(rows) > PAGE_ROWS else None
    return desk_page.show(
        "office/places.html",
        rows=rows[:PAGE_ROWS],
        kinds=LABELLED_KINDS,
        next_page=filters.link(rank=last.pick_order, after=last.code) if last else None,
        first_page=filters.link(rank=None, after=None) if code else None,
        filters=filters,
    )


async def _rows(
    read: Read, asked: Asked, after: tuple[int, str] | None, limit: int
) -> list[PlaceRow]:
    return await place_list(
        read,
        limit=limit,
        kind=asked.filters.one_of("kind", LABELLED_KINDS),
        like=like(asked.filters.text("q")),
        after=after,
    )


EXPORT: Final = Exported[PlaceRow](
    name="places",
    columns=(
        Column(N_("Place"), lambda one: one.code),
        Column(N_("Kind"), lambda one: one.kind, word="kind_word"),
        Column(N_("Label"), lambda one: one.label_code),
        Column(N_("Zone"), lambda one: one.zone),
        Column(N_("Warehouse"), lambda one: one.warehouse),
        Column(N_("Rank of the walk"), lambda one: one.pick_order),
        Column(N_("Blocked"), lambda one: one.is_blocked),
    ),
    rows=_rows,
    position=lambda one: (one.pick_order, one.code),
)


@get("/office/places/labels")
async def place_labels(
    request: Request[Any, Any, Any], desk: NamedDependency[Desk], read: NamedDependency[Read]
) -> Response[Any]:
    """The labels of the chosen places, locations and totes alike."""
    rows = await place_list(read, limit=LABELS_MAX, ids=_chosen(request))
    if not rows:
        raise NoLabels
    on = Filters(request).one_of("on", PAPERS) or PAPERS[0]
    content = await asyncio.to_thread(_draw, rows, on, desk.language)
    if on == "zpl":
        return file(content, "labels.zpl", kind=ZPL)
    return file(content, "labels.pdf")


def _chosen(request: Request[Any, Any, Any]) -> list[UUID]:
    chosen = []
    for text in request.query_params.getall("ids", [])[:LABELS_MAX]:
        try:
            chosen.append(UUID(text))
        except ValueError:
            continue  # an address that somebody cut short
    return chosen


def _draw(rows: Sequence[PlaceRow], on: str, language: str) -> bytes:
    if on == "sheet":
        pages = [_page(row, language, PLACE_SHEET.label) for row in rows]
        return pdf.render(on_sheets(pages, PLACE_SHEET), "Labels")
    pages = [_page(row, language) for row in rows]
    return zpl.render(pages) if on == "zpl" else pdf.render(pages, "Labels")


def _page(row: PlaceRow, language: str, size: Size | None = None) -> Page:
    sized = {"size": size} if size else {}
    if row.kind == "tote":
        return tote_page(ToteLabel(row.code, row.label_code, language), **sized)
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


handlers: Final = [
    list_places,
    export_route("/office/places", EXPORT),
    place_labels,
    labels_of_product,
    commands,
]
