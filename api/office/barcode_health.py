"""What is wrong with a shop's barcodes, on the screen and as a file."""

from __future__ import annotations

from typing import Any, Final

from litestar import Response, get
from litestar.di import NamedDependency

from api.auth import ALL_ROLES
from api.office.desk import DeskPage
from api.office.doing import AnyRequest, shop_choices
from api.office.export import Asked, Column, Exported, export_route
from api.office.filters import Filters
from wms.access.people import Desk
from wms.catalog.health import KINDS, BarcodeFault, FaultPlace, barcode_faults, fault_counts
from wms.db import Read
from wms.errors import N_
from wms.shops.queries import shops

EVERYBODY: Final = {"roles": ALL_ROLES}
PAGE: Final = "/office/products/barcodes"
#: faults on the page; the file has all
HERE_MAX: Final = 200


@get(PAGE, opt=EVERYBODY)
async def show_barcode_health(
    request: AnyRequest,
    desk: NamedDependency[Desk],
    desk_page: NamedDependency[DeskPage],
    read: NamedDependency[Read],
) -> Response[Any]:
    """What is wrong with a shop's barcodes."""
    filters = Filters(request)
    chosen = await _chosen(read, filters, desk)
    kind: Any = filters.one_of("kind", KINDS) or None
    return desk_page.show(
        "office/barcode_health.html",
        chosen=chosen,
        counts=await fault_counts(read, chosen.id) if chosen else {},
        rows=await barcode_faults(read, chosen.id, kind=kind, limit=HERE_MAX) if chosen else [],
        shops=await shop_choices(read, desk),
        filters=filters,
    )


async def _chosen(read: Read, filters: Filters, desk: Desk) -> Any:
    """The shop whose barcodes are looked at: the one in the address, else the first."""
    known = [one for one in await shops(read) if desk.shop_id in (None, one.id)]
    named = [one for one in known if one.code == filters.text("shop")]
    return next(iter(named or known), None)


async def _faults(
    read: Read, asked: Asked, after: FaultPlace | None, limit: int
) -> list[BarcodeFault]:
    chosen = await _chosen(read, asked.filters, asked.desk)
    kind: Any = asked.filters.one_of("kind", KINDS) or None
    if chosen is None:
        return []
    return await barcode_faults(read, chosen.id, kind=kind, limit=limit, after=after)


BARCODES: Final = Exported[BarcodeFault](
    name="barcodes",
    columns=(
        Column(N_("SKU"), lambda one: one.sku),
        Column(N_("Product name"), lambda one: one.name),
        Column(N_("Barcode"), lambda one: one.code or None),
        Column(N_("What is wrong"), lambda one: one.kind, word="fault_word"),
        Column(N_("May also mean"), lambda one: one.other_sku),
    ),
    rows=_faults,
    position=lambda one: one.place,
)


handlers: Final = [
    show_barcode_health,
    export_route(PAGE, BARCODES, opt=EVERYBODY),
]
