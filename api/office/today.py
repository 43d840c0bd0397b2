"""The first page: what waits now, each with the list behind it."""

from __future__ import annotations

from typing import Any, Final

from litestar import Response, get
from litestar.di import NamedDependency

from api.auth import ALL_ROLES
from api.office.desk import DeskPage
from wms.access.people import Desk
from wms.db import Read
from wms.events.delivery_list import dead_deliveries
from wms.returns.queries import returns_in_work
from wms.shipping.order_list import open_orders
from wms.shipping.parcel_list import parcels_waiting


@get("/office/today", opt={"roles": ALL_ROLES})
async def today(
    desk: NamedDependency[Desk], desk_page: NamedDependency[DeskPage], read: NamedDependency[Read]
) -> Response[Any]:
    """What waits in the hall, or of one's own shop."""
    return desk_page.show(
        "office/today.html",
        orders=await open_orders(read),
        parcels=await parcels_waiting(read),
        returns=await returns_in_work(read),
        dead=await dead_deliveries(read),
        is_staff=desk.shop_id is None,
    )


handlers: Final = [today]
