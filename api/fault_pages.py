"""Pages for what went wrong: at the handheld and at the desk.

A person must know two things: what to do now, and whether the last scan was saved.
"""

from __future__ import annotations

from typing import Any, Final

from litestar import Response
from litestar.enums import MediaType
from litestar.exceptions import HTTPException

from api import i18n, problems
from api.asker import AnyRequest, at_door, language_of, request_id_of
from api.cookies import CONSUMER_LANGUAGE_COOKIE
from api.faults import is_away, is_unsure
from api.house import house_of
from wms.consumer.brand import COLOUR_OF_THE_HOUSE
from wms.errors import N_, Busy, Refusal

NOT_SAVED: Final = N_("An error of ours. The scan was not saved: scan it again.")
UNSURE: Final = N_(
    "An error of ours. It is not sure that the scan was saved: look at the next step."
)
NOT_SHOWN: Final = N_("An error of ours: this page cannot be shown. Nothing was changed.")
NO_PAGE: Final = N_("There is no such page.")
UNREADABLE: Final = N_("This could not be read. Go back and try again.")
#: pages for people who have no log-in: an order's, a shop's answers, a parcel's
CONSUMER_DOORS: Final = ("/o", "/q", "/track")
_NOT_FOUND = (404, 405)
#: a 409 would be a no that somebody has to read
NOT_NOW: Final = 503


def page(request: AnyRequest, error: Exception) -> Response[str]:
    """A page for what was raised."""
    if any(at_door(request.scope["path"], door) for door in CONSUMER_DOORS):
        return _for_consumer(request, error)
    language = language_of(request)
    status, code, sentence = _words(request, error, language)
    shown = render(
        request,
        f"{_door(request)}/fault.html",
        status=status,
        facts={
            "status": status,
            "code": code,
            "sentence": sentence,
            "request_id": request_id_of(request),
            "back": _back(request),
        },
    )
    if isinstance(error, Refusal):
        shown.headers.update(problems.waiting_headers(error))
    return shown


def _for_consumer(request: AnyRequest, error: Exception) -> Response[str]:
    """A consumer is told to try again, in their language, and nothing of our machinery."""
    chosen = request.cookies.get(CONSUMER_LANGUAGE_COOKIE)
    language = i18n.known_language(chosen, i18n.CONSUMER_LANGUAGES) or i18n.negotiate(
        request.headers.get("accept-language"), i18n.CONSUMER_LANGUAGES
    )
    status, _, _ = _words(request, error, language)
    html = house_of(request.scope).pages.render(
        "consumer/fault.html",
        language,
        brand=None,
        colour=COLOUR_OF_THE_HOUSE,
        path=request.scope["path"],
        is_ours=status >= 500,
        request_id=request_id_of(request),
    )
    headers = {"Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex, nofollow"}
    if isinstance(error, Refusal):
        headers |= problems.waiting_headers(error)
    return Response(html, status_code=status, media_type=MediaType.HTML, headers=headers)


def render(
    request: AnyRequest, template: str, *, status: int, facts: dict[str, Any]
) -> Response[str]:
    """A page for the asker, in their language."""
    html = house_of(request.scope).pages.render(template, language_of(request), **facts)
    return Response(html, status_code=status, media_type=MediaType.HTML)


def _door(request: AnyRequest) -> str:
    return "scanner" if at_door(request.scope["path"], "/scanner") else "office"


def _back(request: AnyRequest) -> str:
    """Where the true next step is: the page that the form stood on, else the menu."""
    door = f"/{_door(request)}"
    referer = request.headers.get("referer", "")
    path = "/" + referer.split("://", 1)[-1].partition("/")[2].split("?", 1)[0] if referer else door
    return path if at_door(path, door) and path != request.scope["path"] else door


def _words(request: AnyRequest, error: Exception, language: str) -> tuple[int, str, str]:
    if isinstance(error, Refusal):
        sentence = i18n.translate(language, error.sentence, **error.facts)
        # nobody judged it: the handheld sends it again by itself, as when the database is away
        status = NOT_NOW if isinstance(error, Busy) else problems.status_of(error)
        return status, error.code, sentence
    if isinstance(error, HTTPException) and error.status_code < 500:
        status = error.status_code
        words = NO_PAGE if status in _NOT_FOUND else UNREADABLE
        code = problems.FRAMEWORK_CODES.get(status, "request.refused")
        return status, code, i18n.translate(language, words)
    if is_away(error):
        # the handheld sends the same scan again by itself on a 503 (api/static/js/scan.js)
        away = problems.Away()
        return problems.status_of(away), away.code, i18n.translate(language, away.sentence)
    if request.method == "GET":
        words = NOT_SHOWN
    else:
        words = UNSURE if is_unsure(request, error) else NOT_SAVED
    return 500, "internal", i18n.translate(language, words)
