"""How a shop wants its returns graded: words and pictures per grade, photos, what is done then."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Final
from uuid import UUID

import msgspec
from litestar import Request, Response, Router, get, post, put
from litestar.di import NamedDependency
from litestar.params import BodyKwarg, FromPath, JSONBody, QueryParameter

from api.house import house_of
from api.photo_answers import photo_answer
from api.rest.examples import Example
from api.rest.idempotency import IdempotencyKey, Once, request_hash
from api.rest.versions import IfMatch, rules_answer
from api.transaction import tenant_of, unit_of_work
from wms.access.people import Caller
from wms.db import Read, Tx
from wms.photos.develop import MEDIA_TYPE, UPLOAD_MAX_BYTES, develop_in_turn
from wms.photos.keep import Side
from wms.returns.inspection.rubric import Rubric
from wms.returns.inspection.rubric_versions import (
    SavedRubric,
    add_rubric_picture,
    latest_rubric,
    rubric_picture,
    save_rubric,
)

TAG: Final = ["Returns"]
READ: Final = "returns:read"
WRITE: Final = "returns:write"
#: a little more than the largest picture, so that our own words refuse it
BODY_MAX: Final = UPLOAD_MAX_BYTES + 100_000
#: the smallest PNG there is: one black pixel
_PIXEL: Final = bytes.fromhex(
    "89504e470d0a1a0a0000000d494844520000000100000001080000000"
    "03a7e9b550000000a49444154789c63600000000200015e1ae7a30000000049454e44ae426082"
)
_PICTURE: Final = {
    "id": "019ab2f6-4d31-7f00-b2c6-7e8d9a0b1c21",
    "width_px": 1,
    "height_px": 1,
    "url": "/v1/return-rubric/pictures/019ab2f6-4d31-7f00-b2c6-7e8d9a0b1c21",
}


def _grade(words: str, **facts: Any) -> dict[str, Any]:
    said = {"words": {"en": words}} if words else {"words": {}}
    plain = {"examples": [], "is_photo_wanted": False, "disposition": None}
    return said | plain | facts


_RUBRIC: Final[dict[str, Any]] = {
    "grades": {
        "A": _grade("Seal whole, nothing missing"),
        "C": _grade(
            "A dent or a scratch", examples=["$addRubricPicture/id"], is_photo_wanted=True,
            disposition="return_to_shop",
        ),
    },
    "checklist": [],
    "photo_faults": ["broken"],
    "is_lot_asked": True,
    "refund_when": "arrived",
    "ends_with": "parcels",
    "exchange_when": "arrived",
    "unidentified_remind_days": 2,
    "unidentified_days": 10,
    "unidentified_then": "quarantine",
    "parcels_wait_days": 10,
    "currency": "PLN",
    "piece_value_minor": 4900,
    "scrap_alone_max_minor": 20000,
    "products": [
        {
            "skus": ["TEA-100"],
            "flag": None,
            "checklist": [{"en": "Lid", "pl": "Pokrywka", "uk": "Кришка"}],
            "dispositions": {"B": "dispose"},
            "photo_grades": [],
            "piece_value_minor": None,
        }
    ],
}  # fmt: skip
_NONE: Final = {
    "grades": {}, "checklist": [], "photo_faults": [], "is_lot_asked": True,
    "refund_when": "inspected", "ends_with": "goods", "parcels_wait_days": 14,
    "exchange_when": "inspected", "unidentified_remind_days": 3, "unidentified_days": 14,
    "unidentified_then": "keep",
    "currency": "PLN", "piece_value_minor": None,
    "scrap_alone_max_minor": None, "products": [],
}  # fmt: skip
_SAVED: Final = _RUBRIC | {
    "grades": _RUBRIC["grades"] | {"C": _RUBRIC["grades"]["C"] | {"examples": [_PICTURE["id"]]}}
}


class RubricOut(msgspec.Struct, frozen=True, kw_only=True):
    """What pieces are graded by; `version` 0: you have not said anything yet."""

    version: int
    saved_at: datetime | None
    #: what you said
    rubric: Rubric


class PictureOut(msgspec.Struct, frozen=True, kw_only=True):
    """An example picture; `url` gives the JPEG."""

    id: UUID
    width_px: int
    height_px: int
    url: str


def _out(last: SavedRubric | None) -> RubricOut:
    if last is None:
        return RubricOut(version=0, saved_at=None, rubric=Rubric())
    return RubricOut(version=last.version, saved_at=last.created_at, rubric=last.rubric)


async def _now(tx: Tx, shop_id: UUID) -> RubricOut:
    return _out(await latest_rubric(tx, shop_id))


@get(
    "/return-rubric",
    operation_id="readReturnRubric",
    summary="Read how your returns are graded",
    tags=TAG,
    opt={
        "scope": READ,
        "example": Example(response={"version": 0, "saved_at": None, "rubric": _NONE}),
    },
)
async def read_rubric(
    read: NamedDependency[Read], caller: NamedDependency[Caller]
) -> Response[RubricOut]:
    """The version that inspectors see now. Each save is a version, and each finding names the one
    that it was made by; the desk shows the older ones and takes them up again."""
    return rules_answer(_out(await latest_rubric(read, caller.shop_id)))


@put(
    "/return-rubric",
    operation_id="putReturnRubric",
    summary="Say how your returns are graded",
    tags=TAG,
    opt={
        "scope": WRITE,
        "example": Example(
            request=_RUBRIC,
            response={"version": 1, "saved_at": "2026-11-22T09:05:00Z", "rubric": _SAVED},
            after=("readReturnRubric", "addRubricPicture"),
        ),
    },
)
async def write_rubric(
    data: JSONBody[Rubric],
    tx: NamedDependency[Tx],
    caller: NamedDependency[Caller],
    if_match: NamedDependency[IfMatch],
) -> Response[RubricOut]:
    """All of it at once; what is left out goes back to its default.

    Per grade: your words, example pictures, whether a photo is wanted, and what becomes of such a
    piece; only grade A goes back to the shelf. `products`: what differs for some SKUs, or for all
    that have a flag; the first rule that a product meets counts. `refund_when`: you are told
    `return.refund_clearable` when the goods are `sent`, `arrived` or `inspected`. Above
    `scrap_alone_max_minor` goods of a return are thrown away by two people only.
    """
    await if_match.check_rules(tx, caller.shop_id, lambda: _now(tx, caller.shop_id))
    return rules_answer(_out(await save_rubric(tx, caller.shop_id, data, by=None)))


@post(
    "/return-rubric/pictures",
    operation_id="addRubricPicture",
    summary="Add an example picture",
    tags=TAG,
    request_max_body_size=BODY_MAX,
    opt={
        "scope": WRITE,
        "example": Example(content=_PIXEL, sent_as="image/png", response=_PICTURE),
    },
)
async def add_picture(
    data: Annotated[bytes, BodyKwarg(media_type="image/png")],
    request: Request[Any, Any, Any],
    caller: NamedDependency[Caller],
    idempotency_key: IdempotencyKey = None,
) -> Response[PictureOut]:
    """The body is the file itself: JPEG, PNG or WebP, at most 8 MB. Then name its id among the
    `examples` of a grade."""
    picture = await develop_in_turn(data)  # before the transaction: it takes its time
    digest = request_hash(request.method, request.scope["path"], data)

    async def unit(tx: Tx) -> Response[PictureOut]:
        async def add() -> PictureOut:
            kept = await add_rubric_picture(tx, caller.shop_id, picture)
            url = f"/v1/return-rubric/pictures/{kept.id}"
            return PictureOut(id=kept.id, width_px=kept.width_px, height_px=kept.height_px, url=url)

        once = Once(tx, caller, idempotency_key, digest)
        return await once.answer(add, status=201)

    return await unit_of_work(house_of(request.scope), tenant_of(request.scope), unit)


@get(
    "/return-rubric/pictures/{example_id:uuid}",
    operation_id="readRubricPicture",
    summary="Fetch an example picture",
    tags=TAG,
    media_type=MEDIA_TYPE,
    opt={"scope": READ, "example": Example(path={"example_id": "$addRubricPicture/id"})},
)
async def read_picture(
    example_id: FromPath[UUID],
    request: Request[Any, Any, Any],
    read: NamedDependency[Read],
    caller: NamedDependency[Caller],
    side: Annotated[
        Side, QueryParameter(required=False, description="`thumbnail`: at most 320 pixels.")
    ] = "full",
) -> Response[bytes]:
    """A JPEG."""
    content = await rubric_picture(read, caller.shop_id, example_id, side)
    return photo_answer(request, example_id, side, content)


router: Final = Router("/", route_handlers=[read_rubric, write_rubric, add_picture, read_picture])
