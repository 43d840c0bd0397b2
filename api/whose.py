"""The page behind a link that asks a shop whether an unidentified parcel is of an order of theirs.

No log-in: the link is signed. Looking never answers; the form does, sent from this page only.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any, Final
from urllib.parse import parse_qs
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.enums import MediaType
from litestar.params import FromPath, QueryParameter

from api import i18n
from api.auth import CrossSite, count_log_in
from api.house import House, house_of
from api.marks import CROSS_SITE
from api.photo_answers import photo_answer
from api.problems import status_of, waiting_headers
from api.transaction import look, unit_of_work
from wms.db import Read
from wms.errors import Refusal
from wms.photos.keep import Side
from wms.returns.inspection.photos import return_photo
from wms.returns.unidentified.ask import Question, answer, question
from wms.returns.unidentified.links import WHOSE_PATH, WhoseLink, read_link
from wms.shops.queries import ShopShown, shop

AnyRequest = Request[Any, Any, Any]
CONFLICT: Final = 409
_PAGE: Final = WHOSE_PATH + "/{token:str}"
#: the link is the key: nobody else hears of it, and no cache keeps the page
_HEADERS: Final = {"Referrer-Policy": "no-referrer", "Cache-Control": "no-store"}


@get(_PAGE, include_in_schema=False)
async def show_whose(request: AnyRequest, token: FromPath[str]) -> Response[str]:
    """The parcel, and the order that it may be of."""
    try:
        link = await _link(request, token)
        return await _show(request, token, link)
    except Refusal as no:
        return _refused(request, no)


@post(_PAGE, include_in_schema=False, status_code=200)
async def say_whose(request: AnyRequest, token: FromPath[str]) -> Response[str]:
    """Yes or no."""
    try:
        if request.scope.get(CROSS_SITE):
            raise CrossSite
        link = await _link(request, token)
        said = parse_qs((await request.body()).decode("utf-8", "replace"), max_num_fields=9)
    except (Refusal, ValueError) as no:
        return _refused(request, no if isinstance(no, Refusal) else CrossSite())
    told = said.get("answer", [""])[-1]
    refused: Refusal | None = None
    try:
        if told in ("yes", "no"):
            await unit_of_work(
                house_of(request.scope), link.shop_id,
                lambda tx: answer(tx, link, is_ours=told == "yes"),
            )  # fmt: skip
    except Refusal as no:
        refused = no
    try:
        return await _show(request, token, link, no=refused)
    except Refusal as no:
        return _refused(request, no)


@get(_PAGE + "/photos/{photo_id:uuid}", include_in_schema=False)
async def show_photo(
    request: AnyRequest,
    token: FromPath[str],
    photo_id: FromPath[UUID],
    side: Annotated[Side, QueryParameter(required=False)] = "full",
) -> Response[Any]:
    """A picture of the parcel, for whoever has the link."""
    try:
        link = await _link(request, token)
        content = await look(
            house_of(request.scope), link.shop_id,
            lambda read: _photo(read, link, photo_id, side),
        )  # fmt: skip
    except Refusal as no:
        return _refused(request, no)
    return photo_answer(request, photo_id, side, content)


async def _photo(read: Read, link: WhoseLink, photo_id: UUID, side: Side) -> bytes:
    await question(read, link)  # a link of an older question shows nothing any more
    return await return_photo(read, link.shop_id, link.return_id, photo_id, side)


async def _link(request: AnyRequest, token: str) -> WhoseLink:
    """What the link says, counted like an attempt to log in."""
    house: House = house_of(request.scope)
    await count_log_in(house, f"whose:{request.client.host if request.client else '-'}")
    return read_link(house.settings.secret_key, token, now=datetime.now(UTC))


async def _show(
    request: AnyRequest, token: str, link: WhoseLink, *, no: Refusal | None = None
) -> Response[str]:
    house = house_of(request.scope)

    async def found(read: Read) -> tuple[Question, ShopShown]:
        return await question(read, link), await shop(read, link.shop_id)

    one, of = await look(house, link.shop_id, found)
    html = house.pages.render(
        "office/whose.html",
        of.language,
        shop=of.name,
        one=one,
        no=i18n.translate(of.language, no.sentence, **no.facts) if no else None,
        address=f"{WHOSE_PATH}/{token}",
    )
    status = CONFLICT if no else 200
    return Response(html, media_type=MediaType.HTML, status_code=status, headers=_HEADERS)


def _refused(request: AnyRequest, no: Refusal) -> Response[str]:
    language = i18n.negotiate(request.headers.get("accept-language"))
    html = house_of(request.scope).pages.render(
        "office/decide_broken.html",
        language,
        sentence=i18n.translate(language, no.sentence, **no.facts),
    )
    return Response(
        html, media_type=MediaType.HTML, status_code=status_of(no), headers=waiting_headers(no)
    )


handlers: Final = [show_whose, say_whose, show_photo]
