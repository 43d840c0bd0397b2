"""What came otherwise than announced: read it, decide what becomes of the goods."""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal
from uuid import UUID

from litestar import Request, Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter

from api.house import house_of
from api.photo_answers import photo_answer
from api.rest.asns import READ, TAG, WRITE
from api.rest.examples import Example
from api.rest.idempotency import Once
from api.rest.paging import Page, PageRequest
from wms.access.people import Caller
from wms.db import Read, Tx
from wms.inbound.decide import NewDecision, decide
from wms.inbound.decision_links import with_link
from wms.inbound.discrepancies import DiscrepancyCard, discrepancy_card, discrepancy_cards
from wms.inbound.photos import photo
from wms.photos.develop import MEDIA_TYPE
from wms.photos.keep import Side

_CARD: Final = {
    "id": "019ab2f0-7b2c-7e0a-9d0e-0c5a3e6d1b09",
    "asn_id": "019ab2f0-7b2c-7e0a-9d0e-0c5a3e6d1b02",
    "kind": "short",
    "sku": "TEA-100",
    "quantity": 12,
    "note": None,
    "details": None,
    "status": "open",
    "decide_by": "2026-11-24T09:10:00Z",
    "fallback": "accept",
    "decision": None,
    "decided_by": None,
    "decided_note": None,
    "decided_at": None,
    "photo_ids": ["019ab2f0-7b2c-7e0a-9d0e-0c5a3e6d1f09"],
    "created_at": "2026-11-22T09:10:00Z",
    "decide_url": "https://warehouse.example/decide/AQGas…",
}
_DECIDED: Final = _CARD | {
    "status": "done",
    "decision": "accept",
    "decided_by": "shop",
    "decided_note": "The rest comes next week",
    "decided_at": "2026-11-22T10:00:00Z",
    "decide_url": None,
}
_PATH: Final = {
    "asn_id": "$listDiscrepancies/items/0/asn_id",
    "discrepancy_id": "$listDiscrepancies/items/0/id",
}


@get(
    "/discrepancies",
    operation_id="listDiscrepancies",
    summary="List what differs",
    tags=TAG,
    opt={
        "scope": READ,
        "example": Example(query={"status": "open"}, response={"items": [_CARD], "next": None}),
    },
)
async def list_discrepancies(
    request: Request[Any, Any, Any],
    page: NamedDependency[PageRequest],
    read: NamedDependency[Read],
    caller: NamedDependency[Caller],
    status: Annotated[
        Literal["open", "decided", "done"] | None,
        QueryParameter(description="`open`: you can decide. `decided`: goods wait to go back."),
    ] = None,
) -> Page[DiscrepancyCard]:
    """Of all deliveries, in the order in which it was noticed. Mistakes of ours are left out."""
    rows = await discrepancy_cards(
        read, caller.shop_id, limit=page.limit + 1, after=page.position(UUID), status=status
    )
    settings = house_of(request.scope).settings
    cards = [with_link(settings, caller.shop_id, card) for card in rows]
    return page.of(cards, lambda card: card.id)


@get(
    "/asns/{asn_id:uuid}/discrepancies/{discrepancy_id:uuid}",
    operation_id="readDiscrepancy",
    summary="Read one difference",
    tags=TAG,
    opt={"scope": READ, "example": Example(path=_PATH, response=_CARD)},
)
async def read_discrepancy(
    request: Request[Any, Any, Any],
    asn_id: FromPath[UUID],
    discrepancy_id: FromPath[UUID],
    read: NamedDependency[Read],
    caller: NamedDependency[Caller],
) -> DiscrepancyCard:
    """`fallback` happens when you have not decided by `decide_by`. `decide_url` is a signed page on
    which a person decides without logging in; it works until then."""
    card = await discrepancy_card(read, caller.shop_id, asn_id, discrepancy_id)
    return with_link(house_of(request.scope).settings, caller.shop_id, card)


@post(
    "/asns/{asn_id:uuid}/discrepancies/{discrepancy_id:uuid}/decide",
    operation_id="decideDiscrepancy",
    summary="Decide what becomes of the goods",
    tags=TAG,
    status_code=200,
    opt={
        "scope": WRITE,
        "example": Example(
            path=_PATH,
            request={"decision": "accept", "note": "The rest comes next week"},
            response=_DECIDED,
            after=("readDiscrepancy",),
        ),
    },
)
async def decide_discrepancy(
    asn_id: FromPath[UUID],
    discrepancy_id: FromPath[UUID],
    data: JSONBody[NewDecision],
    tx: NamedDependency[Tx],
    once: NamedDependency[Once],
    caller: NamedDependency[Caller],
) -> Response[DiscrepancyCard]:
    """`accept`: the goods can be sold (damaged ones stay damaged). `quarantine`: they are kept and
    not sold. `return_to_supplier`: they are held until the supplier's driver takes them along.
    The same again is 200, another decision 409 `discrepancy.decided`."""
    return await once.answer(
        lambda: decide(tx, caller.shop_id, asn_id, discrepancy_id, data), status=200
    )


@get(
    "/asns/{asn_id:uuid}/discrepancies/{discrepancy_id:uuid}/photos/{picture_id:uuid}",
    operation_id="readDiscrepancyPhoto",
    summary="Fetch a picture of it",
    tags=TAG,
    media_type=MEDIA_TYPE,
    opt={
        "scope": READ,
        "example": Example(path=_PATH | {"picture_id": "$readDiscrepancy/photo_ids/0"}),
    },
)
async def read_photo(
    asn_id: FromPath[UUID],
    discrepancy_id: FromPath[UUID],
    picture_id: FromPath[UUID],
    request: Request[Any, Any, Any],
    read: NamedDependency[Read],
    caller: NamedDependency[Caller],
    side: Annotated[
        Side, QueryParameter(description="`thumbnail`: at most 320 pixels a side.")
    ] = "full",
) -> Response[bytes]:
    """A JPEG of at most 1600 pixels a side, taken at the dock."""
    content = await photo(read, caller.shop_id, asn_id, discrepancy_id, picture_id, side)
    return photo_answer(request, picture_id, side, content)


router = Router(
    "/", route_handlers=[list_discrepancies, read_discrepancy, decide_discrepancy, read_photo]
)
