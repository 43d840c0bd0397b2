"""Opening a link: whose order it is, or one page that says nothing for everything else.

A token that was changed, made up, or whose person was erased asks the database the same questions
and gets the same page. Wrong ones are counted by address, right ones by order: people behind one
mobile network do not take each other's turn.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from datetime import UTC, datetime
from functools import wraps
from typing import Any, Concatenate, Final, ParamSpec, cast
from urllib.parse import parse_qsl
from uuid import UUID

import msgspec
from litestar import Response
from litestar.datastructures import Cookie
from litestar.status_codes import HTTP_303_SEE_OTHER

from api.auth import RateLimited, count_log_in
from api.consumer.page import HEADERS, AnyRequest, language_for, page
from api.cookies import cookie
from api.house import house_of
from api.problems import status_of, waiting_headers
from api.transaction import look
from wms.consumer.brand import Brand, brand
from wms.consumer.order_page import OrderShown, order_shown
from wms.consumer.proof import HOLDS_FOR, is_proved, proof_token
from wms.db import Read
from wms.errors import Kind, Refusal
from wms.shops.consumer_links import ORDER_PATH, OrderLink, read_order_link

P = ParamSpec("P")
NOT_FOUND: Final = 404
#: fields of one form: each line of an order has two
FIELDS_MAX: Final = 1100
PROOF_COOKIE: Final = "wms_proof"
#: an order that nobody has: what a wrong token looks up
_NOBODY: Final = OrderLink(shop_id=UUID(int=0), order_id=UUID(int=0))


class LinkLeadsNowhere(Refusal):
    """The link is not one of ours, or what it led to is gone."""

    kind = Kind.NOT_FOUND
    code = "consumer.link"


class Opened(msgspec.Struct, frozen=True):
    """An order's page that may be shown."""

    token: str
    order: OrderShown
    brand: Brand
    language: str
    #: whoever looks has said the postcode or e-mail
    is_proved: bool

    @property
    def address(self) -> str:
        """Of the order's page."""
        return f"{ORDER_PATH}/{self.token}"


async def open_link(request: AnyRequest, token: str) -> Opened:
    """The order behind a token.

    Raises:
        LinkLeadsNowhere: for whatever is wrong with it.
        RateLimited: too many came from there.
    """
    house = house_of(request.scope)
    link = read_order_link(house.settings.secret_key, token)
    if link is None:
        await count_log_in(house, f"order:{request.client.host if request.client else '-'}")
    else:
        await count_log_in(house, f"order:{link.order_id}")
    of = link or _NOBODY

    async def found(read: Read) -> tuple[OrderShown | None, Brand | None]:
        return await order_shown(read, of.shop_id, of.order_id), await brand(read, of.shop_id)

    order, look_of = await look(house, of.shop_id, found)
    if order is None or look_of is None:
        raise LinkLeadsNowhere
    proof = request.cookies.get(PROOF_COOKIE, "")
    return Opened(
        token,
        order,
        look_of,
        language_for(request, order.language),
        is_proved(house.settings.secret_key, order.id, proof, now=datetime.now(UTC)),
    )


Handler = Callable[Concatenate[AnyRequest, P], Coroutine[Any, Any, Response[Any]]]


def for_consumers(handler: Handler[P]) -> Handler[P]:
    """Say no on a page for consumers: nothing is here, or too many at once."""

    @wraps(handler)
    async def kindly(request: AnyRequest, *args: P.args, **kwargs: P.kwargs) -> Response[Any]:
        try:
            return await handler(request, *args, **kwargs)
        except (LinkLeadsNowhere, RateLimited) as no:
            return nothing_here(request, no)

    return cast("Handler[P]", kindly)


def nothing_here(request: AnyRequest, no: Refusal) -> Response[str]:
    """The page for whatever cannot be opened."""
    return page(
        request,
        "nothing.html",
        language_for(request),
        None,
        status_code=status_of(no),
        headers=waiting_headers(no),
        is_too_many=isinstance(no, RateLimited),
    )


def show(
    request: AnyRequest, opened: Opened, template: str, *, status: int = 200, **facts: Any
) -> Response[str]:
    """A page about this order."""
    return page(
        request, template, opened.language, opened.brand, status_code=status,
        order=opened.order, address=opened.address, is_proved=opened.is_proved, **facts,
    )  # fmt: skip


async def form_of(request: AnyRequest) -> dict[str, str]:
    """What was typed, trimmed; of fields with one name the last."""
    body = (await request.body()).decode("utf-8", "replace").replace("\0", "")
    try:
        return {name: said.strip() for name, said in parse_qsl(body, max_num_fields=FIELDS_MAX)}
    except ValueError:
        return {}


def go(address: str, *, cookies: list[Cookie] | None = None) -> Response[None]:
    """On to another page: what was sent is not sent again by a reload."""
    return Response(
        None,
        status_code=HTTP_303_SEE_OTHER,
        headers={**HEADERS, "Location": address},
        cookies=cookies or [],
    )


def proof_cookie(request: AnyRequest, opened: Opened) -> Cookie:
    """What this browser keeps of a right proof, for this order's pages only."""
    settings = house_of(request.scope).settings
    token = proof_token(settings.secret_key, opened.order.id, now=datetime.now(UTC))
    seconds = int(HOLDS_FOR.total_seconds())
    return cookie(settings, PROOF_COOKIE, token, path=opened.address, max_age_s=seconds)
