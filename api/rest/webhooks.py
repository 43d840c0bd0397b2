"""Webhook endpoints: where a shop wants its events, signed after Standard Webhooks 1.0."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from litestar import Request, Response, Router, delete, get, patch, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from api.house import house_of
from api.rest.examples import Example
from api.rest.idempotency import Once
from api.rest.paging import Page, PageRequest
from api.rest.versions import IfMatch, etag
from wms.access.people import Caller
from wms.db import Read, Tx
from wms.events.endpoints import (
    Endpoint,
    EndpointChange,
    NewEndpoint,
    WithSecret,
    add_endpoint,
    change_endpoint,
    delete_endpoint,
    endpoint,
    endpoints,
    rotate_secret,
)
from wms.events.guard import Policy, policy_of
from wms.events.replays import ReplayAsked, Replayed, TrialAsked, TrialSent, replay, send_test

TAG: Final = ["Webhooks"]
READ: Final = "webhooks:read"
WRITE: Final = "webhooks:write"

AnyRequest = Request[Any, Any, Any]

_ENDPOINT: Final = {
    "id": "019ab2f5-2f10-7c41-9e0d-5d1c8b7a6e01",
    "url": "https://shop.example.com/hooks/warehouse",
    "is_carried": False,
    "description": "The shop's back end",
    "event_types": ["order.packed", "order.shipped"],
    "status": "enabled",
    "disabled_reason": None,
    "failing_since": None,
    "open_since": None,
    "next_probe_at": None,
    "missed": None,
    "previous_secret_until": None,
    "created_at": "2026-11-22T09:00:00Z",
    "updated_at": "2026-11-22T09:00:00Z",
    "version": 1,
}
_PATH: Final = {"endpoint_id": "$createWebhookEndpoint/endpoint/id"}


def _policy(request: AnyRequest) -> Policy:
    return policy_of(house_of(request.scope).settings)


def _with_etag(one: Endpoint) -> Response[Endpoint]:
    return Response(one, headers={"ETag": etag(one.version)})


@post(
    "/webhook-endpoints",
    operation_id="createWebhookEndpoint",
    summary="Create a webhook endpoint",
    tags=TAG,
    opt={
        "scope": WRITE,
        "example": Example(
            request={
                "url": "https://shop.example.com/hooks/warehouse",
                "event_types": ["order.packed", "order.shipped"],
                "description": "The shop's back end",
            },
            response={
                "endpoint": _ENDPOINT,
                "secret": "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD",
            },
        ),
    },
)
async def create_endpoint(
    request: AnyRequest,
    data: JSONBody[NewEndpoint],
    tx: NamedDependency[Tx],
    once: NamedDependency[Once],
    caller: NamedDependency[Caller],
) -> Response[WithSecret]:
    """Keep the `secret`: it is not shown again. Without `event_types` every type is sent."""
    settings = house_of(request.scope).settings

    async def make() -> WithSecret:
        return await add_endpoint(
            tx, caller.shop_id, data, policy_of(settings), secret_key=settings.secret_key
        )

    return await once.answer(make, status=201, locked_by=settings.secret_key)


@get(
    "/webhook-endpoints",
    operation_id="listWebhookEndpoints",
    summary="List webhook endpoints",
    tags=TAG,
    opt={
        "scope": READ,
        "example": Example(
            response={"items": [_ENDPOINT], "next": None}, after=("createWebhookEndpoint",)
        ),
    },
)
async def list_endpoints(
    page: NamedDependency[PageRequest],
    read: NamedDependency[Read],
    caller: NamedDependency[Caller],
) -> Page[Endpoint]:
    """In the order in which they were created."""
    rows = await endpoints(read, caller.shop_id, limit=page.limit + 1, after=page.position(UUID))
    return page.of(rows, lambda one: one.id)


@get(
    "/webhook-endpoints/{endpoint_id:uuid}",
    operation_id="readWebhookEndpoint",
    summary="Read a webhook endpoint",
    tags=TAG,
    opt={"scope": READ, "example": Example(path=_PATH, response=_ENDPOINT)},
)
async def read_endpoint(
    endpoint_id: FromPath[UUID], read: NamedDependency[Read], caller: NamedDependency[Caller]
) -> Response[Endpoint]:
    """Where events go, since when it fails, and why it is disabled, if it is."""
    return _with_etag(await endpoint(read, caller.shop_id, endpoint_id))


@patch(
    "/webhook-endpoints/{endpoint_id:uuid}",
    operation_id="changeWebhookEndpoint",
    summary="Change a webhook endpoint",
    tags=TAG,
    opt={
        "scope": WRITE,
        "example": Example(
            path=_PATH,
            headers={"If-Match": "*"},
            request={"event_types": []},
            response=_ENDPOINT | {"event_types": [], "version": 2},
            after=("readWebhookEndpoint", "listWebhookEndpoints"),
        ),
    },
)
async def patch_endpoint(
    request: AnyRequest,
    endpoint_id: FromPath[UUID],
    data: JSONBody[EndpointChange],
    tx: NamedDependency[Tx],
    caller: NamedDependency[Caller],
    if_match: NamedDependency[IfMatch],
) -> Response[Endpoint]:
    """Send the ETag that you read as If-Match, or `*`.

    What waits for an endpoint that is disabled ends as `dead`; enable it and replay what it
    `missed`.
    """
    if_match.check((await endpoint(tx, caller.shop_id, endpoint_id)).version)
    changed = await change_endpoint(tx, caller.shop_id, endpoint_id, data, _policy(request))
    return _with_etag(changed)


@delete(
    "/webhook-endpoints/{endpoint_id:uuid}",
    operation_id="deleteWebhookEndpoint",
    summary="Delete a webhook endpoint",
    tags=TAG,
    opt={
        "scope": WRITE,
        "example": Example(
            path=_PATH,
            after=(
                "changeWebhookEndpoint",
                "testWebhookEndpoint",
                "rotateWebhookSecret",
                "replayWebhooks",
                "retryWebhookDelivery",
            ),
        ),
    },
)
async def remove_endpoint(
    endpoint_id: FromPath[UUID], tx: NamedDependency[Tx], caller: NamedDependency[Caller]
) -> None:
    """Nothing is sent there any more. Its deliveries can still be read for 30 days."""
    await delete_endpoint(tx, caller.shop_id, endpoint_id)


@post(
    "/webhook-endpoints/{endpoint_id:uuid}/test",
    operation_id="testWebhookEndpoint",
    summary="Send a test event",
    tags=TAG,
    status_code=202,
    opt={
        "scope": WRITE,
        "example": Example(
            path=_PATH,
            request={"type": "order.packed"},
            response={"delivery_id": "019ab2f5-3a20-7d77-8c1e-0f4b6a2d9c01"},
        ),
    },
)
async def test_endpoint(
    endpoint_id: FromPath[UUID],
    data: JSONBody[TrialAsked],
    tx: NamedDependency[Tx],
    once: NamedDependency[Once],
    caller: NamedDependency[Caller],
) -> Response[TrialSent]:
    """A signed event of any type, with an example of its data; sequence is 0, the subject a `test`.

    Read the delivery to see what your receiver answered.
    """
    return await once.answer(lambda: send_test(tx, caller.shop_id, endpoint_id, data), status=202)


@post(
    "/webhook-endpoints/{endpoint_id:uuid}/rotate-secret",
    operation_id="rotateWebhookSecret",
    summary="Rotate the signing secret",
    tags=TAG,
    status_code=200,
    opt={
        "scope": WRITE,
        "example": Example(
            path=_PATH,
            response={
                "endpoint": _ENDPOINT | {"previous_secret_until": "2026-11-23T09:05:00Z"},
                "secret": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
            },
            after=("changeWebhookEndpoint",),
        ),
    },
)
async def rotate(
    request: AnyRequest,
    endpoint_id: FromPath[UUID],
    tx: NamedDependency[Tx],
    once: NamedDependency[Once],
    caller: NamedDependency[Caller],
) -> Response[WithSecret]:
    """For 24 hours every message carries two signatures, by the new secret and the old one."""
    key = house_of(request.scope).settings.secret_key

    async def make() -> WithSecret:
        return await rotate_secret(tx, caller.shop_id, endpoint_id, secret_key=key)

    return await once.answer(make, status=200, locked_by=key)


@post(
    "/webhook-endpoints/{endpoint_id:uuid}/replay",
    operation_id="replayWebhooks",
    summary="Replay a range of events",
    tags=TAG,
    status_code=202,
    opt={
        "scope": WRITE,
        "example": Example(
            path=_PATH,
            request={"from_sequence": 1, "to_sequence": 200, "types": ["order.packed"]},
            response={"count": 0, "last_sequence": None, "is_cut": False},
        ),
    },
)
async def replay_range(
    endpoint_id: FromPath[UUID],
    data: JSONBody[ReplayAsked],
    tx: NamedDependency[Tx],
    once: NamedDependency[Once],
    caller: NamedDependency[Caller],
) -> Response[Replayed]:
    """The same events with the same ids again, at most 1,000; `is_cut` says that more are left.

    Types that the endpoint does not want are left out.
    """
    return await once.answer(lambda: replay(tx, caller.shop_id, endpoint_id, data), status=202)


router = Router(
    "/",
    route_handlers=[
        create_endpoint,
        list_endpoints,
        read_endpoint,
        patch_endpoint,
        remove_endpoint,
        test_endpoint,
        rotate,
        replay_range,
    ],
)
