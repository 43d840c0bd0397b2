"""What a kit is made of; weights and sizes that our scales propose."""

from __future__ import annotations

from contextlib import suppress
from typing import Annotated, Final, Literal
from uuid import UUID

import msgspec
from litestar import Response, delete, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter

from api.rest.examples import Example
from api.rest.idempotency import Once
from api.rest.paging import Page, PageRequest
from api.rest.product_examples import TAG
from api.rest.versions import IfMatch, rules_answer
from wms.access.people import Caller
from wms.catalog.errors import KitNone
from wms.catalog.kits import Kit, KitKind, Part, clear_kit, kit_of, set_kit
from wms.catalog.measure import Proposal, accept, proposals, refuse
from wms.db import Read, Tx
from wms.texts import Sku

READ: Final = "products:read"
WRITE: Final = "products:write"
_KIT: Final = {"kind": "built", "parts": [{"sku": "TEA-100", "quantity": 2}]}
_SKU: Final = {"sku": "HONEY-250"}


class KitOut(msgspec.Struct, frozen=True, kw_only=True):
    """What a product is made of."""

    kind: KitKind
    parts: list[Part]


def _out(kit: Kit) -> KitOut:
    return KitOut(kind=kit.kind, parts=list(kit.parts))


@put(
    "/products/{sku:str}/kit",
    operation_id="putKit",
    summary="Make a product a kit",
    tags=TAG,
    opt={
        "scope": WRITE,
        "example": Example(
            path=_SKU, request=_KIT, response=_KIT, after=("registerProduct", "putProduct")
        ),
    },
)
async def put_kit(
    sku: FromPath[Sku],
    data: JSONBody[Kit],
    tx: NamedDependency[Tx],
    caller: NamedDependency[Caller],
    if_match: NamedDependency[IfMatch],
) -> Response[KitOut]:
    """`virtual`: an order for it becomes an order for its parts, and it has no stock of its own.

    `built`: it is put together beforehand and lies on the shelf. A part is a plain product.
    """

    async def now() -> KitOut | None:
        with suppress(KitNone):
            return _out(await kit_of(tx, caller.shop_id, sku))
        return None

    await if_match.check_rules(tx, caller.shop_id, now)
    await set_kit(tx, caller.shop_id, sku, data)
    return rules_answer(_out(await kit_of(tx, caller.shop_id, sku)))


@get(
    "/products/{sku:str}/kit",
    operation_id="readKit",
    summary="Read what a kit is made of",
    tags=TAG,
    opt={"scope": READ, "example": Example(path=_SKU, response=_KIT, after=("putKit",))},
)
async def read_kit(
    sku: FromPath[Sku], read: NamedDependency[Read], caller: NamedDependency[Caller]
) -> Response[KitOut]:
    """404 `kit.none` when the product is no kit."""
    return rules_answer(_out(await kit_of(read, caller.shop_id, sku)))


@delete(
    "/products/{sku:str}/kit",
    operation_id="removeKit",
    summary="Make a kit a plain product",
    tags=TAG,
    opt={"scope": WRITE, "example": Example(path=_SKU, after=("readKit", "cancelKits"))},
)
async def remove_kit(
    sku: FromPath[Sku], tx: NamedDependency[Tx], caller: NamedDependency[Caller]
) -> None:
    """Orders that were placed before stay as they are."""
    await clear_kit(tx, caller.shop_id, sku)


_PROPOSAL: Final = {
    "id": "019ab2f0-7b2c-7e0a-9d0e-0c5a3e6d1e01",
    "shop_id": "019ab2f0-7b2c-7e0a-9d0e-0c5a3e6d0001",
    "product_id": "019ab2f0-7b2c-7e0a-9d0e-0c5a3e6d1a01",
    "sku": "TEA-100",
    "name": "Herbata czarna 100 g",
    "field": "weight_g",
    "kept": 125,
    "proposed": 150,
    "measurements": 3,
    "status": "open",
    "created_at": "2026-11-22T09:00:00Z",
    "decided_at": None,
}
_ONE: Final = {"proposal_id": "$listMeasureProposals/items/0/id"}


@get(
    "/measure-proposals",
    operation_id="listMeasureProposals",
    summary="Weights and sizes that we measured",
    tags=TAG,
    opt={
        "scope": READ,
        "example": Example(query={"status": "open"}, response={"items": [_PROPOSAL], "next": None}),
    },
)
async def list_measure_proposals(
    page: NamedDependency[PageRequest],
    read: NamedDependency[Read],
    caller: NamedDependency[Caller],
    status: Annotated[
        Literal["open", "accepted", "refused"] | None,
        QueryParameter(required=False, description="Only those."),
    ] = None,
) -> Page[Proposal]:
    """Where our scales say again and again something else than you do, of one piece."""
    rows = await proposals(
        read,
        shop_id=caller.shop_id,
        limit=page.limit + 1,
        status=status,
        after=page.position(UUID),
    )
    return page.of(rows, lambda one: one.id)


@post(
    "/measure-proposals/{proposal_id:uuid}/accept",
    operation_id="acceptMeasureProposal",
    summary="Accept a weight or size",
    tags=TAG,
    status_code=200,
    opt={"scope": WRITE, "example": Example(path=_ONE, response=_PROPOSAL)},
)
async def accept_proposal(
    proposal_id: FromPath[UUID],
    tx: NamedDependency[Tx],
    once: NamedDependency[Once],
    caller: NamedDependency[Caller],
) -> Response[Proposal]:
    """The product has it from now on."""
    return await once.answer(lambda: accept(tx, caller.shop_id, proposal_id), status=200)


@post(
    "/measure-proposals/{proposal_id:uuid}/refuse",
    operation_id="refuseMeasureProposal",
    summary="Refuse a weight or size",
    tags=TAG,
    status_code=200,
    opt={"scope": WRITE, "example": Example(path=_ONE, response=_PROPOSAL)},
)
async def refuse_proposal(
    proposal_id: FromPath[UUID],
    tx: NamedDependency[Tx],
    once: NamedDependency[Once],
    caller: NamedDependency[Caller],
) -> Response[Proposal]:
    """What you say stays, and this value is not proposed again."""
    return await once.answer(lambda: refuse(tx, caller.shop_id, proposal_id), status=200)


handlers: Final = [
    put_kit,
    read_kit,
    remove_kit,
    list_measure_proposals,
    accept_proposal,
    refuse_proposal,
]
