"""The feed: everything that happened to a shop's things, in order, for 30 days."""

from __future__ import annotations

from typing import Annotated, Any, Final

import msgspec
from litestar import Request, Router, get
from litestar.di import NamedDependency
from litestar.params import QueryParameter

from api.house import house_of
from api.rest.examples import Example
from api.rest.paging import PAGE_MAX
from wms.access.people import Caller
from wms.db import Read
from wms.events.feed import Envelope, events_after, last_sequence
from wms.events.kinds import KINDS
from wms.inbound.decision_links import completed_event

#: the largest whole number that every JSON reader keeps exactly (RFC 8259, section 6)
_SEQUENCE_MAX: Final = 2**53 - 1
_EVENT: Final = {
    "id": "019ab2f1-3c11-7d9a-8a52-64b0e2f3a701",
    "type": "order.received",
    "schema_version": 1,
    "shop_id": "019ab2f0-0000-7000-8000-000000000001",
    "sequence": 1,
    "occurred_at": "2026-11-22T09:30:00Z",
    "subject": {
        "type": "order",
        "id": "019ab2f0-7b2c-7e0a-9d0e-0c5a3e6d1f01",
        "external_id": "WEB-1007",
        "version": 1,
    },
    "data": {"order_number": 1001, "lines": 1},
}


class Feed(msgspec.Struct, frozen=True, kw_only=True):
    """Events in their order; ask again with ``next_after``, also when there were none."""

    items: list[Envelope]
    #: the sequence to send as ``after`` next time
    next_after: int
    #: the newest sequence that there is, of whatever type: begin after it to read what is to come
    last_sequence: int


@get(
    "/events",
    operation_id="listEvents",
    summary="Read the event feed",
    tags=["Events"],
    opt={
        "scope": "events:read",
        "example": Example(
            query={"after": "0", "type": "order.received"},
            response={"items": [_EVENT], "next_after": 1, "last_sequence": 1},
        ),
    },
)
async def list_events(
    request: Request[Any, Any, Any],
    read: NamedDependency[Read],
    caller: NamedDependency[Caller],
    after: Annotated[
        int,
        QueryParameter(
            ge=0, le=_SEQUENCE_MAX, description="The last sequence that you have; 0 at first."
        ),
    ] = 0,
    limit: Annotated[
        int, QueryParameter(ge=1, le=PAGE_MAX, description=f"At most {PAGE_MAX}.")
    ] = PAGE_MAX,
    type_: Annotated[
        list[str] | None,
        QueryParameter(
            name="type",
            required=False,
            max_items=len(KINDS),
            description="Only events of this type; may be given several times.",
        ),
    ] = None,
) -> Feed:
    """The truth about what happened: `sequence` has no gaps, and webhooks deliver the same objects.

    A program that keeps the last `sequence` it has worked through misses nothing, whatever its
    webhook receiver went through. Events are kept for 30 days.
    """
    last = await last_sequence(read, caller.shop_id)
    rows = await events_after(read, caller.shop_id, after, limit=limit, types=type_ or ())
    settings = house_of(request.scope).settings
    items = [completed_event(settings, row) for row in rows]
    return Feed(
        items=items,
        next_after=items[-1].sequence if items else after,
        last_sequence=max(last, items[-1].sequence if items else 0),
    )


router = Router("/", route_handlers=[list_events])
