"""The page behind a decision link: a shop without a program says what becomes of its goods.

No log-in: the link itself is signed (wms.inbound.decision_links). Looking never decides (mail
programs open links by themselves); the form does, and it is sent from this page only.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any, Final
from urllib.parse import parse_qsl
from uuid import UUID

import msgspec
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
from wms.db import Read, Tx
from wms.errors import Refusal
from wms.inbound.decide import NewDecision, decide
from wms.inbound.decision_links import DECIDE_PATH, TOKEN_MAX_CHARS, About, DecisionLink, read
from wms.inbound.discrepancy_errors import DecisionLinkBroken, DecisionTooLate
from wms.inbound.discrepancy_list import DiscrepancyRow, DiscrepancyWanted, discrepancy_list
from wms.inbound.models import DECISIONS
from wms.inbound.photos import photo
from wms.photos.develop import MEDIA_TYPE
from wms.photos.errors import PhotoUnknown
from wms.photos.keep import Side
from wms.shops.queries import shop

AnyRequest = Request[Any, Any, Any]
#: differences on one page; more of one delivery come when these are decided
SHOWN_MAX: Final = 100
NOTE_MAX: Final = 500
FIELDS_MAX: Final = 2 * SHOWN_MAX + 10
CONFLICT: Final = 409
_PAGE: Final = DECIDE_PATH + "/{token:str}"


class _Page(msgspec.Struct, frozen=True):
    """What the link shows."""

    shop: str
    language: str
    rows: list[DiscrepancyRow]


@get(_PAGE, include_in_schema=False)
async def show_decision(request: AnyRequest, token: FromPath[str]) -> Response[str]:
    """What came otherwise than announced, and what may become of it."""
    house = house_of(request.scope)
    try:
        link = await _link(request, house, token)
    except Refusal as no:
        return _refused(request, no)
    return await _show(house, token, link)


@post(_PAGE, include_in_schema=False, status_code=200)
async def take_decision(request: AnyRequest, token: FromPath[str]) -> Response[str]:
    """The form was sent: each difference that has an answer is decided, or nothing is."""
    house = house_of(request.scope)
    try:
        if request.scope.get(CROSS_SITE):
            raise CrossSite
        link = await _link(request, house, token)
    except Refusal as no:
        return _refused(request, no)
    body = (await request.body()).decode("utf-8", "replace").replace("\0", "")
    try:
        form = dict(parse_qsl(body, max_num_fields=FIELDS_MAX))
    except ValueError:
        form = {}
    note = form.get("note", "").strip()[:NOTE_MAX] or None
    try:
        if link.ends_at < datetime.now(UTC):
            raise DecisionTooLate
        await unit_of_work(house, link.shop_id, lambda tx: _decide(tx, link, form, note))
    except Refusal as no:
        return await _show(house, token, link, no=no)
    return await _show(house, token, link, is_done=True)


async def _decide(tx: Tx, link: DecisionLink, form: dict[str, str], note: str | None) -> None:
    for row in await _rows(tx, link):
        told = form.get(f"decision-{row.id}", "")
        if told in DECISIONS:
            new = msgspec.convert({"decision": told, "note": note}, NewDecision)
            await decide(tx, link.shop_id, row.asn_id, row.id, new)


@get(_PAGE + "/photos/{photo_id:uuid}", include_in_schema=False, media_type=MEDIA_TYPE)
async def show_photo(
    request: AnyRequest,
    token: FromPath[str],
    photo_id: FromPath[UUID],
    side: Annotated[Side, QueryParameter()] = "full",
) -> Response[bytes]:
    """A picture of what the link is about."""
    house = house_of(request.scope)
    link = _read(house, token)

    async def found(read: Read) -> bytes:
        for row in await _rows(read, link):
            if photo_id in row.photo_ids:
                return await photo(read, link.shop_id, row.asn_id, row.id, photo_id, side)
        raise PhotoUnknown

    return photo_answer(request, photo_id, side, await look(house, link.shop_id, found))


async def _link(request: AnyRequest, house: House, token: str) -> DecisionLink:
    """What the link says, counted like an attempt to log in. DecisionLinkBroken, RateLimited."""
    await count_log_in(house, f"decide:{request.client.host if request.client else '-'}")
    return _read(house, token)


def _read(house: House, token: str) -> DecisionLink:
    if len(token) > TOKEN_MAX_CHARS:
        raise DecisionLinkBroken
    return read(house.settings.secret_key, token, now=datetime.now(UTC))


async def _rows(read: Read | Tx, link: DecisionLink) -> list[DiscrepancyRow]:
    is_delivery = link.about is About.DELIVERY
    wanted = DiscrepancyWanted(
        asn_id=link.subject_id if is_delivery else None,
        only_id=None if is_delivery else link.subject_id,
    )
    return await discrepancy_list(read, wanted, limit=SHOWN_MAX)


async def _show(
    house: House,
    token: str,
    link: DecisionLink,
    *,
    no: Refusal | None = None,
    is_done: bool = False,
) -> Response[str]:
    async def found(read: Read) -> _Page:
        of = await shop(read, link.shop_id)
        return _Page(of.name, of.language, await _rows(read, link))

    page = await look(house, link.shop_id, found)
    is_over = link.ends_at < datetime.now(UTC)
    html = house.pages.render(
        "office/decide.html",
        page.language,
        shop=page.shop,
        rows=page.rows,
        open=[] if is_over else [row for row in page.rows if row.status == "open"],
        is_over=is_over,
        is_done=is_done,
        no=i18n.translate(page.language, no.sentence, **no.facts) if no else None,
        address=f"{DECIDE_PATH}/{token}",
        note_max=NOTE_MAX,
    )
    return Response(html, media_type=MediaType.HTML, status_code=CONFLICT if no else 200)


def _refused(request: AnyRequest, no: Refusal) -> Response[str]:
    """A page for whoever opened a link that leads nowhere."""
    language = i18n.negotiate(request.headers.get("accept-language"))
    html = house_of(request.scope).pages.render(
        "office/decide_broken.html",
        language,
        sentence=i18n.translate(language, no.sentence, **no.facts),
    )
    return Response(
        html,
        media_type=MediaType.HTML,
        status_code=status_of(no),
        headers=waiting_headers(no),
    )


handlers: Final = [show_decision, take_decision, show_photo]
