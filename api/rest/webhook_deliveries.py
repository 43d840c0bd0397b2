"""Webhook deliveries: what was sent where, what was answered, and once more, please."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Annotated, Any, Final
from uuid import UUID

from litestar import Request, Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter

from api.house import house_of
from api.rest.examples import Example
from api.rest.expand import (
    OF_DELIVERIES,
    ExpandedWebhookDelivery,
    asked,
    expandable,
    with_event,
)
from api.rest.idempotency import Once
from api.rest.paging import Page, PageRequest, kept
from wms.access.people import Caller
from wms.db import Read, Tx
from wms.events.delivery_log import (
    Complete,
    Delivery,
    deliveries,
    delivery,
    retry_delivery,
)
from wms.events.endpoints import EVENT_TYPE_MAX_CHARS
from wms.events.feed import Envelope, events_by_id
from wms.inbound.decision_links import completed_event

TAG: Final = ["Webhooks"]
_PATH: Final = {"delivery_id": "$testWebhookEndpoint/delivery_id"}
DELIVERY: Final[dict[str, Any]] = {
    "id": "019ab2f5-3a20-7d77-8c1e-0f4b6a2d9c01",
    "endpoint_id": "019ab2f5-2f10-7c41-9e0d-5d1c8b7a6e01",
    "event_id": None,
    "type": "order.packed",
    "sequence": 0,
    "status": "pending",
    "request_body": '{"id":"019ab2f5-3a20-7d77-8c1e-0f4b6a2d9c01","type":"order.packed"}',
    "attempts": [],
    "next_attempt_at": "2026-11-22T09:06:00Z",
    "last_error": None,
    "created_at": "2026-11-22T09:06:00Z",
    "delivered_at": None,
}


def _complete(request: Request[Any, Any, Any]) -> Complete:
    return partial(completed_event, house_of(request.scope).settings)


async def _events_of(
    request: Request[Any, Any, Any],
    read: Read,
    shop_id: UUID,
    found: Sequence[Delivery],
    wanted: frozenset[str],
) -> dict[UUID, Envelope] | None:
    """The events of deliveries, by id, as they are sent; None: they were not asked for."""
    if "event" not in wanted:
        return None
    ids = list(dict.fromkeys(one.event_id for one in found if one.event_id is not None))
    complete = _complete(request)
    events = await events_by_id(read, shop_id, ids) if ids else {}
    return {event_id: complete(event) for event_id, event in events.items()}


@get(
    "/webhook-deliveries",
    operation_id="listWebhookDeliveries",
    summary="List webhook deliveries",
    tags=TAG,
    opt={
        "scope": "webhooks:read",
        "example": Example(
            query={"status": "pending"},
            response={"items": [DELIVERY], "next": None},
            after=("testWebhookEndpoint",),
        ),
    },
)
async def list_deliveries(
    request: Request[Any, Any, Any],
    page: NamedDependency[PageRequest],
    read: NamedDependency[Read],
    caller: NamedDependency[Caller],
    endpoint_id: Annotated[
        UUID | None, QueryParameter(required=False, description="Only to this endpoint.")
    ] = None,
    event_id: Annotated[
        UUID | None, QueryParameter(required=False, description="Only of this event.")
    ] = None,
    status: Annotated[
        str | None,
        QueryParameter(
            required=False,
            pattern="^(pending|sending|delivered|dead)$",
            description="Only deliveries in this state.",
        ),
    ] = None,
    type_: Annotated[
        str | None,
        QueryParameter(
            name="type",
            required=False,
            max_length=EVENT_TYPE_MAX_CHARS,
            description="Only events of this type.",
        ),
    ] = None,
    since: Annotated[
        datetime | None, QueryParameter(required=False, description="Only made since then.")
    ] = None,
    until: Annotated[
        datetime | None, QueryParameter(required=False, description="Only made before then.")
    ] = None,
    expand: Annotated[str | None, expandable(OF_DELIVERIES)] = None,
) -> Page[ExpandedWebhookDelivery]:
    """Newest first, each with its attempts: what was sent, the answer, how long it took."""
    wanted = asked(expand, OF_DELIVERIES, caller)
    rows = await deliveries(
        read,
        caller.shop_id,
        _complete(request),
        limit=page.limit + 1,
        after=page.position(UUID),
        endpoint_id=endpoint_id,
        event_id=event_id,
        status=status,
        event_type=type_,
        since=kept(since, "since"),
        until=kept(until, "until"),
    )
    found = page.of(rows, lambda one: one.id)
    events = await _events_of(request, read, caller.shop_id, found.items, wanted)
    return Page(items=[with_event(one, events) for one in found.items], next=found.next)


@get(
    "/webhook-deliveries/{delivery_id:uuid}",
    operation_id="readWebhookDelivery",
    summary="Read a webhook delivery",
    tags=TAG,
    opt={"scope": "webhooks:read", "example": Example(path=_PATH, response=DELIVERY)},
)
async def read_delivery(
    request: Request[Any, Any, Any],
    delivery_id: FromPath[UUID],
    read: NamedDependency[Read],
    caller: NamedDependency[Caller],
    expand: Annotated[str | None, expandable(OF_DELIVERIES)] = None,
) -> ExpandedWebhookDelivery:
    """Each attempt with its request and its response, and when the next one is due.

    The request is told as it was sent, signature included: your library can verify it again.
    """
    wanted = asked(expand, OF_DELIVERIES, caller)
    found = await delivery(read, caller.shop_id, delivery_id, _complete(request))
    return with_event(found, await _events_of(request, read, caller.shop_id, [found], wanted))


@post(
    "/webhook-deliveries/{delivery_id:uuid}/retry",
    operation_id="retryWebhookDelivery",
    summary="Send a delivery now",
    tags=TAG,
    status_code=202,
    opt={
        "scope": "webhooks:write",
        "example": Example(
            path=_PATH,
            response=DELIVERY,
            after=("readWebhookDelivery", "listWebhookDeliveries"),
        ),
    },
)
async def retry(
    request: Request[Any, Any, Any],
    delivery_id: FromPath[UUID],
    tx: NamedDependency[Tx],
    once: NamedDependency[Once],
    caller: NamedDependency[Caller],
) -> Response[Delivery]:
    """Without waiting for its schedule; one that was delivered or dead begins it anew."""
    return await once.answer(
        lambda: retry_delivery(tx, caller.shop_id, delivery_id, _complete(request)), status=202
    )


router = Router("/", route_handlers=[list_deliveries, read_delivery, retry])
