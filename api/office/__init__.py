"""The door for the desk: one file a page, its templates beside.

Each page file exports ``handlers`` and is named in `PAGES`. Handlers are written with their whole
path ("/office/orders") and say with ``opt={"roles": …}`` who may open them (api/auth.py).
"""

from __future__ import annotations

from typing import Any, Final

from litestar import Router
from litestar.di import Provide

from api.auth import LoggedOutOffice, guard_office, provide_desk
from api.office import (
    adjustments,
    barcode_health,
    calendar,
    cartons,
    carts,
    count_plans,
    counts,
    devices,
    discrepancies,
    hall_map,
    holds,
    inbound,
    inbound_announce,
    inbound_doing,
    inbound_papers,
    labels,
    layout,
    login,
    lpns,
    movements,
    operators,
    order_bulk,
    order_bulk_result,
    order_holds,
    orders,
    pace,
    papers,
    parcels,
    place,
    place_bulk,
    places,
    product_imports,
    product_kits,
    products,
    put_away_rules,
    release_board,
    release_rules,
    replenish,
    replenish_rules,
    returns,
    saved_filters,
    shops,
    stock,
    stock_views,
    stock_watch,
    today,
    users,
    walk_map,
    walks,
    webhooks,
    zones,
)
from api.office.desk import provide_desk_page

PAGES: Final[list[list[Any]]] = [
    login.handlers,
    today.handlers,
    order_bulk.handlers,
    order_bulk_result.handlers,
    order_holds.handlers,
    orders.handlers,
    saved_filters.handlers,
    holds.handlers,
    release_board.handlers,
    release_rules.handlers,
    carts.handlers,
    walks.handlers,
    pace.handlers,
    walk_map.handlers,
    papers.handlers,
    stock.handlers,
    stock_views.handlers,
    stock_watch.handlers,
    movements.handlers,
    counts.handlers,
    calendar.handlers,
    count_plans.handlers,
    adjustments.handlers,
    replenish.handlers,
    replenish_rules.handlers,
    inbound_announce.handlers,
    inbound.handlers,
    inbound_doing.handlers,
    inbound_papers.handlers,
    discrepancies.handlers,
    barcode_health.handlers,
    products.handlers,
    product_imports.handlers,
    product_kits.handlers,
    parcels.handlers,
    cartons.handlers,
    returns.handlers,
    webhooks.handlers,
    shops.handlers,
    operators.handlers,
    devices.handlers,
    users.handlers,
    places.handlers,
    labels.handlers,
    place.handlers,
    place_bulk.handlers,
    zones.handlers,
    hall_map.handlers,
    layout.handlers,
    lpns.handlers,
    put_away_rules.handlers,
]


def office_router() -> Router:
    """Everything below /office: a person who is logged in with a role."""
    return Router(
        "/",
        route_handlers=[handler for page in PAGES for handler in page],
        guards=[guard_office],
        exception_handlers={LoggedOutOffice: login.show_login_instead},
        include_in_schema=False,
        dependencies={"desk": Provide(provide_desk), "desk_page": Provide(provide_desk_page)},
    )
