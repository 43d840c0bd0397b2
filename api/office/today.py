"""The first page: what waits now, by the flow of goods, each with the list behind it."""

from __future__ import annotations

from typing import Any, Final

from litestar import Response, get
from litestar.di import NamedDependency

from api.auth import ALL_ROLES
from api.office.desk import DeskPage
from api.office.doing import AnyRequest
from api.office.release_board import board_now, due_today, in_danger
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
    """What waits in the hall, or of one's own shop."""
    is_staff = desk.shop_id is None
    without, without_shop = await orders_without(read) if is_staff else (0, None)
    return desk_page.show(
        "office/today.html",
        deliveries=await board_counts(read),
        differences=await undecided(read),
        stock=await stock_waiting(read),
        expiring_days=EXPIRING_DAYS,
        to_bring=await count_replenish_waiting(read) if is_staff else 0,
        shut=await count_places(read, _SHUT) if is_staff else 0,
        orders=await open_orders(read),
        walks=(await count_walks(read))["walked"] if is_staff else 0,
        danger=len(in_danger(await board_now(request, read, due_today()))) if is_staff else 0,
        parcels=await parcels_waiting(read),
        cartons=await cartons_low(read) if is_staff else 0,
        without=without,
        without_shop=without_shop,
        alarms=(await count_alarms(read, AlarmsWanted())).all if is_staff else 0,
        returns=await returns_in_work(read),
        dead=await dead_deliveries(read),
        is_staff=is_staff,
    )


handlers: Final = [today]
