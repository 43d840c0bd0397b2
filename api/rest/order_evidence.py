"""Orders: how their parcels were packed, and whether anybody changed it since."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Final
from uuid import UUID

import msgspec
from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter

from api.photo_answers import photo_answer
from api.rest.examples import Example
from api.rest.order_examples import TAG
from wms.access.people import Caller
from wms.db import Read
from wms.packing.evidence.evidence import Bundle, evidence_of
from wms.packing.evidence.photos import parcel_photo
from wms.photos.develop import MEDIA_TYPE
from wms.photos.keep import Side

SCOPE: Final = "orders:read"
_ORDER: Final = {"order_id": "$listShipments/items/0/order_id"}
_HASH: Final = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
_PHOTO: Final = "019ab2f3-9d10-7c55-b1aa-6f0e2d8c4b09"
_EXAMPLE: Final = {
    "order_id": "019ab2f0-7b2c-7e0a-9d0e-0c5a3e6d1f01",
    "order_number": 1001,
    "external_id": "WEB-1006",
    "is_intact": True,
    "broken": [],
    "links": [
        {
            "link_no": 1,
            "kind": "closed",
            "created_at": "2026-11-22T10:02:11Z",
            "sha256": _HASH,
            "document": '{"at":"2026-11-22T10:02:11.000Z","bench":"BENCH-1", … }',
            "photos": [
                {
                    "id": _PHOTO,
                    "sha256": _HASH,
                    "url": f"/v1/orders/019ab2f0-7b2c-7e0a-9d0e-0c5a3e6d1f01/photos/{_PHOTO}",
                }
            ],
        }
    ],
}


class EvidencePhoto(msgspec.Struct, frozen=True, kw_only=True):
    """A photo of the parcel; `url` gives the JPEG that `sha256` is of."""

    id: UUID
    sha256: str
    url: str


class EvidenceLink(msgspec.Struct, frozen=True, kw_only=True):
    """What was known of a parcel at a moment. `document` is canonical JSON (RFC 8785) as text, and
    `sha256` is of its bytes in UTF-8."""

    #: place in the chain, from 1
    link_no: int
    kind: str
    created_at: datetime
    sha256: str
    #: canonical JSON (RFC 8785) as text
    document: str
    photos: list[EvidencePhoto]


class EvidenceOut(msgspec.Struct, frozen=True, kw_only=True):
    """The chain of an order; `broken` names links and photos that are not as they were written."""

    order_id: UUID
    order_number: int
    external_id: str
    #: every link and every photo is as it was written
    is_intact: bool
    #: links and photos that are not
    broken: list[str]
    #: the chain, the oldest first
    links: list[EvidenceLink]


def _out(bundle: Bundle) -> EvidenceOut:
    return EvidenceOut(
        order_id=bundle.order_id,
        order_number=bundle.order_number,
        external_id=bundle.external_id,
        is_intact=bundle.is_intact,
        broken=list(bundle.broken),
        links=[
            EvidenceLink(
                link_no=link.link_no,
                kind=link.kind,
                created_at=link.created_at,
                sha256=link.sha256,
                document=link.document,
                photos=[
                    EvidencePhoto(
                        id=UUID(one["id"]),
                        sha256=one["sha256"],
                        url=f"/v1/orders/{bundle.order_id}/photos/{one['id']}",
                    )
                    for one in link.facts.get("photos", ())
                    if one["id"]
                ],
            )
            for link in bundle.links
        ],
    )


@get(
    "/orders/{order_id:uuid}/evidence",
    operation_id="readEvidence",
    summary="Read how an order was packed",
    tags=TAG,
    opt={"scope": SCOPE, "example": Example(path=_ORDER, response=_EXAMPLE)},
)
async def read_evidence(
    order_id: FromPath[UUID], read: NamedDependency[Read], caller: NamedDependency[Caller]
) -> EvidenceOut:
    """The scan log, contents, weight, confirmed instructions and photos of each parcel, kept when
    it was closed (`closed`), what became of its label (`label`, `decision`), and when it was opened
    again (`opened_again`).

    Each link carries the SHA-256 of the one before it (`previous_sha256`), so nothing can be
    changed or left out later without showing: compare the last hash with the one that you read
    before. Our people are told by their ids; nothing of the recipient is in it. At most 500 links.
    """
    return _out(await evidence_of(read, caller.shop_id, order_id))


@get(
    "/orders/{order_id:uuid}/photos/{parcel_photo_id:uuid}",
    operation_id="readParcelPhoto",
    summary="Fetch a photo of a packed parcel",
    tags=TAG,
    media_type=MEDIA_TYPE,
    opt={
        "scope": SCOPE,
        "example": Example(
            path=_ORDER | {"parcel_photo_id": "$readEvidence/links/0/photos/0/id"},
        ),
    },
)
async def read_parcel_photo(
    order_id: FromPath[UUID],
    parcel_photo_id: FromPath[UUID],
    request: Request[Any, Any, Any],
    read: NamedDependency[Read],
    caller: NamedDependency[Caller],
    side: Annotated[
        Side, QueryParameter(description="`thumbnail`: at most 320 pixels a side.")
    ] = "full",
) -> Response[bytes]:
    """A JPEG of at most 1600 pixels a side, taken at the bench before the parcel was closed."""
    content = await parcel_photo(read, caller.shop_id, order_id, parcel_photo_id, side)
    return photo_answer(request, parcel_photo_id, side, content)


handlers: Final = [read_evidence, read_parcel_photo]
