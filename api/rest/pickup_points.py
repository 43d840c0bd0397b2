"""Pickup points of couriers, for a shop's checkout and for orders that need another one."""

from __future__ import annotations

from typing import Annotated

from litestar import Router, get
from litestar.di import NamedDependency
from litestar.params import QueryParameter

from api.rest.examples import Example
from api.rest.paging import Page, PageRequest
from wms.access.people import Caller
from wms.db import Hot, Read
from wms.orders.points import PointView, points, points_of_area
from wms.shipping.errors import CarrierUnknown


@get(
    "/pickup-points",
    operation_id="listPickupPoints",
    summary="List pickup points",
    tags=["Orders"],
    opt={
        "scope": "orders:read",
        "example": Example(
            query={"carrier": "house", "postcode": "00-950"}, response={"items": [], "next": None}
        ),
    },
)
async def list_pickup_points(
    hot: NamedDependency[Hot],
    read: NamedDependency[Read],
    caller: NamedDependency[Caller],
    page: NamedDependency[PageRequest],
    carrier: Annotated[
        str | None,
        QueryParameter(required=False, max_length=30, description="Only points of this courier."),
    ] = None,
    postcode: Annotated[
        str | None,
        QueryParameter(
            required=False,
            min_length=2,
            max_length=20,
            description="Only points around it; say the courier, too.",
        ),
    ] = None,
    country: Annotated[
        str,
        QueryParameter(required=False, pattern="^[A-Z]{2}$", description="ISO 3166-1 alpha-2."),
    ] = "PL",
) -> Page[PointView]:
    """As their courier told them last (`seen_at`). Around a postcode: at most 20, those that are
    open first. An area that nobody asked for before is empty at first: its courier is asked within
    seconds, and then kept up to date for a week."""
    if carrier is not None and carrier not in caller.usable:
        known = ", ".join(sorted(caller.usable))
        raise CarrierUnknown(pointer="/carrier", carrier=carrier, known=known)
    if carrier is not None and postcode is not None:
        found = await points_of_area(hot, carrier, country=country, postcode=postcode.strip())
        return Page.up_to(found, None)
    rows = await points(
        read, carrier=carrier, limit=page.limit + 1, after=page.position(tuple[str, str])
    )
    return page.of(rows, lambda one: (one.carrier, one.point_id))


router = Router("/", route_handlers=[list_pickup_points])
