"""How an order was packed: the chain of its evidence, checked while the page is made."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

import msgspec
from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from api.auth import ALL_ROLES
from api.office.desk import DeskPage
from wms.access.people import Desk
from wms.access.queries import names_of
from wms.db import Read
from wms.packing.evidence.evidence import Bundle, Link, evidence_of
from wms.shipping.desk.order_list import order_key

PAGE: Final = "/office/orders/{number:int}/evidence"
EVERYBODY: Final = {"roles": ALL_ROLES}


@get(PAGE, opt=EVERYBODY)
async def show_evidence(
    number: FromPath[int], desk: NamedDependency[Desk], desk_page: NamedDependency[DeskPage],
    read: NamedDependency[Read],
) -> Response[Any]:  # fmt: skip
    """Each moment of its parcels, the first one first."""
    bundle = await evidence_of(read, *await order_key(read, number))
    told = [(link, link.facts) for link in bundle.links]
    return desk_page.show(
        "office/order_evidence.html",
        bundle=bundle,
        told=told,
        people=await names_of(read, _people_in(told)) if desk.shop_id is None else {},
        number=number,
    )


def _people_in(told: list[tuple[Link, dict[str, Any]]]) -> set[UUID]:
    """Ids of everybody who is named in the documents."""
    rows = [facts for _, facts in told]
    rows += [done for _, facts in told for done in facts.get("instructions", ())]
    ids = {row.get(name) for row in rows for name in ("operator_id", "user_id")}
    return {UUID(one) for one in ids if one}


@get(PAGE + ".json", opt=EVERYBODY)
async def download_evidence(number: FromPath[int], read: NamedDependency[Read]) -> Response[bytes]:
    """The chain as it is kept, for whoever checks the hashes by a program of their own."""
    bundle: Bundle = await evidence_of(read, *await order_key(read, number))
    name = f'attachment; filename="evidence-{number}.json"'
    content = msgspec.json.format(msgspec.json.encode(bundle), indent=2)
    return Response(content, media_type="application/json", headers={"Content-Disposition": name})


handlers: Final = [show_evidence, download_evidence]
