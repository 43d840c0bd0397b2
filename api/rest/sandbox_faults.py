"""The sandbox: faults on request, and a clock that goes forward."""

from __future__ import annotations

from typing import Annotated, Any, Final
from uuid import UUID

import msgspec
from litestar import Request, Response, delete, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from api.house import house_of
from api.rest.examples import Example
from api.rest.idempotency import Once
from wms.access.keys import SANDBOX_SCOPE
from wms.access.people import Caller
from wms.db import Read, Tx
from wms.sandbox.clock import SandboxTime, forward, sandbox_time
from wms.sandbox.faults import Fault, NewFault, ask_for_fault, faults, remove_fault

TAG: Final = ["Sandbox"]
DURATION_MAX_CHARS: Final = 40
FAULT: Final = {
    "id": "019ab2f0-7b2c-7e0a-9d0e-0c5a3e6d1f31",
    "kind": "label_refused",
    "code": "carrier.refused",
    "times": 2,
    "used": 0,
    "last_hit": None,
    "last_hit_at": None,
    "created_at": "2026-11-30T09:30:00Z",
}


class Forward(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How much time passes."""

    #: ISO 8601 without months: `P3D`, `PT6H`, `P1W`; at most 400 days
    forward: Annotated[str, msgspec.Meta(max_length=DURATION_MAX_CHARS)]


class Faults(msgspec.Struct, frozen=True, kw_only=True):
    """All faults that were asked for, the newest first."""

    items: list[Fault]


@post(
    "/sandbox/faults",
    operation_id="askForFault",
    summary="Ask for a fault",
    tags=TAG,
    opt={
        "scope": SANDBOX_SCOPE,
        "example": Example(request={"kind": "label_refused", "times": 2}, response=FAULT),
    },
)
async def ask(
    data: JSONBody[NewFault],
    tx: NamedDependency[Tx],
    once: NamedDependency[Once],
    caller: NamedDependency[Caller],
) -> Response[Fault]:
    """The next `times` of it go wrong, the fault asked for first before the others.

    `short_pick`: the robot finds nothing of the next product that it shall pick.
    `label_refused`: the courier sells no label; `code` is what it says.
    `parcel_lost`, `parcel_damaged`: the courier tells that of the next parcel instead of what it
    was asked to tell. `webhook_timeout`: the next delivery is not answered in time; nothing is
    sent. `api_limited`: your next request is answered by 429. `api_unavailable`: by 503;
    the first time it was done all the same and its answer is lost, the second time it was not, and
    so on in turns. Requests to `/v1/sandbox` are never hit."""
    return await once.answer(lambda: ask_for_fault(tx, caller.shop_id, data), status=201)


@get(
    "/sandbox/faults",
    operation_id="listFaults",
    summary="List the faults",
    tags=TAG,
    opt={
        "scope": SANDBOX_SCOPE,
        "example": Example(response={"items": [FAULT]}, after=("askForFault",)),
    },
)
async def list_faults(read: NamedDependency[Read], caller: NamedDependency[Caller]) -> Faults:
    """Also those that are used up (`used` is `times`), with what they hit last."""
    return Faults(items=await faults(read, caller.shop_id))


@delete(
    "/sandbox/faults/{fault_id:uuid}",
    operation_id="removeFault",
    summary="Remove a fault",
    tags=TAG,
    status_code=204,
    opt={
        "scope": SANDBOX_SCOPE,
        "example": Example(path={"fault_id": "$askForFault/id"}, after=("listFaults",)),
    },
)
async def remove(
    fault_id: FromPath[UUID], tx: NamedDependency[Tx], caller: NamedDependency[Caller]
) -> None:
    """It hits nothing any more, whatever is left of it."""
    await remove_fault(tx, caller.shop_id, fault_id)


@get(
    "/sandbox/clock",
    operation_id="readClock",
    summary="Read the sandbox's clock",
    tags=TAG,
    opt={
        "scope": SANDBOX_SCOPE,
        "example": Example(response={"forwarded": "P0D", "now": "2026-11-30T09:30:00Z"}),
    },
)
async def read_clock(read: NamedDependency[Read], caller: NamedDependency[Caller]) -> SandboxTime:
    """How far it was set forward in all."""
    return await sandbox_time(read, caller.shop_id)


@post(
    "/sandbox/clock",
    operation_id="forwardClock",
    summary="Set the sandbox's clock forward",
    tags=TAG,
    status_code=200,
    opt={
        "scope": SANDBOX_SCOPE,
        "example": Example(
            request={"forward": "P3D"},
            response={"forwarded": "P3D", "now": "2026-12-03T09:30:00Z"},
            after=("readClock",),
        ),
    },
)
async def forward_clock(
    request: Request[Any, Any, Any],
    data: JSONBody[Forward],
    tx: NamedDependency[Tx],
    once: NamedDependency[Once],
    caller: NamedDependency[Caller],
) -> Response[SandboxTime]:
    """So much time passes: everything that happened in the sandbox lies so much further back, and
    what falls due by that happens: webhooks are tried again, deadlines of cases and returns are
    told, waits end, promises are missed. Expiry dates and other days move by whole days; the
    ledger, the evidence and the ends of keys stay as they are."""
    settings = house_of(request.scope).settings
    return await once.answer(
        lambda: forward(tx, caller.shop_id, data.forward, settings), status=200
    )


handlers: Final = [ask, list_faults, remove, read_clock, forward_clock]
