"""When orders leave: a shop's cut-offs, and the days on which nothing does."""

from __future__ import annotations

from typing import Annotated, Any, Final

from litestar import Request, Response, Router, get
from litestar.di import NamedDependency
from litestar.params import QueryParameter

from api import i18n
from api.rest.examples import Example
from wms.access.people import Caller
from wms.calendar.days import AHEAD_DAYS
from wms.db import Read
from wms.shipping.told.cut_offs import ShopCalendar, shop_calendar

#: days of each service, when nobody says how many
DAYS: Final = 5

_DAY: Final = {
    "leaves_on": "2026-11-30",
    "closes_at": "2026-11-30T12:00:00Z",
    "ship_by": "2026-11-30T16:00:00Z",
}


@get(
    "/calendar",
    operation_id="readCalendar",
    summary="Read when your orders leave",
    tags=["Orders"],
    opt={
        "scope": "orders:read",
        "example": Example(
            query={"days": "1"},
            response={
                "time_zone": "Europe/Warsaw",
                "today": "2026-11-29",
                "cut_offs": [
                    {"carrier": "house", "service": "standard", "days": [_DAY]},
                    {"carrier": "house", "service": "express", "days": [_DAY]},
                ],
                "closed_days": [{"closed_on": "2026-12-25", "why": "Christmas Day"}],
            },
        ),
    },
)
async def read_calendar(
    request: Request[Any, Any, Any],
    read: NamedDependency[Read],
    caller: NamedDependency[Caller],
    days: Annotated[
        int,
        QueryParameter(
            required=False, ge=1, le=AHEAD_DAYS, description="Days of each service at most."
        ),
    ] = DAYS,
) -> Response[ShopCalendar]:
    """For each courier and service the next days on which orders leave: what is placed before
    `closes_at`, and has its goods, has left by `ship_by`. Your own cut-offs where you agreed on
    some, else those of the house. `closed_days` are the public holidays and the days on which the
    house is closed, of the sixty days that come, by their names in the language of
    `Accept-Language`; it can change until then."""
    language = i18n.negotiate(request.headers.get("accept-language"))
    found = await shop_calendar(read, caller.shop_id, limit=days, language=language)
    return Response(found, headers={"Content-Language": language, "Vary": "Accept-Language"})


router = Router("/", route_handlers=[read_calendar])
