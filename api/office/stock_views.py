"""Stock by place, by lot and by shop; the same filters in the address of each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, Final
from uuid import UUID

from litestar import Response, get
from litestar.di import NamedDependency

from api import i18n
from api.auth import ALL_ROLES
from api.office.desk import DeskPage
from api.office.doing import AnyRequest, own_shop, shop_choices
from api.office.export import Asked, Column, Exported, export_route
from api.office.filters import READ_ROWS, Filters, page_of
from wms import barcodes
from wms.access.people import Desk
from wms.catalog.expiry_rules import EXPIRY_DAYS_MAX
from wms.db import Read
from wms.errors import N_
from wms.layout.place_list import LABELLED_KINDS
from wms.layout.queries import zone_choices
from wms.shipping.desk.order_search import like
from wms.stock.models import CONDITIONS
from wms.stock.views import (
    NEVER,
    ONLY,
    LotRow,
    PlaceStock,
    Position,
    ShopStock,
    Wanted,
    position_of,
    stock_by_lot,
    stock_by_place,
    stock_by_shop,
    stock_sums,
)

EVERYBODY: Final = {"roles": ALL_ROLES}
_KINDS: Final = (*LABELLED_KINDS, "parcel")
#: of the parts of a position in an address; none of them has one
_BETWEEN: Final = "~"
#: a rank, three ids and a condition
_AFTER_CHARS: Final = 200


def _wanted(asked: Asked) -> Wanted:
    filters = asked.filters
    search = filters.text("q")
    days = filters.number("expiring")
    return Wanted(
        shop=own_shop(asked.desk, filters.text("shop")),
        like=like(search),
        codes=tuple(barcodes.candidates(barcodes.parse(search))),
        place=filters.text("place").upper(),
        zone=filters.text("zone"),
        kind=filters.one_of("kind", _KINDS),
        lot=filters.text("lot"),
        condition=filters.one_of("condition", CONDITIONS),
        expiring_days=None if days is None else min(days, EXPIRY_DAYS_MAX),
        only=filters.one_of("only", ONLY),
    )


async def _show(
    template: str,
    asked: Asked,
    desk_page: DeskPage,
    read: Read,
    rows: Sequence[Any],
    after: Callable[[Any], str],
) -> Response[Any]:
    """``rows``: one more than are shown; ``after``: where a row stands, for the address."""
    filters = asked.filters
    return desk_page.show(
        template,
        **page_of(filters, rows, after=after),
        sums=await stock_sums(read, _wanted(asked)),
        choices={
            "shops": await shop_choices(read, asked.desk),
            "zones": await zone_choices(read),
            "kinds": _KINDS,
            "conditions": CONDITIONS,
        },
        is_staff=asked.desk.shop_id is None,
        today=i18n.today(),
        filters=filters,
    )


def _place_after(filters: Filters) -> Position | None:
    try:
        rank, place, product, lot, condition = filters.text("after", most=_AFTER_CHARS).split(
            _BETWEEN
        )
        return int(rank), UUID(place), UUID(product), UUID(lot), condition
    except ValueError:
        return None


@get("/office/stock/places", opt=EVERYBODY)
async def by_place(
    request: AnyRequest,
    desk: NamedDependency[Desk],
    desk_page: NamedDependency[DeskPage],
    read: NamedDependency[Read],
) -> Response[Any]:
    """What lies where."""
    asked = Asked(Filters(request), desk)
    rows = await _places(read, asked, _place_after(asked.filters), READ_ROWS)
    return await _show("office/stock_places.html", asked, desk_page, read, rows, _place_said)


def _place_said(row: PlaceStock) -> str:
    return _BETWEEN.join(map(str, position_of(row)))


async def _places(read: Read, asked: Asked, after: Position | None, limit: int) -> list[PlaceStock]:
    return await stock_by_place(read, _wanted(asked), limit=limit, after=after)


BY_PLACE: Final = Exported[PlaceStock](
    name="stock-by-place",
    columns=(
        Column(N_("Place"), lambda one: one.place),
        Column(N_("Kind"), lambda one: one.kind, word="kind_word"),
        Column(N_("Stands at"), lambda one: one.at),
        Column(N_("Zone"), lambda one: one.zone),
        Column(N_("Shop"), lambda one: one.shop),
        Column(N_("SKU"), lambda one: one.sku),
        Column(N_("Product name"), lambda one: one.name),
        Column(N_("Lot"), lambda one: one.lot),
        Column(N_("Expires"), lambda one: one.expires_on),
        Column(N_("Condition"), lambda one: one.condition, word="condition_word"),
        Column(N_("On hand"), lambda one: one.on_hand),
        Column(N_("Promised"), lambda one: one.allocated),
    ),
    rows=_places,
    position=position_of,
)


@get("/office/stock/lots", opt=EVERYBODY)
async def by_lot(
    request: AnyRequest,
    desk: NamedDependency[Desk],
    desk_page: NamedDependency[DeskPage],
    read: NamedDependency[Read],
) -> Response[Any]:
    """What expires next."""
    asked = Asked(Filters(request), desk)
    rows = await _lots(read, asked, _lot_after(asked.filters), READ_ROWS)
    return await _show("office/stock_lots.html", asked, desk_page, read, rows, _lot_said)


def _lot_said(row: LotRow) -> str:
    return f"{row.expires_on or NEVER}{_BETWEEN}{row.lot_id}"


def _lot_after(filters: Filters) -> tuple[date, UUID] | None:
    on, _, lot = filters.text("after").partition(_BETWEEN)
    try:
        return date.fromisoformat(on), UUID(lot)
    except ValueError:
        return None


async def _lots(
    read: Read, asked: Asked, after: tuple[date, UUID] | None, limit: int
) -> list[LotRow]:
    return await stock_by_lot(read, _wanted(asked), limit=limit, after=after)


BY_LOT: Final = Exported[LotRow](
    name="stock-by-lot",
    columns=(
        Column(N_("Shop"), lambda one: one.shop),
        Column(N_("SKU"), lambda one: one.sku),
        Column(N_("Product name"), lambda one: one.name),
        Column(N_("Lot"), lambda one: one.lot),
        Column(N_("Expires"), lambda one: one.expires_on),
        Column(N_("Sold before"), lambda one: one.sell_before),
        Column(N_("On hand"), lambda one: one.on_hand),
        Column(N_("Promised"), lambda one: one.allocated),
        Column(N_("Free"), lambda one: one.available),
    ),
    rows=_lots,
    position=lambda one: (one.expires_on or NEVER, one.lot_id),
)


@get("/office/stock/shops", opt=EVERYBODY)
async def by_shop(
    request: AnyRequest,
    desk: NamedDependency[Desk],
    desk_page: NamedDependency[DeskPage],
    read: NamedDependency[Read],
) -> Response[Any]:
    """How much each shop has here."""
    asked = Asked(Filters(request), desk)
    rows = await _shops(read, asked, asked.filters.text("after") or None, READ_ROWS)
    return await _show(
        "office/stock_shops.html", asked, desk_page, read, rows, lambda one: one.shop_code
    )


async def _shops(read: Read, asked: Asked, after: str | None, limit: int) -> list[ShopStock]:
    return await stock_by_shop(read, _wanted(asked), limit=limit, after=after)


BY_SHOP: Final = Exported[ShopStock](
    name="stock-by-shop",
    columns=(
        Column(N_("Shop"), lambda one: one.shop),
        Column(N_("Products"), lambda one: one.products),
        Column(N_("Places"), lambda one: one.places),
        Column(N_("On hand"), lambda one: one.on_hand),
        Column(N_("Promised"), lambda one: one.allocated),
        Column(N_("Free"), lambda one: one.available),
        Column(N_("Set aside"), lambda one: one.aside),
    ),
    rows=_shops,
    position=lambda one: one.shop_code,
)

handlers: Final = [
    by_place,
    by_lot,
    by_shop,
    export_route("/office/stock/places", BY_PLACE, opt=EVERYBODY),
    export_route("/office/stock/lots", BY_LOT, opt=EVERYBODY),
    export_route("/office/stock/shops", BY_SHOP, opt=EVERYBODY),
]
