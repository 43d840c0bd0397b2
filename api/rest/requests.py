"""The log of requests: what the shop's own programs asked in the last seven days."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Final
from uuid import UUID

from litestar import Router, get
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter

from api.rest.examples import Example
from api.rest.paging import Page, PageRequest, kept
from wms.access.people import Caller
from wms.db import Read
from wms.requests.queries import CLASSES, RequestSeen, Wanted, request_by_its_id, requests

SCOPE: Final = "requests:read"
WORD_MAX_CHARS: Final = 64
#: under this id the example's request was sent
_REQUEST_ID: Final = "example-of-a-request"
_SEEN: Final[dict[str, Any]] = {
    "request_id": _REQUEST_ID,
    "at": "2026-11-30T09:30:00Z",
    "method": "POST",
    "operation": "placeOrder",
    "path": "/v1/orders",
    "query": "",
    "status": 409,
    "code": "order.exists",
    "field_codes": [],
    "idempotency_key": "019ab2f0-5f10-7c41-9e0d-5d1c8b7a6e01",
    "is_replayed": False,
    "retry_after_s": None,
    "latency_ms": 14,
    "key_id": "019ab2f0-11aa-7c41-9e0d-5d1c8b7a6e01",
    "key_name": "Web shop",
    "user_agent": "shop/2.1 wms-client-python/1",
    "address": "203.0.113.7",
}


@get(
    "/requests",
    operation_id="listRequests",
    summary="List your requests",
    opt={
        "scope": SCOPE,
        "example": Example(
            query={"status": "refused", "operation": "placeOrder"},
            response={"items": [_SEEN], "next": None},
        ),
    },
)
async def list_requests(
    page: NamedDependency[PageRequest],
    read: NamedDependency[Read],
    caller: NamedDependency[Caller],
    status: Annotated[
        str | None,
        QueryParameter(
            required=False,
            pattern=f"^({'|'.join(CLASSES)})$",
            description="How they ended: `ok` (2xx, 3xx), `refused` (4xx) or `failed` (5xx).",
        ),
    ] = None,
    operation: Annotated[
        str | None,
        QueryParameter(
            required=False, max_length=WORD_MAX_CHARS, description="Only of this operation id."
        ),
    ] = None,
    code: Annotated[
        str | None,
        QueryParameter(
            required=False,
            max_length=WORD_MAX_CHARS,
            description="Only those refused with this code, as a whole or at a field.",
        ),
    ] = None,
    request_id: Annotated[
        str | None,
        QueryParameter(
            required=False, max_length=WORD_MAX_CHARS, description="Only those under this id."
        ),
    ] = None,
    key_id: Annotated[
        UUID | None, QueryParameter(required=False, description="Only of this key.")
    ] = None,
    since: Annotated[
        datetime | None, QueryParameter(required=False, description="Only those since then.")
    ] = None,
    until: Annotated[
        datetime | None, QueryParameter(required=False, description="Only those before then.")
    ] = None,
) -> Page[RequestSeen]:
    """Everything that your keys asked in the last 7 days, the newest first.

    A request is in the log about a second after its answer. Bodies are not kept, for they hold
    people. What was answered in the second before a server was killed may be missing.
    """
    wanted = Wanted(
        ended=status,
        operation=operation,
        code=code,
        request_id=request_id,
        key_id=key_id,
        since=kept(since, "since"),
        until=kept(until, "until"),
    )
    rows = await requests(
        read,
        caller.shop_id,
        wanted,
        limit=page.limit + 1,
        after=page.position(tuple[datetime, UUID]),
    )
    shown = page.of(rows, lambda one: (one.seen.at, one.id))
    return Page(items=[one.seen for one in shown.items], next=shown.next)


@get(
    "/requests/{request_id:str}",
    operation_id="readRequest",
    summary="Read one of your requests",
    opt={
        "scope": SCOPE,
        "example": Example(path={"request_id": _REQUEST_ID}, response=_SEEN),
    },
)
async def read_request(
    request_id: FromPath[str], read: NamedDependency[Read], caller: NamedDependency[Caller]
) -> RequestSeen:
    """By the `request_id` of a problem, or the `X-Request-Id` of any answer.

    When you send `X-Request-Id` yourself and use one twice, the newest is shown.
    """
    return (await request_by_its_id(read, caller.shop_id, request_id)).seen


router = Router("/", route_handlers=[list_requests, read_request], tags=["Requests"])
