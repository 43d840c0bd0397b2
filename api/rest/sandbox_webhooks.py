"""The sandbox: webhooks that a shop's own program carries to its laptop."""

from __future__ import annotations

from functools import partial
from typing import Any, Final
from uuid import UUID

from litestar import Request, Response, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from api.house import house_of
from api.rest.examples import Example
from api.rest.idempotency import Once
from api.rest.webhook_deliveries import DELIVERY
from wms.access.keys import SANDBOX_SCOPE
from wms.access.people import Caller
from wms.db import Tx
from wms.events.delivery_log import Delivery, delivery
from wms.inbound.decision_links import completed_event
from wms.sandbox.carried import CarriedAnswer, Collected, answered, collect

TAG: Final = ["Sandbox"]
_TO_CARRY: Final = {
    "delivery_id": DELIVERY["id"],
    "attempt": 1,
    "url": "http://localhost:3000/hooks",
    "headers": {
        "content-type": "application/json",
        "webhook-id": DELIVERY["id"],
        "webhook-timestamp": "1795939560",
        "webhook-signature": "v1,GJo2Xyqd2bDAXVJ+cGpnnqLK+K0KBpLS8QDGQgNOT80=",
    },
    "body": DELIVERY["request_body"],
}
_ATTEMPT: Final = {
    "attempt_no": 1,
    "at": "2026-11-22T09:06:00Z",
    "status_code": 204,
    "error": None,
    "latency_ms": 12,
    "response_excerpt": None,
    "request_url": "http://localhost:3000/hooks",
    "request_headers": None,
    "response_headers": None,
}


@post(
    "/sandbox/webhook-endpoints/{endpoint_id:uuid}/collect",
    operation_id="collectWebhooks",
    summary="Collect webhooks that are due",
    tags=TAG,
    status_code=200,
    opt={
        "scope": SANDBOX_SCOPE,
        "example": Example(
            path={"endpoint_id": "$createWebhookEndpoint/endpoint/id"},
            response={"items": [_TO_CARRY]},
        ),
    },
)
async def collect_webhooks(
    request: Request[Any, Any, Any],
    endpoint_id: FromPath[UUID],
    tx: NamedDependency[Tx],
    once: NamedDependency[Once],
    caller: NamedDependency[Caller],
) -> Response[Collected]:
    """For a program on a machine that we cannot reach. Create an endpoint with `is_carried`, ask
    here what is due (once a second), post it to your receiver as it is, and tell what was answered.
    Signatures, order, schedule and the log of deliveries are those of every webhook.

    What is collected and not answered for within a minute can be collected again."""
    settings = house_of(request.scope).settings
    work = partial(
        collect, tx, caller.shop_id, endpoint_id, partial(completed_event, settings),
        secret_key=settings.secret_key,
    )  # fmt: skip
    return await once.answer(work, status=200, locked_by=settings.secret_key)


@post(
    "/sandbox/webhook-deliveries/{delivery_id:uuid}/answer",
    operation_id="answerWebhook",
    summary="Tell what your receiver answered",
    tags=TAG,
    status_code=200,
    opt={
        "scope": SANDBOX_SCOPE,
        "example": Example(
            path={"delivery_id": "$collectWebhooks/items/0/delivery_id"},
            request={"attempt": 1, "status_code": 204, "latency_ms": 12},
            response=DELIVERY
            | {
                "attempts": [_ATTEMPT],
                "status": "delivered",
                "next_attempt_at": None,
                "delivered_at": "2026-11-22T09:06:01Z",
            },
        ),
    },
)
async def answer_webhook(
    request: Request[Any, Any, Any],
    delivery_id: FromPath[UUID],
    data: JSONBody[CarriedAnswer],
    tx: NamedDependency[Tx],
    once: NamedDependency[Once],
    caller: NamedDependency[Caller],
) -> Response[Delivery]:
    """2xx and it is delivered; else it comes again by the schedule, as every webhook does.

    A `status_code` of null says that nothing was answered within 20 seconds."""
    settings = house_of(request.scope).settings

    async def work() -> Delivery:
        await answered(tx, caller.shop_id, delivery_id, data)
        complete = partial(completed_event, settings)
        return await delivery(tx, caller.shop_id, delivery_id, complete)

    return await once.answer(work, status=200)


handlers: Final = [collect_webhooks, answer_webhook]
