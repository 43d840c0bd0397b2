"""Who asks: at which door, in which language, and what kind of answer they can use."""

from __future__ import annotations

import re
from typing import Any, Final

from litestar import Request

from api import i18n
from api.cookies import LANGUAGE_COOKIE
from api.marks import BY, REQUEST_ID

AnyRequest = Request[Any, Any, Any]
JSON: Final = "application/json"
#: behind these the next part of a path is a signed link
LINK_DOORS: Final = ("/o", "/decide", "/whose", "/survey")
#: the word that only this courier was told (`api.courier_news`)
_COURIERS_WORD: Final = re.compile(r"^(/couriers/[^/]+/[^/]+/)[^/]+(?=/news$)")
_BEARER: Final = b"bearer "
_JSON_TYPES: Final = (JSON, "text/json")


def at_door(path: str, door: str) -> bool:
    """Whether ``path`` lies behind ``door`` ("/scanner"), and not beside it ("/scannerx")."""
    return path == door or path.startswith(door + "/")


def path_for_log(path: str) -> str:
    """The path without what opens a door by itself: ``/o/…/withdraw``."""
    for door in LINK_DOORS:
        if path.startswith(door + "/"):
            _token, slash, rest = path[len(door) + 1 :].partition("/")
            return f"{door}/…{slash}{rest}"
    return _COURIERS_WORD.sub(r"\1…", path)


def bearer_of(scope: Any) -> str | None:
    """The key or token that a program shows (RFC 6750, section 2.1); None when it shows none."""
    for name, value in scope["headers"]:
        if name == b"authorization" and value[: len(_BEARER)].lower() == _BEARER:
            return str(value[len(_BEARER) :].decode("latin-1").strip())
    return None


def takes_gzip(scope: Any) -> bool:
    """Whether the asker's browser unpacks gzip."""
    return any(
        name == b"accept-encoding" and b"gzip" in value and b"gzip;q=0" not in value
        for name, value in scope["headers"]
    )


def language_of(request: AnyRequest) -> str:
    """The language of who is logged in, else of the switch's cookie, else of the browser."""
    by = request.scope.get(BY)
    chosen = getattr(by, "language", None) or request.cookies.get(LANGUAGE_COOKIE)
    return i18n.known_language(chosen) or i18n.negotiate(request.headers.get("accept-language"))


def wants_json(request: AnyRequest) -> bool:
    """Whether the asker is a program: it accepts JSON and does not prefer a page."""
    accept = request.headers.get("accept", "")
    return JSON in accept and "text/html" not in accept


def request_id_of(request: AnyRequest) -> str:
    """The id under which this request is in the log."""
    return str(request.scope.get(REQUEST_ID, "-"))


def is_json(content_type: str) -> bool:
    """Whether a Content-Type header means JSON (also ``application/…+json``)."""
    plain = content_type.partition(";")[0].strip().lower()
    return plain in _JSON_TYPES or (plain.startswith("application/") and plain.endswith("+json"))
