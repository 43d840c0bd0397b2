"""What there is: products of all shops, where they lie, and what lies at a place."""

from __future__ import annotations

from typing import Any, Final

from litestar import Response, get
from litestar.di import NamedDependency

from api.auth import ALL_ROLES
from api.office.desk import DeskPage
from api.office.doing import AnyRequest, own_shop, shop_choices
from api.office.export import Asked, Column, Exported, export_route
from api.office.filters import READ_ROWS, Filters, page_of
from wms import barcodes
from wms.access.people import Desk
from wms.db import Read
from wms.errors import N_
from wms.shipping.desk.order_search import like
from wms.stock.stock_list import ProductStock, stock_list


@get("/office/stock", opt={"roles": ALL_ROLES})
async def list_stock(
    request: AnyRequest,
    desk: NamedDependency[Desk],
    desk_page: NamedDependency[DeskPage],
    read: NamedDependency[Read],
) -> Response[Any]:
    """Products with what is on hand, promised and free."""
    filters = Filters(request)
    after = (filters.text("after_shop"), filters.text("after"))
    begin = after if all(after) else None
    rows = await _rows(read, Asked(filters, desk), begin, READ_ROWS)
    return desk_page.show(
        "office/stock.html",
        **page_of(filters, rows, after_shop=lambda one: one.shop_code, after=lambda one: one.sku),
        shops=await shop_choices(read, desk),
        filters=filters,
    )


async def _rows(
    read: Read, asked: Asked, after: tuple[str, str] | None, limit: int
) -> list[ProductStock]:
    search = asked.filters.text("q")
    return await stock_list(
        read,
        limit=limit,
        like=like(search),
        codes=list(barcodes.candidates(barcodes.parse(search))),
        shop=own_shop(asked.desk, asked.filters.text("shop")),
        after=after,
    )


EXPORT: Final = Exported[ProductStock](
    name="stock",
    columns=(
        Column(N_("Shop"), lambda one: one.shop),
        Column(N_("SKU"), lambda one: one.sku),
        Column(N_("Product name"), lambda one: one.name),
        Column(N_("On hand"), lambda one: one.on_hand),
        Column(N_("Promised"), lambda one: one.allocated),
        Column(N_("Free"), lambda one: one.available),
    ),
    rows=_rows,
    position=lambda one: (one.shop_code, one.sku),
)


handlers: Final = [list_stock, export_route("/office/stock", EXPORT, opt={"roles": ALL_ROLES})]
