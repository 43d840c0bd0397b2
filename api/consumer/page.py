"""What all pages for consumers share: language, look, and the headers that keep links secret."""

from __future__ import annotations

from typing import Any, Final

from litestar import Request, Response
from litestar.datastructures import Cookie
from litestar.enums import MediaType

from api import i18n
from api.cookies import CONSUMER_LANGUAGE_COOKIE, cookie
from api.house import house_of
from wms.consumer.brand import COLOUR_OF_THE_HOUSE, Brand
from wms.halls import is_twin

AnyRequest = Request[Any, Any, Any]
#: how the switch on a page is sent
LANGUAGE_FIELD: Final = "language"
_YEAR_S: Final = 31_536_000
#: the link is the key: no other site hears of it, no search engine lists it, no cache keeps it
HEADERS: Final = {
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow",
    "Cache-Control": "no-store",
}


def language_for(request: AnyRequest, of_order: str | None = None) -> str:
    """In which language this consumer reads.

    What they chose on a page counts most, then the language in which they ordered, then what their
    browser asks for.
    """
    chosen = request.query_params.get(LANGUAGE_FIELD) or request.cookies.get(
        CONSUMER_LANGUAGE_COOKIE
    )
    known = i18n.CONSUMER_LANGUAGES
    return (
        i18n.known_language(chosen, known)
        or i18n.known_language(of_order, known)
        or i18n.negotiate(request.headers.get("accept-language"), known)
    )


def page(
    request: AnyRequest,
    template: str,
    language: str,
    brand: Brand | None,
    *,
    status_code: int = 200,
    headers: dict[str, str] | None = None,
    **facts: Any,
) -> Response[str]:
    """A page of ``api/consumer/templates`` in the look of the shop; None: nobody's.

    One of a sandbox says that it is a test.
    """
    facts = {
        "brand": brand,
        "colour": brand.colour if brand else COLOUR_OF_THE_HOUSE,
        "path": request.url.path,
        "is_test": brand is not None and is_twin(brand.shop_id),
        **facts,
    }
    html = house_of(request.scope).pages.render(f"consumer/{template}", language, **facts)
    return Response(
        html,
        media_type=MediaType.HTML,
        status_code=status_code,
        headers={**HEADERS, **(headers or {})},
        cookies=_chosen(request, language),
    )


def _chosen(request: AnyRequest, language: str) -> list[Cookie]:
    """The choice is kept when the switch was used: for all pages of consumers here."""
    if request.query_params.get(LANGUAGE_FIELD) != language:
        return []
    settings = house_of(request.scope).settings
    # lax: whoever comes from a link in an e-mail reads on in their language
    return [
        cookie(settings, CONSUMER_LANGUAGE_COOKIE, language, path="/", max_age_s=_YEAR_S, to="lax")
    ]
