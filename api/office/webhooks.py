"""What shops are told: deliveries and their attempts."""

from __future__ import annotations

from functools import partial
from typing import Any, Final
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from api.auth import ALL_ROLES
from api.house import house_of
from api.office.desk import FLASHES, DeskPage, go
from api.office.doing import AnyRequest, back_to, own_shop, shop_choices
from api.office.filters import PAGE_ROWS, READ_ROWS, Filters, page_of
from wms.access.people import Desk
from wms.db import Read, Tx
from wms.errors import N_
from wms.events.delivery_list import (
    GROUPS,
    dead_deliveries,
    delivery_list,
    delivery_row,
    endpoint_list,
    retry_dead,
)
from wms.events.delivery_log import delivery, retry_delivery
from wms.events.kinds import KINDS
from wms.inbound.decision_links import completed_event

JSON_INDENT: Final = 2

FLASHES.update(
    {
        "retried": N_("It is sent again now."),
        "retried_all": N_("All dead deliveries to enabled addresses are sent again."),
    }
)


@get("/office/webhooks", opt={"roles": ALL_ROLES})
async def list_deliveries(
    request: AnyRequest,
    desk: NamedDependency[Desk],
    desk_page: NamedDependency[DeskPage],
    read: NamedDependency[Read],
) -> Response[Any]:
    """Deliveries by state, shop, address, kind of event and day."""
    filters = Filters(request)
    rows = await delivery_list(
        read,
        limit=READ_ROWS,
        group=filters.one_of("state", GROUPS),
        shop=own_shop(desk, filters.text("shop")),
        endpoint_id=filters.id("endpoint"),
        event_type=filters.one_of("type", KINDS),
        since=filters.day("from"),
        until=filters.day("to"),
        before=filters.id("before"),
    )
    return desk_page.show(
        "office/webhooks.html",
        **page_of(filters, rows, before=lambda one: one.id),
        dead=await dead_deliveries(read),
        shops=await shop_choices(read, desk),
        endpoints=await endpoint_list(read, limit=PAGE_ROWS),
        event_types=sorted(KINDS),
        filters=filters,
    )


@get("/office/webhooks/{delivery_id:uuid}", opt={"roles": ALL_ROLES})
async def show_delivery(
    request: AnyRequest,
    delivery_id: FromPath[UUID],
    desk_page: NamedDependency[DeskPage],
    read: NamedDependency[Read],
) -> Response[Any]:
    """One delivery: each time what was sent, with its signature, and what came back."""
    one = await delivery_row(read, delivery_id)
    complete = partial(completed_event, house_of(request.scope).settings)
    log = await delivery(read, one.shop_id, delivery_id, complete)
    return desk_page.show(
        "office/delivery.html",
        one=one,
        attempts=list(reversed(log.attempts)),
        body=log.request_body,
        pretty=msgspec.json.format(log.request_body, indent=JSON_INDENT),
    )


@post("/office/webhooks/{delivery_id:uuid}/retry", opt={"roles": ALL_ROLES}, status_code=200)
async def retry_one(
    request: AnyRequest,
    delivery_id: FromPath[UUID],
    desk_page: NamedDependency[DeskPage],
    tx: NamedDependency[Tx],
) -> Response[Any]:
    """Send it now, whatever its schedule says."""
    form = await desk_page.form()
    one = await delivery_row(tx, delivery_id)
    complete = partial(completed_event, house_of(request.scope).settings)
    await retry_delivery(tx, one.shop_id, delivery_id, complete)
    return go(back_to(form, f"/office/webhooks/{delivery_id}"), said="retried")


@post("/office/webhooks/retry-dead", opt={"roles": ALL_ROLES}, status_code=200)
async def retry_all(
    request: AnyRequest,
    desk: NamedDependency[Desk],
    desk_page: NamedDependency[DeskPage],
    tx: NamedDependency[Tx],
) -> Response[Any]:
    """Send every dead one again, of one shop or address when the list was filtered so."""
    form = await desk_page.form()
    filters = Filters(request)
    await retry_dead(
        tx, shop=own_shop(desk, filters.text("shop")), endpoint_id=filters.id("endpoint")
    )
    return go(back_to(form, "/office/webhooks"), said="retried_all")


handlers: Final = [list_deliveries, show_delivery, retry_one, retry_all]
