"""The first page: what waits now, by the flow of goods, each with the list behind it."""

from __future__ import annotations

from typing import Any, Final

from litestar import Response, get
from litestar.di import NamedDependency

from api.auth import ALL_ROLES
from api.office.desk import DeskPage
from api.office.doing import AnyRequest
from api.office.release_board import board_now, due_today, in_danger
from api.office.shop_home import shop_home
from wms.access.people import Desk
from wms.db import Read
from wms.events.delivery_list import dead_deliveries
from wms.inbound.board import board_counts
from wms.inbound.discrepancy_list import undecided
from wms.packing.cartons.kinds import cartons_low
from wms.packing.inserts.inserts import orders_without
from wms.progress.walks import count_walks
from wms.replenish.queries import count_replenish_waiting
from wms.returns.queries import returns_in_work
from wms.shipping.alarms.listed import AlarmsWanted, count_alarms
from wms.shipping.desk.order_list import open_orders
from wms.shipping.desk.parcel_list import parcels_waiting
from wms.stock.places_found import PlacesWanted, count_places
from wms.stock.waiting import EXPIRING_DAYS, stock_waiting

#: places from which nothing is taken any more, though goods lie there
_SHUT: Final = PlacesWanted(state="blocked", fill="used")


@get("/office/today", opt={"roles": ALL_ROLES})
async def today(
    request: AnyRequest,
    desk: NamedDependency[Desk],
    desk_page: NamedDependency[DeskPage],
    read: NamedDependency[Read],
) -> Response[Any]:
    """What waits in the hall; a shop's own person sees their own first page."""
    if desk.shop_id is not None:
        return await shop_home(desk, desk_page, read)
    without, without_shop = await orders_without(read)
    return desk_page.show(
        "office/today.html",
        deliveries=await board_counts(read),
        differences=await undecided(read),
        stock=await stock_waiting(read),
        expiring_days=EXPIRING_DAYS,
        to_bring=await count_replenish_waiting(read),
        shut=await count_places(read, _SHUT),
        orders=await open_orders(read),
        walks=(await count_walks(read))["walked"],
        danger=len(in_danger(await board_now(request, read, due_today()))),
        parcels=await parcels_waiting(read),
        cartons=await cartons_low(read),
        without=without,
        without_shop=without_shop,
        alarms=(await count_alarms(read, AlarmsWanted())).all,
        returns=await returns_in_work(read),
        dead=await dead_deliveries(read),
    )


handlers: Final = [today]
