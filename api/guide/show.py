"""The docs at ``/docs``: open to everybody who reaches the warehouse."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from litestar import Request, Response, get
from litestar.enums import MediaType
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from api import i18n
from api.guide.contents import FRONT
from api.guide.site import LLMS, SEARCH, Site
from api.house import house_of
from api.pages import Pages, static
from api.rest.openapi import TITLE, description_of

DOCS: Final = "/docs"
_MARKDOWN: Final = "text/markdown; charset=utf-8"
_sites: dict[int, Site] = {}

AnyRequest = Request[Any, Any, Any]


def page_html(site: Site, name: str, pages: Pages, asset: Callable[[str], str]) -> str:
    """One page, whole; ``asset`` says where its style and its script are.

    Raises:
        KeyError: there is no such page.
    """
    rendered = site.rendered(name)
    before, after = site.beside(name)
    return pages.render(
        "guide/page.html",
        i18n.SOURCE_LANGUAGE,
        site=site,
        site_title=TITLE,
        page=site.pages[name],
        html=rendered.html,
        headings=rendered.headings,
        before=before,
        after=after,
        asset=asset,
    )


def _site(request: AnyRequest) -> Site:
    """Made once per application."""
    key = id(request.app)
    if key not in _sites:
        _sites.clear()
        _sites[key] = Site(description_of(request.app), DOCS)
    return _sites[key]


def media_type_of(name: str) -> str:
    """What a text of the site is."""
    if name == SEARCH:
        return MediaType.JSON
    return _MARKDOWN if name.endswith(".md") else "text/plain; charset=utf-8"


@get(DOCS, include_in_schema=False, sync_to_thread=False)
def show_front(request: AnyRequest) -> Response[str]:
    """The first page."""
    return _answer(request, FRONT)


@get(DOCS + "/{name:path}", include_in_schema=False, sync_to_thread=False)
def show_page(request: AnyRequest, name: FromPath[Path]) -> Response[str]:
    """A page, its Markdown with ``.md`` behind its name, or a list for programs."""
    return _answer(request, str(name).strip("/"))


@get(f"/{LLMS}", include_in_schema=False, sync_to_thread=False)
def show_llms(request: AnyRequest) -> Response[str]:
    """The list of pages where programs look for it (llmstxt.org)."""
    return _answer(request, LLMS)


def _answer(request: AnyRequest, name: str) -> Response[str]:
    site = _site(request)
    if (text := site.text(name)) is not None:
        return Response(text, media_type=media_type_of(name))
    if name not in site.pages:
        raise NotFoundException
    html = page_html(site, name, house_of(request.scope).pages, static)
    return Response(html, media_type=MediaType.HTML)


handlers: Final = [show_front, show_page, show_llms]
