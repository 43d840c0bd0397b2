"""Pictures of products: upload, list, fetch, take away."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Final
from urllib.parse import quote
from uuid import UUID

import msgspec
from litestar import Request, Response, delete, get, post
from litestar.di import NamedDependency
from litestar.params import BodyKwarg, FromPath, QueryParameter

from api.house import house_of
from api.photo_answers import photo_answer
from api.rest.examples import Example
from api.rest.idempotency import IdempotencyKey, Once, request_hash
from api.rest.product_examples import TAG
from api.transaction import tenant_of, unit_of_work
from wms.access.people import Caller
from wms.catalog.photos import add_photo, photos_by_sku, product_photo, remove_photo
from wms.db import Read, Tx
from wms.photos.develop import MEDIA_TYPE, UPLOAD_MAX_BYTES, develop_in_turn
from wms.photos.keep import KeptPhoto, Side
from wms.texts import Sku

READ: Final = "products:read"
WRITE: Final = "products:write"
#: a little more than the largest picture, so that our own words refuse it
BODY_MAX: Final = UPLOAD_MAX_BYTES + 100_000

_PHOTO: Final = {
    "id": "019ab2f0-7b2c-7e0a-9d0e-0c5a3e6d1f01",
    "width_px": 1,
    "height_px": 1,
    "url": "/v1/products/TEA-100/photos/019ab2f0-7b2c-7e0a-9d0e-0c5a3e6d1f01",
    "created_at": "2026-11-22T09:05:00Z",
}
#: the smallest PNG there is: one black pixel
_PIXEL: Final = bytes.fromhex(
    "89504e470d0a1a0a0000000d494844520000000100000001080000000"
    "03a7e9b550000000a49444154789c63600000000200015e1ae7a30000000049454e44ae426082"
)
_ONE: Final = {"sku": "$registerProduct/sku", "photo_id": "$addProductPhoto/id"}


class PhotoOut(msgspec.Struct, frozen=True, kw_only=True):
    """A picture as it is kept; `url` gives the JPEG, with `?side=thumbnail` a small one."""

    id: UUID
    width_px: int
    height_px: int
    url: str
    created_at: datetime


class PhotoList(msgspec.Struct, frozen=True, kw_only=True):
    """All of them, the one that the picker sees first."""

    items: list[PhotoOut]


def _out(sku: str, kept: KeptPhoto) -> PhotoOut:
    url = f"/v1/products/{quote(sku, safe='')}/photos/{kept.id}"
    return PhotoOut(url=url, **msgspec.structs.asdict(kept))


@post(
    "/products/{sku:str}/photos",
    operation_id="addProductPhoto",
    summary="Add a picture of a product",
    tags=TAG,
    request_max_body_size=BODY_MAX,
    opt={
        "scope": WRITE,
        "example": Example(
            path={"sku": "$registerProduct/sku"}, content=_PIXEL, sent_as="image/png",
            response=_PHOTO,
        ),
    },
)  # fmt: skip
async def add_product_photo(
    sku: FromPath[Sku],
    data: Annotated[bytes, BodyKwarg(media_type="image/png")],
    request: Request[Any, Any, Any],
    caller: NamedDependency[Caller],
    idempotency_key: IdempotencyKey = None,
) -> Response[PhotoOut]:
    """The body is the file itself: JPEG, PNG or WebP, at most 8 MB and 50 million pixels
    (PNG and WebP: 25).

    It is kept as a JPEG of at most 1600 pixels a side, without what the camera wrote into it. The
    first of at most ten is what the picker sees.
    """
    picture = await develop_in_turn(data)  # before the transaction: it takes its time
    digest = request_hash(request.method, request.scope["path"], data)

    async def unit(tx: Tx) -> Response[PhotoOut]:
        async def work() -> PhotoOut:
            return _out(sku, await add_photo(tx, caller.shop_id, sku, picture))

        once = Once(tx, caller, idempotency_key, digest)
        return await once.answer(work, status=201)

    return await unit_of_work(house_of(request.scope), tenant_of(request.scope), unit)


@get(
    "/products/{sku:str}/photos",
    operation_id="listProductPhotos",
    summary="List the pictures of a product",
    tags=TAG,
    opt={
        "scope": READ,
        "example": Example(
            path={"sku": "$registerProduct/sku"},
            response={"items": [_PHOTO]},
            after=("addProductPhoto",),
        ),
    },
)
async def list_product_photos(
    sku: FromPath[Sku], read: NamedDependency[Read], caller: NamedDependency[Caller]
) -> PhotoList:
    """At most ten, in the order in which they came."""
    found = await photos_by_sku(read, caller.shop_id, sku)
    return PhotoList(items=[_out(sku, kept) for kept in found])


@get(
    "/products/{sku:str}/photos/{photo_id:uuid}",
    operation_id="fetchProductPhoto",
    summary="Fetch a picture of a product",
    tags=TAG,
    media_type=MEDIA_TYPE,
    opt={"scope": READ, "example": Example(path=_ONE, query={"side": "thumbnail"})},
)
async def fetch_product_photo(
    sku: FromPath[Sku],
    photo_id: FromPath[UUID],
    request: Request[Any, Any, Any],
    read: NamedDependency[Read],
    caller: NamedDependency[Caller],
    side: Annotated[
        Side, QueryParameter(description="`thumbnail`: at most 320 pixels a side.")
    ] = "full",
) -> Response[bytes]:
    """The JPEG. A picture never changes, so it may be kept for a year by its address."""
    content = await product_photo(read, caller.shop_id, sku, photo_id, side)
    return photo_answer(request, photo_id, side, content)


@delete(
    "/products/{sku:str}/photos/{photo_id:uuid}",
    operation_id="removeProductPhoto",
    summary="Take a picture of a product away",
    tags=TAG,
    opt={
        "scope": WRITE,
        "example": Example(path=_ONE, after=("listProductPhotos", "fetchProductPhoto")),
    },
)
async def remove_product_photo(
    sku: FromPath[Sku],
    photo_id: FromPath[UUID],
    tx: NamedDependency[Tx],
    caller: NamedDependency[Caller],
) -> None:
    """It is gone for good."""
    await remove_photo(tx, caller.shop_id, sku, photo_id)


handlers: Final = [
    add_product_photo,
    list_product_photos,
    fetch_product_photo,
    remove_product_photo,
]
