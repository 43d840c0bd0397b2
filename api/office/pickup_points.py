"""Pickup points that couriers told us of, and the orders that wait for another one."""

from __future__ import annotations

from typing import Any, Final

from litestar import Response, get
from litestar.di import NamedDependency

from api.office.desk import DeskPage
from api.office.doing import AnyRequest
from api.office.filters import READ_ROWS, Filters, page_of
from wms.db import Read
from wms.orders.point_models import STATUSES
from wms.orders.points import points, waiting_for_points
from wms.shipping.carriers.port import Can
from wms.shipping.carriers.registry import PROFILES

PAGE: Final = "/office/pickup-points"


@get(PAGE)
async def list_points(
    request: AnyRequest, desk_page: NamedDependency[DeskPage], read: NamedDependency[Read]
) -> Response[Any]:
    """What is known of points, and who waits because of them."""
    filters = Filters(request)
    couriers = {code: one.name for code, one in PROFILES.items() if Can.POINTS in one.can}
    after = filters.text("after")
    carrier = filters.text("after_carrier")
    rows = await points(
        read,
        limit=READ_ROWS,
        carrier=filters.one_of("carrier", couriers) or None,
        status=filters.one_of("status", STATUSES) or None,
        said=filters.text("said") or None,
        after=(carrier, after) if after and carrier else None,
    )
    return desk_page.show(
        "office/pickup_points.html",
        **page_of(
            filters,
            rows,
            after_carrier=lambda one: one.carrier,
            after=lambda one: one.point_id,
        ),
        waiting=await waiting_for_points(read),
        couriers=couriers,
        statuses=STATUSES,
        filters=filters,
        tab="points",
        address=PAGE,
    )


handlers: Final = [list_points]
